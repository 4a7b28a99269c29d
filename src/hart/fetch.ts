// Instruction fetch: from PC to a decoded record.
import { COUNT, FETCH_PAGE, FETCH_RECORDS, STRADDLE } from "../layout/hart";
import { RECORD_BYTES, STRADDLE_WORD } from "../layout/records";
import { decodeRecord, recordsFor } from "./code";
import { codeAt, halfAt } from "./code-at";
import { decode } from "./ports";
import { pc } from "./state";
import { raiseFault } from "./trap";

/** The record at PC when the TLB did not have it; 0 when the fetch trapped. Sets FETCH_PAGE and FETCH_RECORDS. */
export function fetchSlow(h: u32): u32 {
  const va = pc(h);
  const host = codeAt(h, va, 2);
  if (host == 0) {
    // No instruction was dispatched: the trap is the step.
    store<i32>(h + COUNT, load<i32>(h + COUNT) - 1);
    raiseFault(h);
    return 0;
  }
  const records = recordsFor(host & ~0xfff);
  store<u64>(h + FETCH_PAGE, va & ~0xfff);
  store<u32>(h + FETCH_RECORDS, records);
  return records + (<u32>va & 0xffe) * (RECORD_BYTES / 2);
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
  const word = <u32>load<u16>(first) | ((<u32>load<u16>(next)) << 16);
  const records = h + STRADDLE;
  if (load<u32>(records + STRADDLE_WORD) != word) {
    store<u32>(records + STRADDLE_WORD, word);
    decode(records, word, 0xffe);
  }
  // So placed that the record stands at offset 0xffe of its page, and the guard behind it.
  store<u32>(h + FETCH_RECORDS, records - 0xffe * (RECORD_BYTES / 2));
  return records;
}
