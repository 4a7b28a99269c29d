// HLV, HLVX and HSV: hypervisor chapter, "Hypervisor Virtual-Machine Load and Store Instructions".
import { FAULT_CAUSE, FAULT_GPA, STALE_INSTRUCTION } from "../layout/hart";
import {
  CAUSE_ILLEGAL_INSTRUCTION,
  CAUSE_INSTRUCTION_ACCESS_FAULT,
  CAUSE_INSTRUCTION_PAGE_FAULT,
  CAUSE_LOAD_ACCESS_FAULT,
  CAUSE_LOAD_PAGE_FAULT,
  CAUSE_STORE_ACCESS_FAULT,
  CAUSE_STORE_PAGE_FAULT,
  CAUSE_VIRTUAL_INSTRUCTION,
  CSR_HSTATUS,
  CSR_SATP,
  FACT_HLV_VS_STAGE_FAULT,
  FACT_HLVX_PERMISSION,
  FACT_TVAL_HLV,
  HLV_VS_STAGE_FAULT_IS_BY_SATP,
  HLVX_PERMISSION_IS_EXECUTE,
  HSTATUS_HU,
  HSTATUS_SPVP,
  TVAL_HLV_IS_STALE,
} from "./facts";
import { clearFault, faulted } from "./fault";
import { readVirtual, signExtend, writeVirtual } from "./memory";
import { ACCESS_EXECUTABLE_READ, ACCESS_READ } from "./pmp";
import { csr, fact, goTo, pc, privilege, U, virtual } from "./state";
import { regimeContext } from "./tlb";
import { raiseFaultOf, refuse } from "./trap";

/** M and HS may, U when hstatus.HU is set; V=1 never. */
function allowed(h: u32, raw: u32): bool {
  const v = virtual(h);
  if (!v && (privilege(h) != U || (csr(h, CSR_HSTATUS) & HSTATUS_HU) != 0)) return true;
  const stale = fact(FACT_TVAL_HLV) == TVAL_HLV_IS_STALE;
  const tval = <u64>(stale ? load<u32>(h + STALE_INSTRUCTION) : raw);
  refuse(h, v ? CAUSE_VIRTUAL_INSTRUCTION : CAUSE_ILLEGAL_INSTRUCTION, tval);
  return false;
}

/** Raises the fault found; one of the VS-stage may be an access fault, by the fact, while satp is Bare. */
function raise(h: u32, context: u32, va: u64): void {
  const cause = load<i32>(h + FAULT_CAUSE);
  const bare = csr(h, CSR_SATP) >> 60 == 0 && load<u64>(h + FAULT_GPA) == 0;
  if (bare && fact(FACT_HLV_VS_STAGE_FAULT) == HLV_VS_STAGE_FAULT_IS_BY_SATP) {
    if (cause == CAUSE_LOAD_PAGE_FAULT) store<i32>(h + FAULT_CAUSE, CAUSE_LOAD_ACCESS_FAULT);
    if (cause == CAUSE_STORE_PAGE_FAULT) store<i32>(h + FAULT_CAUSE, CAUSE_STORE_ACCESS_FAULT);
    if (cause == CAUSE_INSTRUCTION_PAGE_FAULT) store<i32>(h + FAULT_CAUSE, CAUSE_INSTRUCTION_ACCESS_FAULT);
  }
  raiseFaultOf(h, context, va, true);
}

/** V=1 at the privilege of hstatus.SPVP. */
function guestContext(h: u32): u32 {
  return regimeContext(h, (csr(h, CSR_HSTATUS) & HSTATUS_SPVP) != 0 ? 1 : 0, true, true);
}

export function hypervisorLoad(h: u32, raw: u32, va: u64, bytes: i32, signed: i32, executable: i32): u64 {
  if (!allowed(h, raw)) return 0;
  const context = guestContext(h);
  clearFault(h);
  const execute = executable != 0 && fact(FACT_HLVX_PERMISSION) == HLVX_PERMISSION_IS_EXECUTE;
  const value = readVirtual(h, context, va, bytes, execute ? ACCESS_EXECUTABLE_READ : ACCESS_READ);
  if (faulted(h)) raise(h, context, va);
  return signed != 0 ? signExtend(value, bytes) : value;
}

export function hypervisorStore(h: u32, raw: u32, va: u64, value: u64, bytes: i32): void {
  if (!allowed(h, raw)) return;
  const context = guestContext(h);
  clearFault(h);
  writeVirtual(h, context, va, bytes, value);
  if (faulted(h)) raise(h, context, va);
  else goTo(h, pc(h) + 4);
}
