// Lowers meanings to WebAssembly. What differs between the interpreter and the translator (where operands, the pc and
// the step count live, and how control goes on) is left to them.
import type { AccessBytes, Effect, Node, RegisterField, ValueType } from "../isa/meaning.js";
import { typeOf } from "../isa/meaning.js";
import * as tlb from "../layout/tlb.js";
import type { HelperImport, HelperImports } from "./helper-imports.js";
import type { FunctionWriter } from "./wasm/function-writer.js";

/** Local that holds the hart's base address. */
export const HART = 0;
export const PAGE_MASK = -4096n;

const LOAD = { 1: "i64.load8_u", 2: "i64.load16_u", 4: "i64.load32_u", 8: "i64.load" } as const;
const LOAD_SIGNED = { 1: "i64.load8_s", 2: "i64.load16_s", 4: "i64.load32_s", 8: "i64.load" } as const;
const STORE = { 1: "i64.store8", 2: "i64.store16", 4: "i64.store32", 8: "i64.store" } as const;
const EXTEND = { 1: "i64.extend8_s", 2: "i64.extend16_s", 4: "i64.extend32_s" } as const;

export type LoadNode = Extract<Node, { node: "load" }>;
export type CallNode = Extract<Node, { node: "call" }>;

export abstract class Lowering {
  protected readonly code: FunctionWriter;
  protected readonly helper: HelperImports;
  /** Scratch for one memory access: virtual address, TLB entry, value. */
  protected readonly address: number;
  protected readonly entry: number;
  protected readonly value: number;
  readonly #pool: Record<ValueType, number[]> = { i32: [], i64: [], f32: [], f64: [] };
  #temps = new Map<number, number>();
  #used: Record<ValueType, number> = { i32: 0, i64: 0, f32: 0, f64: 0 };

  constructor(code: FunctionWriter, helper: HelperImports) {
    this.code = code;
    this.helper = helper;
    this.address = code.local("i64");
    this.entry = code.local("i32");
    this.value = code.local("i64");
  }

  protected abstract pushX(field: RegisterField): void;
  protected abstract pushF(field: RegisterField): void;
  protected abstract pushImm(): void;
  protected abstract pushRaw(): void;
  protected abstract pushPc(): void;
  protected abstract pushNextPc(): void;
  protected abstract pushRoundingMode(): void;
  protected abstract pushLoad(node: LoadNode): void;
  protected abstract pushCall(node: CallNode): void;
  /** Pushes the base address of the data context's arrays. */
  protected abstract pushDataContext(): void;
  /** Pushes the generation bits of the context's read or write tags. */
  protected abstract pushGeneration(array: "read" | "write"): void;

  /** Before hart code that may trap: it must find PC and COUNT. */
  protected abstract beforeHart(): void;
  /** Stores the value local to the address local by hart code, which may trap. */
  protected abstract storeElsewhere(bytes: AccessBytes): void;

  /** A store: to the page that the TLB knows, or by hart code. */
  protected lowerStore({ bytes, address, value }: Extract<Effect, { effect: "store" }>): void {
    const c = this.code;
    this.push(address);
    c.set(this.address);
    this.push(value);
    c.set(this.value);
    this.pushMatch(bytes, "write");
    c.hint(true).if();
    this.storeToMemory(bytes);
    c.else();
    this.storeElsewhere(bytes);
    c.end();
  }

  /** Forgets the temporaries of the last instruction. */
  protected startInstruction(): void {
    this.#temps = new Map();
    this.#used = { i32: 0, i64: 0, f32: 0, f64: 0 };
  }

  /** Pushes a value. */
  protected push(node: Node): void {
    const c = this.code;
    switch (node.node) {
      case "const":
        if (node.type === "i32") c.i32(Number(BigInt.asIntN(32, node.value)));
        else c.i64(node.value);
        return;
      case "x":
        return this.pushX(node.field);
      case "f":
        return this.pushF(node.field);
      case "imm":
        return this.pushImm();
      case "raw":
        return this.pushRaw();
      case "pc":
        return this.pushPc();
      case "nextPc":
        return this.pushNextPc();
      case "rm":
        return this.pushRoundingMode();
      case "temp":
        c.get(this.temporary(node.id, node.type));
        return;
      case "op":
        for (const arg of node.args) this.push(arg);
        c.op(node.op);
        return;
      case "if":
        this.push(node.condition);
        c.if(node.type);
        this.push(node.then);
        c.else();
        this.push(node.otherwise);
        c.end();
        return;
      case "load":
        return this.pushLoad(node);
      case "call":
        return this.pushCall(node);
    }
  }

  /** The local of a temporary of the current instruction. */
  protected temporary(id: number, type: ValueType): number {
    const known = this.#temps.get(id);
    if (known !== undefined) return known;
    const pool = this.#pool[type];
    const index = this.#used[type]++;
    const local = pool[index] ?? this.code.local(type);
    pool[index] = local;
    this.#temps.set(id, local);
    return local;
  }

  /** Pushes the hart and the arguments, and calls a helper. */
  protected call(name: string, args: readonly Node[]): void {
    const { index, signature } = this.helper(name);
    const types = ["i32", ...args.map(typeOf)];
    if (types.join() !== signature.parameters.join()) {
      throw new TypeError(`${name} takes (${signature.parameters.join()}), a meaning gives (${types.join()})`);
    }
    this.code.get(HART);
    for (const arg of args) this.push(arg);
    this.code.call(index);
  }

  protected callIndex(name: string): number {
    return (this.helper(name) satisfies HelperImport).index;
  }

  /** Pushes whether the TLB answers for `bytes` bytes at the address local; a page-crossing access never matches. */
  protected pushMatch(bytes: number, array: "read" | "write"): void {
    const c = this.code;
    c.get(this.address).op("i32.wrap_i64").i32(8).op("i32.shr_u").i32(tlb.TLB_OFFSET_MASK).op("i32.and");
    this.pushDataContext();
    c.op("i32.add")
      .tee(this.entry)
      .memory("i64.load", array === "read" ? tlb.TLB_READ : tlb.TLB_WRITE);
    c.get(this.address);
    if (bytes > 1) c.i64(BigInt(bytes - 1)).op("i64.add");
    c.i64(PAGE_MASK).op("i64.and");
    this.pushGeneration(array);
    c.op("i64.or").op("i64.eq");
  }

  /** Pushes what the matched page's memory holds at the address. */
  protected pushFromMemory(node: LoadNode): void {
    this.pushHostAddress("read");
    this.loadAt(node);
  }

  /** Stores the value local to the matched page's memory. */
  protected storeToMemory(bytes: AccessBytes): void {
    this.pushHostAddress("write");
    this.code.get(this.value);
    this.storeAt(bytes);
  }

  /** Loads from the host address on the stack. */
  protected loadAt({ bytes, signed }: LoadNode, offset = 0): void {
    this.code.memory(signed ? LOAD_SIGNED[bytes] : LOAD[bytes], offset);
  }

  /** Stores the value on the stack to the host address below it. */
  protected storeAt(bytes: AccessBytes, offset = 0): void {
    this.code.memory(STORE[bytes], offset);
  }

  /** Sign-extends what loadSlow returned, which is zero-extended. */
  protected extend({ bytes, signed }: LoadNode): void {
    if (signed && bytes !== 8) this.code.op(EXTEND[bytes]);
  }

  /** Pushes where the matched page's memory holds the address. */
  protected pushHostAddress(array: "read" | "write"): void {
    this.code
      .get(this.address)
      .op("i32.wrap_i64")
      .get(this.entry)
      .memory("i32.load", (array === "read" ? tlb.TLB_READ : tlb.TLB_WRITE) + tlb.TLB_VALUE)
      .op("i32.add");
  }
}
