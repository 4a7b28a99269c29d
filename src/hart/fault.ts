// The fault that a translation or a memory access found, kept in the hart until it is raised as a trap.
import { FAULT_CAUSE, FAULT_GPA, FAULT_IMPLICIT, FAULT_TINST, FAULT_TVAL } from "../layout/hart";
import {
  CAUSE_INSTRUCTION_ACCESS_FAULT,
  CAUSE_INSTRUCTION_GUEST_PAGE_FAULT,
  CAUSE_INSTRUCTION_PAGE_FAULT,
  CAUSE_LOAD_ACCESS_FAULT,
  CAUSE_LOAD_GUEST_PAGE_FAULT,
  CAUSE_LOAD_PAGE_FAULT,
  CAUSE_STORE_ACCESS_FAULT,
  CAUSE_STORE_GUEST_PAGE_FAULT,
  CAUSE_STORE_PAGE_FAULT,
  FACT_HLVX_GUEST_PAGE_FAULT_CAUSE,
  FACT_IMPLICIT_ACCESS_CAUSE,
  FACT_IMPLICIT_ACCESS_PSEUDOINSTRUCTION,
  IMPLICIT_ACCESS_CAUSE_IS_LOAD,
  IMPLICIT_ACCESS_PSEUDOINSTRUCTION_IS_BY_ACCESS,
  IMPLICIT_ACCESS_PSEUDOINSTRUCTION_IS_BY_ORIGINAL,
} from "./facts";
import { ACCESS_EXECUTABLE_READ, ACCESS_FETCH, ACCESS_WRITE } from "./pmp";
import { fact } from "./state";

/** What a failed translation returns instead of an address. */
export const NO_ADDRESS: u64 = 0xffffffffffffffff;

/** Pseudoinstructions for implicit accesses, RV64 (manual: "Transformed Instruction or Pseudoinstruction"). */
export const PSEUDO_READ: u64 = 0x3000;
export const PSEUDO_WRITE: u64 = 0x3020;

function byAccess(access: i32, fetch: i32, read: i32, write: i32): i32 {
  return access == ACCESS_FETCH || faultsAsFetch(access) ? fetch : access == ACCESS_WRITE ? write : read;
}

/** HLVX faults as a load does; by the fact, as a fetch. */
function faultsAsFetch(access: i32): bool {
  return (
    access == ACCESS_EXECUTABLE_READ && <i32>fact(FACT_HLVX_GUEST_PAGE_FAULT_CAUSE) == CAUSE_INSTRUCTION_PAGE_FAULT
  );
}

/** Forgets the last fault, before an access. */
export function clearFault(h: u32): void {
  store<i32>(h + FAULT_CAUSE, -1);
}

/** True when the access that began with clearFault found a fault. */
export function faulted(h: u32): bool {
  return load<i32>(h + FAULT_CAUSE) >= 0;
}

/** Records a fault of an explicit access and returns NO_ADDRESS. */
export function fault(h: u32, cause: i32, tval: u64): u64 {
  store<i32>(h + FAULT_CAUSE, cause);
  store<i32>(h + FAULT_IMPLICIT, 0);
  store<u64>(h + FAULT_TVAL, tval);
  store<u64>(h + FAULT_GPA, 0);
  store<u64>(h + FAULT_TINST, 0);
  return NO_ADDRESS;
}

export function accessFault(h: u32, access: i32, va: u64): u64 {
  return fault(
    h,
    byAccess(access, CAUSE_INSTRUCTION_ACCESS_FAULT, CAUSE_LOAD_ACCESS_FAULT, CAUSE_STORE_ACCESS_FAULT),
    va,
  );
}

export function pageFault(h: u32, access: i32, va: u64): u64 {
  return fault(h, byAccess(access, CAUSE_INSTRUCTION_PAGE_FAULT, CAUSE_LOAD_PAGE_FAULT, CAUSE_STORE_PAGE_FAULT), va);
}

/** A G-stage fault at `gpa`; `pseudo` is 0 for an explicit access, else the pseudoinstruction of the implicit one. */
export function guestPageFault(h: u32, access: i32, va: u64, gpa: u64, pseudo: u64): u64 {
  fault(h, guestCause(access, pseudo), va);
  store<u64>(h + FAULT_GPA, gpa);
  if (pseudo != 0) {
    store<i32>(h + FAULT_IMPLICIT, 1);
    store<u64>(h + FAULT_TINST, pseudoinstruction(access, pseudo));
  }
  return NO_ADDRESS;
}

function guestCause(access: i32, pseudo: u64): i32 {
  if (pseudo != 0 && fact(FACT_IMPLICIT_ACCESS_CAUSE) == IMPLICIT_ACCESS_CAUSE_IS_LOAD)
    return CAUSE_LOAD_GUEST_PAGE_FAULT;
  if (faultsAsFetch(access)) return CAUSE_INSTRUCTION_PAGE_FAULT;
  return byAccess(
    access,
    CAUSE_INSTRUCTION_GUEST_PAGE_FAULT,
    CAUSE_LOAD_GUEST_PAGE_FAULT,
    CAUSE_STORE_GUEST_PAGE_FAULT,
  );
}

/** The fault just found was a store's: where the fact goes by that, its implicit access is told as a write. */
export function originalWrites(h: u32): void {
  if (load<i32>(h + FAULT_IMPLICIT) == 0) return;
  store<u64>(h + FAULT_TINST, pseudoinstruction(ACCESS_WRITE, load<u64>(h + FAULT_TINST)));
}

/** What tinst says of an implicit access that was `pseudo`, in the walk for `access`. */
function pseudoinstruction(access: i32, pseudo: u64): u64 {
  const rule = fact(FACT_IMPLICIT_ACCESS_PSEUDOINSTRUCTION);
  if (rule == IMPLICIT_ACCESS_PSEUDOINSTRUCTION_IS_BY_ACCESS) return pseudo;
  const write = rule == IMPLICIT_ACCESS_PSEUDOINSTRUCTION_IS_BY_ORIGINAL && access == ACCESS_WRITE;
  return write ? PSEUDO_WRITE : PSEUDO_READ;
}
