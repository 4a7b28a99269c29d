import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Report } from "../../src/runner/report.js";
import { hartbed, ROOT, scratch, start } from "./hartbed.js";
import { smallElf } from "./small-elf.js";

const PREBUILT = join(ROOT, "guests/prebuilt");

/** Writes a scenario of one hart under our firmware; `more` is YAML. */
function scenario(directory: string, kernel: string, more = ""): string {
  const file = join(directory, "s.yaml");
  const machine = "machine: {harts: 1, memory: 32MiB}";
  writeFileSync(file, `version: 1\nname: test\n${machine}\nkernel: ${kernel}\n${more}`);
  return file;
}

const hello = (directory: string, more = "") => scenario(directory, join(PREBUILT, "hello.elf"), more);
/** Counts for ever. */
const spin = (directory: string, more = "") => scenario(directory, join(PREBUILT, "spin.elf"), more);
const readReport = (file: string) => JSON.parse(readFileSync(file, "utf8")) as Report;

test("a guest that shuts down ends the run with exit code 0; its lines are on stdout, the sum on stderr", async () => {
  const { code, stdout, stderr } = await hartbed("run", "--headless", hello(scratch()));
  expect(stdout).toMatch(/^\[uart0\] hartbed firmware: .*\n\[uart0\] hello from a payload\n$/);
  expect(stderr).toMatch(/^hartbed: shutdown: the guest ended the machine with code 0 \(/);
  expect(code).toBe(0);
});

test("without a terminal the run is headless, and says so", async () => {
  const { code, stdout, stderr } = await hartbed("run", hello(scratch()));
  expect(stderr).toMatch(/^hartbed: no terminal: running headless/);
  expect(stdout).toContain("[uart0] hello from a payload\n");
  expect(code).toBe(0);
});

test("with --json - stdout is the report alone", async () => {
  const { stdout, stderr } = await hartbed("run", "--headless", hello(scratch()), "--json", "-");
  const report = JSON.parse(stdout) as Report;
  expect(report).toMatchObject({ schema: 1, profile: "spec", outcome: "shutdown", exit_code: 0, vms: [] });
  expect(Object.values(report.consoles).join("")).toContain("hello from a payload");
  expect(BigInt(report.harts[0]?.instret ?? 0)).toBeGreaterThan(1000n);
  expect(stderr).toContain("[uart0] hello from a payload\n");
});

test("an expectation that is not met fails the run with its file and line", async () => {
  const file = hello(scratch(), "expect:\n  - {console: uart0, match: 'goodbye'}\n");
  const { code, stderr } = await hartbed("run", "--headless", file);
  expect(stderr).toMatch(
    /^hartbed: expectation-failed: .*s\.yaml:6:5: console uart0: no match for \/goodbye\/ before/m,
  );
  expect(code).toBe(1);
});

test("a guest's own exit code is the command's", async () => {
  const directory = scratch();
  // lui t0, 0x100; lui a0, 0x93; addi a0, a0, 0x333; sw a0, 0(t0): the finisher's FAIL with code 9.
  const program = [0x0010_02b7, 0x0009_3537, 0x3335_0513, 0x00a2_a023, 0x0000_006f];
  writeFileSync(join(directory, "fails.elf"), smallElf(program, {}));
  const { code, stderr } = await hartbed("run", "--headless", scenario(directory, "fails.elf", "firmware: none\n"));
  expect(stderr).toContain("hartbed: guest-failed: the guest ended the machine with code 9");
  expect(code).toBe(9);
});

test("a machine in which nothing can happen ends with deadlock and exit code 3", async () => {
  const directory = scratch();
  writeFileSync(join(directory, "wfi.elf"), smallElf([0x1050_0073, 0x0000_006f], {}));
  const { code, stderr } = await hartbed("run", "--headless", scenario(directory, "wfi.elf", "firmware: none\n"));
  expect(stderr).toContain("hartbed: deadlock: every hart waits and no event can come");
  expect(code).toBe(3);
});

test("a limit in guest time ends the run with exit code 3 after that time", async () => {
  const file = spin(scratch(), "limits: {guest: 20ms}\n");
  const { code, stdout } = await hartbed("run", "--headless", file, "--json", "-");
  expect(JSON.parse(stdout)).toMatchObject({ outcome: "limit", exit_code: 3, guest_ns: "20000000" });
  expect(code).toBe(3);
});

test("an image that cannot be used is bad input with the place that names it", async () => {
  const directory = scratch();
  const bytes = smallElf([0], {});
  bytes[4] = 1;
  writeFileSync(join(directory, "rv32.elf"), bytes);
  const { code, stderr } = await hartbed("run", "--headless", scenario(directory, "rv32.elf"));
  expect(stderr).toMatch(/s\.yaml:4:9: kernel: .*rv32\.elf: a 32-bit ELF; expected 64 bits/);
  expect(code).toBe(2);
});

test.each([
  ["SIGTERM", 143],
  ["SIGINT", 130],
] as const)("%s ends a run in good order: the report is written and the exit code is %i", async (signal, exitCode) => {
  const directory = scratch();
  const report = join(directory, "report.json");
  const run = start("run", "--headless", spin(directory), "--json", report);
  await run.printed("spin: counting");
  run.child.kill(signal);
  expect((await run.ended).code).toBe(exitCode);
  expect(readReport(report)).toMatchObject({ outcome: "interrupted", exit_code: exitCode });
});

test("a reader of stdout that is gone ends the run without a word; the report is written", async () => {
  const directory = scratch();
  const report = join(directory, "report.json");
  const expected = "expect: [{console: uart0, match: never}, {console: uart0, match: never again}]\n";
  const run = start("run", "--headless", spin(directory, expected), "--json", report);
  run.child.stdout?.destroy();
  const { code, stderr } = await run.ended;
  expect({ code, stderr }).toEqual({ code: 141, stderr: "" });
  expect(readReport(report).outcome).toBe("interrupted");
});

test("two runs give the same report but for host, and so does a replay of what was recorded", async () => {
  const directory = scratch();
  const file = join(ROOT, "configs/quickstart.yaml");
  const recording = join(directory, "input.jsonl");
  const reports: Report[] = [];
  for (const more of [["--record-input", recording], [], ["--replay-input", recording]]) {
    const json = join(directory, `${reports.length}.json`);
    await hartbed("run", "--headless", file, "--json", json, ...more);
    reports.push(readReport(json));
  }
  const [first, second, replayed] = reports.map((report) => ({ ...report, host: null }));
  expect(first?.outcome).toBe("expectations-met");
  expect(second).toEqual(first);
  expect(replayed).toEqual(first);
  const lines = readFileSync(recording, "utf8").trim().split("\n");
  expect(lines).toHaveLength(1 + 3);
});

test("a run that was ended by a signal is replayed to the same step", async () => {
  const directory = scratch();
  const [recording, first, second] = ["input.jsonl", "1.json", "2.json"].map((name) => join(directory, name)) as Three;
  const file = spin(directory);
  const run = start("run", "--headless", file, "--json", first, "--record-input", recording);
  await run.printed("spin: counting");
  run.child.kill("SIGTERM");
  await run.ended;
  await hartbed("run", "--headless", file, "--json", second, "--replay-input", recording);
  expect({ ...readReport(second), host: null }).toEqual({ ...readReport(first), host: null });
});

type Three = [string, string, string];

test("a recording of another scenario's consoles is refused with its line", async () => {
  const directory = scratch();
  const recording = join(directory, "input.jsonl");
  const header = '{"hartbed_input":1,"scenario":"x","profile":"spec","expectations":true}';
  writeFileSync(recording, `${header}\n{"step":5,"console":"alpha","bytes":"x"}\n`);
  const { code, stderr } = await hartbed("run", "--headless", hello(directory), "--replay-input", recording);
  expect(stderr).toBe(`${recording}:2:1: no console alpha: expected one of uart0\n`);
  expect(code).toBe(2);
});

test("a file for a recording that cannot be written is bad input", async () => {
  const { code, stderr } = await hartbed("run", "--headless", hello(scratch()), "--record-input", "/nowhere/x");
  expect(stderr).toMatch(/^--record-input \/nowhere\/x: cannot write: /);
  expect(code).toBe(2);
});
