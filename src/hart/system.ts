// ECALL, EBREAK, WFI, PAUSE, FENCE.I and the fences of address translation.

import { EXIT_LEAVE } from "../layout/exit";
import { EXIT, PC, STALE_INSTRUCTION, WAITING } from "../layout/hart";
import { HART_COUNT } from "../layout/machine";
import { attention } from "./attention";
import { tvmApplies } from "./csr-access";
import {
  CAUSE_BREAKPOINT,
  CAUSE_ECALL_FROM_HS,
  CAUSE_ECALL_FROM_M,
  CAUSE_ECALL_FROM_U,
  CAUSE_ECALL_FROM_VS,
  CAUSE_ILLEGAL_INSTRUCTION,
  CAUSE_VIRTUAL_INSTRUCTION,
  CSR_HSTATUS,
  CSR_MSTATUS,
  FACT_BREAKPOINT_GVA,
  FACT_TVAL_EBREAK,
  FACT_TVAL_HFENCE_GVMA,
  FACT_VU_FENCE_CAUSE,
  FACT_VU_WFI_TW_CAUSE,
  FACT_WFI_REFUSED_PAGE,
  HSTATUS_VTVM,
  HSTATUS_VTW,
  MSTATUS_TVM,
  MSTATUS_TW,
  TVAL_EBREAK_IS_PC,
  TVAL_HFENCE_GVMA_IS_STALE,
  WFI_REFUSED_PAGE_IS_NEXT,
} from "./facts";
import { mayWait } from "./interrupt";
import { csr, fact, goTo, M, pc, privilege, S, U, virtual } from "./state";
import { FENCE_G_STAGE, FENCE_NATIVE, FENCE_VS_STAGE, fence } from "./tlb";
import { illegal, takeTrap, virtualInstruction } from "./trap";

export function ecall(h: u32): void {
  const level = privilege(h);
  let cause = CAUSE_ECALL_FROM_U;
  if (level == M) cause = CAUSE_ECALL_FROM_M;
  else if (level == S) cause = virtual(h) ? CAUSE_ECALL_FROM_VS : CAUSE_ECALL_FROM_HS;
  takeTrap(h, <u64>cause, 0, 0, 0, false);
}

/** EBREAK reports its own address; the manual also allows zero. */
export function ebreak(h: u32): void {
  const address = fact(FACT_TVAL_EBREAK) == TVAL_EBREAK_IS_PC ? pc(h) : 0;
  takeTrap(h, <u64>CAUSE_BREAKPOINT, address, 0, 0, virtual(h) && address != 0 && fact(FACT_BREAKPOINT_GVA) != 0);
}

/** A WFI that may not be executed; by the fact, xepc is told by the page of the instruction after it. */
function refuseWfi(h: u32, raw: u32, cause: i32): void {
  if ((pc(h) & 0xfff) >= 0xffc && fact(FACT_WFI_REFUSED_PAGE) == WFI_REFUSED_PAGE_IS_NEXT) {
    store<u64>(h + PC, pc(h) + 4096);
  }
  if (cause == CAUSE_VIRTUAL_INSTRUCTION) virtualInstruction(h, raw);
  else illegal(h, raw);
}

/** WFI: illegal in U and under TW, virtual instruction in VU and under VTW; else the hart waits. */
export function wfi(h: u32, raw: u32): void {
  const level = privilege(h);
  if (level != M) {
    if ((csr(h, CSR_MSTATUS) & MSTATUS_TW) != 0) {
      const vu = level == U && virtual(h);
      return refuseWfi(h, raw, vu ? <i32>fact(FACT_VU_WFI_TW_CAUSE) : CAUSE_ILLEGAL_INSTRUCTION);
    }
    if (virtual(h)) {
      if (level == U || (csr(h, CSR_HSTATUS) & HSTATUS_VTW) != 0) return refuseWfi(h, raw, CAUSE_VIRTUAL_INSTRUCTION);
    } else if (level == U) return refuseWfi(h, raw, CAUSE_ILLEGAL_INSTRUCTION);
  }
  goTo(h, pc(h) + 4);
  if (!mayWait(h)) return attention(h);
  store<i32>(h + WAITING, 1);
  store<i32>(h + EXIT, EXIT_LEAVE);
}

/** PAUSE gives the rest of the slice to the other harts. */
export function pause(h: u32): void {
  goTo(h, pc(h) + 4);
  if (load<u32>(HART_COUNT) > 1) store<i32>(h + EXIT, EXIT_LEAVE);
}

/** Stores drop what was decoded, so FENCE.I has nothing left to do. */
export function fenceI(h: u32): void {
  goTo(h, pc(h) + 4);
}

function rs1Zero(raw: u32): bool {
  return ((raw >> 15) & 31) == 0;
}

function rs2Zero(raw: u32): bool {
  return ((raw >> 20) & 31) == 0;
}

export function sfenceVma(h: u32, raw: u32, va: u64, asid: u64): void {
  const level = privilege(h);
  if (virtual(h)) {
    if (level == U) return refuseFenceInVu(h, raw);
    if (tvmApplies(h, true)) return illegal(h, raw);
    if ((csr(h, CSR_HSTATUS) & HSTATUS_VTVM) != 0) return virtualInstruction(h, raw);
    fence(h, FENCE_VS_STAGE, va, rs1Zero(raw), asid, rs2Zero(raw));
  } else {
    if (level == U || (level == S && (csr(h, CSR_MSTATUS) & MSTATUS_TVM) != 0)) return illegal(h, raw);
    fence(h, FENCE_NATIVE, va, rs1Zero(raw), asid, rs2Zero(raw));
  }
  goTo(h, pc(h) + 4);
}

/** SFENCE.VMA and HFENCE.* in VU: a virtual instruction, or by the fact an illegal one. */
function refuseFenceInVu(h: u32, raw: u32): void {
  if (<i32>fact(FACT_VU_FENCE_CAUSE) == CAUSE_VIRTUAL_INSTRUCTION) virtualInstruction(h, raw);
  else illegal(h, raw);
}

/** HFENCE.*: HS and M only; HFENCE.GVMA also obeys TVM. True when allowed. */
function hfenceAllowed(h: u32, raw: u32, tvm: u64): bool {
  const level = privilege(h);
  if (virtual(h)) {
    if (level == U) refuseFenceInVu(h, raw);
    else virtualInstruction(h, raw);
  } else if (level == U || (level == S && (csr(h, CSR_MSTATUS) & tvm) != 0)) illegal(h, raw);
  else return true;
  return false;
}

export function hfenceVvma(h: u32, raw: u32, va: u64, asid: u64): void {
  if (!hfenceAllowed(h, raw, 0)) return;
  fence(h, FENCE_VS_STAGE, va, rs1Zero(raw), asid, rs2Zero(raw));
  goTo(h, pc(h) + 4);
}

/** The guest physical address does not tell which virtual addresses lead to it: the whole VMID is fenced. */
export function hfenceGvma(h: u32, raw: u32, gpa: u64, vmid: u64): void {
  const hs = privilege(h) == S && !virtual(h);
  const stale = fact(FACT_TVAL_HFENCE_GVMA) == TVAL_HFENCE_GVMA_IS_STALE && !hs;
  if (!hfenceAllowed(h, stale ? load<u32>(h + STALE_INSTRUCTION) : raw, MSTATUS_TVM)) return;
  fence(h, FENCE_G_STAGE, gpa, true, vmid, rs2Zero(raw));
  goTo(h, pc(h) + 4);
}

/** SFENCE.W.INVAL and SFENCE.INVAL.IR: not in U; TVM and VTVM do not concern them. */
export function fenceInvalidations(h: u32, raw: u32): void {
  if (privilege(h) != U) return goTo(h, pc(h) + 4);
  if (virtual(h)) virtualInstruction(h, raw);
  else illegal(h, raw);
}
