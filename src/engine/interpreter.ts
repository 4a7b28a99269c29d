// Generates the interpreter: one function that runs a hart's slice over decoded records (src/layout/records.ts).
// Handlers are the lowered meanings of the instruction rows; slow paths are functions of hart.wasm. A record whose
// handler has the region bit leads into translated code (region/), which comes back with the pc in memory.
import { EXIT_LEAVE } from "../layout/exit.js";
import * as hart from "../layout/hart.js";
import * as record from "../layout/records.js";
import * as tlb from "../layout/tlb.js";
import { type ControlEffect, endsWithControl, HandlerLowering } from "./handler-lowering.js";
import type { Handler, HandlerTable } from "./handlers.js";
import { importHelpers } from "./helper-imports.js";
import { HART, PAGE_MASK } from "./lowering.js";
import { isRare, writeRareHandlers } from "./rare-handlers.js";
import { type Arrival, emitCountArrival, pushRegionSlot } from "./region-slots.js";
import { FunctionWriter, type Label } from "./wasm/function-writer.js";
import { ModuleWriter, type Signature } from "./wasm/module-writer.js";

/** A region: hart, and the block to start at. */
export const REGION_SIGNATURE: Signature = { parameters: ["i32", "i32"], results: [] };
const HOT_SIGNATURE: Signature = { parameters: ["i32", "i32"], results: [] };

/** Functions of hart.wasm that the interpreter itself calls. */
const OWN_HELPERS = ["resumeSlice", "fetchSlow", "fetchStraddle", "decodeAt", "illegalAtPc", "loadSlow", "storeSlow"];

/**
 * The interpreter module's bytes; `hartSignatures` are those of hart.wasm's exports, which it imports as needed.
 * `hotAt` arrivals at an instruction make it hot: the port engine.hot is told, once.
 */
export function makeInterpreter(
  table: HandlerTable,
  hartSignatures: ReadonlyMap<string, Signature>,
  hotAt: number,
): Uint8Array<ArrayBuffer> {
  const module = new ModuleWriter();
  const helper = importHelpers(module, new Set([...OWN_HELPERS, ...table.helpers]), hartSignatures);
  const hot = module.import("engine", "hot", HOT_SIGNATURE);
  module.importTable("engine", "regions");
  const rare = module.add(writeRareHandlers(helper, table));
  const code = new FunctionWriter(["i32"], ["i32"]);
  new Interpreter(code, helper, table, { hot, hotAt, region: module.typeIndex(REGION_SIGNATURE), rare }).generate();
  module.add(code, "run");
  return module.bytes();
}

interface RegionLinks {
  readonly hot: number;
  readonly hotAt: number;
  /** Type index of a region. */
  readonly region: number;
  /** Index of the function of rare handlers. */
  readonly rare: number;
}

class Interpreter extends HandlerLowering {
  readonly #table: HandlerTable;
  readonly #links: RegionLinks;
  readonly #pc: number;
  readonly #number: number;
  /** 0 until the slice's first instruction was found. */
  readonly #going: number;
  #refetch: Label = { depth: 0 };
  #jump: Label = { depth: 0 };
  #next: Label = { depth: 0 };

  constructor(code: FunctionWriter, helper: ReturnType<typeof importHelpers>, table: HandlerTable, links: RegionLinks) {
    super(code, helper, { op: code.local("i32"), count: code.local("i32") });
    this.#table = table;
    this.#links = links;
    this.#pc = code.local("i64");
    this.#number = code.local("i32");
    this.#going = code.local("i32");
  }

  generate(): void {
    const c = this.code;
    const leave = c.block();
    this.#refetch = c.loop();
    this.#checkExit(leave);
    c.get(HART).memory("i64.load", hart.PC).set(this.#pc);
    this.#jump = c.loop();
    this.#lookUpFetch();
    // Where a slice begins is chance: it makes nothing hot.
    c.get(this.#going).if();
    emitCountArrival(c, this.#arrival(), false);
    c.end().i32(1).set(this.#going);
    this.#next = c.loop();
    this.#checkBudget(leave);
    this.#dispatch();
    c.end().unreachable().end().unreachable().end().unreachable().end();
    c.i32(0);
  }

  /** Head of refetch: hart code or a region ran; see what it wants. */
  #checkExit(leave: Label): void {
    const c = this.code;
    c.get(HART).memory("i32.load", hart.EXIT).tee(this.entry).if();
    c.get(HART).i32(0).memory("i32.store", hart.EXIT);
    c.get(this.entry).i32(EXIT_LEAVE).op("i32.eq").if();
    c.i32(1).return().end().end();
    c.get(HART).memory("i32.load", hart.COUNT).tee(this.count).i32(0).op("i32.le_s").if();
    this.#resume(leave);
    c.end();
  }

  /** Steps are spent: there are more, or the slice has ended. */
  #resume(leave: Label): void {
    this.code.i32(0).set(this.#going);
    this.code.get(HART).call(this.callIndex("resumeSlice")).brIf(this.#refetch).br(leave);
  }

  /** From pc to the record: the execute TLB, or hart code. */
  #lookUpFetch(): void {
    const c = this.code;
    this.#pushFetchHit();
    c.if();
    this.#followFetchHit();
    c.else();
    c.get(HART).get(this.#pc).memory("i64.store", hart.PC);
    c.get(HART).get(this.count).memory("i32.store", hart.COUNT);
    // A fetch that traps takes a step, so there must be one left.
    c.get(this.count).i32(0).op("i32.le_s").brIf(this.#refetch);
    c.get(HART).call(this.callIndex("fetchSlow")).tee(this.op).op("i32.eqz").brIf(this.#refetch);
    c.end();
  }

  /** Pushes whether the execute TLB has the page of pc; its entry is then in the local. */
  #pushFetchHit(): void {
    const c = this.code;
    c.get(this.#pc).op("i32.wrap_i64").i32(8).op("i32.shr_u").i32(tlb.TLB_OFFSET_MASK).op("i32.and");
    c.get(HART).memory("i32.load", hart.FETCH_CONTEXT).op("i32.add").tee(this.entry);
    c.memory("i64.load", tlb.TLB_EXECUTE).get(this.#pc).i64(PAGE_MASK).op("i64.and");
    c.get(HART).memory("i64.load", hart.FETCH_GENERATION).op("i64.or").op("i64.eq");
  }

  #followFetchHit(): void {
    const c = this.code;
    c.get(HART).get(this.#pc).i64(PAGE_MASK).op("i64.and").memory("i64.store", hart.FETCH_PAGE);
    c.get(HART)
      .get(this.entry)
      .memory("i32.load", tlb.TLB_EXECUTE + tlb.TLB_VALUE)
      .tee(this.entry);
    c.memory("i32.store", hart.FETCH_RECORDS);
    c.get(this.entry).get(this.#pc).op("i32.wrap_i64").i32(0xffe).op("i32.and").i32(3).op("i32.shl");
    c.op("i32.add").set(this.op);
  }

  /** Head of every instruction: one step. */
  #checkBudget(leave: Label): void {
    const c = this.code;
    c.get(this.count).i32(0).op("i32.le_s").if();
    this.savePc();
    c.get(HART).get(this.count).memory("i32.store", hart.COUNT);
    this.#resume(leave);
    c.end();
  }

  #dispatch(): void {
    const c = this.code;
    c.get(this.op).memory("i32.load16_u", record.RECORD_HANDLER).set(this.#number);
    const again = c.loop();
    // In the order of the fixed handlers' numbers.
    const arms = [() => this.#undecoded(), () => this.#nextPage(), () => this.#straddle(), () => this.#illegal()];
    const numbers = arms.map((_, number) => number);
    const rare = arms.push(() => this.#rare()) - 1;
    for (const handler of this.#table.handlers) {
      numbers.push(isRare(handler) ? rare : arms.push(() => this.#common(handler)) - 1);
    }
    const region = c.block();
    const labels = arms.map(() => c.block()).reverse();
    c.get(this.#number).brTable([...numbers.map((arm) => labels[arm]!), region]);
    for (const arm of arms) {
      c.end();
      arm();
    }
    c.end();
    this.#region(again);
    c.end().unreachable();
  }

  /** Runs the region that starts here, and those it leads to; when one cannot take a step, it is interpreted after all. */
  #region(again: Label): void {
    const c = this.code;
    this.savePc();
    c.get(HART).get(this.count).memory("i32.store", hart.COUNT);
    const chain = c.loop();
    pushRegionSlot(c, this.#arrival());
    c.memory("i32.load").set(this.entry);
    c.get(HART).get(this.entry).i32(record.REGION_BLOCK_SHIFT).op("i32.shr_u");
    c.get(this.entry).i32(record.REGION_SLOT_MASK).op("i32.and").callIndirect(this.#links.region);
    const stuck = c.block();
    c.get(HART).memory("i32.load", hart.COUNT).get(this.count).op("i32.eq").brIf(stuck);
    c.get(HART).memory("i32.load", hart.EXIT).brIf(this.#refetch);
    c.get(HART).memory("i32.load", hart.COUNT).tee(this.count).i32(0).op("i32.le_s").brIf(this.#refetch);
    c.get(HART).memory("i64.load", hart.PC).set(this.#pc);
    this.#pushFetchHit();
    c.op("i32.eqz").brIf(this.#refetch);
    this.#followFetchHit();
    c.get(this.op).memory("i32.load16_u", record.RECORD_HANDLER).tee(this.#number);
    c.i32(record.HANDLER_REGION).op("i32.ge_u").brIf(chain);
    emitCountArrival(c, this.#arrival(), false);
    c.br(this.#next);
    c.end();
    c.get(this.#number)
      .i32(record.HANDLER_REGION - 1)
      .op("i32.and")
      .set(this.#number)
      .br(again);
    c.end();
  }

  #arrival(): Arrival {
    return { op: this.op, scratch: [this.entry, this.#number], hotAt: this.#links.hotAt, hot: this.#links.hot };
  }

  #undecoded(): void {
    const c = this.code;
    c.get(HART).get(this.op).call(this.callIndex("decodeAt")).br(this.#next);
  }

  /** The guard behind a page's last record: no instruction, only the way to the next page. */
  #nextPage(): void {
    this.pushPc();
    this.code.set(this.#pc).br(this.#jump);
  }

  #straddle(): void {
    const c = this.code;
    this.takeStep();
    this.beforeHart();
    c.get(HART).call(this.callIndex("fetchStraddle")).tee(this.op).op("i32.eqz").brIf(this.#refetch);
    c.get(this.count).i32(1).op("i32.add").set(this.count).br(this.#next);
  }

  #illegal(): void {
    this.takeStep();
    this.raiseIllegal();
  }

  #common(handler: Handler): void {
    this.lowerHandler(handler);
    if (!endsWithControl(handler)) this.#advance();
  }

  /** An instruction that the function of rare handlers runs. */
  #rare(): void {
    const c = this.code;
    c.get(HART).get(this.op).get(this.count).call(this.#links.rare).set(this.count);
    c.get(HART).memory("i32.load", hart.EXIT).brIf(this.#refetch);
    this.#advance();
  }

  protected override leave(): void {
    this.code.br(this.#refetch);
  }

  protected override lowerControl(effect: ControlEffect): void {
    const c = this.code;
    switch (effect.effect) {
      case "branch":
        this.push(effect.condition);
        c.if();
        this.#goRelative();
        c.else();
        this.#advance();
        c.end();
        c.unreachable();
        return;
      case "jal":
        this.pushDestination();
        this.pushNextPc();
        c.memory("i64.store");
        return this.#goRelative();
      case "jalr":
        this.push(effect.target);
        c.set(this.#pc);
        this.pushDestination();
        this.pushNextPc();
        c.memory("i64.store").br(this.#jump);
        return;
      case "system":
        this.beforeHart();
        this.call(effect.helper, effect.args);
        c.br(this.#refetch);
        return;
    }
  }

  #advance(): void {
    const c = this.code;
    c.get(this.op).get(this.op).memory("i32.load8_u", record.RECORD_LENGTH).op("i32.add").set(this.op);
    c.br(this.#next);
  }

  /** To pc + imm: within the page the record's imm moves the record address, else it moves the pc. */
  #goRelative(): void {
    const c = this.code;
    if (this.handler.near) {
      c.get(this.op).get(this.op).memory("i32.load", record.RECORD_IMM).op("i32.add").set(this.op);
      emitCountArrival(c, this.#arrival(), true);
      c.br(this.#next);
      return;
    }
    this.pushPc();
    c.get(this.op).memory("i64.load32_s", record.RECORD_IMM).op("i64.add").set(this.#pc).br(this.#jump);
  }
}
