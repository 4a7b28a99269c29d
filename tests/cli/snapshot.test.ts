// Snapshots by the command line: a run that goes on from one comes to the same report.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Report } from "../../src/runner/report.js";
import { hartbed, ROOT, scratch } from "./hartbed.js";

const PREBUILT = join(ROOT, "guests/prebuilt");

/** The kernel with a shell in 16 MiB; a dialogue of three lines is expected, so `more` replaces it. */
function scenario(directory: string, more = DIALOGUE): string {
  const file = join(directory, "s.yaml");
  const disk = `disks: {root: {image: ${PREBUILT}/fs.img}}`;
  const machine = "machine: {harts: 1, memory: 32MiB}";
  writeFileSync(file, `version: 1\nname: test\n${machine}\n${disk}\nkernel: ${PREBUILT}/kernel.elf\n${more}`);
  return file;
}

const DIALOGUE = `expect:
  - {console: uart0, match: '\\$ $', send: "echo first > f\\n"}
  - {console: uart0, match: '\\$ $', send: "cat f f | wc\\n"}
  - {console: uart0, match: '2 2 12'}
`;

function reportOf(text: string): Omit<Report, "host"> {
  const { host: _host, ...report } = JSON.parse(text) as Report;
  return report;
}

test("a run that goes on from a snapshot ends as the run that was saved, and prints what is new", async () => {
  const [directory, snapshot] = [scratch(), join(scratch(), "a.snapshot")];
  const file = scenario(directory);
  const whole = await hartbed("run", "--headless", file, "--json", "-");
  // A step is a nanosecond: in the middle of the dialogue.
  const at = reportOf(whole.stdout).expectations[1]?.at_ns ?? "";
  const saved = await hartbed("run", "--headless", file, "--json", "-", "--save-snapshot", snapshot, "--at", at);
  expect(saved.stderr).toMatch(/^hartbed: .*a\.snapshot: snapshot of step \d+, \d\.\d MiB$/m);
  expect(reportOf(saved.stdout)).toEqual(reportOf(whole.stdout));
  const rest = await hartbed("run", "--headless", file, "--json", "-", "--from-snapshot", snapshot);
  expect(reportOf(rest.stdout)).toEqual(reportOf(whole.stdout));
  expect(whole.stderr).toContain("kernel is booting");
  expect(rest.stderr).not.toContain("kernel is booting");
  expect(rest.stderr).toContain("2 2 12");
});

test("past boot a scenario with other expectations goes on, and a recording replays from the snapshot", async () => {
  const [directory, recording] = [scratch(), join(scratch(), "in.jsonl")];
  const [booted, later] = [join(directory, "booted"), join(directory, "later")];
  const boot = "expect: [{console: uart0, match: '\\$ $'}]\n";
  await hartbed("run", "--headless", scenario(directory, boot), "--save-snapshot", booted);
  // The prompt of the boot was printed before; an empty line brings another.
  const more =
    "expect:\n  - {console: uart0, match: '', send: \"cat README | wc\\n\"}\n  - {console: uart0, match: '\\d+ \\d+ \\d+'}\n";
  const file = scenario(directory, more);
  const from = ["run", "--headless", file, "--json", "-", "--from-snapshot", booted];
  const first = await hartbed(...from, "--record-input", recording, "--save-snapshot", later);
  expect(first.stderr).toContain("hartbed: expectations-met");
  expect(readFileSync(recording, "utf8")).toMatch(
    /^\{"hartbed_input":1,.*"from":\d+\}\n\{"step":\d+,"console":"uart0"/,
  );
  const again = await hartbed(...from, "--replay-input", recording);
  expect(reportOf(again.stdout)).toEqual(reportOf(first.stdout));
  const elsewhere = await hartbed("run", "--headless", file, "--replay-input", recording);
  expect(elsewhere).toMatchObject({ code: 2 });
  expect(elsewhere.stderr).toMatch(/the recording begins at step \d+, the run at power-on; expected --from-snapshot/);
});

test("a snapshot of another machine, a file that is none, and a moment that never comes are told", async () => {
  const directory = scratch();
  const file = scenario(directory, "limits: {guest: 1ms}\n");
  const snapshot = join(directory, "a.snapshot");
  await hartbed("run", "--headless", file, "--save-snapshot", snapshot);
  const other = await hartbed("run", file, "--from-snapshot", snapshot, "--set", "machine.harts=2", "--set", "seed=7");
  expect(other).toMatchObject({ code: 2, stdout: "" });
  expect(other.stderr).toMatch(/a\.snapshot: taken of .* with profile spec, another machine: seed and machine differ;/);
  const none = await hartbed("run", file, "--from-snapshot", file);
  expect(none).toMatchObject({ code: 2, stderr: expect.stringMatching(/s\.yaml: not a snapshot; expected a file/) });
  writeFileSync(snapshot, readFileSync(snapshot).subarray(0, 5000));
  const cut = await hartbed("run", file, "--from-snapshot", snapshot);
  expect(cut).toMatchObject({ code: 2, stderr: expect.stringMatching(/a\.snapshot: damaged: .*; take the snapshot/) });
  const late = await hartbed("run", "--headless", scenario(directory), "--save-snapshot", snapshot, "--at", "20e9");
  expect(late).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/--at 20e9: the run ended before; no snapshot/),
  });
});

test.each([
  [["--at", "5"], "--at 5: says when to take a snapshot; expected --save-snapshot FILE too"],
  [
    ["--save-snapshot", "x", "--at", "soon"],
    "--at soon: expected steps such as 20e6, or guest time such as 2s or 500ms",
  ],
  [["--from-snapshot", "/nowhere"], "--from-snapshot /nowhere: cannot read: "],
])("options that make no sense are bad input: %j", async (flags, message) => {
  const { code, stderr } = await hartbed("run", "quickstart", ...flags);
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
});

test("a disk whose writes reach its file is no part of a snapshot, so there is none of such a run", async () => {
  const directory = scratch();
  writeFileSync(join(directory, "d.img"), new Uint8Array(512));
  const file = join(directory, "s.yaml");
  const disk = "disks: {d: {image: d.img, persist: on}}";
  writeFileSync(file, `version: 1\nname: test\n${disk}\nkernel: ${PREBUILT}/hello.elf\n`);
  const { code, stderr } = await hartbed("run", file, "--headless", "--save-snapshot", join(directory, "x"));
  expect(stderr).toMatch(/s\.yaml:3:36: disk d has persist: on; expected off in a run with snapshots/);
  expect(code).toBe(2);
});
