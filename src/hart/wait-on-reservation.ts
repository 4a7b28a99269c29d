// WRS.NTO and WRS.STO: unprivileged manual, "Zawrs". A reservation ends when another hart has its turn, so waiting means
// to give the turn away.
import { EXIT_LEAVE } from "../layout/exit";
import { EXIT, RESERVATION } from "../layout/hart";
import { HART_COUNT } from "../layout/machine";
import {
  CAUSE_ILLEGAL_INSTRUCTION,
  CAUSE_VIRTUAL_INSTRUCTION,
  CSR_HSTATUS,
  CSR_MSTATUS,
  FACT_RESERVATION_OUTLIVES_TRAPS,
  FACT_TVAL_WRS_NTO,
  FACT_WRS_NTO_TRAPS,
  HSTATUS_VTW,
  MSTATUS_TW,
  TVAL_WRS_NTO_IS_ZERO,
  WRS_NTO_TRAPS_IS_ALWAYS,
  WRS_NTO_TRAPS_IS_WHEN_WAITING,
} from "./facts";
import { mayWait } from "./interrupt";
import { csr, dropReservation, fact, goTo, M, NO_RESERVATION, pc, privilege, virtual } from "./state";
import { refuse } from "./trap";

/** Ends the turn while there is something to wait for. */
function stall(h: u32): void {
  goTo(h, pc(h) + 4);
  if (waits(h) && load<u32>(HART_COUNT) > 1) store<i32>(h + EXIT, EXIT_LEAVE);
  if (fact(FACT_RESERVATION_OUTLIVES_TRAPS) == 0) dropReservation(h);
}

/** A reservation is held, and no interrupt is pending that mie enables. */
function waits(h: u32): bool {
  return load<u64>(h + RESERVATION) != NO_RESERVATION && mayWait(h);
}

/** WRS.NTO: where TW or VTW bounds the wait, the bound is no time at all, as it is for WFI. */
export function wrsNto(h: u32, raw: u32): void {
  const rule = fact(FACT_WRS_NTO_TRAPS);
  const bounded = rule == WRS_NTO_TRAPS_IS_WHEN_WAITING ? waits(h) : rule == WRS_NTO_TRAPS_IS_ALWAYS;
  if (privilege(h) != M && bounded) {
    const tval = <u64>(fact(FACT_TVAL_WRS_NTO) == TVAL_WRS_NTO_IS_ZERO ? 0 : raw);
    if ((csr(h, CSR_MSTATUS) & MSTATUS_TW) != 0) return refuse(h, CAUSE_ILLEGAL_INSTRUCTION, tval);
    if (virtual(h) && (csr(h, CSR_HSTATUS) & HSTATUS_VTW) != 0) {
      return refuse(h, CAUSE_VIRTUAL_INSTRUCTION, tval);
    }
  }
  stall(h);
}

/** WRS.STO: its time-out is short, and no mode bounds it. */
export function wrsSto(h: u32): void {
  stall(h);
}
