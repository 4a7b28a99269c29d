// One page walker for S-, VS- and G-stage. Numbers are the steps of the privileged manual's "Virtual Address
// Translation Process"; the G-stage's differences are in "Guest Physical Address Translation".

import { TRANSLATED_WRITABLE } from "../layout/hart";
import {
  DESCRIPTOR_ATP,
  DESCRIPTOR_FLAGS,
  DESCRIPTOR_HGATP,
  DESCRIPTOR_SUPERPAGES,
  REGIME_G_MXR,
  REGIME_MXR,
  REGIME_SUM,
  REGIME_VIRTUAL,
} from "../layout/tlb";
import { isCode, pageWritten } from "./code";
import {
  AD_UPDATE_IS_ALWAYS,
  CSR_HENVCFG,
  CSR_MENVCFG,
  EXTENSION_SVADE,
  EXTENSION_SVADU,
  EXTENSION_SVNAPOT,
  EXTENSION_SVPBMT,
  FACT_AD_UPDATE,
  FACT_AD_UPDATE_CHECKS_G_STAGE,
  FACT_AD_UPDATE_CHECKS_PMP,
  FACT_GUEST_PHYSICAL_HIGH_BITS,
  FACT_HLV_ENVCFG,
  FACT_HLVX_OBEYS_SUM,
  FACT_MXR_OPENS_IMPLICIT_READS,
  FACT_PMP_DENIED_GUEST_ACCESS,
  FACT_PTE_OUTSIDE_MEMORY,
  GUEST_PHYSICAL_HIGH_BITS_IS_ZERO,
  HLV_ENVCFG_IS_MENVCFG,
  MENVCFG_ADUE,
  MENVCFG_PBMTE,
  PMP_DENIED_GUEST_ACCESS_IS_ACCESS_FAULT,
  PTE_OUTSIDE_MEMORY_IS_ACCESS_FAULT,
} from "./facts";
import { accessFault, guestPageFault, NO_ADDRESS, PSEUDO_READ, PSEUDO_WRITE, pageFault } from "./fault";
import { ramAt, romAt } from "./physical";
import { ACCESS_EXECUTABLE_READ, ACCESS_FETCH, ACCESS_READ, ACCESS_WRITE, pmpCheck } from "./pmp";
import { csr, fact, has, M, U, virtual } from "./state";

const STAGE_S: i32 = 0;
const STAGE_VS: i32 = 1;
const STAGE_G: i32 = 2;

const PTE_V: u64 = 1;
const PTE_R: u64 = 2;
const PTE_W: u64 = 4;
const PTE_X: u64 = 8;
const PTE_U: u64 = 16;
const PTE_A: u64 = 64;
const PTE_D: u64 = 128;
const PTE_RESERVED: u64 = 0x1fc0000000000000;
const PTE_PBMT: u64 = 0x6000000000000000;
const PTE_N: u64 = 0x8000000000000000;
const PPN_MASK: u64 = 0xfffffffffff;
/** Low bits of the PPN in a 64 KiB NAPOT PTE: their value is the range's encoding, and the address's own bits replace them. */
const NAPOT_BITS: u64 = 0xf;
const NAPOT_64K: u64 = 0x8;

/** Translates for the regime of a context's descriptor; returns a physical address or NO_ADDRESS with the fault set. */
export function translate(h: u32, d: u32, va: u64, access: i32): u64 {
  const flags = <u32>load<u64>(d + DESCRIPTOR_FLAGS);
  store<i32>(h + TRANSLATED_WRITABLE, 1);
  if ((flags & 3) == <u32>M) return va;
  const atp = load<u64>(d + DESCRIPTOR_ATP);
  if ((flags & REGIME_VIRTUAL) == 0) return atp >> 60 == 0 ? va : walk(h, d, flags, STAGE_S, atp, va, access, va, 0);
  // Bare, the last byte of the address space is its own guest physical address, and no fault.
  if (atp >> 60 == 0) return gStage(h, d, flags, va, access, va, 0);
  const gpa = walk(h, d, flags, STAGE_VS, atp, va, access, va, 0);
  return gpa == NO_ADDRESS ? NO_ADDRESS : gStage(h, d, flags, gpa, access, va, 0);
}

/** G-stage translation; `pseudo` is not 0 for the implicit accesses of a VS-stage walk. */
function gStage(h: u32, d: u32, flags: u32, gpa: u64, access: i32, va: u64, pseudo: u64): u64 {
  const hgatp = load<u64>(d + DESCRIPTOR_HGATP);
  return hgatp >> 60 == 0 ? gpa : walk(h, d, flags, STAGE_G, hgatp, gpa, access, va, pseudo);
}

function stageFault(h: u32, stage: i32, access: i32, address: u64, va: u64, pseudo: u64): u64 {
  return stage == STAGE_G ? guestPageFault(h, access, va, address, pseudo) : pageFault(h, access, va);
}

/** menvcfg for the stages that HS controls, and with henvcfg below it for the VS-stage: by the fact, when V=1 only. */
function envcfg(h: u32, stage: i32): u64 {
  const machine = csr(h, CSR_MENVCFG);
  if (stage != STAGE_VS || (!virtual(h) && fact(FACT_HLV_ENVCFG) == HLV_ENVCFG_IS_MENVCFG)) return machine;
  return machine & csr(h, CSR_HENVCFG);
}

/** True when hardware updates A and D in this stage's page tables: under Svadu where ADUE says so, else without Svade. */
function updatesAd(h: u32, stage: i32): bool {
  if (fact(FACT_AD_UPDATE) == AD_UPDATE_IS_ALWAYS) return true;
  return has(EXTENSION_SVADU) ? (envcfg(h, stage) & MENVCFG_ADUE) != 0 : !has(EXTENSION_SVADE);
}

/** True when bits 63:54 of a leaf hold what is reserved: "Svnapot", and "Svpbmt" (memory types change nothing here). */
function leafReserved(h: u32, stage: i32, pte: u64, ppn: u64, level: i32): bool {
  if ((pte & PTE_N) != 0 && (!has(EXTENSION_SVNAPOT) || level != 0 || (ppn & NAPOT_BITS) != NAPOT_64K)) return true;
  const pbmt = pte & PTE_PBMT;
  return pbmt == PTE_PBMT || (pbmt != 0 && (!has(EXTENSION_SVPBMT) || (envcfg(h, stage) & MENVCFG_PBMTE) == 0));
}

/** True for a guest physical address of `bits` bits: those above are zero, or by the fact copies of the highest. */
function fitsGuest(gpa: u64, bits: u64): bool {
  if (fact(FACT_GUEST_PHYSICAL_HIGH_BITS) == GUEST_PHYSICAL_HIGH_BITS_IS_ZERO) return gpa >> bits == 0;
  const above = <i64>gpa >> (bits - 1);
  return above == 0 || above == -1;
}

/** The guest physical address of an access that PMP forbade after its translation. */
function guestPhysical(h: u32, d: u32, va: u64, access: i32): u64 {
  const flags = <u32>load<u64>(d + DESCRIPTOR_FLAGS);
  const atp = load<u64>(d + DESCRIPTOR_ATP);
  return atp >> 60 == 0 ? va : walk(h, d, flags, STAGE_VS, atp, va, access, va, 0);
}

/** What PMP forbids: an access fault, or for a guest by the fact a guest-page fault. Returns NO_ADDRESS. */
export function denied(h: u32, d: u32, va: u64, access: i32): u64 {
  const guest = (<u32>load<u64>(d + DESCRIPTOR_FLAGS) & REGIME_VIRTUAL) != 0;
  if (!guest || fact(FACT_PMP_DENIED_GUEST_ACCESS) == PMP_DENIED_GUEST_ACCESS_IS_ACCESS_FAULT) {
    return accessFault(h, access, va);
  }
  return guestPageFault(h, access, va, guestPhysical(h, d, va, access), 0);
}

/** What PMP forbids the walk to read: as `denied`, for the tables of the G-stage. */
function tableDenied(h: u32, stage: i32, access: i32, address: u64, va: u64, pseudo: u64): u64 {
  if (stage != STAGE_G || fact(FACT_PMP_DENIED_GUEST_ACCESS) == PMP_DENIED_GUEST_ACCESS_IS_ACCESS_FAULT) {
    return accessFault(h, access, va);
  }
  return stageFault(h, stage, access, address, va, pseudo);
}

/** `address` is what this stage translates; `va` and `access` are the original access, which faults report. */
function walk(h: u32, d: u32, flags: u32, stage: i32, atp: u64, address: u64, access: i32, va: u64, pseudo: u64): u64 {
  const mode = atp >> 60;
  // A mode that only a fact lets in translates nothing.
  if (mode < 8 || mode > 10) return stageFault(h, stage, access, address, va, pseudo);
  const levels = <i32>mode - 5;
  const bits = <u64>(12 + 9 * levels);
  if (stage == STAGE_G) {
    if (!fitsGuest(address, bits + 2)) return stageFault(h, stage, access, address, va, pseudo);
  } else {
    const above = <i64>address >> (bits - 1);
    if (above != 0 && above != -1) return stageFault(h, stage, access, address, va, pseudo);
  }
  // An implicit access is checked as a read, or as a write when it updates A and D.
  const checked = pseudo == 0 ? access : pseudo == PSEUDO_WRITE ? ACCESS_WRITE : ACCESS_READ;

  // 1. Start at the root.
  let table = (atp & PPN_MASK) << 12;
  if (stage == STAGE_G) table &= ~0x3fff;
  let level = levels - 1;
  while (level >= 0) {
    // 2. Read the PTE: itself an access, through the G-stage when this is the VS-stage.
    const shift = <u64>(12 + 9 * level);
    const indexMask: u64 = stage == STAGE_G && level == levels - 1 ? 0x7ff : 0x1ff;
    const pteAddress = table + (((address >> shift) & indexMask) << 3);
    let ptePa = pteAddress;
    if (stage == STAGE_VS) {
      ptePa = gStage(h, d, flags, pteAddress, access, va, PSEUDO_READ);
      if (ptePa == NO_ADDRESS) return NO_ADDRESS;
    }
    const ram = ramAt(ptePa, 8);
    const host = ram != 0 ? ram : romAt(ptePa, 8);
    if (host == 0) {
      const inaccessible = fact(FACT_PTE_OUTSIDE_MEMORY) == PTE_OUTSIDE_MEMORY_IS_ACCESS_FAULT;
      return inaccessible ? accessFault(h, access, va) : stageFault(h, stage, access, address, va, pseudo);
    }
    if (!pmpCheck(h, ptePa, 8, ACCESS_READ, false)) return tableDenied(h, stage, access, address, va, pseudo);
    const pte = load<u64>(host);
    // 3. Not valid, or reserved.
    if ((pte & PTE_V) == 0 || (pte & (PTE_R | PTE_W)) == PTE_W || (pte & PTE_RESERVED) != 0) break;
    const ppn = (pte >> 10) & PPN_MASK;
    // 4. A pointer to the next level.
    if ((pte & (PTE_R | PTE_X)) == 0) {
      if ((pte & (PTE_A | PTE_D | PTE_U | PTE_PBMT | PTE_N)) != 0) break;
      table = ppn << 12;
      level--;
      continue;
    }
    if (pte >> 61 != 0 && leafReserved(h, stage, pte, ppn, level)) break;
    // 5. and 7. A leaf: the U bit with privilege and SUM, then R, W and X with MXR.
    if (!permits(pte, stage, flags, checked, pseudo != 0)) break;
    // 6. A misaligned superpage.
    const inPage: u64 = ((<u64>1) << shift) - 1;
    if (((ppn << 12) & inPage) != 0) break;
    // 9. A and D: updated where envcfg lets hardware do so.
    const wanted = checked == ACCESS_WRITE ? pte | PTE_A | PTE_D : pte | PTE_A;
    if (wanted != pte) {
      if (!updatesAd(h, stage)) break;
      let writePa = ptePa;
      if (stage == STAGE_VS && fact(FACT_AD_UPDATE_CHECKS_G_STAGE) != 0) {
        writePa = gStage(h, d, flags, pteAddress, access, va, PSEUDO_WRITE);
        if (writePa == NO_ADDRESS) return NO_ADDRESS;
      }
      if (ram == 0) return accessFault(h, access, va);
      if (fact(FACT_AD_UPDATE_CHECKS_PMP) != 0 && !pmpCheck(h, writePa, 8, ACCESS_WRITE, false)) {
        return accessFault(h, access, va);
      }
      store<u64>(host, wanted);
      if (isCode(host)) pageWritten(host & ~0xfff);
    }
    // 10. The translation stands.
    if (pseudo == 0 && (wanted & (PTE_W | PTE_D)) != (PTE_W | PTE_D)) store<i32>(h + TRANSLATED_WRITABLE, 0);
    const napot = (pte & PTE_N) != 0;
    if ((level > 0 || napot) && stage != STAGE_G) store<u32>(d + DESCRIPTOR_SUPERPAGES, 1);
    const frame = napot ? (ppn & ~NAPOT_BITS) | ((address >> 12) & NAPOT_BITS) : ppn;
    return (frame << 12) | (address & inPage);
  }
  return stageFault(h, stage, access, address, va, pseudo);
}

/** SUM is about loads and stores; HLVX is one but by the fact. */
function heedsSum(access: i32): bool {
  return access != ACCESS_FETCH && (access != ACCESS_EXECUTABLE_READ || fact(FACT_HLVX_OBEYS_SUM) != 0);
}

/** Whether a leaf permits the access: see "sstatus" (SUM, MXR), and for the G-stage "Guest Physical Address Translation". */
function permits(pte: u64, stage: i32, flags: u32, access: i32, implicit: bool): bool {
  const level = stage == STAGE_G ? U : <i32>(flags & 3);
  if (level == U) {
    if ((pte & PTE_U) == 0) return false;
  } else if ((pte & PTE_U) != 0 && ((flags & REGIME_SUM) == 0 || !heedsSum(access))) return false;
  if (access == ACCESS_FETCH || access == ACCESS_EXECUTABLE_READ) return (pte & PTE_X) != 0;
  if (access == ACCESS_WRITE) return (pte & PTE_W) != 0;
  if ((pte & PTE_R) != 0) return true;
  // MXR does not open implicit reads, but by the fact.
  if (implicit && fact(FACT_MXR_OPENS_IMPLICIT_READS) == 0) return false;
  const opens: u32 = stage == STAGE_G ? REGIME_G_MXR : REGIME_MXR;
  return (flags & opens) != 0 && (pte & PTE_X) != 0;
}
