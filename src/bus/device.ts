// What the bus asks of a device. A device knows its register offsets, never its address.

/** Bytes of one device access; the bus splits 8-byte accesses into two of 4, low half first. */
export type AccessSize = 1 | 2 | 4;

/** A device's state as plain data: numbers, strings, arrays and records, so that it survives JSON. */
export type DeviceState = { readonly [key: string]: StateValue };
export type StateValue = number | string | boolean | null | readonly StateValue[] | { readonly [key: string]: StateValue };

/** A memory-mapped device. Offsets are bytes from its start; values are unsigned, up to 32 bits. */
export interface Device {
  read(offset: number, size: AccessSize): number;
  write(offset: number, size: AccessSize, value: number): void;
  /** Back to the state after power-on. */
  reset(): void;
  save(): DeviceState;
  restore(state: DeviceState): void;
}
