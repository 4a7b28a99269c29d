// How each kind of operand is written in assembly and read back: one row per kind, named in the rows' forms.
import { AssemblyError } from "./assembly-error.js";
import { csrByName, csrByNumber } from "./csr.js";
import { evaluate, type Scope } from "./expression.js";
import type { FieldName } from "./instruction-row.js";
import { F_NAMES, fNumber, X_NAMES, xNumber } from "./registers.js";

export interface OperandKind {
  readonly field: FieldName;
  /** Text of a field's value in an instruction at `pc`. */
  readonly show: (value: number, pc: bigint) => string;
  /** The field's value; throws an AssemblyError. */
  readonly read: (text: string, scope: Scope) => number;
}

/** Rounding modes by number; 5 and 6 are reserved. */
const MODES: readonly string[] = ["rne", "rtz", "rdn", "rup", "rmm", "", "", "dyn"];
/** From bit 3 down. */
const FENCE_BITS = "iorw";

function number(text: string, scope: Scope): number {
  return Number(evaluate(text, scope));
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

function x(field: FieldName): OperandKind {
  return {
    field,
    show: (value) => X_NAMES[value]!,
    read: (text) => register(xNumber(text), text, "an x register such as a0 or x10"),
  };
}

function f(field: FieldName): OperandKind {
  return {
    field,
    show: (value) => F_NAMES[value]!,
    read: (text) => register(fNumber(text), text, "an f register such as fa0 or f10"),
  };
}

function register(value: number | undefined, text: string, expected: string): number {
  if (value === undefined) throw new AssemblyError(`"${text}" is no register; expected ${expected}`);
  return value;
}

function fenceSet(field: FieldName): OperandKind {
  return {
    field,
    show: (value) => [...FENCE_BITS].filter((_, index) => ((value << index) & 8) !== 0).join("") || "0",
    read: (text) => {
      if (text === "0") return 0;
      const letters = [...text].map((letter) => FENCE_BITS.indexOf(letter));
      if (letters.includes(-1))
        throw new AssemblyError(`"${text}" is no set of accesses; expected letters of ${FENCE_BITS}, or 0`);
      return letters.reduce((set, index) => set | (8 >> index), 0);
    },
  };
}

/** Values of FLI by number; the smallest normal number is another in each format. */
const CONSTANTS: readonly string[] = [
  ...["-1", "min", 2 ** -16, 2 ** -15, 2 ** -8, 2 ** -7, 2 ** -4, 2 ** -3].map(String),
  ...Array.from({ length: 15 }, (_, quarter) => String((4 + (quarter & 3)) * 2 ** ((quarter >> 2) - 4))),
  ...[4, 8, 16, 128, 256, 2 ** 15, 2 ** 16, "inf", "nan"].map(String),
];

const KINDS: { readonly [name: string]: OperandKind } = {
  rd: x("rd"),
  rs1: x("rs1"),
  rs2: x("rs2"),
  fd: f("rd"),
  fs1: f("rs1"),
  fs2: f("rs2"),
  fs3: f("rs3"),
  imm: { field: "imm", show: String, read: number },
  shamt: { field: "imm", show: hex, read: number },
  /** The upper 20 bits, written as assemblers do: 0 to 0xfffff, or negative. */
  upper: {
    field: "imm",
    show: (value) => hex(value >>> 12),
    read: (text, scope) => {
      const value = number(text, scope);
      if (value < -0x80000 || value > 0xfffff)
        throw new AssemblyError(`${text} is out of range; expected 0 to 0xfffff`);
      return value << 12;
    },
  },
  /** An address, kept relative to the pc. */
  target: {
    field: "imm",
    show: (value, pc) => `0x${BigInt.asUintN(64, pc + BigInt(value)).toString(16)}`,
    read: (text, scope) => Number(BigInt.asIntN(64, evaluate(text, scope) - BigInt(scope.pc))),
  },
  csr: {
    field: "csr",
    show: (value) => csrByNumber(value)?.name ?? hex(value),
    read: (text, scope) => {
      const known = csrByName(text);
      if (known !== undefined) return known.number;
      if (!/^\d/.test(text)) throw new AssemblyError(`unknown CSR ${text}; expected a name such as hgatp, or a number`);
      return number(text, scope);
    },
  },
  rm: {
    field: "rm",
    show: (value) => MODES[value] || String(value),
    read: (text) => {
      const value = MODES.indexOf(text);
      if (value < 0)
        throw new AssemblyError(
          `unknown rounding mode ${text}; expected ${MODES.filter((mode) => mode !== "").join(", ")}`,
        );
      return value;
    },
  },
  constant: {
    field: "imm",
    show: (value) => CONSTANTS[value]!,
    read: (text) => {
      const value = CONSTANTS.findIndex((constant) => constant === text || Number(constant) === Number(text));
      if (value < 0) throw new AssemblyError(`${text} is no constant of fli; expected one of ${CONSTANTS.join(", ")}`);
      return value;
    },
  },
  pred: fenceSet("pred"),
  succ: fenceSet("succ"),
};

/** Punctuation, or a register that is always the same. */
export interface FormText {
  readonly part: "text";
  readonly text: string;
}

export interface FormOperand {
  readonly part: "operand";
  readonly kind: OperandKind;
  /** What is meant when the operand is left out. */
  readonly preset: number | undefined;
}

/** One part of a row's operand form. */
export type FormPart = FormText | FormOperand;

const FORMS = new Map<string, readonly FormPart[]>();

/** The parts of a form such as `rd, imm(sp)` or `fd, fs1, rm=7`. */
export function formParts(form: string): readonly FormPart[] {
  const known = FORMS.get(form);
  if (known !== undefined) return known;
  const parts = [...form.matchAll(/([a-z]\w*)(?:=(\d+))?|[(),]/g)].map(([text, name, preset]): FormPart => {
    const kind = name === undefined ? undefined : KINDS[name];
    if (kind === undefined) return { part: "text", text };
    return { part: "operand", kind, preset: preset === undefined ? undefined : Number(preset) };
  });
  FORMS.set(form, parts);
  return parts;
}

/** True for an operand that may be left out. */
export function isOptional(part: FormPart | undefined): part is FormOperand {
  return part?.part === "operand" && part.preset !== undefined;
}
