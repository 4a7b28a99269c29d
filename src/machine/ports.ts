// The board's ports over linear memory: DMA, timers, interrupt lines, guest time.
import type { Dma, GuestClock, HartLines, TimerPort } from "../bus/ports.js";
import type { HartCode } from "../engine/engine.js";
import type { LinearMemory } from "../engine/linear-memory.js";
import { COUNT, LINES, MTIMECMP, SLICE } from "../layout/hart.js";
import { MTIME_OFFSET, RUNNING_HART } from "../layout/machine.js";
import { RAM_ADDRESS } from "./memory-map.js";

const PAGE = 4096;

/** RAM as devices and loaders reach it; what was decoded from written pages is dropped. */
export function makeDma({ bytes, ramHost, ramBytes }: LinearMemory, hart: () => HartCode): Dma {
  const inRam = (address: number, length: number) =>
    address >= RAM_ADDRESS && address + length <= RAM_ADDRESS + ramBytes;
  const hostOf = (address: number) => address - RAM_ADDRESS + ramHost;
  return {
    read(address, into) {
      if (!inRam(address, into.length)) return false;
      const host = hostOf(address);
      into.set(bytes.subarray(host, host + into.length));
      return true;
    },
    write(address, from) {
      if (!inRam(address, from.length)) return false;
      const host = hostOf(address);
      bytes.set(from, host);
      for (let page = host - (host % PAGE); page < host + from.length; page += PAGE) hart().pageWritten(page);
      return true;
    },
  };
}

/** mtime and mtimecmp; a hart whose slice runs looks at its interrupts after the instruction. */
export function makeTimerPort({ view, harts }: LinearMemory, hart: () => HartCode): TimerPort {
  return {
    mtime: () => ({ low: hart().mtimeLow() >>> 0, high: hart().mtimeHigh() >>> 0 }),
    setMtime(low, high) {
      hart().setMtime(low, high);
      for (const base of harts) hart().attention(base);
    },
    rawTime() {
      const low = hart().mtimeLow() >>> 0;
      const offset = view.getUint32(MTIME_OFFSET, true);
      const borrow = low < offset ? 1 : 0;
      const high = hart().mtimeHigh() - view.getUint32(MTIME_OFFSET + 4, true) - borrow;
      return { low: (low - offset) >>> 0, high: high >>> 0 };
    },
    mtimecmp(index) {
      const at = harts[index]! + MTIMECMP;
      return { low: view.getUint32(at, true), high: view.getUint32(at + 4, true) };
    },
    setMtimecmp(index, low, high) {
      const base = harts[index]!;
      view.setUint32(base + MTIMECMP, low, true);
      view.setUint32(base + MTIMECMP + 4, high, true);
      hart().attention(base);
    },
  };
}

/** Interrupt inputs of the harts. */
export function makeHartLines({ view, harts }: LinearMemory, hart: () => HartCode): HartLines {
  return {
    count: harts.length,
    set(index, bit, level) {
      const at = harts[index]! + LINES;
      const before = view.getUint32(at, true);
      const after = level ? before | (1 << bit) : before & ~(1 << bit);
      if (before === after >>> 0) return;
      view.setUint32(at, after, true);
      hart().attention(harts[index]!);
    },
  };
}

/** Guest time, exact within a slice too; rounded, so that it never stays a fraction short of a device's deadline. */
export function makeGuestClock(
  { view, harts }: LinearMemory,
  stepsBefore: () => number,
  nsPerStep: number,
): GuestClock {
  return {
    nanoseconds() {
      const running = view.getInt32(RUNNING_HART, true);
      const base = harts[running];
      const within = base === undefined ? 0 : view.getInt32(base + SLICE, true) - view.getInt32(base + COUNT, true);
      return Math.round((stepsBefore() + within) * nsPerStep);
    },
  };
}
