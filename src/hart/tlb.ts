// TLB contexts: arrays of translations kept for each regime (privilege, V, SUM, MXR, satp or vsatp and hgatp), so that
// traps, returns and world switches select arrays instead of flushing them. A tag holds the virtual page and the
// context's generation; a fence advances the generation. Manual: "Supervisor Memory-Management Fence Instruction".
import {
  CONTEXT_CLOCK,
  CONTEXT_HINT,
  CONTEXTS,
  DATA_CONTEXT,
  ENTRY_MXR,
  FETCH_CONTEXT,
  FETCH_GENERATION,
  ID,
  PRIVILEGE,
  READ_GENERATION,
  VIRTUAL,
  WRITE_GENERATION,
} from "../layout/hart";
import { HART_COUNT, TLB_ARRAYS } from "../layout/machine";
import {
  CONTEXT_BYTES,
  CONTEXT_COUNT,
  DESCRIPTOR_ATP,
  DESCRIPTOR_BYTES,
  DESCRIPTOR_EXECUTE_GENERATION,
  DESCRIPTOR_FLAGS,
  DESCRIPTOR_HGATP,
  DESCRIPTOR_READ_GENERATION,
  DESCRIPTOR_SUPERPAGES,
  DESCRIPTOR_USED,
  DESCRIPTOR_WRITE_GENERATION,
  REGIME_G_MXR,
  REGIME_MXR,
  REGIME_SUM,
  REGIME_VALID,
  REGIME_VIRTUAL,
  TLB_EXECUTE,
  TLB_OFFSET_MASK,
  TLB_READ,
  TLB_VALUE,
  TLB_WRITE,
} from "../layout/tlb";
import {
  CSR_HGATP,
  CSR_MSTATUS,
  CSR_SATP,
  CSR_VSATP,
  CSR_VSSTATUS,
  FACT_HLV_OBEYS_SUM,
  FACT_MXR_MODEL,
  FACT_MXR_OPENS_IMPLICIT_READS,
  FACT_RESERVATION_OUTLIVES_TRAPS,
  MSTATUS_MPP,
  MSTATUS_MPP_SHIFT,
  MSTATUS_MPRV,
  MSTATUS_MPV,
  MSTATUS_MXR,
  MSTATUS_SUM,
  MXR_MODEL_IS_MANUAL,
} from "./facts";
import { csr, dropReservation, fact, hartAt, M, privilege, virtual } from "./state";

const GENERATIONS: u64 = 4096;

function descriptor(h: u32, index: u32): u32 {
  return h + CONTEXTS + index * DESCRIPTOR_BYTES;
}

/** Address of a context's arrays. */
function arrays(h: u32, index: u32): u32 {
  return load<u32>(TLB_ARRAYS) + (load<u32>(h + ID) * CONTEXT_COUNT + index) * CONTEXT_BYTES;
}

/** The descriptor of the context whose arrays stand at `context`. */
export function descriptorOf(h: u32, context: u32): u32 {
  return descriptor(h, (context - arrays(h, 0)) / CONTEXT_BYTES);
}

/** Advances one generation; when the tags' bits are used up the array is cleared instead. */
function advance(d: u32, field: u32, array: u32): void {
  const next = load<u64>(d + field) + 1;
  if (next < GENERATIONS) {
    store<u64>(d + field, next);
    return;
  }
  memory.fill(array, 0, TLB_WRITE);
  store<u64>(d + field, 1);
}

/** Drops every translation of a context. */
function drop(h: u32, index: u32): void {
  const d = descriptor(h, index);
  const a = arrays(h, index);
  advance(d, DESCRIPTOR_READ_GENERATION, a + TLB_READ);
  advance(d, DESCRIPTOR_WRITE_GENERATION, a + TLB_WRITE);
  advance(d, DESCRIPTOR_EXECUTE_GENERATION, a + TLB_EXECUTE);
  store<u32>(d + DESCRIPTOR_SUPERPAGES, 0);
}

/** The context for a regime; the least recently used one makes room. Returns the address of its arrays. */
function contextFor(h: u32, flags: u64, atp: u64, hgatp: u64): u32 {
  const now = load<u64>(h + CONTEXT_CLOCK) + 1;
  store<u64>(h + CONTEXT_CLOCK, now);
  const hint = h + CONTEXT_HINT + ((<u32>flags & 7) << 2);
  let index = load<u32>(hint);
  let d = descriptor(h, index);
  if (!matches(d, flags, atp, hgatp)) {
    let oldest: u64 = u64.MAX_VALUE;
    let victim: u32 = 0;
    for (index = 0; index < CONTEXT_COUNT; index++) {
      d = descriptor(h, index);
      if (matches(d, flags, atp, hgatp)) break;
      const used = load<u64>(d + DESCRIPTOR_USED);
      if (used < oldest) {
        oldest = used;
        victim = index;
      }
    }
    if (index == CONTEXT_COUNT) {
      index = victim;
      d = descriptor(h, index);
      drop(h, index);
      store<u64>(d + DESCRIPTOR_FLAGS, flags);
      store<u64>(d + DESCRIPTOR_ATP, atp);
      store<u64>(d + DESCRIPTOR_HGATP, hgatp);
    }
    store<u32>(hint, index);
  }
  store<u64>(d + DESCRIPTOR_USED, now);
  return arrays(h, index);
}

function matches(d: u32, flags: u64, atp: u64, hgatp: u64): bool {
  return (
    load<u64>(d + DESCRIPTOR_FLAGS) == flags &&
    load<u64>(d + DESCRIPTOR_ATP) == atp &&
    load<u64>(d + DESCRIPTOR_HGATP) == hgatp
  );
}

/** The context of a privilege and V, with SUM and MXR as loads and stores see them. */
export function regimeContext(h: u32, level: i32, v: bool, data: bool): u32 {
  if (level == M) return contextFor(h, <u64>(M | <i32>REGIME_VALID), 0, 0);
  const mstatus = csr(h, CSR_MSTATUS);
  let flags = <u64>level | <u64>REGIME_VALID;
  if (v) {
    flags |= <u64>REGIME_VIRTUAL;
    if (data) {
      const vsstatus = csr(h, CSR_VSSTATUS);
      const sum = (vsstatus & MSTATUS_SUM) != 0 || (!virtual(h) && fact(FACT_HLV_OBEYS_SUM) == 0);
      if (level == 1 && sum) flags |= <u64>REGIME_SUM;
      flags |= guestMxr(h);
    } else if (fact(FACT_MXR_OPENS_IMPLICIT_READS) != 0) {
      flags |= guestMxr(h) & <u64>REGIME_G_MXR;
    }
    return contextFor(h, flags, csr(h, CSR_VSATP), csr(h, CSR_HGATP));
  }
  if (data) {
    if (level == 1 && (mstatus & MSTATUS_SUM) != 0) flags |= <u64>REGIME_SUM;
    if ((mstatus & MSTATUS_MXR) != 0) flags |= <u64>REGIME_MXR;
  }
  return contextFor(h, flags, csr(h, CSR_SATP), 0);
}

/** What MXR of HS and of VS open to loads of a guest, or to HLV and MPRV on its behalf. */
function guestMxr(h: u32): u64 {
  const hs = (csr(h, CSR_MSTATUS) & MSTATUS_MXR) != 0;
  const vs = (csr(h, CSR_VSSTATUS) & MSTATUS_MXR) != 0;
  if (fact(FACT_MXR_MODEL) == MXR_MODEL_IS_MANUAL) return regimeMxr(hs || vs, hs);
  return virtual(h) ? regimeMxr(vs, load<u64>(h + ENTRY_MXR) != 0) : regimeMxr(hs, vs);
}

function regimeMxr(first: bool, g: bool): u64 {
  return <u64>((first ? REGIME_MXR : 0) | (g ? REGIME_G_MXR : 0));
}

/** Selects the contexts of fetches and of loads and stores after mode, status or address-translation CSRs changed. */
export function selectContexts(h: u32): void {
  const level = privilege(h);
  const v = virtual(h);
  const fetch = regimeContext(h, level, v, false);
  let dataLevel = level;
  let dataVirtual = v;
  const mstatus = csr(h, CSR_MSTATUS);
  if (level == M && (mstatus & MSTATUS_MPRV) != 0) {
    dataLevel = <i32>((mstatus & MSTATUS_MPP) >> MSTATUS_MPP_SHIFT);
    dataVirtual = dataLevel != M && (mstatus & MSTATUS_MPV) != 0;
  }
  store<u32>(h + FETCH_CONTEXT, fetch);
  store<u32>(h + DATA_CONTEXT, regimeContext(h, dataLevel, dataVirtual, true));
  refreshGenerations(h);
}

/** Copies the selected contexts' generations to where the engine reads them. */
function refreshGenerations(h: u32): void {
  const fetch = descriptorOf(h, load<u32>(h + FETCH_CONTEXT));
  const data = descriptorOf(h, load<u32>(h + DATA_CONTEXT));
  store<u64>(h + FETCH_GENERATION, load<u64>(fetch + DESCRIPTOR_EXECUTE_GENERATION));
  store<u64>(h + READ_GENERATION, load<u64>(data + DESCRIPTOR_READ_GENERATION));
  store<u64>(h + WRITE_GENERATION, load<u64>(data + DESCRIPTOR_WRITE_GENERATION));
}

/** Enters a mode: privilege and V, with everything that follows from them but the pc. */
export function setMode(h: u32, level: i32, v: bool): void {
  if (v && !virtual(h)) store<u64>(h + ENTRY_MXR, csr(h, CSR_VSSTATUS) & MSTATUS_MXR);
  store<i32>(h + PRIVILEGE, level);
  store<i32>(h + VIRTUAL, v ? 1 : 0);
  if (fact(FACT_RESERVATION_OUTLIVES_TRAPS) == 0) dropReservation(h);
  selectContexts(h);
}

/** Where the entry of a virtual address stands in an array. */
export function entryAt(array: u32, va: u64): u32 {
  return array + (<u32>(va >> 8) & TLB_OFFSET_MASK);
}

/** Writes an entry: `value` is what the address, or the page's records, are reached by. */
export function fill(array: u32, va: u64, generation: u64, value: u32): void {
  const entry = entryAt(array, va);
  store<u64>(entry, (va & ~0xfff) | generation);
  store<u32>(entry + TLB_VALUE, value);
}

/** Drops every translation of the hart: PMP or envcfg changed. */
export function dropAll(h: u32): void {
  for (let i: u32 = 0; i < CONTEXT_COUNT; i++) drop(h, i);
  refreshGenerations(h);
}

/** Which contexts a fence concerns. */
export const FENCE_NATIVE: i32 = 0;
export const FENCE_VS_STAGE: i32 = 1;
export const FENCE_G_STAGE: i32 = 2;

const ASID: u64 = 0x0ffff00000000000;
const VMID: u64 = 0x03fff00000000000;

/**
 * Fences the contexts of V=0 (sfence.vma), or of V=1 with the current hgatp's VMID (hfence.vvma, sfence.vma in VS) or of
 * any or one VMID (hfence.gvma). `asid` and `vmid` in register form, with `any` for all; an address alone is honoured
 * where no superpage was cached.
 */
export function fence(h: u32, kind: i32, va: u64, anyAddress: bool, id: u64, anyId: bool): void {
  const hgatp = csr(h, CSR_HGATP);
  for (let i: u32 = 0; i < CONTEXT_COUNT; i++) {
    const d = descriptor(h, i);
    const flags = load<u64>(d + DESCRIPTOR_FLAGS);
    if (flags == 0) continue;
    if (kind == FENCE_NATIVE) {
      if ((flags & <u64>REGIME_VIRTUAL) != 0 || (flags & 3) == <u64>M) continue;
      if (!anyId && (load<u64>(d + DESCRIPTOR_ATP) & ASID) >> 44 != (id & 0xffff)) {
        // Global mappings are not told apart, and need not be: only a fence with an ASID may spare them.
        continue;
      }
    } else {
      if ((flags & <u64>REGIME_VIRTUAL) == 0) continue;
      const vmid = (load<u64>(d + DESCRIPTOR_HGATP) & VMID) >> 44;
      if (kind == FENCE_VS_STAGE) {
        if (vmid != (hgatp & VMID) >> 44) continue;
        if (!anyId && (load<u64>(d + DESCRIPTOR_ATP) & ASID) >> 44 != (id & 0xffff)) continue;
      } else if (!anyId && vmid != (id & 0x3fff)) continue;
    }
    if (anyAddress || load<u32>(d + DESCRIPTOR_SUPERPAGES) != 0) drop(h, i);
    else {
      const a = arrays(h, i);
      dropEntry(a + TLB_READ, va);
      dropEntry(a + TLB_WRITE, va);
      dropEntry(a + TLB_EXECUTE, va);
    }
  }
  refreshGenerations(h);
}

function dropEntry(array: u32, va: u64): void {
  const entry = entryAt(array, va);
  if (((load<u64>(entry) ^ va) & ~0xfff) == 0) store<u64>(entry, 0);
}

/** Drops the write entries of every hart: a page that was writable became code. */
export function dropWrites(): void {
  dropOfAllHarts(DESCRIPTOR_WRITE_GENERATION, TLB_WRITE);
}

/** Drops the execute entries of every hart: a page's records were given to another page. */
export function dropFetches(): void {
  dropOfAllHarts(DESCRIPTOR_EXECUTE_GENERATION, TLB_EXECUTE);
}

function dropOfAllHarts(field: u32, array: u32): void {
  const harts = load<u32>(HART_COUNT);
  for (let hart: u32 = 0; hart < harts; hart++) {
    const h = hartAt(hart);
    for (let i: u32 = 0; i < CONTEXT_COUNT; i++) advance(descriptor(h, i), field, arrays(h, i) + array);
    refreshGenerations(h);
  }
}
