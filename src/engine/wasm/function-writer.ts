// Writes the body of one function: locals, structured control flow with labels, memory and numeric instructions.
import type { ValueType } from "../../isa/meaning.js";
import { Bytes } from "./bytes.js";
import { MEMORY, NUMERIC, VALUE_TYPES, VECTOR } from "./opcodes.js";

const VOID = 0x40;

/** A block, loop or if that is open: what `br` names. */
export interface Label {
  readonly depth: number;
}

export class FunctionWriter {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
  readonly #code = new Bytes();
  readonly #locals: ValueType[] = [];
  readonly #scratch = new Map<string, number>();
  readonly #hints: { readonly at: number; readonly taken: boolean }[] = [];
  #depth = 0;

  constructor(parameters: readonly ValueType[], results: readonly ValueType[]) {
    this.parameters = parameters;
    this.results = results;
  }

  /** Declares a local and returns its index. */
  local(type: ValueType): number {
    this.#locals.push(type);
    return this.parameters.length + this.#locals.length - 1;
  }

  /** One of a few locals of a type that hold nothing for long. */
  scratch(type: ValueType, index: number): number {
    const key = `${type}${index}`;
    const known = this.#scratch.get(key);
    if (known !== undefined) return known;
    const local = this.local(type);
    this.#scratch.set(key, local);
    return local;
  }

  get(local: number): this {
    return this.#indexed(0x20, local);
  }

  set(local: number): this {
    return this.#indexed(0x21, local);
  }

  tee(local: number): this {
    return this.#indexed(0x22, local);
  }

  i32(value: number): this {
    this.#code.byte(0x41).signed(BigInt(value | 0));
    return this;
  }

  i64(value: bigint): this {
    this.#code.byte(0x42).signed(value);
    return this;
  }

  /** A numeric operator by its name. */
  op(name: string): this {
    const opcode = NUMERIC[name];
    if (opcode === undefined) throw new TypeError(`WebAssembly operator ${name} is not in the table`);
    this.#code.byte(opcode);
    return this;
  }

  /** A vector operator by its name. */
  vector(name: string): this {
    const row = VECTOR[name];
    if (row === undefined) throw new TypeError(`WebAssembly operator ${name} is not in the table`);
    const [opcode, ...immediates] = row;
    this.#code.byte(0xfd).unsigned(opcode);
    for (const byte of immediates) this.#code.byte(byte);
    return this;
  }

  /** A load or store; the address is on the stack (below the value), `offset` is added to it. */
  memory(name: string, offset = 0): this {
    const row = MEMORY[name];
    if (row === undefined) throw new TypeError(`WebAssembly memory instruction ${name} is not in the table`);
    // Guest accesses may be misaligned: alignment 0 promises nothing.
    this.#code.byte(row[0]).unsigned(0).unsigned(offset);
    return this;
  }

  call(index: number): this {
    return this.#indexed(0x10, index);
  }

  /** Calls the function in table 0 at the index on the stack. */
  callIndirect(type: number): this {
    this.#code.byte(0x11).unsigned(type).byte(0);
    return this;
  }

  block(): Label {
    return this.#open(0x02, VOID);
  }

  loop(): Label {
    return this.#open(0x03, VOID);
  }

  if(result?: ValueType): Label {
    return this.#open(0x04, result === undefined ? VOID : VALUE_TYPES[result]);
  }

  /** The `if` or `brIf` that follows is hardly ever taken, or nearly always. */
  hint(taken: boolean): this {
    this.#hints.push({ at: this.#code.length, taken });
    return this;
  }

  /** What `hint` was told, with offsets in the body as the proposal "branch hinting" counts them. */
  get hints(): readonly { readonly at: number; readonly taken: boolean }[] {
    const locals = this.#localDeclarations().length;
    return this.#hints.map(({ at, taken }) => ({ at: locals + at, taken }));
  }

  else(): this {
    this.#code.byte(0x05);
    return this;
  }

  end(): this {
    this.#depth--;
    this.#code.byte(0x0b);
    return this;
  }

  br(label: Label): this {
    return this.#indexed(0x0c, this.#depth - label.depth);
  }

  brIf(label: Label): this {
    return this.#indexed(0x0d, this.#depth - label.depth);
  }

  /** Branches by the i32 on the stack; the last label also serves every larger value. */
  brTable(labels: readonly Label[]): this {
    this.#code.byte(0x0e).unsigned(labels.length - 1);
    for (const label of labels) this.#code.unsigned(this.#depth - label.depth);
    return this;
  }

  return(): this {
    this.#code.byte(0x0f);
    return this;
  }

  unreachable(): this {
    this.#code.byte(0x00);
    return this;
  }

  /** The body as the code section holds it: size, locals, code. */
  body(): Uint8Array {
    const inner = this.#localDeclarations();
    inner.append(this.#code.view()).byte(0x0b);
    return new Bytes().unsigned(inner.length).append(inner.view()).view();
  }

  #localDeclarations(): Bytes {
    const declarations = new Bytes();
    const runs: { type: ValueType; count: number }[] = [];
    for (const type of this.#locals) {
      const last = runs.at(-1);
      if (last?.type === type) last.count++;
      else runs.push({ type, count: 1 });
    }
    declarations.unsigned(runs.length);
    for (const run of runs) declarations.unsigned(run.count).byte(VALUE_TYPES[run.type]);
    return declarations;
  }

  #indexed(opcode: number, index: number): this {
    this.#code.byte(opcode).unsigned(index);
    return this;
  }

  #open(opcode: number, type: number): Label {
    this.#code.byte(opcode).byte(type);
    this.#depth++;
    return { depth: this.#depth };
  }
}
