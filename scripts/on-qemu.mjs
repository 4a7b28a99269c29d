// Runs the programs behind configs/regressions on a real QEMU and compares the line that each prints with what its
// scenario says under the profile of that version. Exit code 0: all equal; 1: some are not; 2: bad input.
// Usage: npm run catalogue:qemu -- [--qemu PATH] [--profile NAME] [SCENARIO...]
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { InputError, openScenario } from "../dist/index.js";

const USAGE = "usage: on-qemu.mjs [--qemu PATH] [--profile NAME] [SCENARIO...]";
const configs = new URL("../configs/", import.meta.url).pathname;
/** The programs end by themselves in milliseconds; a run that takes so long hangs. */
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

/** What QEMU prints on its first serial port, by the command line that the scenario amounts to. */
function linesOn(qemu, { machine, kernel, bootargs }) {
  const board = ["-M", "virt", "-cpu", "rv64", "-smp", `${machine.harts}`, "-m", `${machine.memory / 2 ** 20}M`];
  const program = ["-nographic", "-bios", "none", "-kernel", kernel, "-append", bootargs ?? ""];
  const { error, stdout } = spawnSync(qemu, [...board, ...program], {
    encoding: "utf8",
    input: "",
    timeout: PATIENCE_MS,
    killSignal: "SIGKILL",
  });
  const lines = stdout.split("\n").map((line) => line.trim());
  return error === undefined ? lines : [...lines, `(ended by force: ${error.message})`];
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
const profile = values.profile ?? profileFor(version);
const regressions = join(configs, "regressions");
const files =
  positionals.length > 0
    ? positionals
    : readdirSync(regressions)
        .filter((name) => name.endsWith(".yaml"))
        .sort()
        .map((name) => join(regressions, name));

let equal = 0;
let total = 0;
for (const file of files) {
  const scenario = await opened(file);
  const name = basename(file, ".yaml");
  const expected = scenario.results.find((result) => result.profile === profile);
  if (expected === undefined) refuse(`--profile ${profile}: ${name} has no result for it`);
  if (expected.prints === null || scenario.firmware !== null) {
    process.stdout.write(`skip   ${name}: no line to compare, or a device tree that QEMU does not make\n`);
    continue;
  }
  const lines = linesOn(qemu, scenario);
  const same = lines.includes(expected.prints);
  total += 1;
  equal += same ? 1 : 0;
  const said = lines.filter((line) => line !== "").at(-1) ?? "(nothing)";
  process.stdout.write(same ? `equal  ${name}\n` : `DIFFER ${name}: "${said}"; expected "${expected.prints}"\n`);
}
process.stdout.write(`${equal} of ${total} equal: QEMU ${version}, profile ${profile}\n`);
process.exitCode = equal === total ? 0 : 1;
