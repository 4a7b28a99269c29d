// Double arithmetic by the host's own operations, where value and flags are then exact: round to nearest even with NX
// raised before, and a result that is normal and away from overflow and underflow. Everything else goes to hart.wasm.

import type { Node, RegisterField } from "../../isa/meaning.js";
import type { CallNode } from "../lowering.js";
import type { FunctionWriter } from "../wasm/function-writer.js";

/**
 * A result with bits b may stay when (b << 1) - RANGE_LOW is below RANGE_SPAN, unsigned: exponents 2 to 0x7fc. Zero,
 * subnormals, the smallest normals (which may have been rounded up), infinities and NaNs are left out.
 */
export const RANGE_LOW = 2n << 53n;
export const RANGE_SPAN = (0x7fdn << 53n) - RANGE_LOW;

const ARITHMETIC: Readonly<Record<string, string>> = {
  fadd_d: "f64.add",
  fsub_d: "f64.sub",
  fmul_d: "f64.mul",
  fdiv_d: "f64.div",
};
const COMPARISON: Readonly<Record<string, string>> = { feq_d: "f64.eq", flt_d: "f64.lt", fle_d: "f64.le" };
/** Exact whatever the mode. */
const CONVERSION: Readonly<Record<string, string>> = { fcvt_d_w: "f64.convert_i32_s", fcvt_d_wu: "f64.convert_i32_u" };

/** rm values whose operation may be inlined: RNE, and dynamic (the range is empty unless frm is RNE). */
const INLINED_MODES = new Set([0, 7]);

export interface FloatOperands {
  operand(field: RegisterField): void;
  integer(field: RegisterField): void;
  readonly rm: number;
  /** Pushes RANGE_SPAN or 0. */
  range(): void;
  /** Pushes the exact helper's result. */
  exact(): void;
}

/** Pushes the value of a floating-point call inline (as i64) and returns true, or does nothing and returns false. */
export function inlineFloat(c: FunctionWriter, value: Node, operands: FloatOperands): boolean {
  if (value.node !== "call") return false;
  const call: CallNode = value;
  const arithmetic = ARITHMETIC[call.helper];
  if ((arithmetic !== undefined || call.helper === "fsqrt_d") && INLINED_MODES.has(operands.rm)) {
    const result = c.scratch("f64", 0);
    pushDouble(c, operands, "rs1");
    if (arithmetic === undefined) c.op("f64.sqrt");
    else {
      pushDouble(c, operands, "rs2");
      c.op(arithmetic);
    }
    c.set(result).get(result).op("i64.reinterpret_f64").i64(1n).op("i64.shl").i64(RANGE_LOW).op("i64.sub");
    operands.range();
    c.op("i64.lt_u").if("i64");
    c.get(result).op("i64.reinterpret_f64").else();
    operands.exact();
    c.end();
    return true;
  }
  const comparison = COMPARISON[call.helper];
  if (comparison !== undefined) {
    const a = c.scratch("f64", 0);
    const b = c.scratch("f64", 1);
    pushDouble(c, operands, "rs1");
    c.set(a);
    pushDouble(c, operands, "rs2");
    c.set(b);
    // NaNs, and with them flags, are the helper's.
    c.get(a).get(a).op("f64.eq").get(b).get(b).op("f64.eq").op("i32.and").if("i64");
    c.get(a).get(b).op(comparison).op("i64.extend_i32_u").else();
    operands.exact();
    c.end();
    return true;
  }
  const conversion = CONVERSION[call.helper];
  if (conversion === undefined) return false;
  operands.integer("rs1");
  c.op("i32.wrap_i64").op(conversion).op("i64.reinterpret_f64");
  return true;
}

function pushDouble(c: FunctionWriter, operands: FloatOperands, field: RegisterField): void {
  operands.operand(field);
  c.op("f64.reinterpret_i64");
}
