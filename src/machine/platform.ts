// What versions of the board differ in beyond their harts, from the facts of a profile.
import { type FactKey, factWord } from "../isa/facts.js";
import type { Profile } from "../scenario/profile.js";

export interface Platform {
  /** A pending interrupt of the PLIC stays pending until claimed when its line falls. */
  readonly pendingOutlivesLine: boolean;
  /** A line that is still high when its interrupt is completed asks again. */
  readonly completionSamplesLine: boolean;
  /** The PLIC's priority register of source 0 keeps what is written. */
  readonly priorityZeroKept: boolean;
  /** A 32-bit write to mtime leaves the other half as it is. */
  readonly mtimeKeepsOtherHalf: boolean;
  /** The real-time clock keeps the time that was set over a reset. */
  readonly rtcOutlivesReset: boolean;
  /** riscv,ndev. */
  readonly plicSources: number;
  /** Name of the PLIC's node before the `@`. */
  readonly plicNode: "plic" | "interrupt-controller";
  /** /aliases names the first UART. */
  readonly serialAlias: boolean;
  /** riscv,event-to-mhpmcounters ends with five cells of zero. */
  readonly padsCounters: boolean;
  /** The device tree lies below 3 GiB. */
  readonly treeBelow3GiB: boolean;
}

/** As the manual has it, or where it says nothing, as most versions do. */
export const PLATFORM: Platform = {
  pendingOutlivesLine: true,
  completionSamplesLine: true,
  priorityZeroKept: false,
  mtimeKeepsOtherHalf: true,
  rtcOutlivesReset: true,
  plicSources: 95,
  plicNode: "plic",
  serialAlias: true,
  padsCounters: false,
  treeBelow3GiB: true,
};

export function platformOf(facts: Profile["facts"]): Platform {
  const number = (key: FactKey) => Number(BigInt(facts[key]));
  const isOn = (key: FactKey) => number(key) !== 0;
  return {
    pendingOutlivesLine: isOn("plic-pending-outlives-line"),
    completionSamplesLine: isOn("plic-completion-samples-line"),
    priorityZeroKept: isOn("plic-priority-zero-kept"),
    mtimeKeepsOtherHalf: factWord("mtime-half-write", facts) === "keeps-other-half",
    rtcOutlivesReset: isOn("rtc-offset-outlives-reset"),
    plicSources: number("device-tree-plic-sources"),
    plicNode: factWord("device-tree-plic-node", facts) === "plic" ? "plic" : "interrupt-controller",
    serialAlias: isOn("device-tree-serial-alias"),
    padsCounters: isOn("device-tree-pads-counters"),
    treeBelow3GiB: isOn("device-tree-below-3gib"),
  };
}
