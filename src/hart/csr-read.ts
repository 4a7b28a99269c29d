// What a CSR read returns: one case for each kind of row in src/isa/csr-row.ts.
import { CYCLE_OFFSET, FFLAGS, ID } from "../layout/hart";
import { CSR_ROW_KIND, CSR_ROW_MASK } from "../layout/machine";
import { rowOf } from "./csr-access";
import {
  CSR_HENVCFG,
  CSR_HIDELEG,
  CSR_HTIMEDELTA,
  CSR_HVIP,
  CSR_MENVCFG,
  CSR_MIDELEG,
  CSR_MIE,
  CSR_MSTATEEN0,
  CSR_MSTATUS,
  CSR_VSSTATUS,
  KIND_CYCLE,
  KIND_FCSR,
  KIND_FFLAGS,
  KIND_HARTID,
  KIND_HENVCFG,
  KIND_HGEIP,
  KIND_HIE,
  KIND_HIP,
  KIND_HSTATEEN,
  KIND_HVIP,
  KIND_INSTRET,
  KIND_MIP,
  KIND_MSTATUS,
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
  MSTATUS_FS,
  MSTATUS_SD,
} from "./facts";
import { clock, csr, fcsr, instret, mergeFloat, time, virtual } from "./state";
import { pendingInterrupts } from "./timer";

/** VSSI, VSTI, VSEI; and what sie and sip of HS show of mie and mip. */
export const VS_INTERRUPTS: u64 = 0x444;
export const S_INTERRUPTS: u64 = 0x222;
/** Bits of mideleg that are read-only one with the H extension: VS interrupts and SGEI. */
const MIDELEG_ONES: u64 = 0x1444;
/** mstatus as sstatus shows it: SIE SPIE UBE SPP VS FS XS SUM MXR UXL, and SD. */
const SSTATUS_BITS: u64 = 0x80000003000de762;

/** Fields of henvcfg that are read-only zero while menvcfg's are. */
export const GATED_ENVCFG: u64 = MENVCFG_STCE | MENVCFG_PBMTE | MENVCFG_ADUE;

/** SD follows from FS (there is no vector or custom state). */
function withDirty(status: u64): u64 {
  return (status & MSTATUS_FS) == MSTATUS_FS ? status | MSTATUS_SD : status & ~MSTATUS_SD;
}

/** henvcfg with the bits that menvcfg gates. */
function gatedHenvcfg(h: u32): u64 {
  return csr(h, CSR_HENVCFG) & (~GATED_ENVCFG | csr(h, CSR_MENVCFG));
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
      mergeFloat(h);
      return withDirty(csr(h, CSR_VSSTATUS));
    case KIND_FFLAGS:
      return <u64>load<i32>(h + FFLAGS);
    case KIND_FCSR:
      return fcsr(h);
    case KIND_SIE:
      return csr(h, CSR_MIE) & csr(h, CSR_MIDELEG) & S_INTERRUPTS;
    case KIND_HIE:
      return csr(h, CSR_MIE) & MIDELEG_ONES;
    case KIND_VSIE:
      return (csr(h, CSR_MIE) & csr(h, CSR_HIDELEG) & VS_INTERRUPTS) >> 1;
    case KIND_MIP:
      return pendingInterrupts(h);
    case KIND_SIP:
      return pendingInterrupts(h) & csr(h, CSR_MIDELEG) & S_INTERRUPTS;
    case KIND_HIP:
      return pendingInterrupts(h) & MIDELEG_ONES;
    case KIND_VSIP:
      return (pendingInterrupts(h) & csr(h, CSR_HIDELEG) & VS_INTERRUPTS) >> 1;
    case KIND_HVIP:
      return csr(h, CSR_HVIP);
    case KIND_CYCLE:
      return clock(h) + load<u64>(h + CYCLE_OFFSET);
    case KIND_INSTRET:
      return instret(h) - 1;
    case KIND_TIME:
      return virtual(h) ? time(h) + csr(h, CSR_HTIMEDELTA) : time(h);
    case KIND_HENVCFG:
      return gatedHenvcfg(h);
    case KIND_HSTATEEN:
      return csr(h, number) & csr(h, CSR_MSTATEEN0 + (number & 3));
    case KIND_HARTID:
      return <u64>load<u32>(h + ID);
    default:
      return csr(h, number);
  }
}

/** What csrrs and csrrc combine with their operand: mip and sip leave out the external interrupt line (manual: "mip"). */
export function readForUpdate(h: u32, number: u32): u64 {
  const kind = <i32>load<u8>(rowOf(number) + CSR_ROW_KIND);
  if (kind == KIND_MIP) return (csr(h, number) | csr(h, CSR_HVIP)) & load<u64>(rowOf(number) + CSR_ROW_MASK);
  return readCsr(h, number);
}
