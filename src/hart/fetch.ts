// Instruction fetch: from PC to a decoded record.
import { EXIT_LEAVE } from "../layout/exit";
import { COUNT, EXIT, FETCH_PAGE, FETCH_RECORDS, ID, STRADDLE } from "../layout/hart";
import { BREAK_PC, BREAK_SET, STOP, STOP_BREAKPOINT, STOP_HART } from "../layout/machine";
import { RECORD_BYTES, STRADDLE_WORD } from "../layout/records";
import { decodeRecord, recordsFor } from "./code";
import { cached, codeAt, halfAt } from "./code-at";
import { decode } from "./decode";
import { pc } from "./state";
import { raiseFault } from "./trap";

/** The record at PC when the TLB did not have it; 0 when the fetch trapped. Sets FETCH_PAGE and FETCH_RECORDS. */
export function fetchSlow(h: u32): u32 {
  const va = pc(h);
  if (load<u32>(BREAK_SET) != 0 && va == load<u64>(BREAK_PC)) return breakInstead(h);
  const host = codeAt(h, va, 2);
  if (host == 0) return faultInstead(h);
  if (!cached(h, va)) return fetchAlone(h, va, host);
  const records = recordsFor(host & ~0xfff);
  store<u64>(h + FETCH_PAGE, va & ~0xfff);
  store<u32>(h + FETCH_RECORDS, records);
  return records + (<u32>va & 0xffe) * (RECORD_BYTES / 2);
}

/** The machine stops before the instruction, which takes no step. */
function breakInstead(h: u32): u32 {
  store<u32>(STOP, STOP_BREAKPOINT);
  store<u32>(STOP_HART, load<u32>(h + ID));
  store<u32>(h + EXIT, EXIT_LEAVE);
  return 0;
}

/** No instruction was dispatched: the trap is the step. */
function faultInstead(h: u32): u32 {
  store<i32>(h + COUNT, load<i32>(h + COUNT) - 1);
  raiseFault(h);
  return 0;
}

/** An instruction of a page that PMP divides: a record of its own, so that PMP sees each one and both its halves. */
function fetchAlone(h: u32, va: u64, first: u32): u32 {
  let word = <u32>load<u16>(first);
  if ((word & 3) == 3) {
    const next = codeAt(h, va + 2, 2);
    if (next == 0) return faultInstead(h);
    word |= (<u32>load<u16>(next)) << 16;
  }
  store<u64>(h + FETCH_PAGE, va - 0xffe);
  return scratchRecord(h, word);
}

/** The hart's scratch record for an instruction word, placed at offset 0xffe of a page with guards behind it. */
function scratchRecord(h: u32, word: u32): u32 {
  const records = h + STRADDLE;
  // Fresh memory holds word 0, but no record.
  if (word == 0 || load<u32>(records + STRADDLE_WORD) != word) {
    store<u32>(records + STRADDLE_WORD, word);
    // Beyond the page's end, so that no target counts as being in the same page.
    decode(records, word, 0x1000);
  }
  store<u32>(h + FETCH_RECORDS, records - 0xffe * (RECORD_BYTES / 2));
  return records;
}

/** Decodes the record that PC stands at. */
export function decodeAt(h: u32, record: u32): void {
  decodeRecord(record, load<u32>(h + FETCH_RECORDS));
}

/**
 * The record of an instruction whose second half lies in the next page: kept in the hart's scratch, decoded again when
 * its word changed. 0 when the fetch of the second half trapped (stval is that half's address).
 */
export function fetchStraddle(h: u32): u32 {
  const va = pc(h);
  const first = halfAt(h, va);
  const next = first == 0 ? 0 : codeAt(h, va + 2, 2);
  if (next == 0) {
    raiseFault(h);
    return 0;
  }
  return scratchRecord(h, <u32>load<u16>(first) | ((<u32>load<u16>(next)) << 16));
}
