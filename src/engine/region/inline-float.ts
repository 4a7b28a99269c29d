// Double arithmetic by the host's own operations, where value and flags are then exact: round to nearest even with NX
// raised before, and a result that is normal and away from overflow and underflow. Everything else goes to hart.wasm.
import type { Node, RegisterField, ValueType } from "../../isa/meaning.js";
import { emitFused, fusesMultiplyAdd } from "../fused.js";
import type { FunctionWriter } from "../wasm/function-writer.js";

/**
 * A result with bits b may stay when (b << 1) - RANGE_LOW is below RANGE_SPAN, unsigned: exponents 2 to 0x7fc. Zero,
 * subnormals, the smallest normals (which may have been rounded up), infinities and NaNs are left out.
 */
const RANGE_LOW = 2n << 53n;
export const RANGE_SPAN = (0x7fdn << 53n) - RANGE_LOW;

const ARITHMETIC: Readonly<Record<string, string>> = {
  fadd_d: "f64.add",
  fsub_d: "f64.sub",
  fmul_d: "f64.mul",
  fdiv_d: "f64.div",
};
/** Signs of the product and of the addend. */
const FUSED: Readonly<Record<string, readonly [number, number]>> = {
  fmadd_d: [1, 1],
  fmsub_d: [1, -1],
  fnmsub_d: [-1, 1],
  fnmadd_d: [-1, -1],
};
const COMPARISON: Readonly<Record<string, string>> = { feq_d: "f64.eq", flt_d: "f64.lt", fle_d: "f64.le" };
/** Exact whatever the mode. */
const CONVERSION: Readonly<Record<string, string>> = {
  fcvt_d_w: "f64.convert_i32_s",
  fcvt_d_wu: "f64.convert_i32_u",
};

/** rm values whose operation may be inlined: RNE, and dynamic (the range is empty unless frm is RNE). */
const INLINED_MODES = new Set([0, 7]);

/** Helpers whose operands are doubles here. */
export function isInlined(helper: string): boolean {
  const fused = helper in FUSED && fusesMultiplyAdd();
  return helper in ARITHMETIC || helper === "fsqrt_d" || fused || helper in COMPARISON;
}

export interface FloatOperands {
  /** Pushes an f register as f64. */
  double(field: RegisterField): void;
  integer(field: RegisterField): void;
  readonly rm: number;
  /** Pushes RANGE_SPAN or 0. */
  range(): void;
  /** Pushes the exact helper's result, as i64. */
  exact(): void;
}

/** Pushes the value of a floating-point call inline and returns its type, or does nothing and returns null. */
export function inlineFloat(c: FunctionWriter, value: Node, operands: FloatOperands): ValueType | null {
  if (value.node !== "call") return null;
  const { helper } = value;
  if (INLINED_MODES.has(operands.rm) && pushRounded(c, helper, operands)) {
    const result = c.scratch("f64", 0);
    c.set(result).get(result).op("i64.reinterpret_f64").i64(1n).op("i64.shl").i64(RANGE_LOW).op("i64.sub");
    operands.range();
    c.op("i64.lt_u").if("f64");
    c.get(result).else();
    operands.exact();
    c.op("f64.reinterpret_i64").end();
    return "f64";
  }
  const comparison = COMPARISON[helper];
  if (comparison !== undefined) {
    const a = c.scratch("f64", 0);
    const b = c.scratch("f64", 1);
    operands.double("rs1");
    c.set(a);
    operands.double("rs2");
    c.set(b);
    // NaNs, and with them flags, are the helper's.
    c.get(a).get(a).op("f64.eq").get(b).get(b).op("f64.eq").op("i32.and").if("i64");
    c.get(a).get(b).op(comparison).op("i64.extend_i32_u").else();
    operands.exact();
    c.end();
    return "i64";
  }
  const conversion = CONVERSION[helper];
  if (conversion === undefined) return null;
  operands.integer("rs1");
  c.op("i32.wrap_i64").op(conversion);
  return "f64";
}

/** Pushes the host's result of an operation that rounds, if the host has it. */
function pushRounded(c: FunctionWriter, helper: string, operands: FloatOperands): boolean {
  const arithmetic = ARITHMETIC[helper];
  const signs = FUSED[helper];
  if (arithmetic !== undefined) {
    operands.double("rs1");
    operands.double("rs2");
    c.op(arithmetic);
  } else if (helper === "fsqrt_d") {
    operands.double("rs1");
    c.op("f64.sqrt");
  } else if (signs !== undefined && fusesMultiplyAdd()) {
    operands.double("rs1");
    if (signs[0] < 0) c.op("f64.neg");
    operands.double("rs2");
    operands.double("rs3");
    if (signs[1] < 0) c.op("f64.neg");
    emitFused(c);
  } else return false;
  return true;
}
