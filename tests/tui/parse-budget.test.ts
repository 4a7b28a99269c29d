import { expect, test } from "vitest";
import { type Drainable, makeParseBudget } from "../../src/tui/parse-budget.js";

/** A console with `pending` bytes, parsed at `bytesPerMs`. */
function makeConsole(time: { ms: number }, pending: number, bytesPerMs: number) {
  const console = {
    pending,
    drained: 0,
    drain: async (limit: number) => {
      const taken = Math.min(limit, console.pending);
      console.pending -= taken;
      console.drained += taken;
      time.ms += taken / bytesPerMs;
      return taken;
    },
  };
  return console satisfies Drainable;
}

test("under flood a frame's parsing settles near 8 ms, whatever the speed of the machine", async () => {
  for (const bytesPerMs of [1000, 4000, 20_000]) {
    const time = { ms: 0 };
    const consoles = [1, 2, 3, 4].map(() => makeConsole(time, 1e9, bytesPerMs));
    const budget = makeParseBudget(() => time.ms);
    for (let frame = 0; frame < 20; frame++) await budget.parse(consoles);
    const before = time.ms;
    expect(await budget.parse(consoles)).toBe(true);
    expect(time.ms - before).toBeGreaterThan(5);
    expect(time.ms - before).toBeLessThan(11);
  }
});

test("a console with little to say is parsed whole beside three in flood", async () => {
  const time = { ms: 0 };
  const quiet = makeConsole(time, 200, 1000);
  const loud = [1, 2, 3].map(() => makeConsole(time, 1e9, 1000));
  await makeParseBudget(() => time.ms).parse([...loud, quiet]);
  expect(quiet.pending).toBe(0);
  expect(new Set(loud.map(({ drained }) => drained)).size).toBe(1);
  // What the quiet one left of its share went to the others.
  const [first] = loud;
  expect(3 * (first?.drained ?? 0) + 200).toBeGreaterThan(0.99 * 32 * 1024);
});

test("nothing pending parses nothing", async () => {
  const time = { ms: 0 };
  expect(await makeParseBudget(() => time.ms).parse([makeConsole(time, 0, 1)])).toBe(false);
});
