// A long run over mixed guests, to see that memory does not grow: an integer loop, a memory-heavy one, one that exits
// all the time, and a Unix whose shell forks and executes for ever, which puts new code where old code was.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { openMachine } from "./in-process.mjs";
import { imagePath, writeScenario } from "./machines.mjs";

/** What is typed at the Unix's prompt, one after the other. */
const COMMANDS = ["ls | wc", "cat readme.txt | grep a | wc", "selftest -q", "ps; uptime"];
const PROMPT = "\n$ ";
const UNIX = "uart1";
/** Steps between two looks at the prompt, and samples of a run. */
const PIECE = 1_000_000;
const SAMPLES = 40;

/** Garbage is collected before each sample: what is shown is held. */
function garbageCollector() {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc");
}

function soakFile() {
  const guest = (name, hart) => ({ name, kernel: imagePath(`bench-soak-${name}.elf`), memory: "32MiB", pin: [hart] });
  return writeScenario("bench-soak", {
    machine: { harts: 2, memory: "256MiB" },
    kernel: imagePath("hypervisor.elf"),
    disks: { unix: { image: imagePath("fs.img") } },
    // Turns are equally long in steps, so the fast guest has a hart of its own.
    vms: [
      guest("integer", 0),
      guest("memory", 1),
      guest("traps", 1),
      { name: "unix", kernel: imagePath("kernel.elf"), console: UNIX, disk: "unix", pin: [1] },
    ],
  });
}

/** Runs for this many steps; prints and returns what the process held on the way. */
export async function soak(steps) {
  let tail = "";
  const onConsole = (console, byte) => {
    if (console === UNIX && byte !== 13) tail = (tail + String.fromCharCode(byte)).slice(-PROMPT.length);
  };
  const machine = await openMachine(soakFile(), { onConsole });
  const collect = garbageCollector();
  const began = performance.now();
  const samples = [];
  let commands = 0;
  console.log("      steps   seconds  RSS MiB  JavaScript MiB  regions  commands");
  for (let next = 0; next <= steps; ) {
    if (machine.steps >= next) {
      collect();
      const { rss, heapUsed } = process.memoryUsage();
      const seconds = (performance.now() - began) / 1000;
      const sample = { steps: machine.steps, seconds, rss, heapUsed, regions: machine.regions, commands };
      samples.push(sample);
      printSample(sample);
      next += steps / SAMPLES;
    }
    const { kind } = machine.run(PIECE);
    if (kind !== "steps") throw new Error(`the run ended: ${kind}`);
    if (tail !== PROMPT) continue;
    tail = "";
    machine.input(UNIX, new TextEncoder().encode(`${COMMANDS[commands % COMMANDS.length]}\n`));
    commands += 1;
  }
  return samples;
}

function printSample({ steps, seconds, rss, heapUsed, regions, commands }) {
  const cells = [
    steps.toExponential(3).padStart(11),
    seconds.toFixed(1).padStart(9),
    (rss / 2 ** 20).toFixed(0).padStart(8),
    (heapUsed / 2 ** 20).toFixed(1).padStart(15),
    String(regions).padStart(8),
    String(commands).padStart(9),
  ];
  console.log(cells.join(" "));
}
