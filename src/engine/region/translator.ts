// Translates one region to a WebAssembly function: registers in locals, steps counted by blocks, every exit exact.
// The function is given the hart and the block to start at. It comes back with PC, COUNT and all registers in memory;
// when COUNT is as before, it could not take a step, and the interpreter goes on.
import type { AccessBytes, Effect, Node, ValueType } from "../../isa/meaning.js";
import * as hart from "../../layout/hart.js";
import type { HelperImports } from "../helper-imports.js";
import { type CallNode, HART, type LoadNode } from "../lowering.js";
import type { FunctionWriter, Label } from "../wasm/function-writer.js";
import { type AccessRun, accessRuns } from "./access-runs.js";
import type { Block, Region } from "./block.js";
import { emitFlow, type Flow } from "./control-flow.js";
import { inlineCsr, type PlainCsrMask } from "./inline-csr.js";
import { inlineFloat, RANGE_SPAN } from "./inline-float.js";
import { RegionLowering } from "./region-lowering.js";
import type { File } from "./registers.js";
import { isFallible, loadIn } from "./value-queries.js";

/** Parameter: the block to start at; then the local that dispatches. */
const DISPATCH = 1;

/** Functions of hart.wasm that translated code itself calls. */
export const TRANSLATOR_HELPERS = ["loadSlow", "loadTranslated", "storeTranslated"];

/** Writes the body of a region's function. */
export function translateRegion(
  code: FunctionWriter,
  helper: HelperImports,
  region: Region,
  maskOf: PlainCsrMask,
): void {
  new Translator(code, helper, region, maskOf).generate();
}

class Translator extends RegionLowering {
  readonly #region: Region;
  readonly #maskOf: PlainCsrMask;
  readonly #target: number;
  readonly #loaded: number;
  readonly #floatRange: number;
  readonly #usesFloat: boolean;
  /** Leaves with: PC and COUNT from locals; PC from the local; both in memory already. */
  #exit: Label = { depth: 0 };
  #left: Label = { depth: 0 };
  #trapped: Label = { depth: 0 };
  /** A node that stands for the load of the current instruction, once it was done. */
  #loadDone: LoadNode | null = null;
  /** A run of accesses whose page the TLB has, while its instructions are lowered: at the host address in a local. */
  #run: AccessRun | null = null;
  readonly #runHost: number;
  /** FLOAT_DIRTY was set since the block began. */
  #dirtySet = false;

  constructor(code: FunctionWriter, helper: HelperImports, region: Region, maskOf: PlainCsrMask) {
    super(code, helper, region);
    this.#maskOf = maskOf;
    this.#region = region;
    this.#target = code.local("i64");
    this.#loaded = code.local("i64");
    this.#runHost = code.local("i32");
    this.#floatRange = code.local("i64");
    this.#usesFloat = region.blocks.some(({ instructions }) => instructions.some(({ row }) => row.float === true));
  }

  generate(): void {
    const c = this.code;
    this.#loadState();
    this.#trapped = c.block();
    this.#left = c.block();
    this.#exit = c.block();
    if (this.#usesFloat) this.#leaveWithoutFloat();
    emitFlow(c, this.#region, DISPATCH, (block, flow) => this.#emitBlock(block, flow));
    c.unreachable().end();
    c.get(HART).get(this.count).memory("i32.store", hart.COUNT);
    c.end();
    c.get(HART).get(this.#target).memory("i64.store", hart.PC);
    c.end();
    this.registers.spill(c);
  }

  #loadState(): void {
    const c = this.code;
    c.get(HART).memory("i32.load", hart.COUNT).set(this.count);
    c.get(HART).memory("i64.load", hart.FETCH_PAGE).set(this.page);
    c.get(HART).memory("i64.load", hart.PC).set(this.#target);
    c.get(HART).memory("i32.load", hart.DATA_CONTEXT).set(this.context);
    c.get(HART).memory("i64.load", hart.READ_GENERATION).set(this.readGeneration);
    c.get(HART).memory("i64.load", hart.WRITE_GENERATION).set(this.writeGeneration);
    this.registers.load(c);
    if (this.#usesFloat) this.#loadFloatRange();
  }

  /** A region with floating point does not start while FS is Off or frm is reserved: that is the interpreter's. */
  #leaveWithoutFloat(): void {
    for (const rm of [0, 7]) {
      this.code
        .get(HART)
        .memory("i32.load8_u", hart.FLOAT_MODE + rm)
        .i32(255)
        .op("i32.eq")
        .brIf(this.#exit);
    }
  }

  /** The range of results that may stay inexact without a look at the flags: empty unless NX is set and frm is RNE. */
  #loadFloatRange(): void {
    const c = this.code;
    c.get(HART)
      .memory("i32.load8_u", hart.FLOAT_MODE + 7)
      .op("i32.eqz");
    c.get(HART).memory("i32.load", hart.FFLAGS).i32(1).op("i32.and").op("i32.and").if("i64");
    c.i64(RANGE_SPAN).else().i64(0n).end().set(this.#floatRange);
  }

  #emitBlock(block: Block, flow: Flow): void {
    const c = this.code;
    const { instructions, terminator } = block;
    this.block = block;
    this.#dirtySet = false;
    const steps = flow.stepsFrom(block.index);
    if (steps !== null) {
      c.get(this.count).i32(steps).op("i32.lt_s").hint(false).if();
      this.#leaveTo(block.offset);
      c.end();
    }
    c.get(this.count).i32(instructions.length).op("i32.sub").set(this.count);
    let position = 0;
    for (const run of accessRuns(instructions)) {
      this.#emitInstructions(position, run.first, flow);
      this.#emitRun(run, flow);
      position = run.end;
    }
    this.#emitInstructions(position, instructions.length, flow);
    if (terminator === "none") this.#jump(block.end, flow);
    if (terminator === "stop") this.#leaveTo(block.end);
  }

  #emitInstructions(first: number, end: number, flow: Flow): void {
    for (let position = first; position < end; position++) {
      this.instruction = this.block.instructions[position]!;
      this.position = position;
      this.startInstruction();
      for (const effect of this.instruction.row.meaning) this.#lower(effect, flow);
    }
  }

  /** Twice: for a run within one page that the TLB has, where nothing can go wrong, and access by access. */
  #emitRun(run: AccessRun, flow: Flow): void {
    const c = this.code;
    const dirtyBefore = this.#dirtySet;
    c.get(this.registers.local("x", run.base));
    if (run.low !== 0) c.i64(BigInt(run.low)).op("i64.add");
    c.set(this.address);
    this.pushMatch(run.bytes, run.array);
    c.hint(true).if();
    this.pushHostAddress(run.array);
    c.set(this.#runHost);
    this.#run = run;
    this.#emitInstructions(run.first, run.end, flow);
    this.#run = null;
    this.#dirtySet = dirtyBefore;
    c.else();
    this.#emitInstructions(run.first, run.end, flow);
    c.end();
  }

  #lower(effect: Effect, flow: Flow): void {
    const c = this.code;
    const { operands, offset } = this.instruction;
    switch (effect.effect) {
      case "x":
      case "f":
        return this.#write(effect.effect, effect.value);
      case "let":
        this.push(effect.value);
        c.set(this.temporary(effect.id, effect.type));
        return;
      case "store":
        return this.lowerStore(effect);
      case "branch":
        this.push(effect.condition);
        c.if();
        this.#jump(offset + operands.imm, flow);
        c.end();
        return this.#jump(this.block.end, flow);
      case "jal":
        this.#link();
        return this.#jump(offset + operands.imm, flow);
      case "jalr":
        this.push(effect.target);
        c.set(this.#target);
        this.#link();
        for (const expected of this.block.successors) this.#jumpIfTarget(expected, flow);
        c.br(this.#exit);
        return;
      case "system":
        this.beforeHart();
        this.call(effect.helper, effect.args);
        c.br(this.#trapped);
        return;
    }
  }

  #link(): void {
    const { rd } = this.instruction.operands;
    if (rd === 0) return;
    this.pushNextPc();
    this.code.set(this.registers.local("x", rd));
  }

  /** A return that goes where it is expected to stays in the region. */
  #jumpIfTarget(block: number, flow: Flow): void {
    const c = this.code;
    c.get(this.#target);
    this.pushPcAt(this.#region.blocks[block]!.offset);
    c.op("i64.eq").if();
    flow.jump(block);
    c.end();
  }

  /** To an offset of the page: within the region, or out of it. */
  #jump(offset: number, flow: Flow): void {
    const block = this.#region.byOffset.get(offset);
    if (block === undefined || !flow.jump(block)) this.#leaveTo(offset);
  }

  #leaveTo(offset: number): void {
    this.pushPcAt(offset);
    this.code.set(this.#target).br(this.#exit);
  }

  #write(file: File, value: Node): void {
    const load = loadIn(value);
    if (load !== null) return this.#writeLoaded(file, value, load);
    const { operands, row } = this.instruction;
    const c = this.code;
    if (file === "f" || row.float === true) {
      const inlined = inlineFloat(c, value, {
        double: (field) => this.pushDouble(field),
        integer: (field) => this.pushX(field),
        rm: operands.rm,
        range: () => c.get(this.#floatRange),
        exact: () => this.#pushFloatHelper(value as CallNode),
      });
      if (inlined !== null) return this.#setDestination(file, inlined);
    }
    const inlined = inlineCsr(c, value, {
      word: this.instruction.word,
      maskOf: this.#maskOf,
      source: () => this.push((value as CallNode).args[1]!),
      otherwise: () => this.push(value),
    });
    if (!inlined) this.push(value);
    this.#setDestination(file);
    // A plain CSR changes nothing that asks for attention.
    if (!inlined && isFallible(value)) this.#leaveOnAttention();
  }

  /** Pops the value for rd. */
  #setDestination(file: File, type: ValueType = "i64"): void {
    const c = this.code;
    const { operands } = this.instruction;
    if (file === "x" && operands.rd === 0) c.set(this.value);
    else {
      const wanted = this.registers.typeOf(file, operands.rd);
      if (type !== wanted) c.op(wanted === "f64" ? "f64.reinterpret_i64" : "i64.reinterpret_f64");
      c.set(this.registers.local(file, operands.rd));
    }
    if (file === "f" && !this.#dirtySet) {
      c.get(HART).i32(1).memory("i32.store", hart.FLOAT_DIRTY);
      this.#dirtySet = true;
    }
  }

  protected override lowerStore(effect: Extract<Effect, { effect: "store" }>): void {
    if (this.#run === null) return super.lowerStore(effect);
    this.code.get(this.#runHost);
    this.push(effect.value);
    this.storeAt(effect.bytes, this.instruction.operands.imm - this.#run.low);
  }

  /** A value with a load in it: the rest is done on either way, since only the slow one must look at attention. */
  #writeLoaded(file: File, value: Node, load: LoadNode): void {
    const c = this.code;
    const dirtyBefore = this.#dirtySet;
    const finish = () => {
      this.#loadDone = load;
      this.#dirtySet = dirtyBefore;
      this.push(value);
      this.#setDestination(file);
    };
    if (this.#run !== null) {
      c.get(this.#runHost);
      this.loadAt(load, this.instruction.operands.imm - this.#run.low);
      c.set(this.#loaded);
      return finish();
    }
    this.push(load.address);
    c.set(this.address);
    this.pushMatch(load.bytes, "read");
    c.hint(true).if();
    this.pushFromMemory(load);
    if (file === "x" && value === load) {
      this.#setDestination("x");
      return this.#loadElsewhere(load);
    }
    c.set(this.#loaded);
    finish();
    c.else();
    this.beforeHart();
    c.get(HART).get(this.address).i32(load.bytes).call(this.callIndex("loadSlow"));
    this.#leaveOnTrap();
    this.extend(load);
    c.set(this.#loaded);
    finish();
    this.#leaveOnAttention();
    c.end();
  }

  /** The other way of a load into an x register. */
  #loadElsewhere({ bytes, signed }: LoadNode): void {
    const c = this.code;
    const { rd } = this.instruction.operands;
    c.else();
    c.get(HART).get(this.address).get(this.count).i32(this.describeAccess(bytes, signed));
    if (rd === 0) c.i64(0n);
    else c.get(this.registers.local("x", rd));
    c.call(this.callIndex("loadTranslated"));
    this.#setDestination("x");
    this.#leaveOnTrap();
    c.end();
  }

  protected override storeElsewhere(bytes: AccessBytes): void {
    const c = this.code;
    c.get(HART).get(this.address).get(this.value).get(this.count).i32(this.describeAccess(bytes, false));
    c.call(this.callIndex("storeTranslated"));
    this.#leaveOnTrap();
  }

  protected override pushLoad(node: LoadNode): void {
    if (node !== this.#loadDone) throw new Error("a load stands where the translator does not look for one");
    this.code.get(this.#loaded);
  }

  protected override pushCall(node: CallNode): void {
    if (node.fallible) this.beforeHart();
    this.call(node.helper, node.args);
    if (node.fallible) this.#leaveOnTrap();
    // A CSR or an exact helper may have changed the flags.
    if (this.#usesFloat) this.#loadFloatRange();
  }

  /** The helper's exact result, where the inline operation is not known to be exact. */
  #pushFloatHelper(node: CallNode): void {
    this.call(node.helper, node.args);
    this.#loadFloatRange();
  }

  #leaveOnTrap(): void {
    this.code.get(HART).memory("i32.load", hart.EXIT).hint(false).brIf(this.#trapped);
  }

  /** Hart code took the slice's steps away: leave behind this instruction. */
  #leaveOnAttention(): void {
    const c = this.code;
    c.get(HART).memory("i32.load", hart.COUNT);
    this.pushCountHere();
    c.op("i32.ne").if();
    this.pushNextPc();
    c.set(this.#target).br(this.#left);
    c.end();
  }
}
