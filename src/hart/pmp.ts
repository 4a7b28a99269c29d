// Physical memory protection: the privileged manual, "Physical Memory Protection", and its enhancements, "Smepmp".
import { CSR, PMP_COUNT, PMP_ENTRIES, PMP_ENTRY_BYTES, PMP_OPEN_END, PMP_OPEN_FIRST } from "../layout/hart";
import {
  CSR_MSECCFG,
  CSR_PMPADDR0,
  CSR_PMPCFG0,
  FACT_HLVX_PMP,
  FACT_MASK_PMPCFG,
  FACT_PMP_EMPTY_RANGE,
  FACT_PMP_PARTIAL_MATCH,
  FACT_PMPCFG_WRITE_ONLY,
  HLVX_PMP_IS_EXECUTE,
  MSECCFG_MML,
  MSECCFG_MMWP,
  MSECCFG_RLB,
  PMP_EMPTY_RANGE_IS_MATCHES_NOTHING,
  PMP_EMPTY_RANGE_IS_OFF_ENTRIES_TOO,
  PMP_IMPLEMENTED,
  PMP_PARTIAL_MATCH_IS_ENDS,
  PMPCFG_WRITE_ONLY_IS_KEPT,
} from "./facts";
import { csr, fact } from "./state";

const R: u32 = 1;
const W: u32 = 2;
const X: u32 = 4;
const A_SHIFT: u32 = 3;
const TOR: u32 = 1;
const NA4: u32 = 2;
const LOCKED: u32 = 128;

/** Kinds of access: the walker's, the fetch's and the loads' and stores'. */
export const ACCESS_FETCH: i32 = 0;
export const ACCESS_READ: i32 = 1;
export const ACCESS_WRITE: i32 = 2;
/** A load that needs execute instead of read permission of the tables, and both of PMP (HLVX). */
export const ACCESS_EXECUTABLE_READ: i32 = 3;

/** The configuration byte of an entry. */
function pmpConfiguration(h: u32, index: u32): u32 {
  return load<u8>(h + CSR + ((CSR_PMPCFG0 + (index >> 3) * 2) << 3) + (index & 7));
}

function address(h: u32, index: u32): u64 {
  return load<u64>(h + CSR + ((CSR_PMPADDR0 + index) << 3));
}

function security(h: u32, field: u64): bool {
  return (csr(h, CSR_MSECCFG) & field) != 0;
}

/** The value that mseccfg takes: MML and MMWP stay once set; RLB stays clear once an entry is locked without it. */
export function legalizeSecurity(h: u32, old: u64, value: u64): u64 {
  let next = value | (old & (MSECCFG_MML | MSECCFG_MMWP));
  if ((old & MSECCFG_RLB) == 0) {
    for (let i: u32 = 0; i < PMP_IMPLEMENTED; i++) if ((pmpConfiguration(h, i) & LOCKED) != 0) next &= ~MSECCFG_RLB;
  }
  return next;
}

/** True when a write to pmpaddr is ignored: its entry is locked, or the next one is and uses it as TOR base. */
export function pmpAddressLocked(h: u32, index: u32): bool {
  if (security(h, MSECCFG_RLB)) return false;
  if ((pmpConfiguration(h, index) & LOCKED) != 0) return true;
  if (index + 1 >= PMP_IMPLEMENTED) return false;
  const next = pmpConfiguration(h, index + 1);
  return (next & LOCKED) != 0 && ((next >> A_SHIFT) & 3) == TOR;
}

/**
 * The value that a pmpcfg register takes: locked bytes stay, reserved bits read 0, W without R is refused. Under MML it
 * is no more, but then no rule may be added by which M executes. RLB lifts the locks.
 */
export function legalizePmpConfiguration(h: u32, old: u64, value: u64): u64 {
  const mml = security(h, MSECCFG_MML);
  const rlb = security(h, MSECCFG_RLB);
  const writeOnly = fact(FACT_PMPCFG_WRITE_ONLY) == PMPCFG_WRITE_ONLY_IS_KEPT;
  let result: u64 = 0;
  for (let shift: u64 = 0; shift < 64; shift += 8) {
    const was = (old >> shift) & 0xff;
    let byte = (value >> shift) & fact(FACT_MASK_PMPCFG);
    const reserved = mml ? !rlb && executableByM(<u32>byte) : !writeOnly && (byte & 3) == <u64>W;
    if (((was & <u64>LOCKED) != 0 && !rlb) || reserved) byte = was;
    result |= byte << shift;
  }
  return result;
}

/** Rules of the table below by which M executes: M-only with X, and locked shared code. */
function executableByM(configuration: u32): bool {
  return (permissions(configuration, true) & X) != 0;
}

/** What a rule permits under MML, to M or to S and U: the table of "Smepmp", by L, then X, W and R. */
function permissions(configuration: u32, toM: bool): u32 {
  const rules = configuration & (R | W | X);
  const locked = (configuration & LOCKED) != 0;
  // W without R is shared; so is a locked rule of all three.
  if ((rules & (R | W)) == W) {
    const executes = (rules & X) != 0;
    if (!locked) return toM || executes ? R | W : R;
    return executes && toM ? R | X : X;
  }
  if (locked && rules == (R | W | X)) return R;
  return locked == toM ? rules : 0;
}

/** Rebuilds the decoded entries after pmpcfg or pmpaddr changed. */
export function updatePmp(h: u32): void {
  let count: u32 = 0;
  for (let i: u32 = 0; i < PMP_IMPLEMENTED; i++) {
    const configuration = pmpConfiguration(h, i);
    const mode = (configuration >> A_SHIFT) & 3;
    if (mode == 0) continue;
    const own = address(h, i);
    let first: u64;
    let end: u64;
    if (mode == TOR) {
      first = i == 0 ? 0 : address(h, i - 1) << 2;
      end = own << 2;
    } else if (mode == NA4) {
      first = own << 2;
      end = first + 4;
    } else {
      const span = own ^ (own + 1);
      first = (own & ~span) << 2;
      end = span == u64.MAX_VALUE ? u64.MAX_VALUE : first + ((span + 1) << 2);
    }
    // TOR whose top is not above its base: no byte matches, not even within an access that surrounds it.
    if (first >= end) {
      if (fact(FACT_PMP_EMPTY_RANGE) == PMP_EMPTY_RANGE_IS_MATCHES_NOTHING) continue;
      first = 0;
      end = 1;
    }
    const entry = h + PMP_ENTRIES + count * PMP_ENTRY_BYTES;
    store<u64>(entry, first);
    store<u64>(entry + 8, end);
    store<u32>(entry + 16, configuration);
    count++;
  }
  store<u32>(h + PMP_COUNT, count);
  findOpen(h, count);
}

/** Notes what an entry that allows everything opens, but for the part on one side that entries before it decide about. */
function findOpen(h: u32, count: u32): void {
  store<u64>(h + PMP_OPEN_FIRST, 0);
  store<u64>(h + PMP_OPEN_END, 0);
  if (security(h, MSECCFG_MML)) return;
  for (let i: u32 = 0; i < count; i++) {
    const entry = h + PMP_ENTRIES + i * PMP_ENTRY_BYTES;
    if ((load<u32>(entry + 16) & (R | W | X)) != (R | W | X)) continue;
    let first = load<u64>(entry);
    let end = load<u64>(entry + 8);
    for (let j: u32 = 0; j < i; j++) {
      const other = h + PMP_ENTRIES + j * PMP_ENTRY_BYTES;
      const otherFirst = load<u64>(other);
      const otherEnd = load<u64>(other + 8);
      if (otherEnd <= first || otherFirst >= end) continue;
      if (otherEnd < end && (otherFirst <= first || end - otherEnd > otherFirst - first)) first = otherEnd;
      else end = max<u64>(otherFirst, first);
    }
    if (end - first <= load<u64>(h + PMP_OPEN_END) - load<u64>(h + PMP_OPEN_FIRST)) continue;
    store<u64>(h + PMP_OPEN_FIRST, first);
    store<u64>(h + PMP_OPEN_END, end);
  }
}

/** True where nothing that the entries say forbids anything. */
function isOpen(h: u32, pa: u64, bytes: u64): bool {
  // An access up to the last byte of the address space has no end that could be compared.
  const end = load<u64>(h + PMP_OPEN_END);
  return pa >= load<u64>(h + PMP_OPEN_FIRST) && pa < end && end - pa >= bytes;
}

/** By the fact, an entry that is OFF matches the byte at 0, before any that covers more from there on. */
function refusedAtZero(h: u32): bool {
  if (fact(FACT_PMP_EMPTY_RANGE) != PMP_EMPTY_RANGE_IS_OFF_ENTRIES_TOO) return false;
  let decoded: u32 = 0;
  for (let i: u32 = 0; i < PMP_IMPLEMENTED; i++) {
    if (((pmpConfiguration(h, i) >> A_SHIFT) & 3) == 0) return true;
    if (load<u64>(h + PMP_ENTRIES + decoded * PMP_ENTRY_BYTES) == 0) return false;
    decoded++;
  }
  return false;
}

/** What an access needs of the rule that decides. */
function neededBy(access: i32): u32 {
  if (access == ACCESS_FETCH) return X;
  if (access == ACCESS_WRITE) return W;
  if (access == ACCESS_READ) return R;
  return fact(FACT_HLVX_PMP) == HLVX_PMP_IS_EXECUTE ? X : R | X;
}

/** How many bytes of an access a range matches; by the fact, only the first and the last one count. */
function bytesMatched(first: u64, end: u64, pa: u64, bytes: u64): u64 {
  if (fact(FACT_PMP_PARTIAL_MATCH) == PMP_PARTIAL_MATCH_IS_ENDS) {
    const last = pa + bytes - 1;
    const ends = <u64>(pa >= first && pa < end) + <u64>(last >= first && last < end);
    return ends == 2 ? bytes : ends;
  }
  // Without a sum, which the last bytes of the address space would carry past it.
  if (pa >= end || (pa < first && first - pa >= bytes)) return 0;
  return pa < first || end - pa < bytes ? 1 : bytes;
}

/**
 * Checks an access of `bytes` bytes, of M or of a lower mode. The lowest-numbered entry that matches any byte decides, and must match all.
 */
export function pmpCheck(h: u32, pa: u64, bytes: u64, access: i32, toM: bool): bool {
  if (pa == 0 && bytes > 1 && refusedAtZero(h)) return false;
  if (isOpen(h, pa, bytes)) return true;
  const count = load<u32>(h + PMP_COUNT);
  for (let i: u32 = 0; i < count; i++) {
    const entry = h + PMP_ENTRIES + i * PMP_ENTRY_BYTES;
    const first = load<u64>(entry);
    const end = load<u64>(entry + 8);
    const matching = bytesMatched(first, end, pa, bytes);
    if (matching == 0) continue;
    if (matching < bytes) return false;
    const configuration = load<u32>(entry + 16);
    const needed = neededBy(access);
    if (security(h, MSECCFG_MML)) return (permissions(configuration, toM) & needed) == needed;
    if (toM && (configuration & LOCKED) == 0) return true;
    return (configuration & needed) == needed;
  }
  return toM && !security(h, MSECCFG_MMWP) && !(access == ACCESS_FETCH && security(h, MSECCFG_MML));
}

/** True when one rule covers the whole page, so that a translation of it may be cached. */
export function pmpUniform(h: u32, pa: u64): bool {
  const page = pa & ~0xfff;
  if (isOpen(h, page, 4096)) return true;
  const count = load<u32>(h + PMP_COUNT);
  for (let i: u32 = 0; i < count; i++) {
    const entry = h + PMP_ENTRIES + i * PMP_ENTRY_BYTES;
    const first = load<u64>(entry);
    const end = load<u64>(entry + 8);
    if (page + 4096 <= first || page >= end) continue;
    return page >= first && page + 4096 <= end;
  }
  return true;
}
