// What the bus asks of a device. A device knows its register offsets, never its address.

/** Bytes of one device access; the bus splits wider ones, lowest address first. */
export type AccessSize = 1 | 2 | 4;

/** Sizes in bytes that a register answers; the bus refuses others with an access fault, and splits those not aligned. */
export interface AccessSizes {
  readonly least: AccessSize;
  /** 0 refuses every size. */
  readonly most: 0 | 2 | 4 | 8;
  /** Any access is one access to the byte register at its offset: further bytes read 0 and are dropped. */
  readonly narrow?: true;
}

/** A device's state as plain data: numbers, strings, arrays and records, so that it survives JSON. */
export type DeviceState = { readonly [key: string]: StateValue };
export type StateValue =
  | number
  | string
  | boolean
  | null
  | readonly StateValue[]
  | { readonly [key: string]: StateValue };

/** Something whose state belongs to a snapshot. */
export interface Saved {
  save(): DeviceState;
  /** Takes a state that `save` of the same kind gave, and drives the outputs that follow from it. */
  restore(state: DeviceState): void;
}

/** A memory-mapped device. Offsets are bytes from its start; values are unsigned, up to 32 bits. */
export interface Device extends Saved {
  /** What the register at an offset answers. */
  sizes(offset: number): AccessSizes;
  read(offset: number, size: AccessSize): number;
  write(offset: number, size: AccessSize, value: number): void;
  /** Back to the state after power-on. */
  reset(): void;
}

/** A device that does something by itself when guest time has come. */
export interface TimedDevice extends Device {
  /** Guest time in nanoseconds at which `elapse` is due; Infinity when nothing is. */
  deadline(): number;
  /** Does what is due by now; harmless when nothing is. */
  elapse(): void;
}
