// Runs guests/bench/regions.S in this process, translated or interpreted, and prints the resident bytes it is left with.
// Usage: node --expose-gc region-memory.mjs translate|interpret
import { setTimeout } from "node:timers/promises";
import { DEFAULT_TUNING, INTERPRET_ONLY } from "../../dist/engine/engine.js";
import { openMachine } from "./in-process.mjs";
import { imagePath, writeScenario } from "./machines.mjs";

/** V8 compiles hot WebAssembly again in the background; what that needs for a while is no property of the code. */
const SETTLE_MS = 3000;

const file = writeScenario("bench-regions", { firmware: "none", kernel: imagePath("bench-regions.elf") });
const tuning = process.argv[2] === "interpret" ? INTERPRET_ONLY : DEFAULT_TUNING;
const machine = await openMachine(file, { tuning });
while (machine.run(1e6).kind === "steps");
await setTimeout(SETTLE_MS);
globalThis.gc();
console.log(process.memoryUsage.rss());
