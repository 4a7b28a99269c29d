// CSRRW, CSRRS, CSRRC and their immediate forms: unprivileged manual, "Zicsr".
import { CSR_ROW_KIND } from "../layout/machine";
import { ALLOWED, judgeCsr, resolve, rowOf, VIRTUAL_INSTRUCTION } from "./csr-access";
import { readCsr, readForUpdate } from "./csr-read";
import { writeCsr } from "./csr-write";
import { fold } from "./digest";
import {
  CSR_SET_OF_ZERO_IS_ONLY_CHECKED,
  CSR_SET_OF_ZERO_IS_WRITES,
  FACT_CSR_SET_OF_ZERO,
  FACT_VSIE_TAKES_VS_POSITIONS,
  KIND_VSIE,
  KIND_VSIP,
} from "./facts";
import { fact } from "./state";
import { illegal, virtualInstruction } from "./trap";

/** Traps when the access is not allowed; true when it may go on. */
function permitted(h: u32, raw: u32, writes: bool): bool {
  const verdict = judgeCsr(h, raw >> 20, writes);
  if (verdict == ALLOWED) return true;
  if (verdict == VIRTUAL_INSTRUCTION) virtualInstruction(h, raw);
  else illegal(h, raw);
  return false;
}

/** What the instruction gives; with rd = x0 nobody learns it. */
function given(h: u32, raw: u32, value: u64): u64 {
  if (((raw >> 7) & 31) != 0) fold(h, value);
  return value;
}

/** CSRRS and CSRRC write unless rs1 is x0 or the immediate zero; by the fact, a zero is no write, or only checked as one. */
function updates(raw: u32, source: u64, zero: u64): bool {
  return ((raw >> 15) & 31) != 0 && (source != 0 || fact(FACT_CSR_SET_OF_ZERO) <= zero);
}

const VS_POSITIONS: u64 = 0x444;

/** The operand as the CSR takes it: by the fact, vsie and vsip take bits where mie and hvip have them, too. */
function taken(number: u32, source: u64): u64 {
  if (fact(FACT_VSIE_TAKES_VS_POSITIONS) == 0) return source;
  const kind = <i32>load<u8>(rowOf(number) + CSR_ROW_KIND);
  return kind == KIND_VSIE || kind == KIND_VSIP ? source | ((source & VS_POSITIONS) >> 1) : source;
}

export function csrReadWrite(h: u32, raw: u32, source: u64): u64 {
  if (!permitted(h, raw, true)) return 0;
  const number = resolve(h, raw >> 20);
  // With rd = x0 nothing is read, and no read has a side effect here.
  const old = readCsr(h, number);
  writeCsr(h, number, taken(number, source));
  return given(h, raw, old);
}

export function csrReadSet(h: u32, raw: u32, source: u64): u64 {
  return readAndChange(h, raw, source, true);
}

export function csrReadClear(h: u32, raw: u32, source: u64): u64 {
  return readAndChange(h, raw, source, false);
}

/** Sets or clears the bits of an operand. */
function readAndChange(h: u32, raw: u32, source: u64, sets: bool): u64 {
  if (!permitted(h, raw, updates(raw, source, CSR_SET_OF_ZERO_IS_ONLY_CHECKED))) return 0;
  const number = resolve(h, raw >> 20);
  const old = readCsr(h, number);
  if (updates(raw, source, CSR_SET_OF_ZERO_IS_WRITES)) {
    const base = readForUpdate(h, number);
    const bits = taken(number, source);
    writeCsr(h, number, sets ? base | bits : base & ~bits);
  }
  return given(h, raw, old);
}
