// What a CSR write changes: WARL rules and consequences, one case for each kind of row in src/isa/csr-row.ts.
import { FLOAT_DIRTY, FLOAT_NOTES } from "../layout/hart";
import { CSR_ROW_KIND } from "../layout/machine";
import { attention } from "./attention";
import { forgetVm } from "./counters";
import { rowOf } from "./csr-access";
import { GATED, maskOf } from "./csr-read";
import { writeEvent, writeEventCounter } from "./event-counters";
import {
  CBIE_RESERVED_IS_KEEPS,
  CSR_HENVCFG,
  CSR_MENVCFG,
  CSR_MSTATEEN0,
  CSR_MSTATUS,
  CSR_PMPADDR0,
  CSR_SEPC,
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
  FACT_VSTVEC_LEGALIZED,
  HENVCFG_GATE_IS_CLEAR,
  HENVCFG_GATE_IS_HIDE,
  HGATP_RESERVED_MODE_IS_IGNORES_WRITE,
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
  KIND_HPMCOUNTER,
  KIND_HPMEVENT,
  KIND_HSTATEEN,
  KIND_HSTATUS,
  KIND_INSTRET,
  KIND_MISA,
  KIND_MSECCFG,
  KIND_MSTATUS,
  KIND_PMPADDR,
  KIND_PMPCFG,
  KIND_SSTATUS,
  KIND_TIME,
  KIND_TVEC,
  KIND_VSSTATUS,
  KIND_ZERO,
  MENVCFG_CBIE,
  MENVCFG_CBIE_SHIFT,
  MPP_RESERVED_IS_KEEPS,
  MSTATUS_FS,
  MSTATUS_MPP,
  MSTATUS_MPP_SHIFT,
  MSTATUS_UXL,
  SSTATUS_BITS,
  TVEC_RESERVED_MODE_IS_KEEPS_MODE,
  UXL_WRITE_IS_FIXED,
  UXL_WRITE_IS_UP_TO_64,
} from "./facts";
import { writeCountInhibit, writeCycle, writeInstret } from "./hardware-counters";
import { writeInterruptCsr } from "./interrupt-csrs";
import { legalizePmpConfiguration, legalizeSecurity, pmpAddressLocked, updatePmp } from "./pmp";
import { csr, fact, fcsr, masked, mergeFloat, setCsr, setFcsr, updateFloatMode, virtual } from "./state";
import { dropAll, selectContexts } from "./tlb";

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

/** MODE is WARL: Direct or Vectored. */
function writeTvec(h: u32, number: u32, value: u64): void {
  const reserved = (value & 2) != 0;
  if (reserved && number == CSR_VSTVEC && !virtual(h) && fact(FACT_VSTVEC_LEGALIZED) == 0) setCsr(h, number, value);
  else if (!reserved) setCsr(h, number, value);
  else if (fact(FACT_TVEC_RESERVED_MODE) == TVEC_RESERVED_MODE_IS_KEEPS_MODE)
    setCsr(h, number, (value & ~3) | (csr(h, number) & 3));
}

const UXL_LOW: u64 = MSTATUS_UXL & (0 - MSTATUS_UXL);

/** A value of mstatus or vsstatus with UXL as the fact takes it: 3, which no XLEN is, as 2. */
function withUxl(value: u64): u64 {
  const cut = fact(FACT_UXL_WRITE) == UXL_WRITE_IS_UP_TO_64 && (value & MSTATUS_UXL) == MSTATUS_UXL;
  return cut ? value & ~UXL_LOW : value;
}

/** UXL of mstatus and vsstatus: writable bits of a value, by the fact. */
function writableUxl(value: u64): u64 {
  return fact(FACT_UXL_WRITE) != UXL_WRITE_IS_FIXED && (value & MSTATUS_UXL) != 0 ? MSTATUS_UXL : 0;
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
  setCsr(h, CSR_MSTATUS, masked(old, withUxl(value), (writable & ~MSTATUS_UXL) | writableUxl(value)));
  statusChanged(h);
}

function writeVsstatus(h: u32, value: u64, mask: u64): void {
  mergeFloat(h);
  setCsr(h, CSR_VSSTATUS, masked(csr(h, CSR_VSSTATUS), withUxl(value), (mask & ~MSTATUS_UXL) | writableUxl(value)));
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
