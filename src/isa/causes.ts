// Trap causes: the privileged manual, tables "mcause values" and "synchronous exception priority".

/** One exception or interrupt cause. */
export interface CauseRow {
  /** Name in reports and counters. */
  readonly name: string;
  readonly code: number;
  readonly interrupt: boolean;
  /** What it is called in text. */
  readonly title: string;
  /** What QEMU's log calls it. */
  readonly logged: string;
}

export const EXCEPTIONS: readonly CauseRow[] = [
  exception(0, "instruction_address_misaligned", "instruction address misaligned", "misaligned_fetch"),
  exception(1, "instruction_access_fault", "instruction access fault", "fault_fetch"),
  exception(2, "illegal_instruction", "illegal instruction", "illegal_instruction"),
  exception(3, "breakpoint", "breakpoint", "breakpoint"),
  exception(4, "load_address_misaligned", "load address misaligned", "misaligned_load"),
  exception(5, "load_access_fault", "load access fault", "fault_load"),
  exception(6, "store_address_misaligned", "store/AMO address misaligned", "misaligned_store"),
  exception(7, "store_access_fault", "store/AMO access fault", "fault_store"),
  exception(8, "ecall_from_u", "environment call from U-mode or VU-mode", "user_ecall"),
  exception(9, "ecall_from_hs", "environment call from HS-mode", "supervisor_ecall"),
  exception(10, "ecall_from_vs", "environment call from VS-mode", "hypervisor_ecall"),
  exception(11, "ecall_from_m", "environment call from M-mode", "machine_ecall"),
  exception(12, "instruction_page_fault", "instruction page fault", "exec_page_fault"),
  exception(13, "load_page_fault", "load page fault", "load_page_fault"),
  exception(15, "store_page_fault", "store/AMO page fault", "store_page_fault"),
  exception(20, "instruction_guest_page_fault", "instruction guest-page fault", "guest_exec_page_fault"),
  exception(21, "load_guest_page_fault", "load guest-page fault", "guest_load_page_fault"),
  exception(22, "virtual_instruction", "virtual instruction", "virt_illegal_instruction"),
  exception(23, "store_guest_page_fault", "store/AMO guest-page fault", "guest_store_page_fault"),
];

/** Highest priority first, as the manual orders simultaneous interrupts destined for the same mode. */
export const INTERRUPTS: readonly CauseRow[] = [
  interrupt(11, "machine_external_interrupt", "machine external interrupt", "m_external"),
  interrupt(3, "machine_software_interrupt", "machine software interrupt", "m_software"),
  interrupt(7, "machine_timer_interrupt", "machine timer interrupt", "m_timer"),
  interrupt(9, "supervisor_external_interrupt", "supervisor external interrupt", "s_external"),
  interrupt(1, "supervisor_software_interrupt", "supervisor software interrupt", "s_software"),
  interrupt(5, "supervisor_timer_interrupt", "supervisor timer interrupt", "s_timer"),
  interrupt(12, "supervisor_guest_external_interrupt", "supervisor guest external interrupt"),
  interrupt(10, "virtual_supervisor_external_interrupt", "virtual supervisor external interrupt", "vs_external"),
  interrupt(2, "virtual_supervisor_software_interrupt", "virtual supervisor software interrupt", "vs_software"),
  interrupt(6, "virtual_supervisor_timer_interrupt", "virtual supervisor timer interrupt", "vs_timer"),
  interrupt(13, "local_counter_overflow_interrupt", "local counter-overflow interrupt"),
];

/** Codes of the guest-page faults, for which htval is an address. */
export const GUEST_PAGE_FAULTS: ReadonlySet<number> = new Set(
  EXCEPTIONS.filter(({ name }) => name.endsWith("_guest_page_fault")).map(({ code }) => code),
);

const ROWS = new Map([...EXCEPTIONS, ...INTERRUPTS].map((row) => [key(row.interrupt, row.code), row]));

/** The row of a cause, or a row named after the number where the manual reserves it. */
export function causeRow(interrupt: boolean, code: number): CauseRow {
  const text = `${interrupt ? "interrupt" : "exception"}_${code}`;
  return (
    ROWS.get(key(interrupt, code)) ?? { name: text, code, interrupt, title: text.replace("_", " "), logged: "reserved" }
  );
}

function key(interrupt: boolean, code: number): number {
  return code + (interrupt ? 64 : 0);
}

function exception(code: number, name: string, title: string, logged: string): CauseRow {
  return { name, code, interrupt: false, title, logged };
}

function interrupt(code: number, name: string, title: string, logged = "reserved"): CauseRow {
  return { name, code, interrupt: true, title, logged };
}
