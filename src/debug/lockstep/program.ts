// A random program: where a machine starts from, and what it executes, in pieces that can be taken out one by one.
import type { InstructionRow } from "../../isa/instruction-row.js";
import { CODE } from "./arena.js";
import { bytesOf, encode, type FieldValues, fits } from "./encode.js";

/** One instruction of a piece. */
export interface Step {
  /** Absent for a word that is no instruction. */
  readonly row?: InstructionRow;
  readonly values: FieldValues;
  /** The word, where there is no row. */
  readonly word?: number;
  /** The piece that the immediate leads to: relative to this instruction, or to the one before it (an AUIPC). */
  readonly target?: { readonly piece: number; readonly from: "here" | "before" };
}

/** Instructions that belong together: a fence behind the write that needs it, the way back behind a jump. */
export interface Piece {
  /** Pieces stand in the order of their numbers. */
  readonly id: number;
  readonly steps: readonly Step[];
  /** Pieces of one group go together: the start and the end of a loop. The group's number is that of the start. */
  readonly group?: number;
  /** The loop whose counter has to be set before this piece. */
  readonly loop?: number;
}

export type Mode = "M" | "HS" | "U" | "VS" | "VU";
export const MODES: readonly Mode[] = ["M", "HS", "U", "VS", "VU"];

export interface Program {
  readonly mode: Mode;
  /** Where code begins in its two pages, and what is added to where it lies for where it is fetched from. */
  readonly start: number;
  readonly fetchOffset: number;
  /** Register that is the harness's: programs read it only. */
  readonly reserved: number;
  /** The program has WFI: what wakes it stays pending and enabled. */
  readonly waits: boolean;
  readonly dataSeed: bigint;
  /** By name, in the order in which they are written. */
  readonly csrs: Readonly<Record<string, bigint>>;
  readonly mstatus: bigint;
  readonly x: readonly bigint[];
  readonly f: readonly bigint[];
  /** In the order of PTE_ADDRESSES. */
  readonly ptes: readonly bigint[];
  readonly pieces: readonly Piece[];
}

/** Whether the stage that is the mode's own translates: VS-stage for guests. */
export function isPaged(mode: Mode, csrs: Readonly<Record<string, bigint>>): boolean {
  if (mode === "M") return false;
  return (csrs[mode === "VS" || mode === "VU" ? "vsatp" : "satp"] ?? 0n) >> 60n !== 0n;
}

/** Code as it lies in memory. */
export interface Layout {
  readonly bytes: Uint8Array;
  /** Offset of each instruction from `start`. */
  readonly offsets: readonly number[];
  readonly steps: readonly Step[];
}

/** ECALL behind the last piece: where it traps, the program is over. */
export const END_BYTES = 4;
const ECALL = 0x73;

/** Lays pieces out one behind the other and fills in how far their jumps go. */
export function layOut(pieces: readonly Piece[]): Layout {
  const starts: number[] = [];
  let end = 0;
  for (const { steps } of pieces) {
    starts.push(end);
    for (const step of steps) end += lengthOf(step);
  }
  const indexOf = (id: number) => pieces.findIndex((piece) => piece.id >= id);
  /** Where a piece lies, for a jump from another one; into a loop it goes by way of the loop's start. */
  const placeOf = (id: number, from: Piece): number => {
    const found = pieces[indexOf(id)];
    const index = found?.loop === undefined || found.loop === from.loop ? indexOf(id) : indexOf(found.loop);
    return index < 0 ? end : starts[index]!;
  };
  const bytes = new Uint8Array(end + END_BYTES);
  const view = new DataView(bytes.buffer);
  const offsets: number[] = [];
  const all: Step[] = [];
  let at = 0;
  let before = 0;
  for (const [piece, step] of pieces.flatMap((each) => each.steps.map((step) => [each, step] as const))) {
    const word = wordOf(step, (id, from) => placeOf(id, piece) - (from === "here" ? at : before), lengthOf(step));
    if (lengthOf(step) === 2) view.setUint16(at, word & 0xffff, true);
    else view.setUint32(at, word >>> 0, true);
    offsets.push(at);
    all.push(step);
    before = at;
    at += lengthOf(step);
  }
  view.setUint32(end, ECALL, true);
  return { bytes, offsets, steps: all };
}

/** Address at which a program's code lies. */
export function codeAddress({ start }: Program): number {
  return CODE + start;
}

export function lengthOf({ row, word = 0 }: Step): 2 | 4 {
  if (row !== undefined) return bytesOf(row);
  return (word & 3) === 3 ? 4 : 2;
}

function wordOf(step: Step, distance: (piece: number, from: "here" | "before") => number, length: number): number {
  const { row, target, values, word = 0 } = step;
  if (row === undefined) return word;
  if (target === undefined) return encode(row, values);
  const field = row.fields.imm;
  const far = distance(target.piece, target.from);
  const reachable = typeof field === "object" && fits(field, far) && far !== 0;
  return encode(row, { ...values, imm: reachable ? far : length });
}
