// F and D: unprivileged manual, "F" and "D" extensions. What all formats have is written once, with the format (fmt,
// bits 26 and 25) as a parameter; arithmetic is hart code's, in functions named by the mnemonic.
import * as format from "../formats.js";
import { extension } from "../formats.js";
import type { InstructionRow } from "../instruction-row.js";
import {
  type Effect,
  f1,
  f2,
  f3,
  i64,
  imm,
  load,
  type Node,
  op,
  pure,
  rm,
  rs1,
  setF,
  setX,
  store,
} from "../meaning.js";

const single = extension("F", { float: true });
const double = extension("D", { float: true });

const address = op("i64.add", rs1, imm);
const SIGN = i64(-(2n ** 63n));
const MAGNITUDE = i64(2n ** 63n - 1n);

/** A NaN box around the low 32 bits, whatever stands above them. */
function box(value: Node): Node {
  return op("i64.or", value, i64(-(2n ** 32n)));
}

/** Hart code's function for an instruction, named by the mnemonic. */
export function call(mnemonic: string, ...args: readonly Node[]): Node {
  return pure(mnemonic.replaceAll(".", "_"), "i64", ...args);
}

/** Values of fmt by suffix. */
export const FORMATS = { s: "00", d: "01", h: "10" } as const;

/** Instructions that F, D and Zfh have alike; `row` makes those of the extension. */
export function arithmetic(suffix: keyof typeof FORMATS, row: ReturnType<typeof extension>): readonly InstructionRow[] {
  const fmt = FORMATS[suffix];
  const make = (write: (value: Node) => Effect, args: readonly Node[]) => {
    return (name: string, encoding: string, form: format.Format): InstructionRow => {
      const mnemonic = `${name}.${suffix}`;
      return row(mnemonic, encoding.replace("fm", fmt), form, write(call(mnemonic, ...args)));
    };
  };
  const fused = make(setF, [f1, f2, f3, rm]);
  const binary = make(setF, [f1, f2, rm]);
  const unary = make(setF, [f1, rm]);
  const select = make(setF, [f1, f2]);
  const compare = make(setX, [f1, f2]);
  const classify = make(setX, [f1]);
  const toInteger = (name: string, encoding: string): InstructionRow =>
    row(name, encoding.replace("fm", fmt), format.X_F_ROUNDED, setX(call(name, f1, rm)));
  const fromInteger = (name: string, encoding: string): InstructionRow => {
    const exact = suffix === "d" && name.includes(".w");
    const form = exact ? format.F_X_EXACT : format.F_X_ROUNDED;
    return row(name, encoding.replace("fm", fmt), form, setF(call(name, rs1, rm)));
  };
  return [
    fused("fmadd", "..... fm ..... ..... ... ..... 1000011", format.F_FFF_ROUNDED),
    fused("fmsub", "..... fm ..... ..... ... ..... 1000111", format.F_FFF_ROUNDED),
    fused("fnmsub", "..... fm ..... ..... ... ..... 1001011", format.F_FFF_ROUNDED),
    fused("fnmadd", "..... fm ..... ..... ... ..... 1001111", format.F_FFF_ROUNDED),
    binary("fadd", "00000 fm ..... ..... ... ..... 1010011", format.F_FF_ROUNDED),
    binary("fsub", "00001 fm ..... ..... ... ..... 1010011", format.F_FF_ROUNDED),
    binary("fmul", "00010 fm ..... ..... ... ..... 1010011", format.F_FF_ROUNDED),
    binary("fdiv", "00011 fm ..... ..... ... ..... 1010011", format.F_FF_ROUNDED),
    unary("fsqrt", "01011 fm 00000 ..... ... ..... 1010011", format.F_F_ROUNDED),
    select("fmin", "00101 fm ..... ..... 000 ..... 1010011", format.F_FF),
    select("fmax", "00101 fm ..... ..... 001 ..... 1010011", format.F_FF),
    compare("feq", "10100 fm ..... ..... 010 ..... 1010011", format.X_FF),
    compare("flt", "10100 fm ..... ..... 001 ..... 1010011", format.X_FF),
    compare("fle", "10100 fm ..... ..... 000 ..... 1010011", format.X_FF),
    classify("fclass", "11100 fm 00000 ..... 001 ..... 1010011", format.X_F),
    toInteger(`fcvt.w.${suffix}`, "11000 fm 00000 ..... ... ..... 1010011"),
    toInteger(`fcvt.wu.${suffix}`, "11000 fm 00001 ..... ... ..... 1010011"),
    toInteger(`fcvt.l.${suffix}`, "11000 fm 00010 ..... ... ..... 1010011"),
    toInteger(`fcvt.lu.${suffix}`, "11000 fm 00011 ..... ... ..... 1010011"),
    fromInteger(`fcvt.${suffix}.w`, "11010 fm 00000 ..... ... ..... 1010011"),
    fromInteger(`fcvt.${suffix}.wu`, "11010 fm 00001 ..... ... ..... 1010011"),
    fromInteger(`fcvt.${suffix}.l`, "11010 fm 00010 ..... ... ..... 1010011"),
    fromInteger(`fcvt.${suffix}.lu`, "11010 fm 00011 ..... ... ..... 1010011"),
  ];
}

/** A single's sign bit counts only when it is properly boxed, so hart code does these. */
function signSingle(mnemonic: string): Effect {
  return setF(call(mnemonic, f1, f2));
}

function withSign(sign: Node): Effect {
  return setF(op("i64.or", op("i64.and", f1, MAGNITUDE), sign));
}

const signOf = (value: Node): Node => op("i64.and", value, SIGN);

export const FLOAT: readonly InstructionRow[] = [
  single("flw", "............ ..... 010 ..... 0000111", format.FLOAT_LOAD, setF(box(load(4, false, address)))),
  single("fsw", "....... ..... ..... 010 ..... 0100111", format.FLOAT_STORE, store(4, address, f2)),
  single("fsgnj.s", "0010000 ..... ..... 000 ..... 1010011", format.F_FF, signSingle("fsgnj.s")),
  single("fsgnjn.s", "0010000 ..... ..... 001 ..... 1010011", format.F_FF, signSingle("fsgnjn.s")),
  single("fsgnjx.s", "0010000 ..... ..... 010 ..... 1010011", format.F_FF, signSingle("fsgnjx.s")),
  single("fmv.x.w", "1110000 00000 ..... 000 ..... 1010011", format.X_F, setX(op("i64.extend32_s", f1))),
  single("fmv.w.x", "1111000 00000 ..... 000 ..... 1010011", format.F_X, setF(box(rs1))),
  ...arithmetic("s", single),

  double("fld", "............ ..... 011 ..... 0000111", format.FLOAT_LOAD, setF(load(8, false, address))),
  double("fsd", "....... ..... ..... 011 ..... 0100111", format.FLOAT_STORE, store(8, address, f2)),
  double("fsgnj.d", "0010001 ..... ..... 000 ..... 1010011", format.F_FF, withSign(signOf(f2))),
  double("fsgnjn.d", "0010001 ..... ..... 001 ..... 1010011", format.F_FF, withSign(signOf(op("i64.xor", f2, SIGN)))),
  double("fsgnjx.d", "0010001 ..... ..... 010 ..... 1010011", format.F_FF, withSign(signOf(op("i64.xor", f1, f2)))),
  double("fmv.x.d", "1110001 00000 ..... 000 ..... 1010011", format.X_F, setX(f1)),
  double("fmv.d.x", "1111001 00000 ..... 000 ..... 1010011", format.F_X, setF(rs1)),
  double("fcvt.s.d", "0100000 00001 ..... ... ..... 1010011", format.F_F_ROUNDED, setF(call("fcvt.s.d", f1, rm))),
  double("fcvt.d.s", "0100001 00000 ..... ... ..... 1010011", format.F_F_EXACT, setF(call("fcvt.d.s", f1, rm))),
  ...arithmetic("d", double),
];

/** Comparisons of doubles whose operands hart code looks at each time, for what it notes beside the flags. */
export const NOTING_COMPARISONS: readonly InstructionRow[] = arithmetic("d", double)
  .filter(({ name }) => ["feq.d", "flt.d", "fle.d"].includes(name))
  .map((row) => ({ ...row, meaning: [setX(call(`noting_${row.name}`, f1, f2))] }));
