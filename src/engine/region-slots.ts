// The u32 that belongs to each record: how often control came to it by a jump, or the region that starts there.
import { FETCH_RECORDS } from "../layout/hart.js";
import * as record from "../layout/records.js";
import { HART } from "./lowering.js";
import type { FunctionWriter } from "./wasm/function-writer.js";

/** Where the interpreter keeps what these need. */
export interface Arrival {
  /** Local with the record's address. */
  readonly op: number;
  /** Two i32 locals that hold nothing for long. */
  readonly scratch: readonly [number, number];
  /** Arrivals that make a record hot. */
  readonly hotAt: number;
  /** Index of the port that is told. */
  readonly hot: number;
}

/** Pushes the address of the u32 that belongs to the record at op. */
export function pushRegionSlot(c: FunctionWriter, { op, scratch: [records] }: Arrival): void {
  c.get(op).get(HART).memory("i32.load", FETCH_RECORDS).tee(records).op("i32.sub");
  c.i32(2).op("i32.shr_u").get(records).op("i32.add").i32(record.PAGE_REGIONS).op("i32.add");
}

/**
 * Counts that control came to the instruction at op by a jump; a hot one is told to the port. What lies within a region
 * is reached by near jumps only while a slice begins or ends, and is not counted then.
 */
export function emitCountArrival(c: FunctionWriter, arrival: Arrival, near: boolean): void {
  const [slot, count] = arrival.scratch;
  c.get(arrival.op).memory("i32.load16_u", record.RECORD_HANDLER).i32(record.HANDLER_REGION).op("i32.lt_u").if();
  pushRegionSlot(c, arrival);
  c.tee(slot).memory("i32.load").set(count);
  if (near) c.get(count).i32(record.HEAT_COVERED).op("i32.lt_u").if();
  c.get(slot).get(count).i32(1).op("i32.add").tee(count).memory("i32.store");
  c.get(count);
  if (!near) c.i32(record.HEAT_COVERED - 1).op("i32.and");
  c.i32(arrival.hotAt).op("i32.eq").if();
  c.get(HART).get(arrival.op).call(arrival.hot);
  c.end();
  if (near) c.end();
  c.end();
}
