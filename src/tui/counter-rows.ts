// The trap counters that the UI shows: one row per counter, with the causes that it sums (see src/isa/causes.ts).
import type { Counts } from "../runner/view.js";

export interface CounterRow {
  /** In the counters table. */
  readonly title: string;
  /** In one line, on a small terminal. */
  readonly short: string;
  readonly causes: readonly string[];
}

/** Of a VM's exits; what no row names is counted under "other". */
export const EXIT_ROWS: readonly CounterRow[] = [
  { title: "ecall", short: "ecall", causes: ["ecall_from_vs", "ecall_from_u"] },
  { title: "load guest-page fault", short: "load", causes: ["load_guest_page_fault"] },
  { title: "store guest-page fault", short: "store", causes: ["store_guest_page_fault"] },
  { title: "fetch guest-page fault", short: "fetch", causes: ["instruction_guest_page_fault"] },
  { title: "virtual instruction", short: "virt", causes: ["virtual_instruction"] },
  { title: "WFI", short: "wfi", causes: ["wfi"] },
  { title: "timer interrupt", short: "timer", causes: ["supervisor_timer_interrupt", "machine_timer_interrupt"] },
  {
    title: "software interrupt",
    short: "soft",
    causes: ["supervisor_software_interrupt", "machine_software_interrupt"],
  },
  {
    title: "external interrupt",
    short: "ext",
    causes: ["supervisor_external_interrupt", "supervisor_guest_external_interrupt", "machine_external_interrupt"],
  },
];

/** Interrupts taken by VS. */
export const INJECTED_ROWS: readonly CounterRow[] = [
  { title: "injected timer", short: "timer", causes: ["timer"] },
  { title: "injected software", short: "soft", causes: ["software"] },
  { title: "injected external", short: "ext", causes: ["external"] },
];

const NAMED = new Set(EXIT_ROWS.flatMap((row) => row.causes));

export function sumOf(row: CounterRow, counts: Counts): number {
  return row.causes.reduce((sum, cause) => sum + (counts[cause] ?? 0), 0);
}

export function otherExits(exits: Counts): number {
  return Object.entries(exits).reduce((sum, [cause, count]) => sum + (NAMED.has(cause) ? 0 : count), 0);
}

export function total(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
