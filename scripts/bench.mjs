// Measures hartbed beside qemu-system-riscv64, when that is installed: both in turn, bound to one CPU, medians, and the
// ratio pair by pair (above 1: hartbed is better).
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { QEMU_VERSION } from "./bench/machines.mjs";
import { median } from "./bench/pairs.mjs";
import { CPU } from "./bench/processes.mjs";
import { chosenRows, ROWS, UNITS } from "./bench/rows.mjs";
import { soak } from "./bench/soak.mjs";

const USAGE = `usage: npm run bench -- [--quick] [--only ROW]... [--json FILE]
       npm run bench -- --soak STEPS [--json FILE]

  --quick       each row once instead of five times
  --only ROW    a row, or those of a group: ${[...new Set(ROWS.map(({ key }) => key))].join(" ")}
  --json FILE   writes every value as well
  --soak STEPS  runs mixed guests for so many steps (1e11) and prints the memory that the process holds
`;
const QUICK = 1;
const THOROUGH = 5;

function refuse(message) {
  process.stderr.write(`bench: ${message}\n${USAGE}`);
  process.exit(2);
}

function readOptions() {
  try {
    const options = {
      quick: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
      json: { type: "string" },
      soak: { type: "string" },
    };
    return parseArgs({ options }).values;
  } catch (error) {
    return refuse(error.message);
  }
}

/** Ratio to QEMU: of what costs time or memory, QEMU's by ours. */
function ratioOf({ hartbed, qemu }) {
  return qemu === undefined ? null : median(qemu.map((value, index) => value / hartbed[index]));
}

function printRow({ name, unit }, values, ratio) {
  const { digits, scale } = UNITS[unit];
  const cell = (list) => (list === undefined ? "-" : (median(list) * scale).toFixed(digits)).padStart(9);
  const { hartbed, qemu, node } = values;
  const beside = node === undefined ? "" : `  node alone ${cell(node).trim()}`;
  const shown = ratio === null ? "-" : ratio.toFixed(2);
  console.log(`${name.padEnd(47)}${cell(hartbed)}${cell(qemu)}${shown.padStart(7)}  ${unit}${beside}`);
}

async function bench({ quick, only, json }) {
  const rows = only.length === 0 ? ROWS : only.flatMap((key) => chosenRows(key) ?? refuse(`no row ${key}`));
  const rounds = quick ? QUICK : THOROUGH;
  const where = CPU === null ? "bound to no CPU: there is no taskset" : `bound to CPU ${CPU}`;
  const beside = QEMU_VERSION ?? "nothing: qemu-system-riscv64 is not installed";
  console.log(`hartbed on node ${process.version}, beside ${beside}`);
  console.log(`medians of ${rounds}, ${where}; user CPU seconds are less those of an empty run`);
  console.log(`${"".padEnd(47)}${"hartbed".padStart(9)}${"QEMU".padStart(9)}${"ratio".padStart(7)}`);
  const results = [];
  for (const row of rows) {
    const values = await row.measure(rounds);
    const ratio = ratioOf(values);
    printRow(row, values, ratio);
    results.push({ key: row.key, name: row.name, unit: row.unit, ratio, values });
    if (json !== undefined) writeJson(json, { node: process.version, qemu: QEMU_VERSION, rounds, results });
  }
}

function writeJson(file, value) {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

const options = readOptions();
if (options.soak === undefined) await bench(options);
else {
  const steps = Number(options.soak);
  if (!(steps > 0)) refuse(`--soak ${options.soak}: expected a number of steps such as 1e11`);
  const samples = await soak(steps);
  if (options.json !== undefined) writeJson(options.json, samples);
}
