// Where the bytes of an instruction lie: translation of fetches, and the word at PC for trap values.
import { FETCH_CONTEXT, FETCH_GENERATION, PC } from "../layout/hart";
import { BREAK_PC, BREAK_SET } from "../layout/machine";
import { PAGE_HOST } from "../layout/records";
import { TLB_EXECUTE, TLB_VALUE } from "../layout/tlb";
import { recordsFor } from "./code";
import { accessFault, NO_ADDRESS } from "./fault";
import { ramAt, romAt } from "./physical";
import { ACCESS_FETCH, pmpCheck, pmpUniform } from "./pmp";
import { M, privilege } from "./state";
import { descriptorOf, entryAt, fill } from "./tlb";
import { denied, translate } from "./walk";

/** Linear-memory address of `bytes` bytes of code at a virtual address, or 0 with the fault set. Fills the TLB. */
export function codeAt(h: u32, va: u64, bytes: u64): u32 {
  const context = load<u32>(h + FETCH_CONTEXT);
  const pa = translate(h, descriptorOf(h, context), va, ACCESS_FETCH);
  if (pa == NO_ADDRESS) return 0;
  if (!pmpCheck(h, pa, bytes, ACCESS_FETCH, privilege(h) == M)) {
    denied(h, descriptorOf(h, context), va, ACCESS_FETCH);
    return 0;
  }
  let host = ramAt(pa, bytes);
  if (host == 0) host = romAt(pa, bytes);
  if (host == 0) {
    accessFault(h, ACCESS_FETCH, va);
    return 0;
  }
  const page = host & ~0xfff;
  const records = recordsFor(page);
  if (pmpUniform(h, pa) && !breaksIn(va)) fill(context + TLB_EXECUTE, va, load<u64>(h + FETCH_GENERATION), records);
  return host;
}

/** True when the machine is to stop somewhere in the page: its fetches go through hart code one by one. */
function breaksIn(va: u64): bool {
  return load<u32>(BREAK_SET) != 0 && ((va ^ load<u64>(BREAK_PC)) & ~0xfff) == 0;
}

/** True when the TLB answers for fetches from the page of a virtual address. */
export function cached(h: u32, va: u64): bool {
  const entry = entryAt(load<u32>(h + FETCH_CONTEXT) + TLB_EXECUTE, va);
  return load<u64>(entry) == ((va & ~0xfff) | load<u64>(h + FETCH_GENERATION));
}

/** Address in linear memory of the halfword at a virtual address, from the TLB where it has it. */
export function halfAt(h: u32, va: u64): u32 {
  if (cached(h, va)) {
    const entry = entryAt(load<u32>(h + FETCH_CONTEXT) + TLB_EXECUTE, va);
    return load<u32>(load<u32>(entry + TLB_VALUE) + PAGE_HOST) + (<u32>va & 0xfff);
  }
  return codeAt(h, va, 2);
}

/** The instruction word at PC, which is executing: for trap values. 0 when it can no longer be read. */
export function instructionAtPc(h: u32): u32 {
  const va = load<u64>(h + PC);
  const first = halfAt(h, va);
  if (first == 0) return 0;
  const low = <u32>load<u16>(first);
  if ((low & 3) != 3) return low;
  const second = (va & 0xfff) == 0xffe ? halfAt(h, va + 2) : first + 2;
  return second == 0 ? 0 : low | ((<u32>load<u16>(second)) << 16);
}
