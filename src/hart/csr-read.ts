// What a CSR read returns: one case for each kind of row in src/isa/csr-row.ts.
import { FFLAGS, ID } from "../layout/hart";
import { CSR_ROW_KIND, CSR_ROW_MASK } from "../layout/machine";
import { rowOf } from "./csr-access";
import { readEventCounter } from "./event-counters";
import {
  CSR_HCOUNTEREN,
  CSR_HENVCFG,
  CSR_HIDELEG,
  CSR_HTIMEDELTA,
  CSR_HVIP,
  CSR_MCOUNTEREN,
  CSR_MENVCFG,
  CSR_MHPMEVENT3,
  CSR_MIDELEG,
  CSR_MIE,
  CSR_MSTATEEN0,
  CSR_MSTATUS,
  CSR_SEPC,
  CSR_SIP,
  CSR_VSEPC,
  CSR_VSSTATUS,
  FACT_HENVCFG_GATE,
  FACT_HVIP_SHOWS_MIP,
  FACT_M_READS_STIP_IN_SIP,
  FACT_RESET_MIDELEG,
  FACT_SCOUNTOVF_SHOWS,
  FACT_VS_INTERRUPTS_THROUGH_MIDELEG,
  FACT_VSIP_SHOWS,
  FACT_VSSTATUS_STORAGE,
  HENVCFG_GATE_IS_NONE,
  INTERRUPT_LOCAL_COUNTER_OVERFLOW,
  KIND_CYCLE,
  KIND_FCSR,
  KIND_FFLAGS,
  KIND_HARTID,
  KIND_HENVCFG,
  KIND_HGEIP,
  KIND_HIE,
  KIND_HIP,
  KIND_HPMCOUNTER,
  KIND_HSTATEEN,
  KIND_HVIP,
  KIND_INSTRET,
  KIND_MIDELEG,
  KIND_MIP,
  KIND_MSTATUS,
  KIND_SCOUNTOVF,
  KIND_SIE,
  KIND_SIP,
  KIND_SSTATUS,
  KIND_TIME,
  KIND_VSIE,
  KIND_VSIP,
  KIND_VSSTATUS,
  KIND_ZERO,
  MENVCFG_ADUE,
  MENVCFG_PBMTE,
  MENVCFG_STCE,
  MIDELEG_ONES,
  MSTATUS_FS,
  MSTATUS_SD,
  MSTATUS_VS,
  S_INTERRUPTS,
  SCOUNTOVF_SHOWS_IS_MANUAL,
  SSTATUS_BITS,
  VS_INTERRUPTS,
  VSIP_SHOWS_IS_SSIP,
  VSSTATUS_STORAGE_IS_RAW,
} from "./facts";
import { readCycle, readInstret } from "./hardware-counters";
import { csr, fact, fcsr, M, mergeFloat, privilege, setCsr, time, virtual } from "./state";
import { pendingInterrupts, STIP, sstcOn } from "./timer";

/** Interrupts that hideleg hands to VS under their own number: LCOFI and what lies above it. */
const UNSHIFTED: u64 = u64.MAX_VALUE << INTERRUPT_LOCAL_COUNTER_OVERFLOW;

/** SD follows from FS and VS (there is no custom state). */
function withDirty(status: u64): u64 {
  const dirty = (status & MSTATUS_FS) == MSTATUS_FS || (status & MSTATUS_VS) == MSTATUS_VS;
  return dirty ? status | MSTATUS_SD : status & ~MSTATUS_SD;
}

/** Interrupts of hideleg as VS sees them: 2, 6 and 10 as 1, 5 and 9. */
function toVs(bits: u64): u64 {
  return ((bits & VS_INTERRUPTS) >> 1) | (bits & UNSHIFTED);
}

/** The other way: bits that VS writes, as mie and mip have them. */
export function fromVs(bits: u64): u64 {
  return ((bits << 1) & VS_INTERRUPTS) | (bits & UNSHIFTED);
}

/** By the fact, M does not see STIP in sip while it belongs to the timer. */
function hiddenInSip(h: u32): u64 {
  return fact(FACT_M_READS_STIP_IN_SIP) == 0 && privilege(h) == M && sstcOn(h) ? STIP : 0;
}

/** hvip; or, by the fact, all of mip but what vstimecmp adds. */
function readHvip(h: u32): u64 {
  const own = csr(h, CSR_HVIP);
  return fact(FACT_HVIP_SHOWS_MIP) == 0 ? own : own | (pendingInterrupts(h) & ~MIDELEG_ONES);
}

/** vsstatus by its own number or as VS's sstatus. */
function readVsstatus(h: u32): u64 {
  mergeFloat(h);
  const stored = csr(h, CSR_VSSTATUS);
  if (virtual(h)) return withDirty(stored) & SSTATUS_BITS;
  return fact(FACT_VSSTATUS_STORAGE) == VSSTATUS_STORAGE_IS_RAW ? stored : withDirty(stored);
}

/** Fields of henvcfg that menvcfg gates. */
export const GATED: u64 = MENVCFG_ADUE | MENVCFG_PBMTE | MENVCFG_STCE;

/** henvcfg with the bits that menvcfg gates. */
function gatedHenvcfg(h: u32): u64 {
  const stored = csr(h, CSR_HENVCFG);
  return fact(FACT_HENVCFG_GATE) == HENVCFG_GATE_IS_NONE ? stored : stored & (~GATED | csr(h, CSR_MENVCFG));
}

/** scountovf: the OF bits of mhpmevent, below M of counters that mcounteren opens, with V=1 hcounteren too; or by the fact. */
function overflowed(h: u32): u64 {
  let set: u64 = 0;
  for (let n: u32 = 3; n < 32; n++) set |= (csr(h, CSR_MHPMEVENT3 + n - 3) >> 63) << n;
  const manual = fact(FACT_SCOUNTOVF_SHOWS) == SCOUNTOVF_SHOWS_IS_MANUAL;
  if (privilege(h) != M || !manual) set &= csr(h, CSR_MCOUNTEREN);
  return virtual(h) && manual ? set & csr(h, CSR_HCOUNTEREN) : set;
}

export const LCOFI: u64 = (<u64>1) << INTERRUPT_LOCAL_COUNTER_OVERFLOW;

/** Bits that a CSR lets software write. */
export function maskOf(number: u32): u64 {
  return load<u64>(rowOf(number) + CSR_ROW_MASK);
}

/** Reads a resolved CSR number (see csr-access). */
export function readCsr(h: u32, number: u32): u64 {
  const kind = <i32>load<u8>(rowOf(number) + CSR_ROW_KIND);
  switch (kind) {
    case KIND_ZERO:
    case KIND_HGEIP:
      return 0;
    case KIND_MSTATUS:
      mergeFloat(h);
      return withDirty(csr(h, CSR_MSTATUS));
    case KIND_SSTATUS:
      mergeFloat(h);
      return withDirty(csr(h, CSR_MSTATUS)) & SSTATUS_BITS;
    case KIND_VSSTATUS:
      return readVsstatus(h);
    case KIND_FFLAGS:
      return <u64>load<i32>(h + FFLAGS);
    case KIND_FCSR:
      return fcsr(h);
    case KIND_SIE:
      return csr(h, CSR_MIE) & csr(h, CSR_MIDELEG) & S_INTERRUPTS;
    case KIND_HIE:
      return csr(h, CSR_MIE) & MIDELEG_ONES;
    case KIND_MIDELEG: {
      // Where the bits that are read-only one do not show after reset, they do after the first access.
      const delegated = csr(h, number);
      if (fact(FACT_RESET_MIDELEG) == 0) setCsr(h, number, delegated | MIDELEG_ONES);
      return delegated;
    }
    case KIND_VSIE: {
      const seen = enabledOfVs(h);
      return virtual(h) ? seen & shownInVs(h) : seen;
    }
    case KIND_MIP:
      return pendingInterrupts(h);
    case KIND_SIP:
      return (
        pendingInterrupts(h) &
        ~hiddenInSip(h) &
        csr(h, CSR_MIDELEG) &
        ((S_INTERRUPTS & ~LCOFI) | (maskOf(CSR_SIP) & LCOFI))
      );
    case KIND_HIP:
      return pendingInterrupts(h) & MIDELEG_ONES;
    case KIND_VSIP: {
      const seen = pendingOfVs(h);
      const shown = virtual(h) ? seen & shownInVs(h) : seen;
      return fact(FACT_VSIP_SHOWS) == VSIP_SHOWS_IS_SSIP ? shown & 2 : shown;
    }
    case KIND_HVIP:
      return readHvip(h);
    case KIND_CYCLE:
      return readCycle(h);
    case KIND_INSTRET:
      return readInstret(h);
    case KIND_HPMCOUNTER:
      return readEventCounter(h, number & 31);
    case KIND_TIME:
      return virtual(h) ? time(h) + csr(h, CSR_HTIMEDELTA) : time(h);
    case KIND_HENVCFG:
      return gatedHenvcfg(h);
    case KIND_HSTATEEN:
      return csr(h, number) & csr(h, CSR_MSTATEEN0 + (number & 3));
    case KIND_SCOUNTOVF:
      return overflowed(h);
    case KIND_HARTID:
      return <u64>load<u32>(h + ID);
    default:
      // In VS it is sepc that is read, with sepc's bits.
      return number == CSR_VSEPC && virtual(h) ? csr(h, number) & maskOf(CSR_SEPC) : csr(h, number);
  }
}

/** Interrupts that vsip and vsie are windows on: those of hideleg, LCOFI where sip and sie have it (Shlcofideleg). */
export function delegatedToVs(h: u32): u64 {
  return csr(h, CSR_HIDELEG) & (csr(h, CSR_MIDELEG) | ~LCOFI);
}

/** mie as vsie tells of it. */
function enabledOfVs(h: u32): u64 {
  return toVs(csr(h, CSR_MIE) & delegatedToVs(h));
}

/** mip as vsip tells of it. */
function pendingOfVs(h: u32): u64 {
  return toVs(pendingInterrupts(h) & delegatedToVs(h));
}

/** Bits that sie and sip may show in VS. */
function shownInVs(h: u32): u64 {
  const through = fact(FACT_VS_INTERRUPTS_THROUGH_MIDELEG) != 0;
  return through ? csr(h, CSR_MIDELEG) & S_INTERRUPTS : S_INTERRUPTS;
}

/**
 * What csrrs and csrrc combine with their operand: mip and sip leave out the external interrupt line (manual: "mip"), and
 * what sie hides in VS stays as it is.
 */
export function readForUpdate(h: u32, number: u32): u64 {
  const kind = <i32>load<u8>(rowOf(number) + CSR_ROW_KIND);
  if (kind == KIND_MIP) return (csr(h, number) | csr(h, CSR_HVIP)) & maskOf(number);
  if (kind == KIND_VSIE) return enabledOfVs(h);
  return kind == KIND_VSIP ? pendingOfVs(h) : readCsr(h, number);
}
