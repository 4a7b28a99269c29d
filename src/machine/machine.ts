// A whole machine: harts and engine over linear memory, and the board around them.
import { type GuestLog, SILENT } from "../bus/guest-log.js";
import type { Dma } from "../bus/ports.js";
import { DEFAULT_TUNING, type MmioPorts, makeEngine, type Tuning } from "../engine/engine.js";
import { type LinearMemory, makeLinearMemory } from "../engine/linear-memory.js";
import { makeRunLoop } from "../engine/run-loop.js";
import { type CauseRow, causeRow } from "../isa/causes.js";
import { extensionsOf, instructionsOf } from "../isa/extensions.js";
import { variantsOf } from "../isa/instruction-variants.js";
import { HART_BYTES, LOOP_CAUSE, LOOP_PC } from "../layout/hart.js";
import * as layout from "../layout/machine.js";
import { RECORD_PAGE_BYTES } from "../layout/records.js";
import { VM_BYTES, VM_MAX, VMS } from "../layout/vm.js";
import { type HartSnapshot, readHart, readVms, type VmSnapshot } from "../observe/snapshot.js";
import type { Profile } from "../scenario/profile.js";
import { makeBoard } from "./board.js";
import { type Boot, boot } from "./boot.js";
import { resetHartBlock, writeTables } from "./csr-file.js";
import { type Inspect, makeInspect } from "./inspect.js";
import { RAM_ADDRESS } from "./memory-map.js";
import type { BoardOptions } from "./options.js";
import { makeDma, makeGuestClock, makeHartLines, makeTimerPort } from "./ports.js";
import { restoreMachine, saveMachine } from "./snapshot.js";

/** Nanoseconds in a tick of mtime (10 MHz). */
const NS_PER_TICK = 100;

export interface MachineOptions {
  /** Bytes of hart.wasm. */
  readonly hartWasm: Uint8Array;
  readonly profile: Profile;
  readonly board: BoardOptions;
  /** Steps of the machine clock in one tick of mtime. */
  readonly instructionsPerTick: number;
  /** Called with every byte that a console sends: `uart0`, `pci-serial0`, `virtio-console0`. */
  readonly onConsole: (console: string, byte: number) => void;
  /** Told about every trap, and what devices remark about the guest; without it neither costs anything. */
  readonly log?: MachineLog | undefined;
  readonly tuning?: Tuning;
}

/** Called while the machine runs, in the order in which things happen. */
export interface MachineLog extends GuestLog {
  /** Null when traps are not wanted. */
  readonly trap: ((trap: LoggedTrap) => void) | null;
}

export interface LoggedTrap {
  readonly hart: number;
  /** As the manual numbers it, interrupts of VS before their translation too. */
  readonly cause: CauseRow;
  /** 16 hexadecimal digits each. */
  readonly epc: string;
  readonly tval: string;
}

/** Why `run` came back. */
export type StopReason =
  | { readonly kind: "steps" }
  /** The test finisher; 0 is pass. */
  | { readonly kind: "finish"; readonly code: number }
  /** The guest asked for a reboot; the machine was not reset. */
  | { readonly kind: "reset" }
  /** Every hart waits and nothing will come. */
  | { readonly kind: "deadlock" }
  /** The same trap at the same pc without a retired instruction. */
  | { readonly kind: "trap-loop"; readonly hart: number; readonly cause: string; readonly pc: string }
  /** A hart is about to execute the instruction at the address of `breakAt`. */
  | { readonly kind: "breakpoint"; readonly hart: number };

export interface Machine {
  /** Machine clock in steps since power-on. */
  readonly steps: number;
  /** Guest time since power-on in nanoseconds. */
  readonly guestNs: number;
  readonly boot: Boot;
  readonly dma: Dma;
  /** The machine's memory as it is laid out, to look at between runs. */
  readonly linear: LinearMemory;
  /** Regions of code translated so far. */
  readonly regions: number;
  /** Runs this many steps, fewer only when a reason other than `steps` ends it. */
  run(maxSteps: number): StopReason;
  /** Before the first step: stop whenever a hart is about to execute the instruction at this virtual address. */
  breakAt(pc: bigint): void;
  /** Steps that pass before anything can happen, where the last run ended while every hart waited; else 0. */
  readonly quiet: number;
  /** After a deadlock, or for what `quiet` says: time passes, and nothing else. */
  idle(steps: number): void;
  /** Bytes typed into a console, taken at the current step; dropped where there is none of that name. */
  input(console: string, bytes: Uint8Array): void;
  /** Back to power-on; disks keep what was written to them. */
  reset(): void;
  /** The whole state between two runs, disks in memory included; the same state gives the same bytes. */
  save(): Uint8Array;
  /**
   * Takes a state that a machine built from the same options saved, whatever its tuning, and goes on as that one.
   * @throws StateError when the bytes are no state of such a machine; this one is in no use any more then.
   */
  restore(state: Uint8Array): void;
  /** Registers and CSRs, for debugging tools. */
  readonly inspect: Inspect;
  harts(): readonly HartSnapshot[];
  vms(): readonly VmSnapshot[];
}

/**
 * @throws BoardError, ImageError when the board cannot be built from its options.
 */
export function makeMachine(options: MachineOptions): Machine {
  const { profile, instructionsPerTick } = options;
  const start = boot(options.board);
  const linear = makeLinearMemory(options.board.harts, options.board.memory);
  const { view, bytes, harts } = linear;
  const nsPerStep = NS_PER_TICK / instructionsPerTick;
  let request: StopReason | null = null;
  /** Memory is still as it was made: zero, and not touched by the host's pages. */
  let fresh = true;

  const stop = (reason: StopReason) => {
    request = reason;
    view.setUint32(layout.STOP, layout.STOP_REQUESTED, true);
    for (const base of harts) engine.hart.attention(base);
  };

  const hart = () => engine.hart;
  const log = options.log ?? SILENT;
  const remark = (access: "read" | "write", low: number, high: number, size: number) => {
    const at = address(low, high).toString(16).toUpperCase();
    log.guestError(`Invalid ${access} at addr 0x${at}, size ${size}, region '(null)', reason: rejected`);
  };
  const dma = makeDma(linear, hart);
  const clock = makeGuestClock(linear, () => loop.steps, nsPerStep);
  const board = makeBoard(options.board, {
    dma,
    timer: makeTimerPort(linear, hart),
    lines: makeHartLines(linear, hart),
    clock,
    power: { finish: (code) => stop({ kind: "finish", code }), reset: () => stop({ kind: "reset" }) },
    output: options.onConsole,
    log,
  });
  const { bus } = board;
  const rows = variantsOf(instructionsOf(extensionsOf(profile.extensions).present), profile.facts);
  const mmio: MmioPorts = {
    mmioRead(low, high, size) {
      const value = bus.read(address(low, high), size);
      view.setUint32(layout.BUS_ERROR, bus.fault ? 1 : 0, true);
      if (bus.fault) remark("read", low, high, size);
      view.setUint32(layout.MMIO_HIGH, bus.high, true);
      return value;
    },
    mmioWrite(low, high, size, value, valueHigh) {
      bus.write(address(low, high), size, value >>> 0, valueHigh >>> 0);
      view.setUint32(layout.BUS_ERROR, bus.fault ? 1 : 0, true);
      if (bus.fault) remark("write", low, high, size);
    },
    trapped(base, cause, epc, epcHigh, tval, tvalHigh) {
      const id = (base - harts[0]!) / HART_BYTES;
      const row = causeRow(cause >>> 31 === 1, cause & 63);
      options.log?.trap?.({ hart: id, cause: row, epc: digits(epc, epcHigh), tval: digits(tval, tvalHigh) });
    },
  };
  const engine = makeEngine(linear.memory, options.hartWasm, rows, mmio, options.tuning ?? DEFAULT_TUNING);
  const loop = makeRunLoop(linear, engine, {
    dueAt: () => Math.ceil(board.deadline() / nsPerStep),
    elapse: () => board.elapse(),
  });

  function reset(): void {
    request = null;
    view.setUint32(layout.STOP, layout.STOP_NONE, true);
    view.setBigUint64(layout.CLOCK, 0n, true);
    view.setBigUint64(layout.STEPS_PER_TICK, BigInt(instructionsPerTick), true);
    view.setBigUint64(layout.MTIME_OFFSET, 0n, true);
    view.setInt32(layout.RUNNING_HART, -1, true);
    view.setUint32(layout.VM_COUNT, 0, true);
    bytes.fill(0, VMS, VMS + VM_MAX * VM_BYTES);
    loop.reset();
    if (!fresh) {
      forgetTranslations(view, bytes);
      engine.forget();
      // Fresh memory is zero; touching all of it would cost more than many a run.
      bytes.fill(0, linear.ramHost, linear.ramHost + linear.ramBytes);
    }
    fresh = false;
    for (const { address: at, bytes: content } of start.segments) bytes.set(content, at - RAM_ADDRESS + linear.ramHost);
    bytes.fill(0, linear.romHost, linear.romHost + Number(layout.ROM_BYTES));
    bytes.set(start.rom, linear.romHost);
    harts.forEach((base, index) => {
      resetHartBlock(linear, profile, index);
      engine.hart.startHart(base);
    });
    board.reset();
  }

  writeTables(linear, profile);
  view.setUint32(layout.TRAPS_TOLD, (options.log?.trap ?? null) === null ? 0 : 1, true);
  reset();
  const parts = { linear, loop, board };

  return {
    boot: start,
    inspect: makeInspect(linear, engine.hart),
    dma,
    linear,
    get regions() {
      return engine.regions();
    },
    get steps() {
      return loop.steps;
    },
    get guestNs() {
      return loop.steps * nsPerStep;
    },
    run(maxSteps) {
      const end = loop.run(maxSteps);
      if (end.kind === "trap-loop") {
        const base = harts[end.hart]!;
        const cause = view.getBigUint64(base + LOOP_CAUSE, true);
        const pc = view.getBigUint64(base + LOOP_PC, true);
        return { ...end, cause: causeRow(cause >> 63n === 1n, Number(cause & 63n)).name, pc: `0x${pc.toString(16)}` };
      }
      if (end.kind !== "requested") return end;
      const reason = request ?? { kind: "steps" };
      request = null;
      return reason;
    },
    get quiet() {
      return loop.quiet;
    },
    breakAt(pc) {
      view.setUint32(layout.BREAK_SET, 1, true);
      view.setBigUint64(layout.BREAK_PC, pc, true);
    },
    idle: (steps) => loop.idle(steps),
    input: (console, typed) => board.input(console, typed),
    reset,
    save: () => saveMachine(parts),
    restore(state) {
      restoreMachine(parts, state);
      engine.forget();
      request = null;
    },
    harts: () => harts.map((base) => readHart(view, base)),
    vms: () => readVms(view),
  };
}

/** TLB arrays are empty and no page has decoded records any more; the pool is handed out from its start. */
function forgetTranslations(view: DataView, bytes: Uint8Array): void {
  const end = view.getUint32(layout.RECORD_POOL, true);
  bytes.fill(0, view.getUint32(layout.TLB_ARRAYS, true), end);
  const used = Math.min(view.getUint32(layout.RECORD_POOL_NEXT, true), view.getUint32(layout.RECORD_POOL_COUNT, true));
  bytes.fill(0, end, end + used * RECORD_PAGE_BYTES);
  view.setUint32(layout.RECORD_POOL_NEXT, 0, true);
}

function digits(low: number, high: number): string {
  return [high, low].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}

function address(low: number, high: number): number {
  return (low >>> 0) + (high >>> 0) * 2 ** 32;
}
