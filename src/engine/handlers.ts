// The interpreter's handlers, derived from the instruction rows: rows with the same meaning share one.
import type { InstructionRow } from "../isa/instruction-row.js";
import type { Effect, Meaning, Node, RegisterField } from "../isa/meaning.js";
import { HANDLER_ILLEGAL } from "../layout/records.js";

/** Which register file each register field of a meaning names, and what else it needs from the record. */
export interface Operands {
  readonly rd: "x" | "f" | null;
  readonly rs1: "x" | "f" | null;
  readonly rs2: "x" | "f" | null;
  readonly raw: boolean;
  readonly imm: boolean;
}

/** One handler: a meaning and how it is reached. */
export interface Handler {
  readonly meaning: Meaning;
  readonly float: boolean;
  /** For branches and jal: whether the target lies in the same page, so that only the record address moves. */
  readonly near: boolean;
  readonly operands: Operands;
  /** Extension of the first row with this meaning. */
  readonly extension: string;
  /** Number in the record's handler field. */
  readonly number: number;
}

/** The handlers of a row: `near` and `far` are the same but for branches and jal. */
export interface RowHandlers {
  readonly near: Handler;
  readonly far: Handler;
}

export interface HandlerTable {
  readonly handlers: readonly Handler[];
  readonly byRow: ReadonlyMap<InstructionRow, RowHandlers>;
  /** Functions of hart.wasm that meanings call. */
  readonly helpers: ReadonlySet<string>;
}

/** Builds the table for a set of rows. */
export function makeHandlers(rows: readonly InstructionRow[]): HandlerTable {
  const handlers: Handler[] = [];
  const byMeaning = new Map<Meaning, RowHandlers>();
  const byRow = new Map<InstructionRow, RowHandlers>();
  const helpers = new Set<string>();
  for (const row of rows) {
    let pair = byMeaning.get(row.meaning);
    if (pair === undefined) {
      const operands = operandsOf(row.meaning);
      const add = (near: boolean): Handler => {
        const number = HANDLER_ILLEGAL + 1 + handlers.length;
        const { meaning, extension, float = false } = row;
        const handler = { meaning, extension, float, near, operands, number };
        handlers.push(handler);
        return handler;
      };
      const far = add(false);
      pair = { near: row.meaning.some(isRelative) ? add(true) : far, far };
      byMeaning.set(row.meaning, pair);
      for (const name of calledHelpers(row.meaning)) helpers.add(name);
    }
    byRow.set(row, pair);
  }
  return { handlers, byRow, helpers };
}

/** Functions of hart.wasm that a meaning calls. */
export function calledHelpers(meaning: Meaning): readonly string[] {
  const names: string[] = [];
  for (const effect of meaning) {
    if (effect.effect === "system") names.push(effect.helper);
    visitEffect(effect, (node) => {
      if (node.node === "call") names.push(node.helper);
    });
  }
  return names;
}

/** True for effects that go to pc + imm. */
export function isRelative(effect: Effect): boolean {
  return effect.effect === "branch" || effect.effect === "jal";
}

function operandsOf(meaning: Meaning): Operands {
  const found: { rd: "x" | "f" | null; rs1: "x" | "f" | null; rs2: "x" | "f" | null; raw: boolean; imm: boolean } = {
    rd: null,
    rs1: null,
    rs2: null,
    raw: false,
    imm: false,
  };
  const register = (field: RegisterField, file: "x" | "f") => {
    if (field !== "rs3") found[field] = file;
  };
  for (const effect of meaning) {
    if (effect.effect === "x" || effect.effect === "jal" || effect.effect === "jalr") found.rd = "x";
    if (effect.effect === "f") found.rd = "f";
    if (isRelative(effect)) found.imm = true;
    visitEffect(effect, (node) => {
      if (node.node === "x" || node.node === "f") register(node.field, node.node);
      if (node.node === "raw") found.raw = true;
      if (node.node === "imm") found.imm = true;
    });
  }
  return found;
}

/** Calls `see` for every node of an effect. */
export function visitEffect(effect: Effect, see: (node: Node) => void): void {
  switch (effect.effect) {
    case "x":
    case "f":
    case "let":
      return visit(effect.value, see);
    case "store":
      visit(effect.address, see);
      return visit(effect.value, see);
    case "branch":
      return visit(effect.condition, see);
    case "jalr":
      return visit(effect.target, see);
    case "system":
      for (const arg of effect.args) visit(arg, see);
      return;
    case "jal":
      return;
  }
}

function visit(node: Node, see: (node: Node) => void): void {
  see(node);
  if (node.node === "op" || node.node === "call") for (const arg of node.args) visit(arg, see);
  if (node.node === "load") visit(node.address, see);
  if (node.node === "if") {
    visit(node.condition, see);
    visit(node.then, see);
    visit(node.otherwise, see);
  }
}
