// The world around a device, for tests: lines that remember their level, a clock that is set, RAM, timers.
import type { Dma, GuestClock, HartLines, IrqLine, PowerPort, TimerPort } from "../../src/bus/ports.js";

export const RAM = 0x8000_0000;

export interface FakeLine extends IrqLine {
  level: boolean;
}

export function fakeLine(): FakeLine {
  return {
    level: false,
    set(level) {
      this.level = level;
    },
  };
}

export interface FakeClock extends GuestClock {
  now: number;
}

export function fakeClock(now = 0): FakeClock {
  return {
    now,
    nanoseconds() {
      return this.now;
    },
  };
}

/** mip bits by hart, as the lines drive them. */
export interface FakeLines extends HartLines {
  readonly mip: number[];
}

export function fakeLines(count: number): FakeLines {
  const mip = new Array<number>(count).fill(0);
  return {
    count,
    mip,
    set(hart, bit, level) {
      mip[hart] = level ? (mip[hart] ?? 0) | (1 << bit) : (mip[hart] ?? 0) & ~(1 << bit);
    },
  };
}

export interface FakeTimer extends TimerPort {
  time: { low: number; high: number };
  readonly compare: { low: number; high: number }[];
}

export function fakeTimer(harts: number): FakeTimer {
  return {
    time: { low: 0, high: 0 },
    compare: Array.from({ length: harts }, () => ({ low: 0, high: 0 })),
    mtime() {
      return this.time;
    },
    setMtime(low, high) {
      this.time = { low, high };
    },
    rawTime() {
      return { low: 1, high: 2 };
    },
    mtimecmp(hart) {
      return this.compare[hart] ?? { low: 0, high: 0 };
    },
    setMtimecmp(hart, low, high) {
      this.compare[hart] = { low, high };
    },
  };
}

export interface FakePower extends PowerPort {
  readonly log: string[];
}

export function fakePower(): FakePower {
  const log: string[] = [];
  return { log, finish: (code) => void log.push(`finish ${code}`), reset: () => void log.push("reset") };
}

export interface FakeRam extends Dma {
  readonly memory: Uint8Array;
  readonly view: DataView;
}

/** RAM of one MiB at 0x80000000. */
export function fakeRam(bytes = 0x10_0000): FakeRam {
  const memory = new Uint8Array(bytes);
  const inside = (address: number, length: number) => address >= RAM && address + length <= RAM + bytes;
  return {
    memory,
    view: new DataView(memory.buffer),
    read(address, into) {
      if (!inside(address, into.length)) return false;
      into.set(memory.subarray(address - RAM, address - RAM + into.length));
      return true;
    },
    write(address, from) {
      if (!inside(address, from.length)) return false;
      memory.set(from, address - RAM);
      return true;
    },
  };
}
