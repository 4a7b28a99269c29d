// WebAssembly opcodes by name (WebAssembly core specification, "Instructions"); only what generated code uses.

/** Numeric operators. */
export const NUMERIC: Readonly<Record<string, number>> = {
  ...from(0x45, "i32", "eqz eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u"),
  ...from(0x50, "i64", "eqz eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u"),
  ...from(0x67, "i32", "clz ctz popcnt add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr"),
  ...from(0x79, "i64", "clz ctz popcnt add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr"),
  "i32.wrap_i64": 0xa7,
  "i64.extend_i32_s": 0xac,
  "i64.extend_i32_u": 0xad,
  ...from(0x61, "f64", "eq ne lt gt le ge"),
  ...from(0x99, "f64", "abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign"),
  "f64.convert_i32_s": 0xb7,
  "f64.convert_i32_u": 0xb8,
  "i64.reinterpret_f64": 0xbd,
  "f64.reinterpret_i64": 0xbf,
  ...from(0xc0, "i32", "extend8_s extend16_s"),
  ...from(0xc2, "i64", "extend8_s extend16_s extend32_s"),
};

/** Vector operators: the number behind prefix 0xfd, and immediate bytes. */
export const VECTOR: Readonly<Record<string, readonly [number, ...number[]]>> = {
  "f64x2.splat": [0x14],
  "f64x2.extract_lane 0": [0x21, 0],
  "f64x2.relaxed_madd": [0x107],
};

/** Loads and stores: opcode and log2 of the natural alignment. */
export const MEMORY: Readonly<Record<string, readonly [number, number]>> = {
  "i32.load": [0x28, 2],
  "i64.load": [0x29, 3],
  "i32.load8_u": [0x2d, 0],
  "i32.load16_u": [0x2f, 1],
  "i64.load8_s": [0x30, 0],
  "i64.load8_u": [0x31, 0],
  "i64.load16_s": [0x32, 1],
  "i64.load16_u": [0x33, 1],
  "i64.load32_s": [0x34, 2],
  "i64.load32_u": [0x35, 2],
  "i32.store": [0x36, 2],
  "i64.store": [0x37, 3],
  "f64.load": [0x2b, 3],
  "f64.store": [0x39, 3],
  "i64.store8": [0x3c, 0],
  "i64.store16": [0x3d, 1],
  "i64.store32": [0x3e, 2],
};

/** Value types as the binary format encodes them. */
export const VALUE_TYPES = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c } as const;

function from(first: number, type: string, names: string): Record<string, number> {
  return Object.fromEntries(names.split(" ").map((name, index) => [`${type}.${name}`, first + index]));
}
