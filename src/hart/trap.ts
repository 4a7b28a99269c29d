// Taking a trap: one path for M, HS and VS. Privileged manual: "Trap Entry" of the machine, supervisor and hypervisor
// chapters ("Trap Cause Codes", "Trap Entry and Trap Return").

import { EXIT_LEAVE } from "../layout/exit";
import {
  DATA_CONTEXT,
  EXIT,
  FAULT_CAUSE,
  FAULT_GPA,
  FAULT_IMPLICIT,
  FAULT_TINST,
  FAULT_TVAL,
  STALE_INSTRUCTION,
  TRAPS,
} from "../layout/hart";
import { STOP, TRAPS_TOLD } from "../layout/machine";
import { DESCRIPTOR_FLAGS, REGIME_VIRTUAL } from "../layout/tlb";
import { instructionAtPc } from "./code-at";
import { accountMode, countExit, countInjected, countTraps } from "./counters";
import { fold } from "./digest";
import { filterByMode } from "./event-counters";
import {
  CAUSE_ILLEGAL_INSTRUCTION,
  CAUSE_INSTRUCTION_ACCESS_FAULT,
  CAUSE_INSTRUCTION_PAGE_FAULT,
  CAUSE_LOAD_GUEST_PAGE_FAULT,
  CAUSE_LOAD_PAGE_FAULT,
  CAUSE_STORE_GUEST_PAGE_FAULT,
  CAUSE_STORE_PAGE_FAULT,
  CAUSE_VIRTUAL_INSTRUCTION,
  CSR_HEDELEG,
  CSR_HIDELEG,
  CSR_HSTATUS,
  CSR_HTINST,
  CSR_HTVAL,
  CSR_MCAUSE,
  CSR_MEDELEG,
  CSR_MEPC,
  CSR_MIDELEG,
  CSR_MSTATUS,
  CSR_MTINST,
  CSR_MTVAL,
  CSR_MTVAL2,
  CSR_MTVEC,
  CSR_SCAUSE,
  CSR_SEPC,
  CSR_STVAL,
  CSR_STVEC,
  CSR_VSCAUSE,
  CSR_VSEPC,
  CSR_VSSTATUS,
  CSR_VSTVAL,
  CSR_VSTVEC,
  FACT_M_TRAP_GVA,
  FACT_MPRV_GUEST_PAGE_FAULT,
  FACT_TINST,
  FACT_VS_EXCEPTIONS_RENUMBERED,
  FACT_VS_TRAP_WRITES,
  FACT_VSSTATUS_STORAGE,
  HSTATUS_GVA,
  HSTATUS_SPV,
  HSTATUS_SPVP,
  M_TRAP_GVA_IS_BY_CAUSE,
  MPRV_GUEST_PAGE_FAULT_IS_GUEST_PAGE_FAULT,
  MSTATUS_GVA,
  MSTATUS_MIE,
  MSTATUS_MPIE,
  MSTATUS_MPP,
  MSTATUS_MPP_SHIFT,
  MSTATUS_MPV,
  MSTATUS_SD,
  MSTATUS_SIE,
  MSTATUS_SPIE,
  MSTATUS_SPP,
  SSTATUS_BITS,
  TINST_IS_ZERO,
  VS_INTERRUPTS,
  VS_TRAP_WRITES_IS_VS_CSRS,
  VSSTATUS_STORAGE_IS_RAW,
} from "./facts";
import { watchLoop } from "./loop-watch";
import { trapped } from "./ports";
import { csr, fact, goTo, M, mergeFloat, pc, privilege, S, setCsr, updateFloatMode, virtual } from "./state";
import { TO_HS, TO_M, TO_VS } from "./target";
import { transformed } from "./tinst";
import { descriptorOf, setMode } from "./tlb";

const INTERRUPT: u64 = 0x8000000000000000;

/** Raises the fault found by a translation or access, with the transformed instruction where there is one. */
export function raiseFault(h: u32): void {
  raiseFaultOf(h, load<u32>(h + DATA_CONTEXT), pc(h), false);
}

/** The same for an access through a given context that began at `va` (GVA and Addr. Offset follow from them). */
export function raiseFaultOf(h: u32, context: u32, va: u64, explicit: bool): void {
  let cause = load<i32>(h + FAULT_CAUSE);
  const tval = load<u64>(h + FAULT_TVAL);
  const gpa = load<u64>(h + FAULT_GPA);
  let tinst = load<u64>(h + FAULT_TINST);
  let guest = virtual(h);
  if (explicit) {
    guest = (load<u64>(descriptorOf(h, context) + DESCRIPTOR_FLAGS) & <u64>REGIME_VIRTUAL) != 0;
    // Read before the instruction is, which may meet a fault of its own.
    const explicitAccess = load<i32>(h + FAULT_IMPLICIT) == 0;
    const instruction = instructionFor(h, <u32>(tval - va) & 31);
    if (explicitAccess && !isFetchCause(cause)) tinst = instruction;
    if (context == load<u32>(h + DATA_CONTEXT) && privilege(h) == M) cause = mprvCause(cause);
  }
  takeTrap(h, <u64>cause, tval, gpa >> 2, tinst, guest);
}

/** Raises a misaligned SC's exception as some versions have it: without GVA. */
export function raiseWithoutGva(h: u32, cause: i32, va: u64): void {
  takeTrap(h, <u64>cause, va, 0, instructionFor(h, 0), false);
}

/** HLVX may fault as a fetch does, by the fact; its trap then has no transformed instruction. */
function isFetchCause(cause: i32): bool {
  return cause == CAUSE_INSTRUCTION_PAGE_FAULT || cause == CAUSE_INSTRUCTION_ACCESS_FAULT;
}

/** What mtinst or htinst gets for the explicit access at PC, which a stale tval may show later. */
function instructionFor(h: u32, offset: u32): u64 {
  if (fact(FACT_TINST) == TINST_IS_ZERO) {
    store<u32>(h + STALE_INSTRUCTION, 0);
    return 0;
  }
  const word = instructionAtPc(h);
  store<u32>(h + STALE_INSTRUCTION, word);
  return transformed(word, offset);
}

/** The cause of a G-stage fault of M's loads and stores under MPRV and MPV. */
function mprvCause(cause: i32): i32 {
  if (fact(FACT_MPRV_GUEST_PAGE_FAULT) == MPRV_GUEST_PAGE_FAULT_IS_GUEST_PAGE_FAULT) return cause;
  if (cause == CAUSE_LOAD_GUEST_PAGE_FAULT) return CAUSE_LOAD_PAGE_FAULT;
  return cause == CAUSE_STORE_GUEST_PAGE_FAULT ? CAUSE_STORE_PAGE_FAULT : cause;
}

/** Raises an illegal-instruction exception for the word `raw`. */
export function illegal(h: u32, raw: u32): void {
  store<u32>(h + STALE_INSTRUCTION, raw);
  takeTrap(h, <u64>CAUSE_ILLEGAL_INSTRUCTION, <u64>raw, 0, 0, false);
}

/** Raises an illegal-instruction exception for the instruction at PC. */
export function illegalAtPc(h: u32): void {
  illegal(h, instructionAtPc(h));
}

/** Raises a virtual-instruction exception for the word `raw`. */
export function virtualInstruction(h: u32, raw: u32): void {
  store<u32>(h + STALE_INSTRUCTION, raw);
  takeTrap(h, <u64>CAUSE_VIRTUAL_INSTRUCTION, <u64>raw, 0, 0, false);
}

/** Raises an illegal-instruction or virtual-instruction exception whose tval a fact decides. */
export function refuse(h: u32, cause: i32, tval: u64): void {
  takeTrap(h, <u64>cause, tval, 0, 0, false);
}

/** Which mode takes a trap of this cause now: medeleg or mideleg, then hedeleg or hideleg when V=1. */
function trapTarget(h: u32, interrupt: bool, code: u64): i32 {
  const bit = (<u64>1) << code;
  if (privilege(h) == M || (csr(h, interrupt ? CSR_MIDELEG : CSR_MEDELEG) & bit) == 0) return TO_M;
  return virtual(h) && (csr(h, interrupt ? CSR_HIDELEG : CSR_HEDELEG) & bit) != 0 ? TO_VS : TO_HS;
}

/** Takes a trap at PC. `cause` as mcause holds it; `tval2` is what htval or mtval2 gets; `gva`: tval is guest virtual. */
export function takeTrap(h: u32, cause: u64, tval: u64, tval2: u64, tinst: u64, gva: bool): void {
  const interrupt = (cause & INTERRUPT) != 0;
  takeTrapTo(h, trapTarget(h, interrupt, cause & 63), cause, tval, tval2, tinst, gva);
}

export function takeTrapTo(h: u32, target: i32, cause: u64, tval: u64, tval2: u64, tinst: u64, gva: bool): void {
  const epc = pc(h);
  const level = privilege(h);
  const v = virtual(h);
  store<u64>(h + TRAPS, load<u64>(h + TRAPS) + 1);
  mergeFloat(h);
  if (v && target != TO_VS && fact(FACT_VSSTATUS_STORAGE) == VSSTATUS_STORAGE_IS_RAW) {
    setCsr(h, CSR_VSSTATUS, csr(h, CSR_VSSTATUS) & SSTATUS_BITS & ~MSTATUS_SD);
  }
  accountMode(h);
  countTraps(h, target, cause, 1);
  fold(h, (epc << 2) + <u64>target + rotl<u64>(cause, 8));
  fold(h, tval ^ rotl<u64>(tval2, 21) ^ rotl<u64>(tinst, 42) ^ rotl<u64>(<u64>gva, 7));
  watchLoop(h, target, epc, cause);
  if (load<u32>(TRAPS_TOLD) != 0) {
    const number = <u32>cause | ((cause & INTERRUPT) != 0 ? 0x80000000 : 0);
    trapped(h, number, <u32>epc, <u32>(epc >> 32), <u32>tval, <u32>(tval >> 32));
  }
  if (target == TO_M) enterM(h, level, v, epc, cause, tval, tval2, tinst, gva);
  else if (target == TO_HS) {
    if (v) countExit(h, epc, cause, tval, tval2, tinst);
    enterHs(h, level, v, epc, cause, tval, tval2, tinst, gva);
  } else {
    if ((cause & INTERRUPT) != 0) countInjected(h, cause);
    if (fact(FACT_VS_TRAP_WRITES) != VS_TRAP_WRITES_IS_VS_CSRS) {
      setCsr(h, CSR_HTVAL, 0);
      setCsr(h, CSR_HTINST, tinst);
      setCsr(h, CSR_HSTATUS, csr(h, CSR_HSTATUS) & ~HSTATUS_GVA);
    }
    enterVs(h, level, epc, cause, tval);
  }
  filterByMode(h);
  updateFloatMode(h);
  if (load<u32>(STOP) != 0) store<u32>(h + EXIT, EXIT_LEAVE);
}

function enterM(h: u32, level: i32, v: bool, epc: u64, cause: u64, tval: u64, tval2: u64, tinst: u64, gva: bool): void {
  let status = csr(h, CSR_MSTATUS) & ~(MSTATUS_MPP | MSTATUS_MPV | MSTATUS_MPIE);
  status |= (<u64>level) << MSTATUS_MPP_SHIFT;
  if (v) status |= MSTATUS_MPV;
  if (fact(FACT_M_TRAP_GVA) == M_TRAP_GVA_IS_BY_CAUSE) status = gva ? status | MSTATUS_GVA : status & ~MSTATUS_GVA;
  else if (v && tval != 0) status |= MSTATUS_GVA;
  if ((status & MSTATUS_MIE) != 0) status |= MSTATUS_MPIE;
  setCsr(h, CSR_MSTATUS, status & ~MSTATUS_MIE);
  setCsr(h, CSR_MEPC, epc);
  setCsr(h, CSR_MCAUSE, cause);
  setCsr(h, CSR_MTVAL, tval);
  setCsr(h, CSR_MTVAL2, tval2);
  setCsr(h, CSR_MTINST, tinst);
  setMode(h, M, false);
  goTo(h, vector(csr(h, CSR_MTVEC), cause));
}

function enterHs(
  h: u32,
  level: i32,
  v: bool,
  epc: u64,
  cause: u64,
  tval: u64,
  tval2: u64,
  tinst: u64,
  gva: bool,
): void {
  let hstatus = csr(h, CSR_HSTATUS) & ~(HSTATUS_SPV | HSTATUS_GVA);
  if (v) {
    hstatus = (hstatus & ~HSTATUS_SPVP) | HSTATUS_SPV;
    if (level == S) hstatus |= HSTATUS_SPVP;
  }
  if (gva) hstatus |= HSTATUS_GVA;
  setCsr(h, CSR_HSTATUS, hstatus);
  setCsr(h, CSR_MSTATUS, enteredStatus(csr(h, CSR_MSTATUS), level));
  setCsr(h, CSR_SEPC, epc);
  setCsr(h, CSR_SCAUSE, cause);
  setCsr(h, CSR_STVAL, tval);
  setCsr(h, CSR_HTVAL, tval2);
  setCsr(h, CSR_HTINST, tinst);
  setMode(h, S, false);
  goTo(h, vector(csr(h, CSR_STVEC), cause));
}

function enterVs(h: u32, level: i32, epc: u64, cause: u64, tval: u64): void {
  // VS-level interrupts 2, 6 and 10 are the guest's 1, 5 and 9.
  const renumbered = (cause == 2 || cause == 6) && fact(FACT_VS_EXCEPTIONS_RENUMBERED) != 0;
  const ofVs = (cause & INTERRUPT) != 0 && ((VS_INTERRUPTS >> (cause & 63)) & 1) != 0;
  const seen = ofVs || renumbered ? cause - 1 : cause;
  setCsr(h, CSR_VSSTATUS, enteredStatus(csr(h, CSR_VSSTATUS), level));
  setCsr(h, CSR_VSEPC, epc);
  setCsr(h, CSR_VSCAUSE, seen);
  setCsr(h, CSR_VSTVAL, tval);
  setMode(h, S, true);
  goTo(h, vector(csr(h, CSR_VSTVEC), seen));
}

/** SPP, SPIE and SIE after a trap from `level`. */
function enteredStatus(old: u64, level: i32): u64 {
  let status = old & ~(MSTATUS_SPP | MSTATUS_SPIE | MSTATUS_SIE);
  if (level == S) status |= MSTATUS_SPP;
  if ((old & MSTATUS_SIE) != 0) status |= MSTATUS_SPIE;
  return status;
}

function vector(tvec: u64, cause: u64): u64 {
  const base = tvec & ~3;
  return (tvec & 3) == 1 && (cause & INTERRUPT) != 0 ? base + ((cause & 63) << 2) : base;
}
