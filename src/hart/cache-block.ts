// CBO.ZERO, CBO.CLEAN, CBO.FLUSH, CBO.INVAL: the Zicbom and Zicboz chapters. There is no cache, so only permissions,
// address translation and the zeroing are left.
import { DATA_CONTEXT } from "../layout/hart";
import { BUS_ERROR } from "../layout/machine";
import { DESCRIPTOR_FLAGS } from "../layout/tlb";
import {
  CACHE_BLOCK_BYTES,
  CAUSE_ILLEGAL_INSTRUCTION,
  CAUSE_VIRTUAL_INSTRUCTION,
  CBO_FAULT_ADDRESS_IS_OPERAND,
  CSR_HENVCFG,
  CSR_MENVCFG,
  CSR_SENVCFG,
  FACT_CBO_FAULT_ADDRESS,
  FACT_CBO_NEEDS_MEMORY,
  FACT_TVAL_CBO,
  MENVCFG_CBCFE,
  MENVCFG_CBIE,
  MENVCFG_CBZE,
  TVAL_CBO_IS_ZERO,
} from "./facts";
import { accessFault, clearFault, NO_ADDRESS } from "./fault";
import { keepLoaded, keepTranslation, locate, writePhysical } from "./memory";
import { ramAt, romAt } from "./physical";
import { ACCESS_READ, ACCESS_WRITE, pmpCheck } from "./pmp";
import { csr, fact, goTo, M, pc, privilege, U, virtual } from "./state";
import { descriptorOf } from "./tlb";
import { raiseFaultOf, refuse } from "./trap";

/** menvcfg for all below M, then henvcfg when V=1, then senvcfg for U and VU; true when the field lets it execute. */
function allowed(h: u32, raw: u32, field: u64): bool {
  const level = privilege(h);
  if (level == M) return true;
  const v = virtual(h);
  if ((csr(h, CSR_MENVCFG) & field) == 0) {
    refuse(h, CAUSE_ILLEGAL_INSTRUCTION, tvalOf(raw));
    return false;
  }
  const denied = (v && (csr(h, CSR_HENVCFG) & field) == 0) || (level == U && (csr(h, CSR_SENVCFG) & field) == 0);
  if (!denied) return true;
  refuse(h, v ? CAUSE_VIRTUAL_INSTRUCTION : CAUSE_ILLEGAL_INSTRUCTION, tvalOf(raw));
  return false;
}

/** The address that faults tell: the operand, or by the fact the block's base. */
function reportedOf(operand: u64): u64 {
  return fact(FACT_CBO_FAULT_ADDRESS) == CBO_FAULT_ADDRESS_IS_OPERAND ? operand : operand & ~(CACHE_BLOCK_BYTES - 1);
}

/**
 * Physical address of the block around `operand`, or NO_ADDRESS with the fault set. `answered`: something has to be there.
 */
function locateBlock(h: u32, context: u32, operand: u64, access: i32, answered: bool): u64 {
  const va = reportedOf(operand);
  clearFault(h);
  const pa = locate(h, context, va, 1, access);
  if (pa == NO_ADDRESS) return NO_ADDRESS;
  const block = pa & ~(CACHE_BLOCK_BYTES - 1);
  const memory = !answered || ramAt(block, CACHE_BLOCK_BYTES) != 0 || romAt(block, CACHE_BLOCK_BYTES) != 0;
  const toM = <i32>(load<u64>(descriptorOf(h, context) + DESCRIPTOR_FLAGS) & 3) == M;
  if (!memory || !pmpCheck(h, block, CACHE_BLOCK_BYTES, access, toM)) return accessFault(h, access, va);
  if (access == ACCESS_READ) keepLoaded(h, va, block, CACHE_BLOCK_BYTES);
  else keepTranslation(h, va, block, CACHE_BLOCK_BYTES);
  return block;
}

function tvalOf(raw: u32): u64 {
  return fact(FACT_TVAL_CBO) == TVAL_CBO_IS_ZERO ? 0 : <u64>raw;
}

export function cboZero(h: u32, raw: u32, va: u64): void {
  if (!allowed(h, raw, MENVCFG_CBZE)) return;
  const context = load<u32>(h + DATA_CONTEXT);
  const block = locateBlock(h, context, va, ACCESS_WRITE, false);
  if (block == NO_ADDRESS) return raiseFaultOf(h, context, va, true);
  // A device is written byte by byte.
  const bytes = ramAt(block, CACHE_BLOCK_BYTES) != 0 ? 8 : 1;
  for (let i: u64 = 0; i < CACHE_BLOCK_BYTES; i += bytes) {
    writePhysical(block + i, bytes, 0);
    if (load<u32>(BUS_ERROR) == 0) continue;
    accessFault(h, ACCESS_WRITE, reportedOf(va));
    return raiseFaultOf(h, context, va, true);
  }
  goTo(h, pc(h) + 4);
}

/** Permitted where a load or a store would be; what faults is reported as a store. */
function manage(h: u32, raw: u32, va: u64, field: u64): void {
  if (!allowed(h, raw, field)) return;
  const context = load<u32>(h + DATA_CONTEXT);
  const answered = fact(FACT_CBO_NEEDS_MEMORY) != 0;
  if (
    locateBlock(h, context, va, ACCESS_READ, answered) == NO_ADDRESS &&
    locateBlock(h, context, va, ACCESS_WRITE, answered) == NO_ADDRESS
  ) {
    return raiseFaultOf(h, context, va, true);
  }
  goTo(h, pc(h) + 4);
}

export function cboClean(h: u32, raw: u32, va: u64): void {
  manage(h, raw, va, MENVCFG_CBCFE);
}

export function cboFlush(h: u32, raw: u32, va: u64): void {
  manage(h, raw, va, MENVCFG_CBCFE);
}

export function cboInval(h: u32, raw: u32, va: u64): void {
  manage(h, raw, va, MENVCFG_CBIE);
}
