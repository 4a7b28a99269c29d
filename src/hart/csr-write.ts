// What a CSR write changes: WARL rules and consequences, one case for each kind of row in src/isa/csr-row.ts.
import { CYCLE_OFFSET, FFLAGS, FLOAT_DIRTY, INSTRET_OFFSET } from "../layout/hart";
import { CSR_ROW_KIND, CSR_ROW_MASK } from "../layout/machine";
import { attention } from "./attention";
import { forgetVm } from "./counters";
import { rowOf } from "./csr-access";
import { GATED_ENVCFG, S_INTERRUPTS, VS_INTERRUPTS } from "./csr-read";
import {
  CSR_HENVCFG,
  CSR_HIDELEG,
  CSR_HVIP,
  CSR_MENVCFG,
  CSR_MIDELEG,
  CSR_MIE,
  CSR_MIP,
  CSR_MSTATEEN0,
  CSR_MSTATUS,
  CSR_PMPADDR0,
  CSR_VSSTATUS,
  KIND_ATP,
  KIND_CYCLE,
  KIND_ENVCFG,
  KIND_FCSR,
  KIND_FFLAGS,
  KIND_FRM,
  KIND_HARTID,
  KIND_HENVCFG,
  KIND_HGATP,
  KIND_HGEIP,
  KIND_HIDELEG,
  KIND_HIE,
  KIND_HIP,
  KIND_HSTATEEN,
  KIND_HSTATUS,
  KIND_HTIMEDELTA,
  KIND_HVIP,
  KIND_INSTRET,
  KIND_MIDELEG,
  KIND_MIE,
  KIND_MIP,
  KIND_MISA,
  KIND_MSECCFG,
  KIND_MSTATUS,
  KIND_PMPADDR,
  KIND_PMPCFG,
  KIND_SIE,
  KIND_SIP,
  KIND_SSTATUS,
  KIND_STIMECMP,
  KIND_TIME,
  KIND_TVEC,
  KIND_VSIE,
  KIND_VSIP,
  KIND_VSSTATUS,
  KIND_ZERO,
  MENVCFG_CBIE,
  MENVCFG_CBIE_SHIFT,
  MENVCFG_STCE,
  MSTATUS_MPP,
  MSTATUS_MPP_SHIFT,
} from "./facts";
import { legalizePmpConfiguration, legalizeSecurity, pmpAddressLocked, updatePmp } from "./pmp";
import { clock, csr, fcsr, instret, mergeFloat, setCsr, setFcsr, updateFloatMode } from "./state";
import { dropAll, selectContexts } from "./tlb";

function maskOf(number: u32): u64 {
  return load<u64>(rowOf(number) + CSR_ROW_MASK);
}

function masked(old: u64, value: u64, mask: u64): u64 {
  return (old & ~mask) | (value & mask);
}

/** The modes of satp, vsatp and hgatp that exist: Bare, 39, 48 and 57 bits. */
function validMode(atp: u64): bool {
  const mode = atp >> 60;
  return mode == 0 || (mode >= 8 && mode <= 10);
}

/** Writes a resolved CSR number (see csr-access). */
export function writeCsr(h: u32, number: u32, value: u64): void {
  const kind = <i32>load<u8>(rowOf(number) + CSR_ROW_KIND);
  const mask = maskOf(number);
  switch (kind) {
    case KIND_ZERO:
    case KIND_MISA:
    case KIND_TIME:
    case KIND_HGEIP:
    case KIND_HARTID:
      return;
    case KIND_MSTATUS:
    case KIND_SSTATUS:
      return writeStatus(h, value, mask);
    case KIND_VSSTATUS:
      mergeFloat(h);
      setCsr(h, CSR_VSSTATUS, masked(csr(h, CSR_VSSTATUS), value, mask));
      return statusChanged(h);
    case KIND_HSTATUS:
      setCsr(h, number, masked(csr(h, number), value, mask));
      return;
    case KIND_FFLAGS:
      store<i32>(h + FFLAGS, <i32>(value & mask));
      store<i32>(h + FLOAT_DIRTY, 1);
      return;
    case KIND_FRM:
      setFcsr(h, (fcsr(h) & 31) | ((value & mask) << 5));
      return attention(h);
    case KIND_FCSR:
      setFcsr(h, value & mask);
      return attention(h);
    case KIND_TVEC:
      // MODE is WARL: Direct or Vectored; a reserved mode keeps the old one.
      setCsr(h, number, (value & ~3) | ((value & 3) < 2 ? value & 3 : csr(h, number) & 3));
      return;
    case KIND_ATP:
      return writeAtp(h, number, value, mask);
    case KIND_HGATP:
      return writeHgatp(h, number, value, mask);
    case KIND_ENVCFG:
    case KIND_HENVCFG:
      return writeEnvcfg(h, number, value, mask);
    case KIND_PMPCFG:
      setCsr(h, number, legalizePmpConfiguration(h, csr(h, number), value));
      return pmpChanged(h);
    case KIND_PMPADDR:
      if (pmpAddressLocked(h, number - CSR_PMPADDR0)) return;
      setCsr(h, number, value & mask);
      return pmpChanged(h);
    case KIND_MSECCFG:
      setCsr(h, number, legalizeSecurity(h, csr(h, number), value & mask));
      return dropAll(h);
    case KIND_HSTATEEN: {
      // Bits that are zero in mstateen are read-only zero; they keep what they hold.
      const open = mask & csr(h, CSR_MSTATEEN0 + (number & 3));
      setCsr(h, number, masked(csr(h, number), value, open));
      return;
    }
    case KIND_CYCLE:
      store<u64>(h + CYCLE_OFFSET, value - clock(h));
      return;
    case KIND_INSTRET:
      // The write takes the place of this instruction's own increment.
      store<u64>(h + INSTRET_OFFSET, load<u64>(h + INSTRET_OFFSET) + value - instret(h));
      return;
    default:
      if (writeInterruptCsr(h, kind, number, value, mask)) return attention(h);
      setCsr(h, number, masked(csr(h, number), value, mask));
  }
}

/** The next instruction's fetch already meets the new rules: a locked entry binds M too. */
function pmpChanged(h: u32): void {
  updatePmp(h);
  dropAll(h);
  attention(h);
}

/** mie, mip, their views, delegation, and the timers: whatever may make an interrupt due. */
function writeInterruptCsr(h: u32, kind: i32, number: u32, value: u64, mask: u64): bool {
  switch (kind) {
    case KIND_MIE:
      setCsr(h, CSR_MIE, value & mask);
      return true;
    case KIND_SIE:
      setCsr(h, CSR_MIE, masked(csr(h, CSR_MIE), value, csr(h, CSR_MIDELEG) & S_INTERRUPTS));
      return true;
    case KIND_HIE:
      setCsr(h, CSR_MIE, masked(csr(h, CSR_MIE), value, mask));
      return true;
    case KIND_VSIE:
      setCsr(h, CSR_MIE, masked(csr(h, CSR_MIE), value << 1, csr(h, CSR_HIDELEG) & VS_INTERRUPTS));
      return true;
    case KIND_MIP: {
      // STIP belongs to the timer while menvcfg.STCE is set.
      let writable = mask & S_INTERRUPTS;
      if ((csr(h, CSR_MENVCFG) & MENVCFG_STCE) != 0) writable &= ~0x20;
      setCsr(h, CSR_MIP, masked(csr(h, CSR_MIP), value, writable));
      setCsr(h, CSR_HVIP, masked(csr(h, CSR_HVIP), value, mask & VS_INTERRUPTS));
      return true;
    }
    case KIND_SIP:
      setCsr(h, CSR_MIP, masked(csr(h, CSR_MIP), value, csr(h, CSR_MIDELEG) & 2));
      return true;
    case KIND_HIP:
    case KIND_HVIP:
      setCsr(h, CSR_HVIP, masked(csr(h, CSR_HVIP), value, mask));
      return true;
    case KIND_VSIP:
      setCsr(h, CSR_HVIP, masked(csr(h, CSR_HVIP), value << 1, csr(h, CSR_HIDELEG) & 4));
      return true;
    case KIND_MIDELEG:
      setCsr(h, number, masked(csr(h, number), value, mask));
      return true;
    case KIND_HIDELEG:
      setCsr(h, number, value & mask);
      return true;
    case KIND_STIMECMP:
    case KIND_HTIMEDELTA:
      setCsr(h, number, value);
      return true;
    default:
      return false;
  }
}

/** mstatus and sstatus: MPP is WARL over U, S and M. */
function writeStatus(h: u32, value: u64, mask: u64): void {
  mergeFloat(h);
  const old = csr(h, CSR_MSTATUS);
  const reserved = (value & MSTATUS_MPP) >> MSTATUS_MPP_SHIFT == 2;
  setCsr(h, CSR_MSTATUS, masked(old, value, reserved ? mask & ~MSTATUS_MPP : mask));
  statusChanged(h);
}

function statusChanged(h: u32): void {
  updateFloatMode(h);
  selectContexts(h);
  attention(h);
}

/** satp ignores the whole write of an unsupported MODE (manual: "satp"); vsatp may, and does. */
function writeAtp(h: u32, number: u32, value: u64, mask: u64): void {
  if (!validMode(value)) return;
  setCsr(h, number, value & mask);
  selectContexts(h);
  attention(h);
}

/** hgatp's fields are WARL one by one: an unsupported MODE keeps the old one; PPN's low two bits read zero. */
function writeHgatp(h: u32, number: u32, value: u64, mask: u64): void {
  const mode = validMode(value) ? value & ~0x0fffffffffffffff : csr(h, number) & ~0x0fffffffffffffff;
  setCsr(h, number, mode | (value & mask & 0x0ffffffffffffffc));
  forgetVm(h);
  selectContexts(h);
  attention(h);
}

/** menvcfg, senvcfg and henvcfg: CBIE=2 is reserved; henvcfg has fields that menvcfg gates. */
function writeEnvcfg(h: u32, number: u32, value: u64, mask: u64): void {
  let writable = mask;
  if ((value & MENVCFG_CBIE) >> MENVCFG_CBIE_SHIFT == 2) writable &= ~MENVCFG_CBIE;
  let next = masked(csr(h, number), value, writable);
  if (number == CSR_HENVCFG) next &= ~GATED_ENVCFG | csr(h, CSR_MENVCFG);
  setCsr(h, number, next);
  dropAll(h);
  attention(h);
}
