// Runs the scenarios of configs/regressions on a real QEMU and compares what comes of them with what they say of the
// profile of that version. Exit code 0: all equal; 1: some are not; 2: bad input.
// Usage: npm run catalogue:qemu -- [--qemu PATH] [--profile NAME] [SCENARIO...]
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { InputError, openProfile, openScenario } from "../dist/index.js";
import { startSession } from "../dist/runner/followed-run.js";
import { makeTrialPlan, withProfile } from "../dist/runner/trial-plan.js";

const USAGE = "usage: on-qemu.mjs [--qemu PATH] [--profile NAME] [SCENARIO...]";
const configs = new URL("../configs/", import.meta.url).pathname;
const TREE = "the device tree";
/** Every scenario ends by itself within a second; a run that takes so long hangs. */
const PATIENCE_MS = 60_000;

/** @param {string} message */
function refuse(message) {
  process.stderr.write(`on-qemu: ${message}\n`);
  process.exit(2);
}

/** @param {string} qemu */
function versionOf(qemu) {
  const { error, status, stdout, stderr } = spawnSync(qemu, ["--version"], { encoding: "utf8" });
  if (error !== undefined) refuse(`--qemu ${qemu}: ${error.message}; expected a qemu-system-riscv64`);
  const found = /version (\d+\.\d+\.\d+)/.exec(stdout ?? "");
  if (status !== 0 || found === null) refuse(`--qemu ${qemu}: does not tell its version: ${stderr || stdout}`);
  return found[1];
}

/** The profile that ships for a version: the one whose name has its major and minor. */
function profileFor(version) {
  const minor = version.split(".").slice(0, 2).join(".");
  const names = readdirSync(join(configs, "profiles")).map((file) => basename(file, ".yaml"));
  const fits = names.find((name) => name === `qemu-${minor}` || name.startsWith(`qemu-${minor}.`));
  return fits ?? refuse(`no profile stands for QEMU ${version}; name one with --profile`);
}

/** What follows `-M virt`: the kernel by QEMU's own means, or with firmware all that our board has in RAM. */
function programOf(scenario, profile, scratch) {
  const { firmware, kernel, bootargs } = scenario;
  if (firmware === null) return ["-bios", "none", "-kernel", kernel, "-append", bootargs ?? ""];
  const { boot } = startSession(withProfile(makeTrialPlan(scenario), profile)).machine;
  const loaded = boot.segments
    .filter(({ bytes }) => bytes.length > 0)
    .flatMap(({ name, address, bytes }) => {
      const file = join(scratch, address.toString(16));
      writeFileSync(file, bytes);
      if (name === TREE) return ["-dtb", file];
      return ["-device", `loader,file=${file},addr=0x${address.toString(16)},force-raw=on`];
    });
  return ["-bios", "none", ...loaded];
}

/** What QEMU prints on its first serial port; whether it ended by itself. */
function runOn(qemu, scenario, profile) {
  const { harts, memory } = scenario.machine;
  const scratch = mkdtempSync(join(tmpdir(), "hartbed-on-qemu-"));
  try {
    const board = ["-M", "virt", "-cpu", "rv64", "-smp", `${harts}`, "-m", `${memory / 2 ** 20}M`, "-nographic"];
    const { error, stdout } = spawnSync(qemu, [...board, ...programOf(scenario, profile, scratch)], {
      encoding: "utf8",
      input: "",
      timeout: PATIENCE_MS,
      killSignal: "SIGKILL",
    });
    return { text: (stdout ?? "").replaceAll("\r", ""), ended: error === undefined };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Whether the expectations on the first console, in order, and on the end are met. */
function meets({ text, ended }, { expect }) {
  let rest = text;
  for (const expectation of expect) {
    if (expectation.kind === "outcome" && !ended) return false;
    if (expectation.kind !== "console") continue;
    const found = new RegExp(expectation.match, "u").exec(rest);
    if (found === null) return false;
    rest = rest.slice(found.index + found[0].length);
  }
  return true;
}

/** What is otherwise than expected; null when nothing is. */
function differenceOf(run, scenario, { expectations, prints }) {
  const lines = run.text.split("\n").map((line) => line.trim());
  const met = meets(run, scenario) ? "met" : "failed";
  const last = `last line "${lines.filter((line) => line !== "").at(-1) ?? ""}"`;
  if (prints !== null && !lines.includes(prints)) return `${last}; expected "${prints}"`;
  return met === expectations ? null : `expectations ${met}, ${last}; expected them ${expectations}`;
}

async function opened(file) {
  try {
    return await openScenario(file);
  } catch (error) {
    if (error instanceof InputError) return refuse(error.message);
    throw error;
  }
}

function commandLine() {
  try {
    return parseArgs({ options: { qemu: { type: "string" }, profile: { type: "string" } }, allowPositionals: true });
  } catch (error) {
    return refuse(`${error.message.split(". ")[0]}\n${USAGE}`);
  }
}

const { values, positionals } = commandLine();
const qemu = values.qemu ?? "qemu-system-riscv64";
const version = versionOf(qemu);
const name = values.profile ?? profileFor(version);
const regressions = join(configs, "regressions");
const shipped = readdirSync(regressions).filter((file) => file.endsWith(".yaml"));
const files = positionals.length > 0 ? positionals : shipped.sort().map((file) => join(regressions, file));

let equal = 0;
for (const file of files) {
  const scenario = await opened(file);
  const title = basename(file, ".yaml");
  const expected = scenario.results.find(({ profile }) => profile === name);
  if (expected === undefined) refuse(`--profile ${name}: ${title} has no result for it`);
  const difference = differenceOf(runOn(qemu, scenario, await openProfile(name)), scenario, expected);
  equal += difference === null ? 1 : 0;
  process.stdout.write(difference === null ? `equal  ${title}\n` : `DIFFER ${title}: ${difference}\n`);
}
process.stdout.write(`${equal} of ${files.length} equal: QEMU ${version}, profile ${name}\n`);
process.exitCode = equal === files.length ? 0 : 1;
