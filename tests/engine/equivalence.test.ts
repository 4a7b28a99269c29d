// The interpreter and translated code compute the same: state after the same steps, on guests with every mode in use.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { INTERPRET_ONLY, type Tuning } from "../../src/engine/engine.js";
import { describeCpu } from "../../src/machine/cpu.js";
import { type Machine, makeMachine } from "../../src/machine/machine.js";
import type { BoardOptions } from "../../src/machine/options.js";
import { boardOptions, disk } from "../machine/board-options.js";
import { HART_WASM, PROFILE } from "../machine/program-machine.js";
import { stateDigest } from "./state-digest.js";

/** Translates at once, so that little is left to the interpreter. */
const EAGER: Tuning = { hotAt: 2, batch: 1, patience: 1 };

const guest = (name: string) => new Uint8Array(readFileSync(new URL(`../../guests/prebuilt/${name}`, import.meta.url)));

function pair(board: () => Partial<BoardOptions>): readonly [Machine, Machine] {
  const make = (tuning: Tuning) =>
    makeMachine({
      hartWasm: HART_WASM,
      profile: PROFILE,
      board: boardOptions({ cpu: describeCpu(PROFILE), memory: 32 * 0x10_0000, ...board() }),
      instructionsPerTick: 100,
      onConsole: () => {},
      tuning,
    });
  return [make(INTERPRET_ONLY), make(EAGER)];
}

/** Runs both by the same pieces and compares after each. */
function compare([interpreted, translated]: readonly [Machine, Machine], pieces: readonly number[]): void {
  for (const steps of pieces) {
    const ends = [interpreted.run(steps), translated.run(steps)];
    expect(ends[1]).toEqual(ends[0]);
    expect(translated.harts()).toEqual(interpreted.harts());
    expect(stateDigest(translated)).toBe(stateDigest(interpreted));
    if (ends[0]?.kind !== "steps") break;
  }
  expect(interpreted.regions).toBe(0);
  expect(translated.regions).toBeGreaterThan(0);
}

const PRIMES = [1, 7, 101, 1009, 10_007, 100_003, 500_009, 1_000_003, 3, 2_000_003];

describe("interpreter and translated code are in the same state after the same steps", () => {
  it.each(["bench-integer-m.elf", "bench-integer-s.elf", "bench-integer-vs.elf"])("in %s", (name) => {
    compare(
      pair(() => ({ kernel: guest(name) })),
      PRIMES,
    );
  });

  it("in the kernel under the firmware, on two harts", () => {
    const board = () => ({
      harts: 2,
      firmware: guest("firmware.elf"),
      kernel: guest("kernel.elf"),
      bootargs: "run=ls|wc;cat README|grep a",
      devices: [disk("d", 0, guest("fs.img"))],
    });
    compare(pair(board), PRIMES);
  });

  it("in two guests under the hypervisor, on two harts", () => {
    const vm = (name: string) => ({ name, image: guest("kernel.elf"), memory: 8 * 0x10_0000, vcpus: 1 });
    const board = () => ({
      harts: 2,
      memory: 64 * 0x10_0000,
      uarts: 3,
      firmware: guest("firmware.elf"),
      kernel: guest("hypervisor.elf"),
      devices: [0, 1].map((transport) => disk(`d${transport}`, transport, guest("fs.img"))),
      vms: [
        { ...vm("a"), console: 1, disk: 0, bootargs: "run=ls|wc" },
        { ...vm("b"), console: 2, disk: 1 },
      ],
    });
    compare(pair(board), PRIMES);
  });
});
