// Generates the interpreter: one function that runs a hart's slice over decoded records (src/layout/records.ts).
// Handlers are the lowered meanings of the instruction rows; slow paths are functions of hart.wasm.
import type { Effect, Node, ValueType } from "../isa/meaning.js";
import { typeOf } from "../isa/meaning.js";
import { EXIT_LEAVE } from "../layout/exit.js";
import * as hart from "../layout/hart.js";
import * as record from "../layout/records.js";
import * as tlb from "../layout/tlb.js";
import { type Handler, type HandlerTable, isRelative } from "./handlers.js";
import { FunctionWriter, type Label } from "./wasm/function-writer.js";
import { ModuleWriter, type Signature } from "./wasm/module-writer.js";

const H = 0;
const PAGE_MASK = -4096n;
const LOAD = { 1: "i64.load8_u", 2: "i64.load16_u", 4: "i64.load32_u", 8: "i64.load" } as const;
const LOAD_SIGNED = { 1: "i64.load8_s", 2: "i64.load16_s", 4: "i64.load32_s", 8: "i64.load" } as const;
const STORE = { 1: "i64.store8", 2: "i64.store16", 4: "i64.store32", 8: "i64.store" } as const;
const EXTEND = { 1: "i64.extend8_s", 2: "i64.extend16_s", 4: "i64.extend32_s" } as const;

/** The interpreter module's bytes; `hartSignatures` are those of hart.wasm's exports, which it imports as needed. */
export function makeInterpreter(
  table: HandlerTable,
  hartSignatures: ReadonlyMap<string, Signature>,
): Uint8Array<ArrayBuffer> {
  return new Interpreter(table, hartSignatures).bytes();
}

class Interpreter {
  readonly #table: HandlerTable;
  readonly #module = new ModuleWriter();
  readonly #helpers = new Map<string, { readonly index: number; readonly signature: Signature }>();
  readonly #code = new FunctionWriter(["i32"], ["i32"]);
  readonly #count = this.#code.local("i32");
  readonly #op = this.#code.local("i32");
  readonly #pc = this.#code.local("i64");
  readonly #address = this.#code.local("i64");
  readonly #entry = this.#code.local("i32");
  readonly #value = this.#code.local("i64");
  readonly #pool: Record<ValueType, number[]> = { i32: [], i64: [], f32: [], f64: [] };
  #temps = new Map<number, number>();
  #used: Record<ValueType, number> = { i32: 0, i64: 0, f32: 0, f64: 0 };
  #refetch: Label = { depth: 0 };
  #jump: Label = { depth: 0 };
  #next: Label = { depth: 0 };
  #handler!: Handler;

  constructor(table: HandlerTable, hartSignatures: ReadonlyMap<string, Signature>) {
    this.#table = table;
    for (const name of helperNames(table)) {
      const signature = hartSignatures.get(name);
      if (signature === undefined)
        throw new TypeError(`hart.wasm exports no ${name}, which a meaning or the engine calls`);
      this.#helpers.set(name, { index: this.#module.import("hart", name, signature), signature });
    }
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const c = this.#code;
    const leave = c.block();
    this.#refetch = c.loop();
    this.#checkExit(leave);
    c.get(H).memory("i64.load", hart.PC).set(this.#pc);
    this.#jump = c.loop();
    this.#lookUpFetch();
    this.#next = c.loop();
    this.#checkBudget(leave);
    this.#dispatch();
    c.end().unreachable().end().unreachable().end().unreachable().end();
    c.i32(0);
    this.#module.add(c, "run");
    return this.#module.bytes();
  }

  /** Head of refetch: hart code ran; see what it wants. */
  #checkExit(leave: Label): void {
    const c = this.#code;
    c.get(H).memory("i32.load", hart.EXIT).set(this.#entry);
    c.get(H).i32(0).memory("i32.store", hart.EXIT);
    c.get(this.#entry).i32(EXIT_LEAVE).op("i32.eq").if();
    c.i32(1).return().end();
    c.get(H).memory("i32.load", hart.COUNT).tee(this.#count).i32(0).op("i32.le_s").if();
    c.get(H).call(this.#index("resumeSlice")).brIf(this.#refetch).br(leave);
    c.end();
  }

  /** From pc to the record: the execute TLB, or hart code. */
  #lookUpFetch(): void {
    const c = this.#code;
    this.#tlbEntry(this.#pc, hart.FETCH_CONTEXT, tlb.TLB_EXECUTE);
    c.get(this.#entry).memory("i64.load").get(this.#pc).i64(PAGE_MASK).op("i64.and");
    c.get(H).memory("i64.load", hart.FETCH_GENERATION).op("i64.or").op("i64.eq").if();
    c.get(H).get(this.#pc).i64(PAGE_MASK).op("i64.and").memory("i64.store", hart.FETCH_PAGE);
    c.get(H)
      .get(this.#entry)
      .memory("i32.load", tlb.TLB_VALUE)
      .tee(this.#entry)
      .memory("i32.store", hart.FETCH_RECORDS);
    c.get(this.#entry)
      .get(this.#pc)
      .op("i32.wrap_i64")
      .i32(0xffe)
      .op("i32.and")
      .i32(3)
      .op("i32.shl")
      .op("i32.add")
      .set(this.#op);
    c.else();
    c.get(H).get(this.#pc).memory("i64.store", hart.PC);
    c.get(H).get(this.#count).memory("i32.store", hart.COUNT);
    // A fetch that traps takes a step, so there must be one left.
    c.get(this.#count).i32(0).op("i32.le_s").brIf(this.#refetch);
    c.get(H).call(this.#index("fetchSlow")).tee(this.#op).op("i32.eqz").brIf(this.#refetch);
    c.end();
  }

  /** Head of every instruction: one step. */
  #checkBudget(leave: Label): void {
    const c = this.#code;
    c.get(this.#count).i32(0).op("i32.le_s").if();
    this.#savePc();
    c.get(H).get(this.#count).memory("i32.store", hart.COUNT);
    c.get(H).call(this.#index("resumeSlice")).brIf(this.#refetch).br(leave);
    c.end();
    c.get(this.#count).i32(1).op("i32.sub").set(this.#count);
  }

  #dispatch(): void {
    const c = this.#code;
    const total = record.HANDLER_ILLEGAL + 1 + this.#table.handlers.length;
    const labels: Label[] = [];
    for (let i = 0; i < total; i++) labels.unshift(c.block());
    c.get(this.#op).memory("i32.load16_u", record.RECORD_HANDLER).brTable(labels);
    const fixed = [() => this.#undecoded(), () => this.#nextPage(), () => this.#straddle(), () => this.#illegal()];
    for (let i = 0; i < total; i++) {
      c.end();
      const make = fixed[i];
      if (make !== undefined) make();
      else this.#lowerHandler(this.#table.handlers[i - fixed.length]!);
    }
  }

  #undecoded(): void {
    const c = this.#code;
    c.get(H).get(this.#op).call(this.#index("decodeAt"));
    this.#giveBackStep();
    c.br(this.#next);
  }

  /** The guard behind a page's last record: no instruction, only the way to the next page. */
  #nextPage(): void {
    this.#giveBackStep();
    this.#pushPc();
    this.#code.set(this.#pc).br(this.#jump);
  }

  #straddle(): void {
    const c = this.#code;
    this.#beforeHart();
    c.get(H).call(this.#index("fetchStraddle")).tee(this.#op).op("i32.eqz").brIf(this.#refetch);
    this.#giveBackStep();
    c.br(this.#next);
  }

  #illegal(): void {
    this.#beforeHart();
    this.#code.get(H).call(this.#index("illegalAtPc")).br(this.#refetch);
  }

  #giveBackStep(): void {
    this.#code.get(this.#count).i32(1).op("i32.add").set(this.#count);
  }

  #lowerHandler(handler: Handler): void {
    const c = this.#code;
    this.#handler = handler;
    this.#temps = new Map();
    this.#used = { i32: 0, i64: 0, f32: 0, f64: 0 };
    if (handler.float) {
      this.#pushRoundingMode();
      c.i32(255).op("i32.eq").if();
      this.#illegal();
      c.end();
    }
    for (const effect of handler.meaning) this.#lower(effect);
    const last = handler.meaning.at(-1);
    if (last === undefined || !(isRelative(last) || last.effect === "jalr" || last.effect === "system"))
      this.#advance();
  }

  #lower(effect: Effect): void {
    const c = this.#code;
    switch (effect.effect) {
      case "x":
        // The value may trap, and then rd stays: it is computed before the destination is touched.
        this.#push(effect.value);
        c.set(this.#value);
        this.#pushDestination();
        c.get(this.#value).memory("i64.store");
        return;
      case "f":
        this.#push(effect.value);
        c.set(this.#value);
        this.#pushDestination();
        c.get(this.#value).memory("i64.store");
        c.get(H).i32(1).memory("i32.store", hart.FLOAT_DIRTY);
        return;
      case "let":
        this.#push(effect.value);
        c.set(this.#tempLocal(effect.id, effect.type));
        return;
      case "store":
        return this.#store(effect.bytes, effect.address, effect.value);
      case "branch":
        this.#push(effect.condition);
        c.if();
        this.#goRelative();
        c.else();
        this.#advance();
        c.end();
        c.unreachable();
        return;
      case "jal":
        this.#pushDestination();
        this.#pushNextPc();
        c.memory("i64.store");
        return this.#goRelative();
      case "jalr":
        this.#push(effect.target);
        c.set(this.#pc);
        this.#pushDestination();
        this.#pushNextPc();
        c.memory("i64.store").br(this.#jump);
        return;
      case "system":
        this.#beforeHart();
        this.#call(effect.helper, effect.args);
        c.br(this.#refetch);
        return;
    }
  }

  #push(node: Node): void {
    const c = this.#code;
    switch (node.node) {
      case "const":
        if (node.type === "i32") c.i32(Number(BigInt.asIntN(32, node.value)));
        else c.i64(node.value);
        return;
      case "x":
        this.#pushRegister(node.field === "rs1" ? record.RECORD_RS1 : record.RECORD_RS2);
        c.memory("i64.load");
        return;
      case "f":
        if (node.field === "rs3") {
          c.get(H).get(this.#op).memory("i32.load8_u", record.RECORD_RS3).i32(31).op("i32.and").i32(3).op("i32.shl");
          c.op("i32.add").memory("i64.load", hart.F);
        } else {
          this.#pushRegister(node.field === "rs1" ? record.RECORD_RS1 : record.RECORD_RS2);
          c.memory("i64.load");
        }
        return;
      case "imm":
        if (this.#handler.operands.raw)
          c.get(this.#op).memory("i32.load16_u", record.RECORD_SMALL_IMM).op("i64.extend_i32_u");
        else c.get(this.#op).memory("i64.load32_s", record.RECORD_IMM);
        return;
      case "raw":
        c.get(this.#op).memory("i32.load", record.RECORD_IMM);
        return;
      case "pc":
        return this.#pushPc();
      case "nextPc":
        return this.#pushNextPc();
      case "rm":
        return this.#pushRoundingMode();
      case "temp":
        c.get(this.#tempLocal(node.id, node.type));
        return;
      case "op":
        for (const arg of node.args) this.#push(arg);
        c.op(node.op);
        return;
      case "if":
        this.#push(node.condition);
        c.if(node.type);
        this.#push(node.then);
        c.else();
        this.#push(node.otherwise);
        c.end();
        return;
      case "load":
        return this.#load(node);
      case "call":
        if (node.fallible) this.#beforeHart();
        this.#call(node.helper, node.args);
        if (node.fallible) this.#afterHart();
        return;
    }
  }

  #load(node: Extract<Node, { node: "load" }>): void {
    const c = this.#code;
    this.#push(node.address);
    c.set(this.#address);
    this.#matchData(node.bytes, tlb.TLB_READ, hart.READ_GENERATION);
    c.if("i64");
    this.#pushHostAddress();
    c.memory(node.signed ? LOAD_SIGNED[node.bytes] : LOAD[node.bytes]);
    c.else();
    this.#beforeHart();
    c.get(H).get(this.#address).i32(node.bytes).call(this.#index("loadSlow"));
    this.#afterHart();
    if (node.signed && node.bytes !== 8) c.op(EXTEND[node.bytes]);
    c.end();
  }

  #store(bytes: 1 | 2 | 4 | 8, address: Node, value: Node): void {
    const c = this.#code;
    this.#push(address);
    c.set(this.#address);
    this.#push(value);
    c.set(this.#value);
    this.#matchData(bytes, tlb.TLB_WRITE, hart.WRITE_GENERATION);
    c.if();
    this.#pushHostAddress();
    c.get(this.#value).memory(STORE[bytes]);
    c.else();
    this.#beforeHart();
    c.get(H).get(this.#address).get(this.#value).i32(bytes).call(this.#index("storeSlow"));
    this.#afterHart();
    c.end();
  }

  /** Pushes whether the TLB answers for `bytes` bytes at the address local; a page-crossing access never matches. */
  #matchData(bytes: number, array: number, generation: number): void {
    const c = this.#code;
    this.#tlbEntry(this.#address, hart.DATA_CONTEXT, array);
    c.get(this.#address);
    if (bytes > 1) c.i64(BigInt(bytes - 1)).op("i64.add");
    c.i64(PAGE_MASK).op("i64.and").get(H).memory("i64.load", generation).op("i64.or");
    c.get(this.#entry).memory("i64.load").op("i64.eq");
  }

  /** Sets the entry local to the TLB entry of an address. */
  #tlbEntry(address: number, context: number, array: number): void {
    const c = this.#code;
    c.get(address).op("i32.wrap_i64").i32(8).op("i32.shr_u").i32(tlb.TLB_OFFSET_MASK).op("i32.and");
    c.get(H).memory("i32.load", context).op("i32.add");
    if (array > 0) c.i32(array).op("i32.add");
    c.set(this.#entry);
  }

  #pushHostAddress(): void {
    this.#code.get(this.#address).op("i32.wrap_i64").get(this.#entry).memory("i32.load", tlb.TLB_VALUE).op("i32.add");
  }

  /** Pushes the arguments and calls a helper with the hart first. */
  #call(helper: string, args: readonly Node[]): void {
    const { index, signature } = this.#helpers.get(helper)!;
    const types = ["i32", ...args.map(typeOf)];
    if (types.join() !== signature.parameters.join()) {
      throw new TypeError(`${helper} takes (${signature.parameters.join()}), a meaning gives (${types.join()})`);
    }
    this.#code.get(H);
    for (const arg of args) this.#push(arg);
    this.#code.call(index);
  }

  #index(helper: string): number {
    return this.#helpers.get(helper)!.index;
  }

  /** Before hart code that may trap: it must find PC and COUNT. */
  #beforeHart(): void {
    this.#savePc();
    this.#code.get(H).get(this.#count).memory("i32.store", hart.COUNT);
  }

  /** After hart code that may have trapped: COUNT may have changed, EXIT tells the rest. The value stays on the stack. */
  #afterHart(): void {
    const c = this.#code;
    c.get(H).memory("i32.load", hart.COUNT).set(this.#count);
    c.get(H).memory("i32.load", hart.EXIT).brIf(this.#refetch);
  }

  #savePc(): void {
    this.#code.get(H);
    this.#pushPc();
    this.#code.memory("i64.store", hart.PC);
  }

  #pushPc(): void {
    const c = this.#code;
    c.get(H).memory("i64.load", hart.FETCH_PAGE);
    c.get(this.#op).get(H).memory("i32.load", hart.FETCH_RECORDS).op("i32.sub").i32(3).op("i32.shr_u");
    c.op("i64.extend_i32_u").op("i64.add");
  }

  #pushNextPc(): void {
    const c = this.#code;
    this.#pushPc();
    c.get(this.#op)
      .memory("i32.load8_u", record.RECORD_LENGTH)
      .i32(3)
      .op("i32.shr_u")
      .op("i64.extend_i32_u")
      .op("i64.add");
  }

  #advance(): void {
    const c = this.#code;
    c.get(this.#op).get(this.#op).memory("i32.load8_u", record.RECORD_LENGTH).op("i32.add").set(this.#op);
    c.br(this.#next);
  }

  /** To pc + imm: within the page the record's imm moves the record address, else it moves the pc. */
  #goRelative(): void {
    const c = this.#code;
    if (this.#handler.near) {
      c.get(this.#op).get(this.#op).memory("i32.load", record.RECORD_IMM).op("i32.add").set(this.#op).br(this.#next);
      return;
    }
    this.#pushPc();
    c.get(this.#op).memory("i64.load32_s", record.RECORD_IMM).op("i64.add").set(this.#pc).br(this.#jump);
  }

  #pushDestination(): void {
    this.#pushRegister(record.RECORD_RD);
  }

  #pushRegister(field: number): void {
    this.#code.get(H).get(this.#op).memory("i32.load16_u", field).op("i32.add");
  }

  /** 0 to 4, or 255 where the instruction is illegal. */
  #pushRoundingMode(): void {
    const c = this.#code;
    c.get(H).get(this.#op).memory("i32.load8_u", record.RECORD_RS3).i32(5).op("i32.shr_u").op("i32.add");
    c.memory("i32.load8_u", hart.FLOAT_MODE);
  }

  #tempLocal(id: number, type: ValueType): number {
    const known = this.#temps.get(id);
    if (known !== undefined) return known;
    const pool = this.#pool[type];
    const index = this.#used[type]++;
    const local = pool[index] ?? this.#code.local(type);
    pool[index] = local;
    this.#temps.set(id, local);
    return local;
  }
}

/** Functions of hart.wasm that the engine itself calls. */
const ENGINE_HELPERS = [
  "resumeSlice",
  "fetchSlow",
  "fetchStraddle",
  "decodeAt",
  "illegalAtPc",
  "loadSlow",
  "storeSlow",
];

function helperNames(table: HandlerTable): ReadonlySet<string> {
  return new Set([...ENGINE_HELPERS, ...table.helpers]);
}
