// mie, mip, their views, delegation and the timers: CSRs that may make an interrupt due.
import { delegatedToVs, fromVs, LCOFI, maskOf } from "./csr-read";
import {
  CSR_HIDELEG,
  CSR_HVIP,
  CSR_MIDELEG,
  CSR_MIE,
  CSR_MIP,
  CSR_SIP,
  CSR_STIMECMP,
  FACT_VSTIP_WRITE_WITH_SSTC,
  INTERRUPT_VIRTUAL_SUPERVISOR_TIMER,
  KIND_HIDELEG,
  KIND_HIE,
  KIND_HIP,
  KIND_HTIMEDELTA,
  KIND_HVIP,
  KIND_MIDELEG,
  KIND_MIE,
  KIND_MIP,
  KIND_SIE,
  KIND_SIP,
  KIND_STIMECMP,
  KIND_VSIE,
  KIND_VSIP,
  S_INTERRUPTS,
  VS_INTERRUPTS,
  VSTIP_WRITE_WITH_SSTC_IS_HVIP,
  VSTIP_WRITE_WITH_SSTC_IS_NOT_WITH_MENVCFG,
} from "./facts";
import { csr, fact, M, masked, privilege, setCsr } from "./state";
import { STIP, sstcOn, stipWritten, vsSstcOn, writeHtimedelta, writeStimecmp, writeVstimecmp } from "./timer";

/** Writes a CSR of these; false when its kind is another. */
export function writeInterruptCsr(h: u32, kind: i32, number: u32, value: u64, mask: u64): bool {
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
