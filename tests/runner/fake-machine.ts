// A machine for tests of the runner: RAM, a clock, and a script that plays the guest.
import type { Dma } from "../../src/bus/ports.js";
import type { ReachableMachine, StopReason } from "../../src/runner/machine-port.js";

const RAM_BASE = 0x8000_0000;

/** 64 KiB of RAM with words to look at. */
export function makeRam() {
  const memory = new Uint8Array(65536);
  const view = new DataView(memory.buffer);
  const inside = (address: number, length: number) =>
    address >= RAM_BASE && address + length <= RAM_BASE + memory.length;
  const dma: Dma = {
    read(address, into) {
      if (!inside(address, into.length)) return false;
      into.set(memory.subarray(address - RAM_BASE, address - RAM_BASE + into.length));
      return true;
    },
    write(address, from) {
      if (!inside(address, from.length)) return false;
      memory.set(from, address - RAM_BASE);
      return true;
    },
  };
  return {
    dma,
    load: (address: number) => view.getBigUint64(address - RAM_BASE, true),
    store: (address: number, value: bigint) => view.setBigUint64(address - RAM_BASE, BigInt.asUintN(64, value), true),
    bytes: (address: number, from: Uint8Array) => memory.set(from, address - RAM_BASE),
  };
}

/** What the scripted guest can do. */
export interface FakeGuest {
  readonly ram: ReturnType<typeof makeRam>;
  /** Prints on a UART. */
  print(uart: string, text: string): void;
}

/**
 * The guest's script: called for each step at which it wants to act.
 * `at` maps a step to an action; an action may stop the machine.
 */
export interface FakeScript {
  readonly at?: { readonly [step: number]: (guest: FakeGuest) => StopReason | undefined };
  /** Steps of timers: between them every hart waits. */
  readonly wakesAt?: readonly number[];
  /** Called when input arrives; prints at once unless it does nothing. */
  onInput?(uart: string, text: string, guest: FakeGuest): void;
}

export interface FakeMachine extends ReachableMachine {
  readonly ram: ReturnType<typeof makeRam>;
  /** Input as it arrived. */
  readonly inputs: readonly { readonly step: number; readonly uart: string; readonly text: string }[];
  readonly runs: readonly number[];
}

export function makeFakeMachine(script: FakeScript, onConsole: (uart: string, byte: number) => void): FakeMachine {
  const ram = makeRam();
  const inputs: { step: number; uart: string; text: string }[] = [];
  const runs: number[] = [];
  let steps = 0;
  let quiet = 0;
  const guest: FakeGuest = {
    ram,
    print(uart, text) {
      for (const byte of new TextEncoder().encode(text)) onConsole(uart, byte);
    },
  };
  const moments = Object.keys(script.at ?? {})
    .map(Number)
    .sort((a, b) => a - b);
  return {
    ram,
    dma: ram.dma,
    inputs,
    runs,
    get steps() {
      return steps;
    },
    get quiet() {
      return quiet;
    },
    run(maxSteps) {
      runs.push(maxSteps);
      const end = steps + maxSteps;
      quiet = Math.max((script.wakesAt?.find((step) => step > end) ?? 0) - end, 0);
      for (const moment of moments.filter((step) => step > steps && step <= end)) {
        steps = moment;
        const stop = script.at?.[moment]?.(guest);
        if (stop !== undefined) return stop;
      }
      steps = end;
      return { kind: "steps" };
    },
    idle(count) {
      steps += count;
      quiet = Math.max(quiet - count, 0);
    },
    input(uart, bytes) {
      const text = new TextDecoder().decode(bytes);
      inputs.push({ step: steps, uart, text });
      script.onInput?.(uart, text, guest);
    },
    reset() {
      steps = 0;
    },
  };
}
