// Platform-level interrupt controller (RISC-V PLIC specification 1.0), with level-sensitive gateways.
// Context 2h is machine mode of hart h, context 2h+1 its supervisor mode.
import type { AccessSize, AccessSizes, Device, DeviceState } from "../bus/device.js";
import { hex, SILENT } from "../bus/guest-log.js";
import type { HartLines, IrqLine } from "../bus/ports.js";
import { numbersOf } from "./state.js";

/** Sources 1 to 95, unless a board wires more; source 0 does not exist. */
export const PLIC_SOURCES = 95;
/** Bytes that the registers take. */
export const PLIC_BYTES = 0x600000;

const PRIORITY = 0x0;
const PENDING = 0x1000;
const ENABLE = 0x2000;
const ENABLE_STRIDE = 0x80;
const CONTEXT = 0x200000;
const CONTEXT_STRIDE = 0x1000;
const THRESHOLD = 0;
const CLAIM_COMPLETE = 4;

/** Priorities 0 (never) to 7; other bits of a priority or a threshold read 0. */
const PRIORITY_MASK = 7;
/** Bits of mip that contexts drive. */
const MIP_MEIP = 11;
const MIP_SEIP = 9;
const UNKNOWN = -1;
const SIZES: AccessSizes = { least: 4, most: 4 };

export interface Plic extends Device {
  /** The line of a source, from 1. */
  line(source: number): IrqLine;
}

export interface PlicOptions {
  /** The last source; PLIC_SOURCES when left out. */
  readonly sources?: number;
  /** A pending request stays until a claim whatever its line does; otherwise it goes with the line. */
  readonly pendingOutlivesLine?: boolean;
  /**
   * Gateways are level-sensitive: a line that is still high at completion asks again. Otherwise a source asks whenever
   * its device reports a high line, also if it was high before, and also while it is claimed.
   */
  readonly completionSamplesLine?: boolean;
  /** The priority register of source 0 keeps what is written, and nothing follows. */
  readonly priorityZeroKept?: boolean;
}

export function makePlic(lines: HartLines, options: PlicOptions = {}, log = SILENT): Plic {
  const { sources = PLIC_SOURCES } = options;
  const { pendingOutlivesLine = true, completionSamplesLine = true, priorityZeroKept = false } = options;
  /** Words of a bitmap with one bit for each source, source 0 among them. */
  const words = (sources + 32) >> 5;
  const contexts = lines.count * 2;
  const priority = new Uint32Array(sources + 1);
  const levels = new Uint32Array(words);
  const pending = new Uint32Array(words);
  /** Forwarded and not completed: the gateway holds further requests back. */
  const claimed = new Uint32Array(words);
  const enable = new Uint32Array(contexts * words);
  const threshold = new Uint32Array(contexts);
  /** Level last driven for each context. */
  const driven = new Int8Array(contexts).fill(UNKNOWN);

  function has(bitmap: Uint32Array, source: number): boolean {
    return (((bitmap[source >> 5] as number) >>> (source & 31)) & 1) === 1;
  }

  function mark(bitmap: Uint32Array, source: number, on: boolean): void {
    const bit = 1 << (source & 31);
    const word = bitmap[source >> 5] as number;
    bitmap[source >> 5] = on ? word | bit : word & ~bit;
  }

  /** The source that a claim by this context returns: highest priority above the threshold, then lowest number. */
  function best(context: number): number {
    let chosen = 0;
    let most = threshold[context] as number;
    for (let index = 0; index < words; index += 1) {
      let ready = (pending[index] as number) & ~(claimed[index] as number);
      ready &= enable[context * words + index] as number;
      while (ready !== 0) {
        const bit = 31 - Math.clz32(ready & -ready);
        ready &= ready - 1;
        const source = (index << 5) | bit;
        const level = priority[source] as number;
        if (level > most) {
          most = level;
          chosen = source;
        }
      }
    }
    return chosen;
  }

  /** Drives the lines that changed: a change ends the slice of the hart that runs. */
  function update(): void {
    for (let context = 0; context < contexts; context += 1) {
      const level = best(context) !== 0 ? 1 : 0;
      if (driven[context] === level) continue;
      driven[context] = level;
      lines.set(context >> 1, (context & 1) === 0 ? MIP_MEIP : MIP_SEIP, level === 1);
    }
  }

  function updateAll(): void {
    driven.fill(UNKNOWN);
    update();
  }

  /** A level-sensitive gateway forwards a request once. */
  function forward(source: number): void {
    if (has(levels, source) && !has(claimed, source)) mark(pending, source, true);
  }

  function claim(context: number): number {
    const source = best(context);
    if (source !== 0) {
      mark(pending, source, false);
      mark(claimed, source, true);
      update();
    }
    return source;
  }

  /** Any existing source is taken, enabled for the context or not, as the boards in use do. */
  function complete(source: number): void {
    if (source === 0 || source > sources) return;
    mark(claimed, source, false);
    if (completionSamplesLine) forward(source);
    update();
  }

  /** Null where there is no register. */
  function readContext(offset: number): number | null {
    const context = Math.floor((offset - CONTEXT) / CONTEXT_STRIDE);
    const register = offset & (CONTEXT_STRIDE - 1);
    if (context >= contexts) return null;
    if (register === THRESHOLD) return threshold[context] as number;
    return register === CLAIM_COMPLETE ? claim(context) : null;
  }

  function readRegister(offset: number): number | null {
    if (offset >= CONTEXT) return readContext(offset);
    if (offset >= ENABLE) return enable[enableIndex(offset)] ?? null;
    if (offset >= PENDING) return pending[(offset - PENDING) >> 2] ?? null;
    return priority[(offset - PRIORITY) >> 2] ?? null;
  }

  /** A write that nothing takes. */
  function refuse(part: "register" | "pending" | "enable" | "context", offset: number): void {
    const remark = part === "pending" ? "invalid pending write:" : `Invalid ${part} write`;
    log.guestError(`sifive_plic_write: ${remark} ${hex(offset)}`);
  }

  /** Index into `enable` of an offset, or -1: words beyond the last source and the last context read 0. */
  function enableIndex(offset: number): number {
    const context = Math.floor((offset - ENABLE) / ENABLE_STRIDE);
    const word = (offset & (ENABLE_STRIDE - 1)) >> 2;
    return context < contexts && word < words ? context * words + word : -1;
  }

  return {
    sizes: () => SIZES,

    line(source: number): IrqLine {
      return {
        set(level: boolean): void {
          if (completionSamplesLine && has(levels, source) === level) return;
          mark(levels, source, level);
          if (level && completionSamplesLine) forward(source);
          else if (level) mark(pending, source, true);
          else if (pendingOutlivesLine) return;
          else mark(pending, source, false);
          update();
        },
      };
    },

    read(offset: number): number {
      const value = readRegister(offset);
      if (value === null) log.guestError(`sifive_plic_read: Invalid register read ${hex(offset)}`);
      return value ?? 0;
    },

    write(offset: number, _size: AccessSize, value: number): void {
      if (offset >= CONTEXT) {
        const context = Math.floor((offset - CONTEXT) / CONTEXT_STRIDE);
        const register = offset & (CONTEXT_STRIDE - 1);
        if (context >= contexts) return refuse("register", offset);
        if (register === THRESHOLD) threshold[context] = value & PRIORITY_MASK;
        else if (register === CLAIM_COMPLETE) complete(value);
        else refuse("context", offset);
      } else if (offset >= ENABLE) {
        const index = enableIndex(offset);
        if (index < 0) return refuse("enable", offset);
        enable[index] = index % words === 0 ? value & ~1 : value;
      } else if (offset < PENDING) {
        const source = (offset - PRIORITY) >> 2;
        if (source > sources) return refuse("register", offset);
        if (source === 0 && !priorityZeroKept) return;
        priority[source] = value & PRIORITY_MASK;
      } else refuse("pending", offset);
      update();
    },

    reset(): void {
      for (const state of [priority, pending, claimed, enable, threshold]) state.fill(0);
      // Lines are driven from outside; a device that still asserts its line asks again.
      for (let source = 1; completionSamplesLine && source <= sources; source += 1) forward(source);
      updateAll();
    },

    save(): DeviceState {
      return {
        ...{ priority: [...priority], levels: [...levels], pending: [...pending] },
        ...{ claimed: [...claimed], enable: [...enable], threshold: [...threshold] },
      };
    },

    restore(state: DeviceState): void {
      priority.set(numbersOf(state, "priority", sources + 1));
      levels.set(numbersOf(state, "levels", words));
      pending.set(numbersOf(state, "pending", words));
      claimed.set(numbersOf(state, "claimed", words));
      enable.set(numbersOf(state, "enable", contexts * words));
      threshold.set(numbersOf(state, "threshold", contexts));
      updateAll();
    },
  };
}
