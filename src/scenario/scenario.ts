// A scenario after loading: every default filled in, paths absolute, sizes in bytes, durations in nanoseconds.
import type { Profile } from "./profile.js";

export interface Scenario {
  /** Absolute path of the file that was asked for. */
  readonly file: string;
  readonly name: string;
  readonly description: string | null;
  readonly profile: Profile;
  /** Seeds rng-seed of the device tree and virtio-rng. */
  readonly seed: number;
  readonly clock: Clock;
  readonly machine: Board;
  /** M-mode image; null starts the kernel in M-mode at its entry. */
  readonly firmware: string | null;
  /** Null when the firmware is all that runs. */
  readonly kernel: string | null;
  readonly initrd: string | null;
  readonly bootargs: string | null;
  /** ELF with the symbols of `kernel`. */
  readonly symbols: string | null;
  /** Device tree blob that replaces the board's own. */
  readonly deviceTree: string | null;
  /** UARTs first. Always holds uart0, and every console that `devices` bring. */
  readonly consoles: readonly Console[];
  /** In the order of the scenario. */
  readonly disks: readonly Disk[];
  /** Devices beside those that every board has, in the order in which places and console numbers are given out. */
  readonly devices: readonly Device[];
  readonly vms: readonly Vm[];
  readonly expect: readonly Expectation[];
  /** What the scenario comes to under each profile that it names, in its order. */
  readonly results: readonly ExpectedResult[];
  readonly limits: Limits;
  readonly ui: { /** For example `ctrl-a`. */ readonly prefix: string };
  /** Every file that was read: the scenario, then those it extends, then the profiles. Absolute paths. */
  readonly sources: readonly string[];
  /**
   * Where a value was written, as `file:line:column` or `--set machine.harts=4`.
   * @param path For example `vms[0].kernel`; the nearest parent stands in for what was not written.
   */
  readonly origin: (path: string) => string;
}

export interface Board {
  readonly harts: number;
  /** Bytes of RAM. */
  readonly memory: number;
  /** Version of the virtio-mmio transports; 1 is the legacy interface. */
  readonly virtioMmio: 1 | 2;
  /** A reset that the guest asks for starts the machine again, and does not end the run. */
  readonly reboot: boolean;
}

export interface Clock {
  /** Machine steps that make one tick of mtime (10 MHz, 100 ns). */
  readonly instructionsPerTick: number;
  /** Real-time clock at power-on: milliseconds since 1970-01-01T00:00:00Z. */
  readonly rtcMs: number;
}

export interface Console {
  readonly name: string;
  /** `uart1`, `pci-serial0`, `virtio-console0`. */
  readonly device: string;
  /** The VM whose console it is. */
  readonly vm: string | null;
}

export interface Disk {
  readonly name: string;
  readonly image: string;
  /** Writes reach the file; otherwise they stay in memory. */
  readonly persist: boolean;
  readonly readonly: boolean;
  /** Number of its virtio-mmio transport; null for a disk on PCI. */
  readonly transport: number | null;
  /** Its slot of PCI bus 0; null for a disk on a transport. */
  readonly slot: number | null;
  /** The VM that was given the disk. */
  readonly vm: string | null;
}

export interface Device {
  readonly kind: "pci-serial" | "virtio-console" | "virtio-rng";
  /** Consoles that it brings. */
  readonly ports: number;
  /** Slot of PCI bus 0; null: the lowest that is free, unless it sits on a transport. */
  readonly slot: number | null;
  /** virtio-mmio transport; null for a device on PCI. */
  readonly transport: number | null;
}

/** Bits of henvcfg: those under `mask` are written with `value` before the guest runs. */
export interface Henvcfg {
  readonly value: bigint;
  readonly mask: bigint;
}

export interface Vm {
  readonly name: string;
  /** Image handed to our hypervisor; null for a VM that another hypervisor makes (see `match`). */
  readonly kernel: string | null;
  readonly initrd: string | null;
  readonly bootargs: string | null;
  readonly symbols: string | null;
  /** Mode in which it starts; m-mode is without SBI, all vCPUs at once. */
  readonly boot: "s-mode" | "m-mode";
  /** Bytes of guest RAM. */
  readonly memory: number;
  readonly vcpus: number;
  /** Harts that may run its vCPUs; null is any. */
  readonly pin: readonly number[] | null;
  /** Name in `Scenario.consoles`; null is a virtual UART on the monitor's console. */
  readonly console: string | null;
  /** Name in `Scenario.disks`. */
  readonly disk: string | null;
  readonly henvcfg: Henvcfg;
  /** How to recognise it under any hypervisor; null: the n-th VM of the scenario is the n-th root PPN to appear. */
  readonly match: VmMatch | null;
}

export interface VmMatch {
  /** Hart that first runs it; null is any. */
  readonly hart: number | null;
  /** Place among the VMs that first appear there, from 0. */
  readonly order: number;
}

export interface Limits {
  /** Guest time, ns; null is no limit. */
  readonly guestNs: number | null;
  /** Instructions retired by all harts; null is no limit. */
  readonly instructions: number | null;
}

export type Expectation = ConsoleExpectation | CounterExpectation | VmExpectation | OutcomeExpectation;

interface Placed {
  /** Path of the entry, for `Scenario.origin`: `expect[0]`. */
  readonly path: string;
}

/**
 * The console's text since the previous match matches. Expectations on one console come in order; those on different
 * consoles go their own ways.
 */
export interface ConsoleExpectation extends Placed {
  readonly kind: "console";
  /** Name in `Scenario.consoles`. */
  readonly console: string;
  /** Regular expression, to be compiled with the flag `u`. */
  readonly match: string;
  /** Typed on the console when it matched. */
  readonly send: string | null;
  /** Bound from the previous match on this console (or power-on). */
  readonly within: Limits;
}

/** A counter of the final report lies within bounds, both inclusive. */
export interface CounterExpectation extends Placed {
  readonly kind: "counter";
  /** `alpha.exits.load_guest_page_fault`, `alpha.injected.external`, `alpha.instructions`, `hart0.traps.hs.CAUSE`, ... */
  readonly counter: string;
  readonly min: number | null;
  readonly max: number | null;
}

/** At the end of the run the VM appeared, and is in this state. */
export interface VmExpectation extends Placed {
  readonly kind: "vm";
  readonly vm: string;
  readonly state: VmState | null;
}

export type VmState = "waiting" | "running" | "idle";

/** The run ends by itself, in this way. */
export interface OutcomeExpectation extends Placed {
  readonly kind: "outcome";
  readonly outcome: ExpectedOutcome;
}

export interface ExpectedResult {
  /** Name of a profile. */
  readonly profile: string;
  readonly expectations: "met" | "failed";
  /** A line of some console; null is any. */
  readonly prints: string | null;
}

export type ExpectedOutcome = "shutdown" | "guest-failed" | "deadlock" | "trap-loop" | "limit";
