// Decoded pages: which page of memory has records, how they are handed out, and how a write drops them.
import { DECODED_PAGES, PAGE_WRITE_MAPPED, RECORD_POOL, RECORD_POOL_COUNT, RECORD_POOL_NEXT } from "../layout/machine";
import {
  HANDLER_NEXT_PAGE,
  HANDLER_STRADDLE,
  HANDLER_UNDECODED,
  PAGE_DECODED,
  PAGE_GUARD,
  PAGE_HOST,
  PAGE_RECORDS_BYTES,
  PAGE_REGIONS,
  RECORD_BYTES,
  RECORD_HANDLER,
  RECORD_PAGE_BYTES,
} from "../layout/records";
import { attentionOfRunning } from "./attention";
import { decode } from "./decode";
import { pageFlags, recordsOf, setPageFlags, setRecordsOf } from "./physical";
import { dropFetches, dropWrites } from "./tlb";

/** The records of the page at `host` (page-aligned), made when it has none: the oldest page of the pool makes room. */
export function recordsFor(host: u32): u32 {
  const known = recordsOf(host);
  if (known != 0) return known;
  const next = load<u32>(RECORD_POOL_NEXT);
  const count = load<u32>(RECORD_POOL_COUNT);
  store<u32>(RECORD_POOL_NEXT, next + 1);
  const page = load<u32>(RECORD_POOL) + (next % count) * RECORD_PAGE_BYTES;
  if (next >= count) {
    setRecordsOf(load<u32>(page + PAGE_HOST), 0);
    dropFetches();
    memory.fill(page, 0, PAGE_RECORDS_BYTES);
    memory.fill(page + PAGE_REGIONS, 0, RECORD_PAGE_BYTES - PAGE_REGIONS);
  }
  store<u32>(page + PAGE_HOST, host);
  store<u32>(page + PAGE_DECODED, 0);
  store<u16>(page + PAGE_GUARD + RECORD_HANDLER, <u16>HANDLER_NEXT_PAGE);
  setRecordsOf(host, page);
  return page;
}

/** Decodes the instruction at a record of a page. */
export function decodeRecord(record: u32, page: u32): void {
  const host = load<u32>(page + PAGE_HOST);
  if (load<u32>(page + PAGE_DECODED) == 0) {
    const number = max<u32>(load<u32>(DECODED_PAGES) + 1, 1);
    store<u32>(DECODED_PAGES, number);
    store<u32>(page + PAGE_DECODED, number);
    // From now on stores to this page must be seen.
    if ((pageFlags(host) & PAGE_WRITE_MAPPED) != 0) {
      setPageFlags(host, 0);
      dropWrites();
    }
  }
  const offset = (record - page) >> 3;
  const low = <u32>load<u16>(host + offset);
  if ((low & 3) != 3) decode(record, low, offset);
  else if (offset == 0xffe) store<u16>(record + RECORD_HANDLER, <u16>HANDLER_STRADDLE);
  else decode(record, load<u32>(host + offset), offset);
}

/** True while stores to the page at `host` must go the slow way, because instructions there are decoded. */
export function isCode(host: u32): bool {
  const page = recordsOf(host);
  return page != 0 && load<u32>(page + PAGE_DECODED) != 0;
}

/**
 * Drops what was decoded in the page at `host`: its bytes changed. The records stay in place, undecoded, with their
 * operands and lengths: the instruction that wrote may lie in this page, and is still to be finished from its record.
 */
export function pageWritten(host: u32): void {
  const page = recordsOf(host);
  if (page == 0 || load<u32>(page + PAGE_DECODED) == 0) return;
  for (let record = page; record < page + PAGE_RECORDS_BYTES; record += RECORD_BYTES) {
    store<u16>(record + RECORD_HANDLER, <u16>HANDLER_UNDECODED);
  }
  memory.fill(page + PAGE_REGIONS, 0, RECORD_PAGE_BYTES - PAGE_REGIONS);
  store<u32>(page + PAGE_DECODED, 0);
  // Translated code may be running that was made from this page.
  attentionOfRunning();
}
