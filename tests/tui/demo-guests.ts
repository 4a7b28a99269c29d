// Starts the UI with invented guests, to look at and to measure: shells that echo, counters that move, and with
// `--flood` guests that print as fast as they can. `--guests N`; `--report FILE` writes frames and CPU time at the end;
// `--crash` throws at the first key; `--pid-file FILE` writes the process's id.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { startTui } from "../../src/tui/start.js";
import { grow, hartView, makeFakeRun, vmExit } from "./fake-run.js";

const { values } = parseArgs({
  options: {
    guests: { type: "string", default: "3" },
    flood: { type: "boolean", default: false },
    crash: { type: "boolean", default: false },
    report: { type: "string" },
    "pid-file": { type: "string" },
    prefix: { type: "string", default: "ctrl-a" },
  },
});
const names = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"].slice(0, Number(values.guests));
const run = makeFakeRun(names);
const RATES = [
  { ecall_from_vs: 186, load_guest_page_fault: 102, store_guest_page_fault: 110, supervisor_external_interrupt: 20 },
  { ecall_from_vs: 40, wfi: 100, virtual_instruction: 3, supervisor_timer_interrupt: 100 },
];
const EXITS = [
  vmExit(),
  vmExit({ cause: "store_guest_page_fault", symbol: "plic_complete+0x8", instruction: "sw a1, 4(a5)" }),
  vmExit({ cause: "ecall_from_vs", symbol: "sbi_call+0x1c", guestPhysical: null, stval: "0x0", instruction: "ecall" }),
  vmExit({
    cause: "supervisor_timer_interrupt",
    symbol: "idle+0x4",
    guestPhysical: null,
    stval: "0x0",
    instruction: null,
  }),
  vmExit({ cause: "wfi", symbol: "idle+0x4", guestPhysical: null, stval: "0x10500073", instruction: "wfi" }),
];

if (values["pid-file"] !== undefined) writeFileSync(values["pid-file"], String(process.pid));

let ticks = 0;
const TICK_MS = 33;
const ticking = setInterval(() => {
  if (run.view.state !== "running") return;
  ticks += 1;
  const seconds = TICK_MS / 1000;
  const guest = (run.view.harts[0]?.instructions.guest ?? 0) + 40e6 * seconds;
  run.show({
    mips: 45 + (ticks % 10) / 10,
    harts: [0, 1].map((id) =>
      hartView(id, {
        waiting: ticks % 3 === id,
        vm: names[(ticks + id) % names.length] ?? null,
        instructions: { m: guest * 0.02, hs: guest * 0.12, guest },
      }),
    ),
  });
  run.advance(seconds * 1e9, (vm) => ({
    ...vm,
    instructions: vm.instructions + 1e6,
    exits: grow(vm.exits, RATES[vm.vmid % RATES.length] ?? {}, seconds),
    injected: grow(vm.injected, { timer: 100, external: 20 }, seconds),
    lastExits: [...vm.lastExits, EXITS[ticks % EXITS.length] ?? vmExit()].slice(-64),
  }));
}, TICK_MS);

/** Some 4 MB/s a guest, in chunks as the runner sends them. */
let line = 0;
let flooded = 0;
const flooding = values.flood
  ? setInterval(() => {
      if (run.view.state !== "running") return;
      for (const name of names) {
        let text = "";
        while (text.length < 128 * 1024) {
          text += `\x1b[3${line % 8}m${name}\x1b[0m line ${line} of a guest that prints as fast as it can\n`;
          line += 1;
        }
        flooded += text.length;
        run.print(name, text);
      }
    }, TICK_MS)
  : undefined;

for (const name of names) run.print(name, `\x1b[1;32m${name}\x1b[0m kernel is booting\r\nhart 0 is up\r\n$ `);
run.print("monitor", "hypervisor: 2 harts, Sv39x4\r\n> ");
run.onTyped = (console, bytes) => {
  if (values.crash) throw new Error("the demo was told to crash");
  run.print(console, new TextDecoder().decode(bytes).replaceAll("\r", `\r\nyou are at ${console}\r\n$ `));
};

const start = performance.now();
const cpu = process.cpuUsage();
let frames = 0;
const write = process.stdout.write.bind(process.stdout);
const countingWrite = (text: string): boolean => {
  if (text.includes("\x1b[?2026h")) frames += 1;
  return write(text);
};
Object.assign(process.stdout, { write: countingWrite });
await startTui(run, { prefix: values.prefix, stdin: process.stdin, stdout: process.stdout, env: process.env });
clearInterval(ticking);
clearInterval(flooding);
const { user, system } = process.cpuUsage(cpu);
const seconds = (performance.now() - start) / 1000;
if (values.report !== undefined) {
  const { heapUsed, rss } = process.memoryUsage();
  const report = {
    seconds,
    frames,
    cpuShare: (user + system) / 1e6 / seconds,
    printedMB: flooded / 1e6,
    heapMB: heapUsed / 1e6,
    rssMB: rss / 1e6,
  };
  writeFileSync(values.report, `${JSON.stringify(report)}\n`);
}
