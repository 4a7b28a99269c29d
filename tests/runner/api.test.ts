import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../cli/hartbed.js";

/** The built package, as a user imports it: its Worker exists only there. */
async function api(): Promise<typeof import("../../src/index.js")> {
  return (await import(join(ROOT, "dist/index.js"))) as typeof import("../../src/index.js");
}

test("a scenario is opened, run and reported from TypeScript", async () => {
  const { openRun, openScenario } = await api();
  const scenario = await openScenario(join(ROOT, "configs/hello.yaml"));
  const run = openRun(scenario);
  let printed = "";
  run.onOutput(({ bytes }) => {
    printed += new TextDecoder().decode(bytes);
  });
  const view = await run.ended;
  expect(view).toMatchObject({ state: "stopped", outcome: "expectations-met" });
  expect(printed).toContain("hello from a payload");
  expect((await run.report).exit_code).toBe(0);
});

test("an interactive run takes input, is recorded, and its replay gives the same report but for host", async () => {
  const { openRun, openScenario, parseRecording } = await api();
  const scenario = await openScenario(join(ROOT, "configs/quickstart.yaml"));
  let recorded = "";
  const run = openRun(scenario, { interactive: true, onRecord: (line) => (recorded += line) });
  let alpha = "";
  const done = new Promise<void>((resolve) => {
    run.onOutput(({ console, bytes }) => {
      if (console !== "alpha") return;
      const before = alpha;
      alpha += new TextDecoder().decode(bytes);
      if (!before.includes("$ ") && alpha.includes("$ "))
        run.input("alpha", new TextEncoder().encode("echo a b | wc\n"));
      if (/\n1 2 4\r?\n/.test(alpha)) resolve();
    });
  });
  await done;
  run.pause();
  run.resume();
  await run.stop();
  const report = await run.report;
  expect(report).toMatchObject({ outcome: "interrupted", exit_code: 0 });

  const replay = parseRecording(
    "recorded",
    recorded,
    scenario.consoles.map(({ name }) => name),
  );
  expect(replay.events.length).toBeGreaterThanOrEqual(2);
  const again = await openRun(scenario, { replay }).report;
  expect({ ...again, host: null }).toEqual({ ...report, host: null });
});

test("reset takes the machine back to power-on while consoles and time go on", async () => {
  const { openRun, openScenario } = await api();
  const run = openRun(await openScenario(join(ROOT, "configs/quickstart.yaml")), { interactive: true });
  let prompts = 0;
  let monitor = "";
  const twice = new Promise<void>((resolve) => {
    run.onOutput(({ console, bytes }) => {
      if (console !== "monitor") return;
      monitor += new TextDecoder().decode(bytes);
      const seen = monitor.split("hartbed firmware").length - 1;
      if (seen === 1 && prompts === 0) run.reset();
      prompts = seen;
      if (seen === 2) resolve();
    });
  });
  await twice;
  await run.stop();
  const report = await run.report;
  expect(report.consoles["monitor"]?.match(/hartbed firmware/g)).toHaveLength(2);
});

test("a scenario that is wrong rejects with an InputError that names the line", async () => {
  const { InputError, openScenario } = await api();
  const opened = openScenario(join(ROOT, "configs/quickstart.yaml"), { set: ["machine.hart=4"] });
  await expect(opened).rejects.toBeInstanceOf(InputError);
  await expect(opened).rejects.toThrow(/--set machine\.hart=4: .*did you mean harts/);
});
