// The events that mhpmevent3 to 31 select: numbered as in the SBI's PMU extension (type in bits 19:16, code below), as
// QEMU's harts have them and as the device tree names them to firmware.

export interface CounterEvent {
  readonly name: string;
  readonly selector: number;
  /** Counters of its own among mcycle, time and minstret, as bits of mcounteren. */
  readonly fixed: number;
  /** False: it never happens. There is no TLB that a guest could tell from another; QEMU counts what its own misses. */
  readonly happens: boolean;
}

export const COUNTER_EVENTS = [
  { name: "cycles", selector: 0x1, fixed: 0b001, happens: true },
  { name: "instructions", selector: 0x2, fixed: 0b100, happens: true },
  { name: "dtlb-read-miss", selector: 0x10019, fixed: 0, happens: false },
  { name: "dtlb-write-miss", selector: 0x1001b, fixed: 0, happens: false },
  { name: "itlb-read-miss", selector: 0x10021, fixed: 0, happens: false },
] as const satisfies readonly CounterEvent[];
