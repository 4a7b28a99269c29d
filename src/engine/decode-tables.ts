// Writes the tables from which hart code decodes (src/layout/decode.ts), from the instruction rows and their handlers.
import { encodingBits } from "../isa/encoding.js";
import type { FieldBits, InstructionRow } from "../isa/instruction-row.js";
import * as table from "../layout/decode.js";
import { F, X } from "../layout/hart.js";
import { DECODE_TABLES } from "../layout/machine.js";
import type { HandlerTable } from "./handlers.js";

interface Encoded {
  readonly row: InstructionRow;
  readonly mask: number;
  readonly match: number;
  readonly length: 2 | 4;
}

/** Writes the tables into the memory that the machine has for them. */
export function writeDecodeTables(memory: WebAssembly.Memory, rows: readonly InstructionRow[], handlers: HandlerTable) {
  const view = new DataView(memory.buffer);
  const start = view.getUint32(DECODE_TABLES, true);
  // A row that refines another is tried before it.
  const encoded = rows
    .map((row): Encoded => ({ row, ...encodingBits(row.encoding) }))
    .sort((a, b) => Number(b.row.refines !== undefined) - Number(a.row.refines !== undefined));
  let next: number = start + table.DECODE_HEADER_BYTES;
  const place = (header: number, bytes: number): number => {
    const at = next;
    view.setUint32(start + header, at, true);
    next += Math.ceil(bytes / 8) * 8;
    if (next > start + table.DECODE_BYTES) throw new RangeError("the decoder's tables have outgrown their place");
    return at;
  };

  const buckets = [...bucketsOf(encoded, 2), ...bucketsOf(encoded, 4)];
  const bucketsAt = place(table.DECODE_BUCKETS, buckets.length * table.BUCKET_BYTES);
  const candidates = buckets.flat();
  const candidatesAt = place(table.DECODE_CANDIDATES, candidates.length * table.CANDIDATE_BYTES);
  let first = 0;
  for (const [index, bucket] of buckets.entries()) {
    const at = bucketsAt + index * table.BUCKET_BYTES;
    view.setUint16(at + table.BUCKET_FIRST, first, true);
    view.setUint16(at + table.BUCKET_COUNT, bucket.length, true);
    first += bucket.length;
  }
  const numbers = new Map(encoded.map(({ row }, index) => [row, index]));
  for (const [index, { row, mask, match }] of candidates.entries()) {
    const at = candidatesAt + index * table.CANDIDATE_BYTES;
    view.setInt32(at + table.CANDIDATE_MASK, mask, true);
    view.setInt32(at + table.CANDIDATE_MATCH, match, true);
    view.setUint16(at + table.CANDIDATE_ROW, numbers.get(row)!, true);
  }

  const reserved = encoded.flatMap(({ row }) => row.reserved ?? []);
  const reservedAt = place(table.DECODE_RESERVED, reserved.length * table.RESERVED_BYTES);
  for (const [index, { mask, match }] of reserved.entries()) {
    view.setInt32(reservedAt + index * table.RESERVED_BYTES, mask, true);
    view.setInt32(reservedAt + index * table.RESERVED_BYTES + table.RESERVED_MATCH, match, true);
  }

  const fields: (FieldBits | number)[] = [0];
  const fieldIndex = (field: FieldBits | number = 0): number => {
    const known = fields.indexOf(field);
    return known >= 0 ? known : fields.push(field) - 1;
  };
  const rowsAt = place(table.DECODE_ROWS, encoded.length * table.ROW_BYTES);
  let reservedFirst = 0;
  for (const [index, { row, length }] of encoded.entries()) {
    const at = rowsAt + index * table.ROW_BYTES;
    const { near, far } = handlers.byRow.get(row)!;
    const { rd, rs1, rs2, raw } = far.operands;
    view.setUint16(at + table.ROW_FAR, far.number, true);
    view.setUint16(at + table.ROW_NEAR, near.number, true);
    view.setUint16(at + table.ROW_RD_FILE, rd === "f" ? F : X, true);
    view.setUint16(at + table.ROW_RS1_FILE, rs1 === "f" ? F : X, true);
    view.setUint16(at + table.ROW_RS2_FILE, rs2 === "f" ? F : X, true);
    view.setUint8(at + table.ROW_RAW, Number(raw));
    view.setUint8(at + table.ROW_LENGTH, length);
    view.setUint8(at + table.ROW_RD, fieldIndex(row.fields.rd));
    view.setUint8(at + table.ROW_RS1, fieldIndex(row.fields.rs1));
    view.setUint8(at + table.ROW_RS2, fieldIndex(row.fields.rs2));
    view.setUint8(at + table.ROW_RS3, fieldIndex(row.fields.rs3));
    view.setUint8(at + table.ROW_IMM, fieldIndex(row.fields.imm));
    view.setUint8(at + table.ROW_RM, fieldIndex(row.fields.rm));
    view.setUint16(at + table.ROW_RESERVED, reservedFirst, true);
    view.setUint8(at + table.ROW_RESERVED_COUNT, row.reserved?.length ?? 0);
    reservedFirst += row.reserved?.length ?? 0;
  }

  const fieldsAt = place(table.DECODE_FIELDS, fields.length * table.FIELD_BYTES);
  for (const [index, field] of fields.entries()) writeField(view, fieldsAt + index * table.FIELD_BYTES, field);
}

/** Rows that words of each bucket may be: by op and funct3, or by opcode and funct3. */
function bucketsOf(encoded: readonly Encoded[], length: 2 | 4): readonly (readonly Encoded[])[] {
  const own = encoded.filter((row) => row.length === length);
  const [groups, high, low, funct3] = length === 2 ? [4, 0, 0, 13] : [32, 3, 2, 12];
  return Array.from({ length: groups * 8 }, (_, index) => {
    const word = ((index >> 3) << low) | high | ((index & 7) << funct3);
    const looked = ((groups - 1) << low) | high | (7 << funct3);
    return own.filter(({ mask, match }) => ((word ^ match) & mask & looked) === 0);
  });
}

function writeField(view: DataView, at: number, field: FieldBits | number): void {
  if (typeof field === "number") {
    view.setInt32(at + table.FIELD_ADD, field, true);
    return;
  }
  const { pieces, shift = 0, signed = false, add = 0 } = field;
  if (pieces.length > table.PIECES_MAX) throw new RangeError("a field has more pieces than the decoder's tables hold");
  let bit = shift;
  for (const [index, [high, low]] of pieces.toReversed().entries()) {
    const piece = at + table.FIELD_FIRST + index * table.PIECE_BYTES;
    view.setUint32(piece, 2 ** (high - low + 1) - 1, true);
    view.setUint8(piece + table.PIECE_LOW, low);
    view.setUint8(piece + table.PIECE_AT, bit);
    bit += high - low + 1;
  }
  view.setUint8(at + table.FIELD_PIECES, pieces.length);
  view.setUint8(at + table.FIELD_UNUSED, signed ? 32 - bit : 0);
  view.setInt32(at + table.FIELD_ADD, add, true);
}
