// The small ports through which devices reach what lies outside them.

/** A level-sensitive interrupt line, driven by a device. */
export interface IrqLine {
  set(level: boolean): void;
}

/** Guest RAM for devices that do DMA. Addresses are supervisor physical; an access outside RAM returns false. */
export interface Dma {
  /** Copies RAM to `into`. */
  read(address: number, into: Uint8Array): boolean;
  /** Copies `from` to RAM and drops decoded instructions there. */
  write(address: number, from: Uint8Array): boolean;
}

/** The machine's time: mtime (10 MHz ticks) as unsigned 32-bit halves, and the timer compare register of each hart. */
export interface TimerPort {
  mtime(): { readonly low: number; readonly high: number };
  setMtime(low: number, high: number): void;
  /** What mtime would be if nothing had ever been written to it. */
  rawTime(): { readonly low: number; readonly high: number };
  mtimecmp(hart: number): { readonly low: number; readonly high: number };
  setMtimecmp(hart: number, low: number, high: number): void;
}

/** Interrupt inputs of the harts, as bits of mip (3 MSIP, 7 MTIP, 9 SEIP, 11 MEIP). */
export interface HartLines {
  readonly count: number;
  set(hart: number, bit: number, level: boolean): void;
}

/** Guest time since power-on in whole nanoseconds. */
export interface GuestClock {
  nanoseconds(): number;
}

/** How a machine is asked to end: by the test finisher or a reset controller. */
export interface PowerPort {
  /** Guest software ended the run; `code` is 0 for pass. */
  finish(code: number): void;
  /** Guest software asked for a reboot. */
  reset(): void;
}

/** Block storage in sectors of 512 bytes. */
export interface BlockStore {
  readonly sectors: number;
  readonly readOnly: boolean;
  read(sector: number, into: Uint8Array): void;
  write(sector: number, from: Uint8Array): void;
  flush(): void;
}
