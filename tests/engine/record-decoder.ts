// Fills decoded records: the port that hart code calls when it meets an instruction for the first time.

import type { HandlerTable } from "../../src/engine/handlers.js";
import type { Decoder } from "../../src/isa/decode.js";
import { F, X, X_SINK } from "../../src/layout/hart.js";
import * as record from "../../src/layout/records.js";

/** Decodes `word`, found `offset` bytes into its page, into the record at `address`. */
export type RecordDecoder = (address: number, word: number, offset: number) => void;

/** Bytes from one record to the next. */
const STEP = record.RECORD_BYTES / 2;

export function makeRecordDecoder(memory: WebAssembly.Memory, decoder: Decoder, table: HandlerTable): RecordDecoder {
  const view = new DataView(memory.buffer);
  const destination = (file: "x" | "f" | null, index: number) => {
    if (file === "f") return F + 8 * index;
    return index === 0 ? X_SINK : X + 8 * index;
  };
  const source = (file: "x" | "f" | null, index: number) => (file === "f" ? F : X) + 8 * index;
  return (address, word, offset) => {
    const decoded = decoder(word);
    if (decoded === undefined) {
      view.setUint16(address + record.RECORD_HANDLER, record.HANDLER_ILLEGAL, true);
      view.setUint8(address + record.RECORD_LENGTH, 2 * STEP);
      return;
    }
    const { row, length, operands } = decoded;
    const pair = table.byRow.get(row)!;
    const target = offset + operands.imm;
    // A straddling instruction's record lies outside its page, so it only jumps by pc.
    const near = pair.near !== pair.far && target >= 0 && target < 4096 && offset + length <= 4096;
    const handler = near ? pair.near : pair.far;
    const { rd, rs1, rs2, raw } = handler.operands;
    view.setUint16(address + record.RECORD_RD, destination(rd, operands.rd), true);
    view.setUint16(address + record.RECORD_RS1, source(rs1, operands.rs1), true);
    view.setUint16(address + record.RECORD_RS2, source(rs2, operands.rs2), true);
    view.setInt32(address + record.RECORD_IMM, raw ? word : near ? operands.imm * STEP : operands.imm, true);
    view.setUint8(address + record.RECORD_LENGTH, length * STEP);
    view.setUint8(address + record.RECORD_RS3, operands.rs3 | (operands.rm << 5));
    view.setUint16(address + record.RECORD_SMALL_IMM, raw ? operands.imm & 0xffff : 0, true);
    view.setUint16(address + record.RECORD_HANDLER, handler.number, true);
  };
}
