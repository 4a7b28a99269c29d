// Evaluates meanings with BigInt, apart from the engine: a second reading of the operators for tests.
import { decode } from "../../src/isa/decode.js";
import type { Effect, Node } from "../../src/isa/meaning.js";

/** State that a meaning sees; x and f hold unsigned 64 bits. */
export interface Machine {
  readonly x: bigint[];
  readonly f: bigint[];
  pc: bigint;
  /** Bytes by address. */
  readonly memory: Map<bigint, number>;
  /** Calls of hart code, in order, with constant and evaluated arguments. */
  readonly calls: { readonly helper: string; readonly args: readonly bigint[] }[];
}

export function makeMachine(): Machine {
  return { x: new Array<bigint>(32).fill(0n), f: new Array<bigint>(32).fill(0n), pc: 0n, memory: new Map(), calls: [] };
}

/** Runs one instruction; hart code's functions return `result`. */
export function step(machine: Machine, word: number, result = 0n): void {
  const decoded = decode(word);
  if (decoded === undefined) throw new RangeError(`0x${(word >>> 0).toString(16)} is no instruction`);
  const { row, length, operands } = decoded;
  const nextPc = u64(machine.pc + BigInt(length));
  const temps = new Map<number, bigint>();
  let target = nextPc;

  const value = (node: Node): bigint => {
    switch (node.node) {
      case "const":
        return node.type === "i32" ? BigInt.asUintN(32, node.value) : u64(node.value);
      case "x":
        return machine.x[operands[node.field]]!;
      case "f":
        return machine.f[operands[node.field]]!;
      case "imm":
        return u64(BigInt(operands.imm));
      case "pc":
        return machine.pc;
      case "nextPc":
        return nextPc;
      case "rm":
        return BigInt(operands.rm);
      case "raw":
        return BigInt(length === 2 ? word & 0xffff : word >>> 0);
      case "temp":
        return temps.get(node.id)!;
      case "op":
        return operator(node.op, node.args.map(value));
      case "if":
        return value(value(node.condition) === 0n ? node.otherwise : node.then);
      case "load":
        return read(machine, value(node.address), node.bytes, node.signed);
      case "call":
        machine.calls.push({ helper: node.helper, args: node.args.map(value) });
        return result;
    }
  };
  const setX = (number: number, bits: bigint): void => {
    if (number !== 0) machine.x[number] = bits;
  };
  const apply = (effect: Effect): void => {
    switch (effect.effect) {
      case "x":
        return setX(operands.rd, value(effect.value));
      case "f":
        machine.f[operands.rd] = value(effect.value);
        return;
      case "let":
        temps.set(effect.id, value(effect.value));
        return;
      case "store":
        return write(machine, value(effect.address), effect.bytes, value(effect.value));
      case "branch":
        if (value(effect.condition) !== 0n) target = u64(machine.pc + BigInt(operands.imm));
        return;
      case "jal":
        setX(operands.rd, nextPc);
        target = u64(machine.pc + BigInt(operands.imm));
        return;
      case "jalr":
        target = value(effect.target);
        return setX(operands.rd, nextPc);
      case "system":
        machine.calls.push({ helper: effect.helper, args: effect.args.map(value) });
        return;
    }
  };
  row.meaning.forEach(apply);
  machine.pc = target;
}

function u64(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

function read(machine: Machine, address: bigint, bytes: number, signed: boolean): bigint {
  let bits = 0n;
  for (let i = bytes - 1; i >= 0; i--) bits = (bits << 8n) | BigInt(machine.memory.get(u64(address + BigInt(i))) ?? 0);
  return signed ? u64(BigInt.asIntN(8 * bytes, bits)) : bits;
}

function write(machine: Machine, address: bigint, bytes: number, value: bigint): void {
  for (let i = 0; i < bytes; i++)
    machine.memory.set(u64(address + BigInt(i)), Number((value >> BigInt(8 * i)) & 0xffn));
}

type Operation = (a: bigint, b: bigint, width: number) => bigint;

const signed = (value: bigint, width: number): bigint => BigInt.asIntN(width, value);

/** A signed comparison or division sees two's complement; WebAssembly traps on what it cannot divide. */
function overSigned(operation: (a: bigint, b: bigint) => bigint | boolean): Operation {
  return (a, b, width) => BigInt(operation(signed(a, width), signed(b, width)));
}

function overUnsigned(operation: (a: bigint, b: bigint) => bigint | boolean): Operation {
  return (a, b) => BigInt(operation(a, b));
}

function trapping(a: bigint, b: bigint, width: number): void {
  if (b === 0n) throw new RangeError("WebAssembly traps: division by zero");
  if (signed(b, width) === -1n && signed(a, width) === -(1n << BigInt(width - 1)))
    throw new RangeError("WebAssembly traps: overflow");
}

const OPERATIONS: { readonly [name: string]: Operation } = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  div_s: (a, b, width) => {
    trapping(a, b, width);
    return signed(a, width) / signed(b, width);
  },
  div_u: (a, b) => a / b,
  rem_s: overSigned((a, b) => a % b),
  rem_u: (a, b) => a % b,
  shl: (a, b, width) => a << (b % BigInt(width)),
  shr_u: (a, b, width) => a >> (b % BigInt(width)),
  shr_s: (a, b, width) => signed(a, width) >> (b % BigInt(width)),
  rotl: (a, b, width) => rotate(a, b % BigInt(width), BigInt(width)),
  rotr: (a, b, width) => rotate(a, BigInt(width) - (b % BigInt(width)), BigInt(width)),
  eq: overUnsigned((a, b) => a === b),
  ne: overUnsigned((a, b) => a !== b),
  lt_s: overSigned((a, b) => a < b),
  gt_s: overSigned((a, b) => a > b),
  le_s: overSigned((a, b) => a <= b),
  ge_s: overSigned((a, b) => a >= b),
  lt_u: overUnsigned((a, b) => a < b),
  gt_u: overUnsigned((a, b) => a > b),
  le_u: overUnsigned((a, b) => a <= b),
  ge_u: overUnsigned((a, b) => a >= b),
  eqz: overUnsigned((a) => a === 0n),
  clz: (a, _, width) => BigInt(`${binary(a, width)}1`.indexOf("1")),
  ctz: (a, _, width) => BigInt(a === 0n ? width : width - 1 - binary(a, width).lastIndexOf("1")),
  popcnt: (a, _, width) => BigInt(binary(a, width).replaceAll("0", "").length),
  extend8_s: (a) => signed(a, 8),
  extend16_s: (a) => signed(a, 16),
  extend32_s: (a) => signed(a, 32),
  extend_i32_s: (a) => signed(a, 32),
  extend_i32_u: (a) => a,
  wrap_i64: (a) => a,
};

/** Comparisons and eqz give an i32, whatever they compare. */
function operator(name: string, [a = 0n, b = 0n]: readonly bigint[]): bigint {
  const [type, operation] = name.split(".") as [string, string];
  const width = type === "i32" ? 32 : 64;
  return BigInt.asUintN(width, OPERATIONS[operation]!(a, b, width));
}

function rotate(a: bigint, left: bigint, width: bigint): bigint {
  return (a << left) | (a >> (width - left));
}

function binary(a: bigint, width: number): string {
  return a.toString(2).padStart(width, "0");
}
