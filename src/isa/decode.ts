// The decoder, built from the instruction rows: a table on the opcode, then on the function fields, then masks.
import { encodingBits } from "./encoding.js";
import type { FieldBits, InstructionRow } from "./instruction-row.js";
import { INSTRUCTIONS } from "./instructions/index.js";
import { assertDisjoint } from "./overlap.js";
import { isReserved } from "./reserved.js";

/** Operands of an instruction; what its row does not have is 0. */
export interface Operands {
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
  readonly rs3: number;
  /** Signed 32 bits. */
  readonly imm: number;
  /** The word's rm field; 7 stands for frm. */
  readonly rm: number;
}

export interface Decoded {
  readonly row: InstructionRow;
  /** Bytes. */
  readonly length: 2 | 4;
  readonly operands: Operands;
}

/** Decodes a word (signed or unsigned 32 bits; a compressed one in its low half); undefined when no row matches. */
export type Decoder = (word: number) => Decoded | undefined;

/** A decoder for some instructions; throws a TypeError when two of them can match one word. */
export function makeDecoder(rows: readonly InstructionRow[]): Decoder {
  assertDisjoint(rows);
  const candidates = rows.map(candidate).sort((a, b) => refinement(a.row) - refinement(b.row));
  const compressed = select(
    candidates.filter(({ length }) => length === 2),
    COMPRESSED_SELECTORS,
  );
  const full = select(
    candidates.filter(({ length }) => length === 4),
    SELECTORS,
  );
  return (word) => {
    const isFull = (word & 3) === 3;
    const bits = isFull ? word | 0 : word & 0xffff;
    for (const { row, mask, match, length, read } of (isFull ? full : compressed)(bits)) {
      if ((bits & mask) === match && !isReserved(row, bits)) return { row, length, operands: read(bits) };
    }
    return undefined;
  };
}

let all: Decoder | undefined;

/** Decodes a word as any known instruction. */
export function decode(word: number): Decoded | undefined {
  all ??= makeDecoder(INSTRUCTIONS);
  return all(word);
}

/** The value of a field in a word, as a signed 32-bit number. */
export function readField(field: FieldBits | number | undefined, word: number): number {
  return reader(field)(word);
}

interface Candidate {
  readonly row: InstructionRow;
  readonly mask: number;
  readonly match: number;
  readonly length: 2 | 4;
  readonly read: (word: number) => Operands;
}

function candidate(row: InstructionRow): Candidate {
  const { fields } = row;
  const rd = reader(fields.rd);
  const rs1 = reader(fields.rs1);
  const rs2 = reader(fields.rs2);
  const rs3 = reader(fields.rs3);
  const imm = reader(fields.imm);
  const rm = reader(fields.rm);
  return {
    row,
    ...encodingBits(row.encoding),
    read: (w) => ({ rd: rd(w), rs1: rs1(w), rs2: rs2(w), rs3: rs3(w), imm: imm(w), rm: rm(w) }),
  };
}

function refinement(row: InstructionRow): number {
  return row.refines === undefined ? 1 : 0;
}

/** Bits that tell rows apart, as [low bit, number of bits], in the order in which the table looks at them. */
type Selectors = readonly (readonly [low: number, count: number])[];

/** opcode, funct3, then funct7 and the field of rs2 (which holds a function in unary instructions). */
const SELECTORS: Selectors = [
  [2, 5],
  [12, 3],
  [25, 7],
  [20, 5],
];
/** op and funct3, then what stands where CB and CA have functions. */
const COMPRESSED_SELECTORS: Selectors = [
  [0, 2],
  [13, 3],
  [10, 3],
];
/** Fewer rows than this are compared one by one. */
const SHORT = 5;

type Selection = (word: number) => readonly Candidate[];

function select(candidates: readonly Candidate[], [selector, ...others]: Selectors): Selection {
  if (selector === undefined || candidates.length < SHORT) return () => candidates;
  const [low, count] = selector;
  const table = Array.from({ length: 1 << count }, (_, value) => {
    const field = ((1 << count) - 1) << low;
    const compatible = candidates.filter(({ mask, match }) => (((value << low) ^ match) & mask & field) === 0);
    // Rows that all leave these bits open gain nothing from another level, but the next selector may part them.
    return select(compatible, others);
  });
  const limit = (1 << count) - 1;
  return (word) => table[(word >>> low) & limit]!(word);
}

function reader(field: FieldBits | number | undefined): (word: number) => number {
  if (field === undefined) return () => 0;
  if (typeof field === "number") return () => field;
  const { pieces, shift = 0, signed = false, add = 0 } = field;
  let at = shift;
  const moves = pieces.toReversed().map(([high, low]) => {
    const move = { low, mask: (2 ** (high - low + 1) - 1) | 0, at };
    at += high - low + 1;
    return move;
  });
  const unused = 32 - at;
  const [only] = moves;
  if (moves.length === 1 && only !== undefined && !signed) {
    return (word) => (((word >>> only.low) & only.mask) << only.at) + add;
  }
  return (word) => {
    let value = 0;
    for (const { low, mask, at } of moves) value |= ((word >>> low) & mask) << at;
    return (signed ? (value << unused) >> unused : value) + add;
  };
}
