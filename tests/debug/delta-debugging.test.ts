import fc from "fast-check";
import { expect, test } from "vitest";
import { minimize } from "../../src/debug/delta-debugging.js";

const PIECES = Array.from({ length: 40 }, (_, index) => index);

test("the smallest set of pieces that fail together is found, whatever it is", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(39), { minLength: 1, maxLength: 5 }), async (culprits) => {
      const found = await minimize(PIECES, async (pieces) => culprits.every((culprit) => pieces.includes(culprit)));
      expect([...found].sort()).toEqual([...culprits].sort());
    }),
    { numRuns: 100 },
  );
});

test("one piece among many takes a number of rounds that grows with its logarithm", async () => {
  let rounds = 0;
  const pieces = Array.from({ length: 1024 }, (_, index) => index);
  const found = await minimize(pieces, async (some) => {
    rounds += 0.5;
    return some.includes(700);
  });
  expect(found).toEqual([700]);
  expect(rounds).toBeLessThanOrEqual(10);
});

test("of two sets that fail by themselves, one is found, and no piece of it can be left out", async () => {
  const fails = async (pieces: readonly number[]) =>
    (pieces.includes(3) && pieces.includes(30)) || (pieces.includes(5) && pieces.includes(20));
  const found = await minimize(PIECES, fails);
  expect(found).toHaveLength(2);
  for (const piece of found) expect(await fails(found.filter((other) => other !== piece))).toBe(false);
});
