// A whole machine saved and restored: it goes on as the one that was saved, in either engine, from any step.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { StateError } from "../../src/devices/state.js";
import { INTERPRET_ONLY, type Tuning } from "../../src/engine/engine.js";
import { describeCpu } from "../../src/machine/cpu.js";
import { type Machine, makeMachine } from "../../src/machine/machine.js";
import { stateDigest } from "../engine/state-digest.js";
import { boardOptions, disk, MIB } from "./board-options.js";
import { HART_WASM, PROFILE, programMachine } from "./program-machine.js";

/** Translates at once, so that little is left to the interpreter. */
const EAGER: Tuning = { hotAt: 2, batch: 1, patience: 1 };

const guest = (name: string) => new Uint8Array(readFileSync(new URL(`../../guests/prebuilt/${name}`, import.meta.url)));
const IMAGES = {
  firmware: guest("firmware.elf"),
  hypervisor: guest("hypervisor.elf"),
  kernel: guest("kernel.elf"),
  fs: guest("fs.img"),
};

/** Register numbers. */
const [S2, S3] = [18, 19];

type Guests = Machine & { readonly printed: () => string };

/** Two guests under our hypervisor on two harts, each with a disk; one works, one waits at its prompt. */
function guests(tuning: Tuning): Guests {
  const vm = (name: string) => ({ name, image: IMAGES.kernel, memory: 8 * MIB, vcpus: 1 });
  let text = "";
  const machine = makeMachine({
    hartWasm: HART_WASM,
    profile: PROFILE,
    board: boardOptions({
      cpu: describeCpu(PROFILE),
      harts: 2,
      memory: 64 * MIB,
      uarts: 3,
      firmware: IMAGES.firmware,
      kernel: IMAGES.hypervisor,
      devices: [0, 1].map((transport) => disk(`d${transport}`, transport, IMAGES.fs)),
      vms: [
        { ...vm("a"), console: 1, disk: 0, bootargs: "run=ls > list;cat list|wc" },
        { ...vm("b"), console: 2, disk: 1 },
      ],
    }),
    instructionsPerTick: 100,
    onConsole: (device, byte) => {
      text += device === "uart0" ? "" : String.fromCharCode(byte);
    },
    tuning,
  });
  return Object.defineProperties({ printed: () => text } as Guests, Object.getOwnPropertyDescriptors(machine));
}

/** What a machine comes to after so many steps more, piece by piece, with a line typed into the second guest. */
function goOn(machine: Guests): unknown {
  const before = machine.printed().length;
  machine.input("uart2", new TextEncoder().encode("echo hello\n"));
  const ends = [1, 1009, 100_003, 3_000_001].map((steps) => machine.run(steps));
  return [ends, machine.steps, machine.harts(), machine.vms(), machine.printed().slice(before), stateDigest(machine)];
}

it.each([
  ["in the firmware", 12_345],
  ["in the hypervisor", 700_001],
  ["while the guests boot", 3_333_337],
  ["while a guest works", 9_000_011],
])("a machine restored %s goes on as the original, from either engine in either", (_, steps) => {
  const [interpreted, translated] = [guests(INTERPRET_ONLY), guests(EAGER)];
  for (const machine of [interpreted, translated]) machine.run(steps);
  const saved = interpreted.save();
  const copies = [guests(INTERPRET_ONLY), guests(EAGER)];
  // Driven elsewhere before, so that what restore leaves out is seen.
  for (const copy of copies) copy.run(5_000_003);
  for (const copy of copies) copy.restore(saved);
  for (const copy of copies) expect(Buffer.compare(copy.save(), saved)).toBe(0);

  const [expected, ...others] = [interpreted, translated, ...copies].map(goOn);
  for (const other of others) expect(other).toEqual(expected);
});

it("a stale translation, which the guest has not fenced yet, is in the snapshot", () => {
  // Maps 0x40000000 by a leaf in the root table, reads through it, unmaps it without a fence, and reads on.
  const source = `
    la s0, table
    li t1, ${((0x8000_0000 >>> 12) << 10) | 0xcf}
    sd t1, 8(s0)
    sd t1, 16(s0)
    srli t0, s0, 12
    li t1, 8
    slli t1, t1, 60
    or t0, t0, t1
    csrw satp, t0
    li t0, -1
    csrw pmpaddr0, t0
    li t0, 0x1f
    csrw pmpcfg0, t0
    la t0, trapped
    csrw mtvec, t0
    la t0, supervisor
    csrw mepc, t0
    li t0, 0x1000
    csrc mstatus, t0
    li t0, 0x800
    csrs mstatus, t0
    li s1, 0x40000000
    mret
  supervisor:
    ld t0, 0(s1)
    sd zero, 8(s0)
  again:
    ld t0, 0(s1)
    addi s2, s2, 1
    j again
  trapped:
    li s3, 1
    j trapped
    .align 12
  table:
    .zero 4096
  `;
  const original = programMachine(source);
  original.run(1000);
  const copy = programMachine(source);
  copy.restore(original.save());
  for (const machine of [original, copy]) {
    machine.run(1000);
    expect(machine.inspect.x(0, S2)).toBeGreaterThan(500n);
    expect(machine.inspect.x(0, S3)).toBe(0n);
  }
  expect(stateDigest(copy)).toBe(stateDigest(original));
});

it("a snapshot of mostly empty memory is small", () => {
  const machine = programMachine("loop: j loop", { memory: 256 * MIB });
  machine.run(1000);
  expect(machine.save().length).toBeLessThan(2 * MIB);
});

it("bytes that are no state of such a machine are refused", () => {
  const small = programMachine("loop: j loop");
  const state = small.save();
  expect(() => small.restore(state.subarray(0, 3))).toThrow(StateError);
  expect(() => small.restore(state.subarray(0, state.length - 4096))).toThrow(StateError);
  expect(() => programMachine("loop: j loop", { uarts: 2 }).restore(state)).toThrow(/uart1/);
});
