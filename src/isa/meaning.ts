// What an instruction does, as data: small typed trees that the engine lowers to WebAssembly (interpreter and
// translator alike) and that tests may evaluate. Operators carry WebAssembly's names, since that is the target.

/** The type of a node's value; booleans are i32. */
export type ValueType = "i32" | "i64" | "f32" | "f64";

/** A register field of the instruction word. */
export type RegisterField = "rs1" | "rs2" | "rs3";

/** Bytes moved by one memory access. */
export type AccessBytes = 1 | 2 | 4 | 8;

/** A value. `x`, `f`, `imm`, `pc` and `nextPc` are i64; `rm` is the resolved rounding mode as i32. */
export type Node =
  | { readonly node: "const"; readonly type: ValueType; readonly value: bigint }
  | { readonly node: "x"; readonly field: RegisterField }
  | { readonly node: "f"; readonly field: RegisterField }
  | { readonly node: "imm" }
  | { readonly node: "pc" }
  | { readonly node: "nextPc" }
  | { readonly node: "rm" }
  | { readonly node: "raw" }
  | { readonly node: "temp"; readonly id: number; readonly type: ValueType }
  | { readonly node: "op"; readonly op: OperatorName; readonly args: readonly Node[] }
  | {
      readonly node: "if";
      readonly type: ValueType;
      readonly condition: Node;
      readonly then: Node;
      readonly otherwise: Node;
    }
  | { readonly node: "load"; readonly bytes: AccessBytes; readonly signed: boolean; readonly address: Node }
  | {
      readonly node: "call";
      readonly helper: string;
      readonly type: ValueType;
      readonly fallible: boolean;
      readonly args: readonly Node[];
    };

/** An effect. `x` and `f` write rd (all 64 bits; a narrower float is NaN-boxed by whoever makes the value). */
export type Effect =
  | { readonly effect: "x"; readonly value: Node }
  | { readonly effect: "f"; readonly value: Node }
  | { readonly effect: "let"; readonly id: number; readonly type: ValueType; readonly value: Node }
  | { readonly effect: "store"; readonly bytes: AccessBytes; readonly address: Node; readonly value: Node }
  /** To pc + imm when the condition (i32) is not zero. */
  | { readonly effect: "branch"; readonly condition: Node }
  /** To pc + imm; rd gets nextPc first. */
  | { readonly effect: "jal" }
  /** To a computed target (bit 0 already clear); rd gets nextPc. */
  | { readonly effect: "jalr"; readonly target: Node }
  /** A helper without a result that may trap or change mode, interrupts or translation: the engine refetches. */
  | { readonly effect: "system"; readonly helper: string; readonly args: readonly Node[] };

/** The effects of an instruction, in order. */
export type Meaning = readonly Effect[];

/** WebAssembly operators used in meanings: arguments and result. */
const OPERATORS = {
  ...operators("i64", "add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr", 2, "i64"),
  ...operators("i32", "add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr", 2, "i32"),
  ...operators("i64", "eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u", 2, "i32"),
  ...operators("i32", "eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u", 2, "i32"),
  ...operators("i64", "clz ctz popcnt extend8_s extend16_s extend32_s", 1, "i64"),
  ...operators("i32", "clz ctz popcnt extend8_s extend16_s", 1, "i32"),
  ...operators("i64", "eqz", 1, "i32"),
  ...operators("i32", "eqz", 1, "i32"),
  "i64.extend_i32_s": { args: ["i32"], result: "i64" },
  "i64.extend_i32_u": { args: ["i32"], result: "i64" },
  "i32.wrap_i64": { args: ["i64"], result: "i32" },
} as const satisfies Record<string, { args: readonly ValueType[]; result: ValueType }>;

/** The name of an operator, as the WebAssembly specification spells it. */
export type OperatorName = `${ValueType}.${string}`;

function operators(type: ValueType, names: string, arity: number, result: ValueType) {
  const args: readonly ValueType[] = Array.from({ length: arity }, () => type);
  return Object.fromEntries(names.split(" ").map((name) => [`${type}.${name}`, { args, result }]));
}

/** The type of a node's value. */
export function typeOf(node: Node): ValueType {
  switch (node.node) {
    case "const":
    case "temp":
    case "if":
    case "call":
      return node.type;
    case "op":
      return (OPERATORS as Record<string, { result: ValueType }>)[node.op]!.result;
    case "rm":
    case "raw":
      return "i32";
    default:
      return "i64";
  }
}

export const rs1: Node = { node: "x", field: "rs1" };
export const rs2: Node = { node: "x", field: "rs2" };
export const f1: Node = { node: "f", field: "rs1" };
export const f2: Node = { node: "f", field: "rs2" };
export const f3: Node = { node: "f", field: "rs3" };
export const imm: Node = { node: "imm" };
export const pc: Node = { node: "pc" };
export const nextPc: Node = { node: "nextPc" };
/** The resolved rounding mode (0 to 4). Using it in a meaning makes a reserved mode an illegal instruction. */
export const rm: Node = { node: "rm" };
/** The instruction word (i32), for helpers that need its fields or report it in tval. */
export const raw: Node = { node: "raw" };

/** A 64-bit constant. */
export function i64(value: bigint | number): Node {
  return { node: "const", type: "i64", value: BigInt(value) };
}

/** A 32-bit constant. */
export function i32(value: number): Node {
  return { node: "const", type: "i32", value: BigInt(value) };
}

/** An operator applied; throws a TypeError when arity or types are wrong, so that a bad row fails at load. */
export function op(name: OperatorName, ...args: readonly Node[]): Node {
  const known = (OPERATORS as Record<string, { args: readonly ValueType[] }>)[name];
  if (known === undefined) throw new TypeError(`unknown operator ${name}`);
  const types = args.map(typeOf);
  if (types.join() !== known.args.join())
    throw new TypeError(`${name} takes (${known.args.join()}), not (${types.join()})`);
  return { node: "op", op: name, args };
}

/** A value chosen lazily: only the taken side is evaluated. */
export function choose(condition: Node, then: Node, otherwise: Node): Node {
  return { node: "if", type: typeOf(then), condition, then, otherwise };
}

/** A value read from memory, extended to 64 bits; may trap. */
export function load(bytes: AccessBytes, signed: boolean, address: Node): Node {
  return { node: "load", bytes, signed, address };
}

/** A function of hart.wasm that cannot trap; it gets the hart's base address before `args`. */
export function pure(helper: string, type: ValueType, ...args: readonly Node[]): Node {
  return { node: "call", helper, type, fallible: false, args };
}

/** A function of hart.wasm that may trap: on a trap its value is not used and rd stays as it was. */
export function fallible(helper: string, type: ValueType, ...args: readonly Node[]): Node {
  return { node: "call", helper, type, fallible: true, args };
}

/** rd = value. */
export function setX(value: Node): Effect {
  return { effect: "x", value };
}

/** f[rd] = raw 64 bits. */
export function setF(value: Node): Effect {
  return { effect: "f", value };
}

/** Memory at address = the low bytes of value; may trap. */
export function store(bytes: AccessBytes, address: Node, value: Node): Effect {
  return { effect: "store", bytes, address, value };
}

/** An effect of hart.wasm on mode, CSRs, translation or interrupts. */
export function system(helper: string, ...args: readonly Node[]): Effect {
  return { effect: "system", helper, args };
}

let temps = 0;

/** Binds a value to a name for use more than once: the binding goes before the effects that use it. */
export function bind(value: Node): { readonly binding: Effect; readonly value: Node } {
  const id = temps++;
  const type = typeOf(value);
  return { binding: { effect: "let", id, type, value }, value: { node: "temp", id, type } };
}
