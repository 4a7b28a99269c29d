// What a CSR write changes: WARL rules and consequences, one case for each kind of row in src/isa/csr-row.ts.
import { FLOAT_DIRTY, FLOAT_NOTES } from "../layout/hart";
import { CSR_ROW_KIND } from "../layout/machine";
import { attention } from "./attention";
import { forgetVm } from "./counters";
import { rowOf } from "./csr-access";
import { delegatedToVs, fromVs, GATED, LCOFI, maskOf } from "./csr-read";
import { writeEvent, writeEventCounter } from "./event-counters";
import {
  CBIE_RESERVED_IS_KEEPS,
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
  CSR_SEPC,
  CSR_SIP,
  CSR_STIMECMP,
  CSR_VSATP,
  CSR_VSEPC,
  CSR_VSSTATUS,
  CSR_VSTVEC,
  FACT_CBIE_RESERVED,
  FACT_FLOAT_CSR_DIRTIES_MSTATUS,
  FACT_HENVCFG_GATE,
  FACT_HGATP_MODES,
  FACT_HGATP_RESERVED_MODE,
  FACT_MPP_RESERVED,
  FACT_SATP_MODES,
  FACT_TVEC_RESERVED_MODE,
  FACT_UXL_WRITE,
  FACT_VSATP_MODES,
  FACT_VSTIP_WRITE_WITH_SSTC,
  FACT_VSTVEC_LEGALIZED,
  HENVCFG_GATE_IS_CLEAR,
  HENVCFG_GATE_IS_HIDE,
  HGATP_RESERVED_MODE_IS_IGNORES_WRITE,
  INTERRUPT_VIRTUAL_SUPERVISOR_TIMER,
  KIND_ATP,
  KIND_COUNTINHIBIT,
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
  KIND_HPMCOUNTER,
  KIND_HPMEVENT,
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
  MPP_RESERVED_IS_KEEPS,
  MSTATUS_FS,
  MSTATUS_MPP,
  MSTATUS_MPP_SHIFT,
  MSTATUS_UXL,
  S_INTERRUPTS,
  SSTATUS_BITS,
  TVEC_RESERVED_MODE_IS_KEEPS_MODE,
  UXL_WRITE_IS_NONZERO,
  VS_INTERRUPTS,
  VSTIP_WRITE_WITH_SSTC_IS_HVIP,
  VSTIP_WRITE_WITH_SSTC_IS_NOT_WITH_MENVCFG,
} from "./facts";
import { writeCountInhibit, writeCycle, writeInstret } from "./hardware-counters";
import { legalizePmpConfiguration, legalizeSecurity, pmpAddressLocked, updatePmp } from "./pmp";
import { csr, fact, fcsr, M, mergeFloat, privilege, setCsr, setFcsr, updateFloatMode, virtual } from "./state";
import { STIP, sstcOn, stipWritten, vsSstcOn, writeHtimedelta, writeStimecmp, writeVstimecmp } from "./timer";
import { dropAll, selectContexts } from "./tlb";

function masked(old: u64, value: u64, mask: u64): u64 {
  return (old & ~mask) | (value & mask);
}

/** True when the fact lists the MODE of a value for satp, vsatp or hgatp. */
function validMode(atp: u64, modes: u32): bool {
  return ((fact(modes) >> (atp >> 60)) & 1) != 0;
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
      return writeStatus(h, value, mask);
    case KIND_SSTATUS:
      return writeStatus(h, value, maskOf(CSR_MSTATUS) & SSTATUS_BITS);
    case KIND_VSSTATUS:
      return writeVsstatus(h, value, virtual(h) ? maskOf(CSR_MSTATUS) & SSTATUS_BITS : mask);
    case KIND_HSTATUS:
      setCsr(h, number, masked(csr(h, number), value, mask));
      return;
    case KIND_FFLAGS:
      store<i32>(h + FLOAT_NOTES, 0);
      return writeFloat(h, (fcsr(h) & ~31) | (value & mask));
    case KIND_FRM:
      writeFloat(h, (fcsr(h) & 31) | ((value & mask) << 5));
      return attention(h);
    case KIND_FCSR:
      store<i32>(h + FLOAT_NOTES, 0);
      writeFloat(h, value & mask);
      return attention(h);
    case KIND_TVEC:
      return writeTvec(h, number, value);
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
      return pmpChanged(h);
    case KIND_HSTATEEN: {
      // Bits that are zero in mstateen are read-only zero; they keep what they hold.
      const open = mask & csr(h, CSR_MSTATEEN0 + (number & 3));
      setCsr(h, number, masked(csr(h, number), value, open));
      return;
    }
    case KIND_CYCLE:
      return writeCycle(h, value);
    case KIND_INSTRET:
      return writeInstret(h, value);
    case KIND_COUNTINHIBIT:
      return writeCountInhibit(h, masked(csr(h, number), value, mask));
    case KIND_HPMCOUNTER:
      return writeEventCounter(h, number & 31, value);
    case KIND_HPMEVENT:
      return writeEvent(h, number & 31, masked(csr(h, number), value, mask));
    default:
      if (writeInterruptCsr(h, kind, number, value, mask)) return attention(h);
      // In VS it is sepc that is written, by sepc's rule.
      setCsr(
        h,
        number,
        masked(csr(h, number), number == CSR_VSEPC && virtual(h) ? value & maskOf(CSR_SEPC) : value, mask),
      );
  }
}

/** The next instruction's fetch already meets the new rules: a locked entry binds M too, and so does MML. */
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
      setCsr(h, CSR_MIE, masked(csr(h, CSR_MIE), value, csr(h, CSR_MIDELEG) & S_INTERRUPTS & maskOf(CSR_MIE)));
      return true;
    case KIND_HIE:
      setCsr(h, CSR_MIE, masked(csr(h, CSR_MIE), value, mask));
      return true;
    case KIND_VSIE:
      setCsr(h, CSR_MIE, masked(csr(h, CSR_MIE), fromVs(value), delegatedToVs(h) & maskOf(CSR_MIE)));
      return true;
    case KIND_MIP: {
      // STIP belongs to the timer while menvcfg.STCE is set.
      const writable = sstcOn(h) ? mask & ~STIP : mask;
      writePending(h, value, writable & ~(vstipBlocked(h) ? VSTIP : 0));
      if ((writable & STIP) != 0) stipWritten(h);
      return true;
    }
    case KIND_SIP:
      setCsr(h, CSR_MIP, masked(csr(h, CSR_MIP), value, csr(h, CSR_MIDELEG) & mask));
      return true;
    case KIND_HIP:
    case KIND_HVIP:
      writePending(h, value, mask & ~(vstipBlocked(h) ? VSTIP : 0));
      return true;
    case KIND_VSIP:
      setCsr(h, CSR_HVIP, masked(csr(h, CSR_HVIP), value << 1, csr(h, CSR_HIDELEG) & 4));
      setCsr(h, CSR_MIP, masked(csr(h, CSR_MIP), value, delegatedToVs(h) & maskOf(CSR_SIP) & LCOFI));
      return true;
    case KIND_MIDELEG:
      setCsr(h, number, masked(csr(h, number), value, mask));
      return true;
    case KIND_HIDELEG:
      setCsr(h, number, value & mask);
      return true;
    case KIND_STIMECMP:
      if (number == CSR_STIMECMP) writeStimecmp(h, value);
      else writeVstimecmp(h, value);
      return true;
    case KIND_HTIMEDELTA:
      writeHtimedelta(h, value);
      return true;
    default:
      return false;
  }
}

const VSTIP: u64 = (<u64>1) << INTERRUPT_VIRTUAL_SUPERVISOR_TIMER;

/** True when M may not write VSTIP now: see the fact. */
function vstipBlocked(h: u32): bool {
  const rule = fact(FACT_VSTIP_WRITE_WITH_SSTC);
  if (rule == VSTIP_WRITE_WITH_SSTC_IS_HVIP || privilege(h) != M) return false;
  return rule == VSTIP_WRITE_WITH_SSTC_IS_NOT_WITH_MENVCFG ? sstcOn(h) : vsSstcOn(h);
}

/** Writes pending bits where they are kept: those of VS in hvip, the others in mip. */
function writePending(h: u32, value: u64, mask: u64): void {
  setCsr(h, CSR_MIP, masked(csr(h, CSR_MIP), value, mask & S_INTERRUPTS));
  setCsr(h, CSR_HVIP, masked(csr(h, CSR_HVIP), value, mask & VS_INTERRUPTS));
}

/** MODE is WARL: Direct or Vectored. */
function writeTvec(h: u32, number: u32, value: u64): void {
  const reserved = (value & 2) != 0;
  if (reserved && number == CSR_VSTVEC && !virtual(h) && fact(FACT_VSTVEC_LEGALIZED) == 0) setCsr(h, number, value);
  else if (!reserved) setCsr(h, number, value);
  else if (fact(FACT_TVEC_RESERVED_MODE) == TVEC_RESERVED_MODE_IS_KEEPS_MODE)
    setCsr(h, number, (value & ~3) | (csr(h, number) & 3));
}

/** UXL of mstatus and vsstatus: writable bits of a value, by the fact. */
function writableUxl(value: u64): u64 {
  return fact(FACT_UXL_WRITE) == UXL_WRITE_IS_NONZERO && (value & MSTATUS_UXL) != 0 ? MSTATUS_UXL : 0;
}

function writeFloat(h: u32, value: u64): void {
  setFcsr(h, value);
  if (virtual(h) && fact(FACT_FLOAT_CSR_DIRTIES_MSTATUS) == 0) {
    setCsr(h, CSR_VSSTATUS, csr(h, CSR_VSSTATUS) | MSTATUS_FS);
  } else store<i32>(h + FLOAT_DIRTY, 1);
}

/** mstatus and sstatus: MPP is WARL over U, S and M. */
function writeStatus(h: u32, value: u64, mask: u64): void {
  mergeFloat(h);
  const old = csr(h, CSR_MSTATUS);
  const reserved = (value & MSTATUS_MPP) >> MSTATUS_MPP_SHIFT == 2 && fact(FACT_MPP_RESERVED) == MPP_RESERVED_IS_KEEPS;
  const writable = reserved ? mask & ~MSTATUS_MPP : mask;
  setCsr(h, CSR_MSTATUS, masked(old, value, (writable & ~MSTATUS_UXL) | writableUxl(value)));
  statusChanged(h);
}

function writeVsstatus(h: u32, value: u64, mask: u64): void {
  mergeFloat(h);
  setCsr(h, CSR_VSSTATUS, masked(csr(h, CSR_VSSTATUS), value, (mask & ~MSTATUS_UXL) | writableUxl(value)));
  statusChanged(h);
}

function statusChanged(h: u32): void {
  updateFloatMode(h);
  selectContexts(h);
  attention(h);
}

/** satp ignores the whole write of an unsupported MODE (manual: "satp"); vsatp may, and does. */
function writeAtp(h: u32, number: u32, value: u64, mask: u64): void {
  // In VS the access was to satp, and follows its rule.
  if (!validMode(value, number == CSR_VSATP && !virtual(h) ? FACT_VSATP_MODES : FACT_SATP_MODES)) return;
  setCsr(h, number, value & mask);
  selectContexts(h);
  attention(h);
}

const MODE: u64 = 0xf000000000000000;

/** hgatp's fields are WARL one by one: an unsupported MODE keeps the old one. */
function writeHgatp(h: u32, number: u32, value: u64, mask: u64): void {
  const valid = validMode(value, FACT_HGATP_MODES);
  if (!valid && fact(FACT_HGATP_RESERVED_MODE) == HGATP_RESERVED_MODE_IS_IGNORES_WRITE) return;
  setCsr(h, number, masked(csr(h, number), value, valid ? mask : mask & ~MODE));
  forgetVm(h);
  selectContexts(h);
  attention(h);
}

/** menvcfg, senvcfg and henvcfg: CBIE=2 is reserved; henvcfg's gated bits are read-only zero while menvcfg's are clear. */
function writeEnvcfg(h: u32, number: u32, value: u64, mask: u64): void {
  let writable = mask;
  if ((value & MENVCFG_CBIE) >> MENVCFG_CBIE_SHIFT == 2 && fact(FACT_CBIE_RESERVED) == CBIE_RESERVED_IS_KEEPS)
    writable &= ~MENVCFG_CBIE;
  if (number == CSR_HENVCFG && fact(FACT_HENVCFG_GATE) == HENVCFG_GATE_IS_HIDE)
    writable &= ~GATED | csr(h, CSR_MENVCFG);
  let next = masked(csr(h, number), value, writable);
  if (number == CSR_HENVCFG && fact(FACT_HENVCFG_GATE) == HENVCFG_GATE_IS_CLEAR) next &= ~GATED | csr(h, CSR_MENVCFG);
  setCsr(h, number, next);
  dropAll(h);
  attention(h);
}
