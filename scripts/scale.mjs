// What a guest more costs: quickstart's shape with 1, 4, 16 and 64 guests, from process start until every guest is at its
// prompt. Usage: node scripts/scale.mjs [GUESTS...]
import { join } from "node:path";
import { bare, hartbedRun, ROOT } from "./bench/machines.mjs";
import { median } from "./bench/pairs.mjs";
import { peakMemory, userSeconds } from "./bench/processes.mjs";

const ROUNDS = 3;
const SCENARIO = join(ROOT, "configs/many-guests.yaml");
const MIB = 2 ** 20;

const asked = process.argv.slice(2).map(Number);
if (asked.some((count) => !(Number.isInteger(count) && count >= 1 && count <= 64))) {
  process.stderr.write("usage: node scripts/scale.mjs [GUESTS...]: 1 to 64 each\n");
  process.exit(2);
}
const counts = asked.length === 0 ? [1, 4, 16, 64] : asked;

async function repeated(measure) {
  const values = [];
  for (let round = 0; round < ROUNDS; round++) values.push(await measure());
  return median(values);
}

/** A machine that does nothing: what is left is the guests' and their hypervisor's. */
const empty = bare.hartbed("bench-start.elf");
const base = { seconds: await repeated(() => userSeconds(empty)), bytes: await repeated(() => peakMemory(empty)) };
console.log(`medians of ${ROUNDS}; a guest's share is less what a machine without guests takes`);
console.log("| guests | user CPU s | wall s | peak RSS MiB | CPU ms a guest | RSS MiB a guest |");
console.log("|---|---|---|---|---|---|");
for (const count of counts) {
  const command = hartbedRun(SCENARIO, "--set", `vms.guest.count=${count}`);
  const seconds = await repeated(() => userSeconds(command));
  const wall = [];
  const bytes = await repeated(async () => {
    const began = performance.now();
    const peak = await peakMemory(command);
    wall.push((performance.now() - began) / 1000);
    return peak;
  });
  const cells = [
    String(count),
    seconds.toFixed(2),
    median(wall).toFixed(2),
    (bytes / MIB).toFixed(0),
    (((seconds - base.seconds) / count) * 1000).toFixed(0),
    ((bytes - base.bytes) / MIB / count).toFixed(1),
  ];
  console.log(`| ${cells.join(" | ")} |`);
}
