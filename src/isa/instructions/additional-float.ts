// Zfa: unprivileged manual, "Zfa" extension; each format's rows need that format's extension.
import * as format from "../formats.js";
import { extension } from "../formats.js";
import type { InstructionRow } from "../instruction-row.js";
import { f1, f2, imm, op, rm, setF, setX } from "../meaning.js";
import { call, FORMATS } from "./float.js";

/** Instructions that each format has. */
function each(suffix: keyof typeof FORMATS, requires: readonly string[]): readonly InstructionRow[] {
  const row = extension("Zfa", { float: true, requires });
  const make = (name: string, encoding: string, form: format.Format, ...effects: Parameters<typeof row>[3][]) =>
    row(`${name}.${suffix}`, encoding.replace("fm", FORMATS[suffix]), form, ...effects);
  const value = (name: string) => call(`${name}.${suffix}`, f1, f2);
  const rounded = (name: string) => setF(call(`${name}.${suffix}`, f1, rm));
  const constant = setF(call(`fli.${suffix}`, op("i32.wrap_i64", imm)));
  return [
    make("fli", "11110 fm 00001 ..... 000 ..... 1010011", format.F_CONSTANT, constant),
    make("fminm", "00101 fm ..... ..... 010 ..... 1010011", format.F_FF, setF(value("fminm"))),
    make("fmaxm", "00101 fm ..... ..... 011 ..... 1010011", format.F_FF, setF(value("fmaxm"))),
    make("fround", "01000 fm 00100 ..... ... ..... 1010011", format.F_F_ROUNDED, rounded("fround")),
    make("froundnx", "01000 fm 00101 ..... ... ..... 1010011", format.F_F_ROUNDED, rounded("froundnx")),
    make("fleq", "10100 fm ..... ..... 100 ..... 1010011", format.X_FF, setX(value("fleq"))),
    make("fltq", "10100 fm ..... ..... 101 ..... 1010011", format.X_FF, setX(value("fltq"))),
  ];
}

const double = extension("Zfa", { float: true, requires: ["D"] });

export const ADDITIONAL_FLOAT: readonly InstructionRow[] = [
  ...each("s", []),
  ...each("d", ["D"]),
  ...each("h", ["Zfh"]),
  // The rounding mode is part of the encoding.
  double("fcvtmod.w.d", "1100001 01000 ..... 001 ..... 1010011", format.X_F_TRUNCATED, setX(call("fcvtmod.w.d", f1))),
];
