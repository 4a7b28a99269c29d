// MRET and SRET: privileged manual, "Trap-Return Instructions", and the hypervisor chapter's "Trap Return".
import { COUNT, PMP_COUNT } from "../layout/hart";
import { accountMode, noteEntry } from "./counters";
import { filterByMode } from "./event-counters";
import {
  CAUSE_ILLEGAL_INSTRUCTION,
  CAUSE_INSTRUCTION_ACCESS_FAULT,
  CSR_HSTATUS,
  CSR_MEPC,
  CSR_MSTATUS,
  CSR_SEPC,
  CSR_VSEPC,
  CSR_VSSTATUS,
  FACT_MRET_TO_M_IGNORES_MPV,
  FACT_MRET_WITHOUT_PMP,
  FACT_TSR_APPLIES_TO_VS,
  FACT_VU_SRET_CAUSE,
  FACT_XRET_CLEARS_MPRV,
  HSTATUS_SPV,
  HSTATUS_VTSR,
  MRET_WITHOUT_PMP_IS_ENTERS,
  MRET_WITHOUT_PMP_IS_ILLEGAL_INSTRUCTION,
  MSTATUS_FS,
  MSTATUS_MIE,
  MSTATUS_MPIE,
  MSTATUS_MPP,
  MSTATUS_MPP_SHIFT,
  MSTATUS_MPRV,
  MSTATUS_MPV,
  MSTATUS_SIE,
  MSTATUS_SPIE,
  MSTATUS_SPP,
  MSTATUS_TSR,
} from "./facts";
import { takeInterrupt } from "./interrupt";
import { csr, fact, goTo, M, mergeFloat, privilege, S, setCsr, U, updateFloatMode, virtual } from "./state";
import { setMode } from "./tlb";
import { illegal, takeTrap, virtualInstruction } from "./trap";

export function mret(h: u32, raw: u32): void {
  if (privilege(h) != M) return illegal(h, raw);
  const status = csr(h, CSR_MSTATUS);
  const mpp = <i32>((status & MSTATUS_MPP) >> MSTATUS_MPP_SHIFT);
  // A reserved MPP that a fact lets in means U.
  const level = mpp == 2 ? U : mpp;
  if (level != M && !pmpOpens(h, raw)) return;
  // MPV is taken only when MPP is not M.
  const v = (level != M || fact(FACT_MRET_TO_M_IGNORES_MPV) == 0) && (status & MSTATUS_MPV) != 0;
  let next = status & ~(MSTATUS_MPP | MSTATUS_MPV | MSTATUS_MIE);
  if ((status & MSTATUS_MPIE) != 0) next |= MSTATUS_MIE;
  next |= MSTATUS_MPIE;
  if (level != M && fact(FACT_XRET_CLEARS_MPRV) != 0) next &= ~MSTATUS_MPRV;
  enter(h, CSR_MSTATUS, next, level, v, csr(h, CSR_MEPC));
}

/** False after a trap: by the fact, MRET does not leave M while no PMP entry is on. */
function pmpOpens(h: u32, raw: u32): bool {
  const rule = fact(FACT_MRET_WITHOUT_PMP);
  if (rule == MRET_WITHOUT_PMP_IS_ENTERS || load<u32>(h + PMP_COUNT) != 0) return true;
  if (rule == MRET_WITHOUT_PMP_IS_ILLEGAL_INSTRUCTION) illegal(h, raw);
  else takeTrap(h, <u64>CAUSE_INSTRUCTION_ACCESS_FAULT, 0, 0, 0, false);
  return false;
}

export function sret(h: u32, raw: u32): void {
  const level = privilege(h);
  if (virtual(h)) {
    if (level == U) {
      return <i32>fact(FACT_VU_SRET_CAUSE) == CAUSE_ILLEGAL_INSTRUCTION ? illegal(h, raw) : virtualInstruction(h, raw);
    }
    if (fact(FACT_TSR_APPLIES_TO_VS) != 0 && (csr(h, CSR_MSTATUS) & MSTATUS_TSR) != 0) return illegal(h, raw);
    if ((csr(h, CSR_HSTATUS) & HSTATUS_VTSR) != 0) return virtualInstruction(h, raw);
    const status = csr(h, CSR_VSSTATUS);
    return enter(h, CSR_VSSTATUS, returnedStatus(status), levelOf(status), true, csr(h, CSR_VSEPC));
  }
  const status = csr(h, CSR_MSTATUS);
  if (level == U || (level == S && (status & MSTATUS_TSR) != 0)) return illegal(h, raw);
  const hstatus = csr(h, CSR_HSTATUS);
  setCsr(h, CSR_HSTATUS, hstatus & ~HSTATUS_SPV);
  enter(
    h,
    CSR_MSTATUS,
    returnedStatus(status) & ~(fact(FACT_XRET_CLEARS_MPRV) != 0 ? MSTATUS_MPRV : 0),
    levelOf(status),
    (hstatus & HSTATUS_SPV) != 0,
    csr(h, CSR_SEPC),
  );
}

function levelOf(status: u64): i32 {
  return (status & MSTATUS_SPP) != 0 ? S : U;
}

/** SIE from SPIE, SPIE set, SPP to U. */
function returnedStatus(status: u64): u64 {
  let next = status & ~(MSTATUS_SPP | MSTATUS_SIE);
  if ((status & MSTATUS_SPIE) != 0) next |= MSTATUS_SIE;
  return next | MSTATUS_SPIE;
}

function enter(h: u32, statusCsr: u32, status: u64, level: i32, v: bool, target: u64): void {
  mergeFloat(h);
  const float = csr(h, statusCsr) & MSTATUS_FS;
  setCsr(h, statusCsr, status | float);
  accountMode(h);
  if (v) noteEntry(h);
  setMode(h, level, v);
  filterByMode(h);
  updateFloatMode(h);
  goTo(h, target & ~1);
  // With the last step of a slice spent the interrupt waits for the next one.
  if (load<i32>(h + COUNT) > 0) takeInterrupt(h);
}
