// What versions of the board differ in beyond their harts, from the facts of a profile.

export interface Platform {
  /** A pending interrupt of the PLIC stays pending until claimed when its line falls. */
  readonly pendingOutlivesLine: boolean;
  /** The real-time clock keeps the time that was set over a reset. */
  readonly rtcOutlivesReset: boolean;
  /** riscv,ndev. */
  readonly plicSources: number;
  /** Name of the PLIC's node before the `@`. */
  readonly plicNode: "plic" | "interrupt-controller";
  /** /aliases names the first UART. */
  readonly serialAlias: boolean;
  /** The device tree lies below 3 GiB. */
  readonly treeBelow3GiB: boolean;
}

/** As the manual has it, or where it says nothing, as most versions do. */
export const PLATFORM: Platform = {
  pendingOutlivesLine: true,
  rtcOutlivesReset: true,
  plicSources: 95,
  plicNode: "plic",
  serialAlias: true,
  treeBelow3GiB: true,
};

/** @param facts Values of a profile's facts, as text that BigInt() reads; one that is not there is as above. */
export function platformOf(facts: Readonly<Record<string, string | undefined>>): Platform {
  const number = (key: string, standard: number) => Number(BigInt(facts[key] ?? standard));
  const isOn = (key: string, standard: boolean) => number(key, standard ? 1 : 0) !== 0;
  return {
    pendingOutlivesLine: isOn("plic-pending-outlives-line", PLATFORM.pendingOutlivesLine),
    rtcOutlivesReset: isOn("rtc-offset-outlives-reset", PLATFORM.rtcOutlivesReset),
    plicSources: number("device-tree-plic-sources", PLATFORM.plicSources),
    plicNode: number("device-tree-plic-node", 0) === 0 ? "plic" : "interrupt-controller",
    serialAlias: isOn("device-tree-serial-alias", PLATFORM.serialAlias),
    treeBelow3GiB: isOn("device-tree-below-3gib", PLATFORM.treeBelow3GiB),
  };
}
