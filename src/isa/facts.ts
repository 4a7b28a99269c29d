// Facts a profile may set: what the manual leaves open, or what a QEMU version did. One row each; code asks the fact.

/** How a fact's value is written and checked. */
export type FactType = "bits64" | "flag";

export interface FactRow {
  readonly key: string;
  readonly type: FactType;
  readonly unit: string;
  /** The ratified manual's value, or the choice that profile `spec` takes. */
  readonly default: bigint;
  readonly doc: string;
  readonly source: string;
}

/** The order is the order of the facts' slots in linear memory. */
export const FACTS = [
  {
    key: "reset.menvcfg",
    type: "bits64",
    unit: "CSR value",
    default: 0n,
    doc: "menvcfg after reset; QEMU 8.0 and later start with ADUE set when Svadu is on.",
    source: "Privileged manual, Reset: menvcfg is not listed, so any legal value may be there",
  },
  {
    key: "reset.henvcfg",
    type: "bits64",
    unit: "CSR value",
    default: 0n,
    doc: "henvcfg after reset; QEMU 8.0 to 8.2 start with ADUE set, 9.0 and later with zero.",
    source: "Privileged manual, Reset; QEMU target/riscv/cpu.c, riscv_cpu_reset_hold",
  },
] as const satisfies readonly FactRow[];

export type FactKey = (typeof FACTS)[number]["key"];
