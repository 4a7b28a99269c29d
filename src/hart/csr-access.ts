// Who may access a CSR: privilege, V, and the conditions of its row. Privileged manual: "CSR Address Mapping
// Conventions", and in the hypervisor chapter "Virtual-Instruction Exceptions".
import { CSR_ROW_BYTES, CSR_ROW_CONDITION, CSR_ROW_KIND, CSR_ROW_TWIN, CSR_ROWS } from "../layout/machine";
import {
  CAUSE_VIRTUAL_INSTRUCTION,
  CSR_CYCLE,
  CSR_HCOUNTEREN,
  CSR_HENVCFG,
  CSR_HSTATEEN0,
  CSR_HSTATUS,
  CSR_MCOUNTEREN,
  CSR_MENVCFG,
  CSR_MSTATEEN0,
  CSR_MSTATUS,
  CSR_SCOUNTEREN,
  FACT_TVM_APPLIES_TO_VS,
  FACT_TVM_TRAPS_HGATP,
  FACT_VTVM_TRAPS_SATP,
  FACT_VU_SUPERVISOR_CSR_CAUSE,
  HSTATUS_VTVM,
  KIND_ABSENT,
  MENVCFG_STCE,
  MSTATEEN0_ENVCFG,
  MSTATEEN0_SE,
  MSTATUS_TVM,
  WHEN_COUNTER,
  WHEN_ENVCFG,
  WHEN_FLOAT,
  WHEN_HGATP,
  WHEN_SATP,
  WHEN_STATEEN,
  WHEN_STIMECMP,
  WHEN_VSTIMECMP,
} from "./facts";
import { csr, fact, floatOn, M, privilege, S, U, virtual } from "./state";

/** What an access meets. */
export const ALLOWED: i32 = 0;
export const ILLEGAL: i32 = 1;
export const VIRTUAL_INSTRUCTION: i32 = 2;

/** The row of a CSR number. */
export function rowOf(number: u32): u32 {
  return CSR_ROWS + number * CSR_ROW_BYTES;
}

/** The number that an access means: an S-level CSR stands for its VS twin when V=1. */
export function resolve(h: u32, number: u32): u32 {
  if (!virtual(h)) return number;
  const twin = <u32>load<u16>(rowOf(number) + CSR_ROW_TWIN);
  return twin != 0 ? twin : number;
}

/** Judges an access to the number as the instruction gives it. */
export function judgeCsr(h: u32, number: u32, writes: bool): i32 {
  const row = rowOf(number);
  if (<i32>load<u8>(row + CSR_ROW_KIND) == KIND_ABSENT) return ILLEGAL;
  if (writes && number >> 10 == 3) return ILLEGAL;
  const level = privilege(h);
  const v = virtual(h);
  const needed = <i32>(number >> 8) & 3;
  const condition = <i32>load<u8>(row + CSR_ROW_CONDITION);
  // What HS may not do either is illegal, never a virtual instruction.
  const timer = condition == WHEN_STIMECMP || condition == WHEN_VSTIMECMP;
  if (timer && level != M && !timerOpen(h)) return ILLEGAL;
  const enable = stateEnableBit(condition);
  if (enable != 0 && level != M && (csr(h, stateEnableOf(number, condition)) & enable) == 0) return ILLEGAL;
  if (needed == M && level != M) return ILLEGAL;
  // Level 2 in the number: hypervisor and VS CSRs, for HS and M.
  if (needed == 2 && level != M && (v || level != S)) return v ? VIRTUAL_INSTRUCTION : ILLEGAL;
  if (needed == 1 && level == U) {
    if (!v) return ILLEGAL;
    const closedToVs = condition == WHEN_STIMECMP && !timerOpenToVs(h);
    return closedToVs ? VIRTUAL_INSTRUCTION : verdictOf(FACT_VU_SUPERVISOR_CSR_CAUSE);
  }
  return judgeCondition(h, condition, number, level, v);
}

function judgeCondition(h: u32, condition: i32, number: u32, level: i32, v: bool): i32 {
  if (condition == WHEN_FLOAT) return floatOn(h) ? ALLOWED : ILLEGAL;
  if (condition == WHEN_COUNTER) return judgeCounter(h, number - CSR_CYCLE, level, v);
  if (level == M) return ALLOWED;
  if (condition == WHEN_SATP) {
    if (v && fact(FACT_VTVM_TRAPS_SATP) != 0 && (csr(h, CSR_HSTATUS) & HSTATUS_VTVM) != 0) return VIRTUAL_INSTRUCTION;
    return tvmApplies(h, v) ? ILLEGAL : ALLOWED;
  }
  if (condition == WHEN_HGATP) return fact(FACT_TVM_TRAPS_HGATP) != 0 && tvmApplies(h, v) ? ILLEGAL : ALLOWED;
  const enable = stateEnableBit(condition);
  if (enable != 0 && v) {
    const guest = csr(h, stateEnableOf(number, condition) - CSR_MSTATEEN0 + CSR_HSTATEEN0);
    return (guest & enable) != 0 ? ALLOWED : VIRTUAL_INSTRUCTION;
  }
  if (condition == WHEN_STIMECMP && v) return timerOpenToVs(h) ? ALLOWED : VIRTUAL_INSTRUCTION;
  return ALLOWED;
}

/** mstatus.TVM is about HS; by the fact, about VS too. */
export function tvmApplies(h: u32, v: bool): bool {
  return (!v || fact(FACT_TVM_APPLIES_TO_VS) != 0) && (csr(h, CSR_MSTATUS) & MSTATUS_TVM) != 0;
}

/** The verdict for a cause that a fact gives: 2 or 22. */
function verdictOf(slot: u32): i32 {
  return <i32>fact(slot) == CAUSE_VIRTUAL_INSTRUCTION ? VIRTUAL_INSTRUCTION : ILLEGAL;
}

/** cycle, time, instret and hpmcounters: mcounteren, then hcounteren when V=1, then scounteren for U and VU. */
function judgeCounter(h: u32, index: u32, level: i32, v: bool): i32 {
  const bit = (<u64>1) << index;
  if (level == M) return ALLOWED;
  if ((csr(h, CSR_MCOUNTEREN) & bit) == 0) return ILLEGAL;
  if (v && (csr(h, CSR_HCOUNTEREN) & bit) == 0) return VIRTUAL_INSTRUCTION;
  if (level == U && (csr(h, CSR_SCOUNTEREN) & bit) == 0) return v ? VIRTUAL_INSTRUCTION : ILLEGAL;
  return ALLOWED;
}

const TM: u64 = 2;

/** stimecmp and vstimecmp below M (Sstc): menvcfg.STCE and mcounteren.TM. */
function timerOpen(h: u32): bool {
  return (csr(h, CSR_MENVCFG) & MENVCFG_STCE) != 0 && (csr(h, CSR_MCOUNTEREN) & TM) != 0;
}

/** stimecmp in VS: henvcfg.STCE and hcounteren.TM as well. */
function timerOpenToVs(h: u32): bool {
  return (csr(h, CSR_HENVCFG) & MENVCFG_STCE) != 0 && (csr(h, CSR_HCOUNTEREN) & TM) != 0;
}

/** The bit of mstateen (for all below M) and hstateen (for V=1) that opens a CSR; 0 where there is none (Smstateen). */
function stateEnableBit(condition: i32): u64 {
  if (condition != WHEN_STATEEN && condition != WHEN_ENVCFG) return 0;
  if (<i32>load<u8>(rowOf(CSR_MSTATEEN0) + CSR_ROW_KIND) == KIND_ABSENT) return 0;
  return condition == WHEN_STATEEN ? MSTATEEN0_SE : MSTATEEN0_ENVCFG;
}

/** The mstateen register with that bit: of the same index for sstateen and hstateen, else the first. */
function stateEnableOf(number: u32, condition: i32): u32 {
  return condition == WHEN_STATEEN ? CSR_MSTATEEN0 + (number & 3) : CSR_MSTATEEN0;
}
