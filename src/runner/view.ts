// What the views (terminal UI, headless output, report) see of a running machine: plain data, copied out of the Worker.

/** Counts by name of a trap cause, for example `load_guest_page_fault`. */
export type Counts = { readonly [cause: string]: number };

/** One VM exit from the ring of the last 64. Addresses and CSR values are hexadecimal text, `0x` first. */
export interface VmExit {
  /** Machine step at which it was taken. */
  readonly step: number;
  readonly hart: number;
  /** Cause name; `wfi` is a virtual-instruction exception raised by WFI. */
  readonly cause: string;
  readonly pc: string;
  /** `name+0x10` when the VM has symbols. */
  readonly symbol: string | null;
  readonly stval: string;
  readonly htval: string;
  readonly htinst: string;
  /** Guest physical address (htval << 2 | low bits of stval) for guest-page faults. */
  readonly guestPhysical: string | null;
  /** The trapping instruction disassembled, when it could be read. */
  readonly instruction: string | null;
}

/** One virtual machine: a distinct root PPN of hgatp. */
export interface VmView {
  readonly name: string;
  readonly rootPpn: string;
  readonly vmid: number;
  /** `waiting` before its hgatp was first seen. */
  readonly state: "waiting" | "running" | "idle";
  /** Hart that runs it, or ran it last. */
  readonly hart: number | null;
  /** Instructions retired with V=1. */
  readonly instructions: number;
  /** By cause; `wfi` are virtual-instruction exceptions raised by WFI, not counted under `virtual_instruction` again. */
  readonly exits: Counts;
  /** Interrupts taken by VS: `software`, `timer`, `external`. */
  readonly injected: Counts;
  /** Newest last. */
  readonly lastExits: readonly VmExit[];
  readonly console: string | null;
}

export interface HartView {
  readonly id: number;
  readonly instret: number;
  readonly waiting: boolean;
  /** Mode as the manual names it: M, HS, U, VS, VU. */
  readonly mode: string;
  readonly pc: string;
  /** Name of the VM it runs (V=1) or ran last. */
  readonly vm: string | null;
  readonly traps: { readonly m: Counts; readonly hs: Counts; readonly vs: Counts };
  /** Retired by mode class. */
  readonly instructions: { readonly m: number; readonly hs: number; readonly guest: number };
}

export type MachineState = "running" | "paused" | "stopped";

/** How a run ended. */
export type Outcome =
  | "expectations-met"
  | "expectation-failed"
  | "shutdown"
  | "guest-failed"
  | "deadlock"
  | "trap-loop"
  | "limit"
  | "interrupted"
  | "internal-error";

/** A whole machine at one instant. */
export interface MachineView {
  readonly scenario: string;
  readonly profile: string;
  readonly state: MachineState;
  readonly outcome: Outcome | null;
  readonly steps: number;
  readonly guestNs: number;
  /** Retired instructions per wall microsecond since the previous view. */
  readonly mips: number;
  readonly harts: readonly HartView[];
  readonly vms: readonly VmView[];
  /** Names of consoles in scenario order; `vm` is the VM that owns it. */
  readonly consoles: readonly { readonly name: string; readonly device: string; readonly vm: string | null }[];
}

/** Bytes that a guest printed since the last event. */
export interface ConsoleOutput {
  readonly console: string;
  readonly bytes: Uint8Array;
}

/** The runner as its views use it. Listeners are called between slices, at most some 30 times a second. */
export interface RunControl {
  readonly view: MachineView;
  onView(listener: (view: MachineView) => void): () => void;
  /** A listener that returns a promise holds the machine back once much output waits for it. */
  /** What was printed before is handed to a new listener first, so that no view misses the start. */
  onOutput(listener: (output: ConsoleOutput) => void | Promise<void>): () => void;
  input(console: string, bytes: Uint8Array): void;
  pause(): void;
  resume(): void;
  /** The machine back to power-on; consoles stay. */
  reset(): void;
  /** Ends the run with outcome `interrupted`; resolves once the report stands. The exit code is 0 unless given. */
  stop(exitCode?: number): Promise<void>;
  /** Resolves when the run has ended. */
  readonly ended: Promise<MachineView>;
}
