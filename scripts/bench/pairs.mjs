// Measurements with QEMU in turn: user CPU seconds less those of an empty run, and peak memory.
import { bare, hartbedRun, QEMU_VERSION } from "./machines.mjs";
import { peakMemory, userSeconds } from "./processes.mjs";
import { qemuQuickstart, quickstartFile } from "./quickstart.mjs";

const EMPTY = "bench-start.elf";
/** Rounds of a row for each that was asked for, where a run is so short that the machine's noise counts. */
const SHORT = 3;

/** Both machines by turns: with what the run needs and with nothing to run. */
function byTurns(rounds, commands) {
  const used = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  const empty = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, { run, idle }] of Object.entries(commands)) {
      empty[name].push(userSeconds(idle));
      used[name].push(userSeconds(run));
    }
  }
  return Object.fromEntries(
    Object.entries(used).map(([name, seconds]) => {
      const start = median(empty[name]);
      return [name, seconds.map((value) => Math.max(value - start, 0.001))];
    }),
  );
}

function withQemu(hartbed, qemu) {
  return QEMU_VERSION === null ? { hartbed } : { hartbed, qemu };
}

/** An image of guests/bench that ends by itself. */
export function measureImage(image, rounds, { qemu = [], short = false }) {
  const ours = { run: bare.hartbed(image), idle: bare.hartbed(EMPTY) };
  return byTurns(
    short ? rounds * SHORT : rounds,
    withQemu(ours, { run: bare.qemu(image, qemu), idle: bare.qemu(EMPTY) }),
  );
}

/** From power-on to the power-off after the last guest's answer. */
export async function measureQuickstart(rounds) {
  const ours = { run: hartbedRun(quickstartFile()), idle: bare.hartbed(EMPTY) };
  const theirs = QEMU_VERSION === null ? null : { run: await qemuQuickstart(), idle: bare.qemu(EMPTY) };
  return byTurns(rounds * SHORT, withQemu(ours, theirs));
}

export async function measureQuickstartMemory(rounds) {
  const commands = withQemu(hartbedRun(quickstartFile()), QEMU_VERSION === null ? null : await qemuQuickstart());
  const peaks = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, command] of Object.entries(commands)) peaks[name].push(await peakMemory(command));
  }
  return peaks;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
