// LR, SC and AMOs: unprivileged manual, "A", "Zabha" and "Zacas" extensions. Every one is done whole here, also on devices.
import { DATA_CONTEXT, FAULT_CAUSE, RESERVATION, RESERVED_BYTES, RESERVED_VA, RESERVED_VALUE, X } from "../layout/hart";
import { BUS_ERROR } from "../layout/machine";
import {
  CAUSE_LOAD_ACCESS_FAULT,
  CAUSE_LOAD_ADDRESS_MISALIGNED,
  CAUSE_LOAD_GUEST_PAGE_FAULT,
  CAUSE_LOAD_PAGE_FAULT,
  CAUSE_STORE_ACCESS_FAULT,
  CAUSE_STORE_ADDRESS_MISALIGNED,
  CAUSE_STORE_GUEST_PAGE_FAULT,
  CAUSE_STORE_PAGE_FAULT,
  FACT_AMO_GUEST_PAGE_FAULT_CAUSE,
  FACT_AMO_MISALIGNED_CAUSE,
  FACT_AMO_READS_FIRST,
  FACT_SC_ADDRESS,
  FACT_SC_AT_EMPTY_RESERVATION,
  FACT_SC_CHECKS_ADDRESS,
  FACT_SC_MISALIGNED_GVA,
  SC_ADDRESS_IS_PHYSICAL,
} from "./facts";
import { accessFault, clearFault, fault, NO_ADDRESS, originalWrites } from "./fault";
import {
  hostLoad,
  hostStore,
  keepLoaded,
  keepTranslation,
  locate,
  readPhysical,
  signExtend,
  translatedHost,
  writePhysical,
} from "./memory";
import { ACCESS_READ, ACCESS_WRITE } from "./pmp";
import { dropReservation, fact, goTo, NO_RESERVATION, pc } from "./state";
import { raiseFaultOf, raiseWithoutGva } from "./trap";

function raise(h: u32, va: u64): void {
  raiseFaultOf(h, load<u32>(h + DATA_CONTEXT), va, true);
}

/** Physical address of an aligned access, or NO_ADDRESS after a trap; `stores`: a load's faults are told as a store's. */
function aligned(h: u32, va: u64, bytes: i32, access: i32, misaligned: i32, stores: bool = false): u64 {
  clearFault(h);
  let pa = NO_ADDRESS;
  if ((va & <u64>(bytes - 1)) != 0) {
    fault(h, misaligned, va);
  } else pa = locate(h, load<u32>(h + DATA_CONTEXT), va, <u64>bytes, access);
  if (pa == NO_ADDRESS) {
    if (access == ACCESS_READ && stores) asStore(h);
    raise(h, va);
  }
  return pa;
}

/** Whether an AMO is a load first: with a load's faults, or with a store's all the same. */
function readsFirst(): bool {
  return fact(FACT_AMO_READS_FIRST) != 0 || loadFaults();
}

function loadFaults(): bool {
  return <i32>fact(FACT_AMO_GUEST_PAGE_FAULT_CAUSE) == CAUSE_LOAD_GUEST_PAGE_FAULT;
}

/** The cause of a store in place of a load's. */
function asStore(h: u32): void {
  const cause = load<i32>(h + FAULT_CAUSE);
  if (cause == CAUSE_LOAD_ACCESS_FAULT) store<i32>(h + FAULT_CAUSE, CAUSE_STORE_ACCESS_FAULT);
  else if (cause == CAUSE_LOAD_PAGE_FAULT) store<i32>(h + FAULT_CAUSE, CAUSE_STORE_PAGE_FAULT);
  else if (cause == CAUSE_LOAD_GUEST_PAGE_FAULT) {
    store<i32>(h + FAULT_CAUSE, CAUSE_STORE_GUEST_PAGE_FAULT);
    originalWrites(h);
  }
}

/** The same for AMOCAS, which by the fact is a load first and then a store. */
function modified(h: u32, va: u64, bytes: i32): u64 {
  const misaligned = <i32>fact(FACT_AMO_MISALIGNED_CAUSE);
  if (readsFirst() && aligned(h, va, bytes, ACCESS_READ, misaligned, !loadFaults()) == NO_ADDRESS) return NO_ADDRESS;
  return aligned(h, va, bytes, ACCESS_WRITE, misaligned);
}

/** LR: loads and reserves. */
export function loadReserved(h: u32, va: u64, bytes: i32): u64 {
  const pa = aligned(h, va, bytes, ACCESS_READ, CAUSE_LOAD_ADDRESS_MISALIGNED);
  if (pa == NO_ADDRESS) return 0;
  const value = signExtend(readPhysical(pa, bytes), bytes);
  if (load<u32>(BUS_ERROR) != 0) {
    accessFault(h, ACCESS_READ, va);
    raise(h, va);
    return 0;
  }
  keepLoaded(h, va, pa, bytes);
  store<u64>(h + RESERVATION, pa);
  store<u64>(h + RESERVED_VA, va);
  store<u64>(h + RESERVED_VALUE, value);
  store<i32>(h + RESERVED_BYTES, bytes);
  return value;
}

/** Whether SC's address is that of the LR where the fact asks for the same virtual one. */
function sameAddress(h: u32, va: u64): bool {
  return fact(FACT_SC_ADDRESS) == SC_ADDRESS_IS_PHYSICAL || load<u64>(h + RESERVED_VA) == va;
}

/** SC: stores if the reservation holds; 0 when it did, else 1. */
export function storeConditional(h: u32, va: u64, value: u64, bytes: i32): u64 {
  const reserved = load<u64>(h + RESERVATION) != NO_RESERVATION;
  if (!reserved && va == u64.MAX_VALUE && fact(FACT_SC_AT_EMPTY_RESERVATION) != 0) {
    clearFault(h);
    fault(h, CAUSE_LOAD_ADDRESS_MISALIGNED, va);
    raise(h, va);
    return 0;
  }
  const checks = fact(FACT_SC_CHECKS_ADDRESS) != 0;
  if (!checks && (!reserved || load<u64>(h + RESERVED_VA) != va)) {
    dropReservation(h);
    return 1;
  }
  const misaligned = checks ? CAUSE_STORE_ADDRESS_MISALIGNED : <i32>fact(FACT_AMO_MISALIGNED_CAUSE);
  if (checks && (va & <u64>(bytes - 1)) != 0 && fact(FACT_SC_MISALIGNED_GVA) == 0) {
    raiseWithoutGva(h, misaligned, va);
    return 0;
  }
  const pa = aligned(h, va, bytes, ACCESS_WRITE, misaligned);
  if (pa == NO_ADDRESS) return 0;
  keepTranslation(h, va, pa, bytes);
  // The reservation set is the aligned doubleword; a store of this hart's own in between does no harm, a change does.
  const held = load<u64>(h + RESERVATION);
  const covers =
    held != NO_RESERVATION &&
    sameAddress(h, va) &&
    pa >= held &&
    pa + <u64>bytes <= held + <u64>load<i32>(h + RESERVED_BYTES);
  dropReservation(h);
  if (
    !covers ||
    signExtend(readPhysical(held, load<i32>(h + RESERVED_BYTES)), load<i32>(h + RESERVED_BYTES)) !=
      load<u64>(h + RESERVED_VALUE)
  )
    return 1;
  writePhysical(pa, bytes, value);
  return 0;
}

const SWAP: i32 = 0;
const ADD: i32 = 1;
const XOR: i32 = 2;
const AND: i32 = 3;
const OR: i32 = 4;
const MIN: i32 = 5;
const MAX: i32 = 6;
const MINU: i32 = 7;
const MAXU: i32 = 8;

function combine(kind: i32, old: u64, source: u64, bytes: i32): u64 {
  if (kind == SWAP) return source;
  if (kind == ADD) return old + source;
  if (kind == XOR) return old ^ source;
  if (kind == AND) return old & source;
  if (kind == OR) return old | source;
  const a = signExtend(old, bytes);
  const b = signExtend(source, bytes);
  if (kind == MIN) return <i64>a < <i64>b ? a : b;
  if (kind == MAX) return <i64>a > <i64>b ? a : b;
  // Sign extension keeps the unsigned order of equally wide values.
  if (kind == MINU) return min<u64>(a, b);
  return max<u64>(a, b);
}

/** Nothing answered. */
function silent(h: u32, va: u64, access: i32): u64 {
  accessFault(h, access, va);
  raise(h, va);
  return 0;
}

function amo(h: u32, va: u64, source: u64, bytes: i32, kind: i32): u64 {
  const host = (va & <u64>(bytes - 1)) == 0 ? translatedHost(h, va) : 0;
  if (host != 0) {
    const there = hostLoad(host, bytes);
    hostStore(host, bytes, combine(kind, there, source, bytes));
    return signExtend(there, bytes);
  }
  // By the fact a load comes first: where nothing answers, no store's walk sets D.
  const first = readsFirst() ? ACCESS_READ : ACCESS_WRITE;
  const misaligned = <i32>fact(FACT_AMO_MISALIGNED_CAUSE);
  const from = aligned(h, va, bytes, first, misaligned, !loadFaults());
  if (from == NO_ADDRESS) return 0;
  const old = readPhysical(from, bytes);
  if (load<u32>(BUS_ERROR) != 0) return silent(h, va, loadFaults() ? first : ACCESS_WRITE);
  const pa = first == ACCESS_WRITE ? from : aligned(h, va, bytes, ACCESS_WRITE, misaligned);
  if (pa == NO_ADDRESS) return 0;
  keepTranslation(h, va, pa, bytes);
  writePhysical(pa, bytes, combine(kind, old, source, bytes));
  if (load<u32>(BUS_ERROR) != 0) return silent(h, va, ACCESS_WRITE);
  return signExtend(old, bytes);
}

export function amoSwap(h: u32, va: u64, source: u64, bytes: i32): u64 {
  return amo(h, va, source, bytes, SWAP);
}
export function amoAdd(h: u32, va: u64, source: u64, bytes: i32): u64 {
  return amo(h, va, source, bytes, ADD);
}
export function amoXor(h: u32, va: u64, source: u64, bytes: i32): u64 {
  return amo(h, va, source, bytes, XOR);
}
export function amoAnd(h: u32, va: u64, source: u64, bytes: i32): u64 {
  return amo(h, va, source, bytes, AND);
}
export function amoOr(h: u32, va: u64, source: u64, bytes: i32): u64 {
  return amo(h, va, source, bytes, OR);
}
export function amoMin(h: u32, va: u64, source: u64, bytes: i32): u64 {
  return amo(h, va, source, bytes, MIN);
}
export function amoMax(h: u32, va: u64, source: u64, bytes: i32): u64 {
  return amo(h, va, source, bytes, MAX);
}
export function amoMinu(h: u32, va: u64, source: u64, bytes: i32): u64 {
  return amo(h, va, source, bytes, MINU);
}
export function amoMaxu(h: u32, va: u64, source: u64, bytes: i32): u64 {
  return amo(h, va, source, bytes, MAXU);
}

/** The value of x register `index`. */
function register(h: u32, index: u32): u64 {
  return load<u64>(h + X + (index << 3));
}

/** AMOCAS.B, .H, .W, .D: stores `source` where memory holds the low bytes of rd. */
export function amoCompareAndSwap(h: u32, raw: u32, va: u64, source: u64, bytes: i32): u64 {
  const pa = modified(h, va, bytes);
  if (pa == NO_ADDRESS) return 0;
  const old = signExtend(readPhysical(pa, bytes), bytes);
  const wanted = signExtend(register(h, (raw >> 7) & 31), bytes);
  if (load<u32>(BUS_ERROR) == 0 && old == wanted) writePhysical(pa, bytes, source);
  if (load<u32>(BUS_ERROR) != 0) {
    accessFault(h, ACCESS_WRITE, va);
    raise(h, va);
  }
  return old;
}

/** The second register of a pair. */
function pairHigh(index: u32): u32 {
  return index == 0 ? 0 : index + 1;
}

/** AMOCAS.Q: the same for 16 bytes and register pairs, of which x0 and x1 are zero and no destination. */
export function amoCompareAndSwapPair(h: u32, raw: u32, va: u64): void {
  const pa = modified(h, va, 16);
  if (pa == NO_ADDRESS) return;
  const low = readPhysical(pa, 8);
  let failed = load<u32>(BUS_ERROR) != 0;
  const high = failed ? 0 : readPhysical(pa + 8, 8);
  failed = failed || load<u32>(BUS_ERROR) != 0;
  const rd = (raw >> 7) & 31;
  const rs2 = (raw >> 20) & 31;
  if (!failed && low == register(h, rd) && high == register(h, pairHigh(rd))) {
    writePhysical(pa, 8, register(h, rs2));
    failed = load<u32>(BUS_ERROR) != 0;
    writePhysical(pa + 8, 8, register(h, pairHigh(rs2)));
    failed = failed || load<u32>(BUS_ERROR) != 0;
  }
  if (failed) {
    accessFault(h, ACCESS_WRITE, va);
    return raise(h, va);
  }
  if (rd != 0) {
    store<u64>(h + X + (rd << 3), low);
    store<u64>(h + X + ((rd + 1) << 3), high);
  }
  goTo(h, pc(h) + 4);
}
