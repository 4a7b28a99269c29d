// Fills decoded records from instruction words, by the tables that the engine made from the instruction rows.
import * as table from "../layout/decode";
import { X, X_SINK } from "../layout/hart";
import { DECODE_TABLES } from "../layout/machine";
import {
  HANDLER_ILLEGAL,
  RECORD_BYTES,
  RECORD_HANDLER,
  RECORD_IMM,
  RECORD_LENGTH,
  RECORD_RD,
  RECORD_RS1,
  RECORD_RS2,
  RECORD_RS3,
  RECORD_SMALL_IMM,
} from "../layout/records";

/** Bytes from one record to the next, by byte of the instruction. */
const STEP: u32 = RECORD_BYTES / 2;

/** Fills the record at `record` from `word`, which stands `offset` bytes into its page. */
export function decode(record: u32, word: u32, offset: u32): void {
  const tables = load<u32>(DECODE_TABLES);
  const bits = (word & 3) == 3 ? word : word & 0xffff;
  const row = rowOf(tables, bits);
  if (row == 0) {
    store<u16>(record + RECORD_HANDLER, <u16>HANDLER_ILLEGAL);
    store<u8>(record + RECORD_LENGTH, <u8>(2 * STEP));
    return;
  }
  const fields = load<u32>(tables + table.DECODE_FIELDS);
  const imm = field(fields, load<u8>(row + table.ROW_IMM), bits);
  const length = <u32>load<u8>(row + table.ROW_LENGTH);
  const far = load<u16>(row + table.ROW_FAR);
  const nearby = load<u16>(row + table.ROW_NEAR);
  // A straddling instruction's record lies outside its page, so it only jumps by pc.
  const near = nearby != far && offset + <u32>imm < 4096 && offset + length <= 4096;
  const raw = load<u8>(row + table.ROW_RAW) != 0;
  const rd = field(fields, load<u8>(row + table.ROW_RD), bits);
  const file = <u32>load<u16>(row + table.ROW_RD_FILE);
  store<u16>(record + RECORD_RD, <u16>(rd == 0 && file == X ? X_SINK : file + 8 * rd));
  const rs1 = field(fields, load<u8>(row + table.ROW_RS1), bits);
  store<u16>(record + RECORD_RS1, <u16>(load<u16>(row + table.ROW_RS1_FILE) + 8 * rs1));
  const rs2 = field(fields, load<u8>(row + table.ROW_RS2), bits);
  store<u16>(record + RECORD_RS2, <u16>(load<u16>(row + table.ROW_RS2_FILE) + 8 * rs2));
  store<i32>(record + RECORD_IMM, raw ? word : near ? imm * STEP : imm);
  store<u8>(record + RECORD_LENGTH, <u8>(length * STEP));
  const rs3 = field(fields, load<u8>(row + table.ROW_RS3), bits);
  const rm = field(fields, load<u8>(row + table.ROW_RM), bits);
  store<u8>(record + RECORD_RS3, <u8>(rs3 | (rm << 5)));
  store<u16>(record + RECORD_SMALL_IMM, raw ? <u16>imm : 0);
  store<u16>(record + RECORD_HANDLER, near ? nearby : far);
}

/** The row that a word decodes to, or 0. */
function rowOf(tables: u32, bits: u32): u32 {
  const funct3 = (bits & 3) == 3 ? (bits >> 12) & 7 : (bits >> 13) & 7;
  const index = (bits & 3) == 3 ? table.COMPRESSED_BUCKETS + (((bits >> 2) & 31) << 3) : (bits & 3) << 3;
  const bucket = load<u32>(tables + table.DECODE_BUCKETS) + (index + funct3) * table.BUCKET_BYTES;
  let candidate =
    load<u32>(tables + table.DECODE_CANDIDATES) + load<u16>(bucket + table.BUCKET_FIRST) * table.CANDIDATE_BYTES;
  for (let left = load<u16>(bucket + table.BUCKET_COUNT); left != 0; left--) {
    if ((bits & load<u32>(candidate + table.CANDIDATE_MASK)) == load<u32>(candidate + table.CANDIDATE_MATCH)) {
      const row = load<u32>(tables + table.DECODE_ROWS) + load<u16>(candidate + table.CANDIDATE_ROW) * table.ROW_BYTES;
      if (!isReserved(tables, row, bits)) return row;
    }
    candidate += table.CANDIDATE_BYTES;
  }
  return 0;
}

function isReserved(tables: u32, row: u32, bits: u32): bool {
  let words = load<u32>(tables + table.DECODE_RESERVED) + load<u16>(row + table.ROW_RESERVED) * table.RESERVED_BYTES;
  for (let left = load<u8>(row + table.ROW_RESERVED_COUNT); left != 0; left--) {
    if ((bits & load<u32>(words)) == load<u32>(words + table.RESERVED_MATCH)) return true;
    words += table.RESERVED_BYTES;
  }
  return false;
}

/** The value of a field, by its index. */
function field(fields: u32, index: u32, bits: u32): i32 {
  const at = fields + index * table.FIELD_BYTES;
  let piece = at + table.FIELD_FIRST;
  let value: u32 = 0;
  for (let left = load<u8>(at + table.FIELD_PIECES); left != 0; left--) {
    value |= ((bits >> load<u8>(piece + table.PIECE_LOW)) & load<u32>(piece)) << load<u8>(piece + table.PIECE_AT);
    piece += table.PIECE_BYTES;
  }
  const unused = <i32>load<u8>(at + table.FIELD_UNUSED);
  return (((<i32>value) << unused) >> unused) + load<i32>(at + table.FIELD_ADD);
}
