// Lowers one handler: operands come from the decoded record, registers lie in the hart's block.
import type { AccessBytes, Effect, RegisterField } from "../isa/meaning.js";
import * as hart from "../layout/hart.js";
import * as record from "../layout/records.js";
import type { Handler } from "./handlers.js";
import type { HelperImports } from "./helper-imports.js";
import { type CallNode, HART, type LoadNode, Lowering } from "./lowering.js";
import type { FunctionWriter } from "./wasm/function-writer.js";

/** Effects that say where to go on. */
export type ControlEffect = Extract<Effect, { effect: "branch" | "jal" | "jalr" | "system" }>;

/** Locals: the address of the record, and the steps left. */
export interface HandlerLocals {
  readonly op: number;
  readonly count: number;
}

/** True when a handler's last effect says where to go on. */
export function endsWithControl({ meaning }: Handler): boolean {
  const last = meaning.at(-1);
  return last !== undefined && isControl(last);
}

function isControl(effect: Effect): effect is ControlEffect {
  return !["x", "f", "let", "store"].includes(effect.effect);
}

export abstract class HandlerLowering extends Lowering {
  protected readonly op: number;
  protected readonly count: number;
  protected handler!: Handler;

  constructor(code: FunctionWriter, helper: HelperImports, { op, count }: HandlerLocals) {
    super(code, helper);
    this.op = op;
    this.count = count;
  }

  /** Branches to where EXIT, PC and COUNT in memory are followed. */
  protected abstract leave(): void;
  protected abstract lowerControl(effect: ControlEffect): void;

  /** One instruction; control falls out of it unless its last effect says where to go on. */
  protected lowerHandler(handler: Handler): void {
    const c = this.code;
    this.handler = handler;
    this.startInstruction();
    this.takeStep();
    if (handler.float) {
      this.pushRoundingMode();
      c.i32(255).op("i32.eq").if();
      this.raiseIllegal();
      c.end();
    }
    for (const effect of handler.meaning) {
      if (isControl(effect)) this.lowerControl(effect);
      else this.#lower(effect);
    }
  }

  #lower(effect: Exclude<Effect, ControlEffect>): void {
    const c = this.code;
    switch (effect.effect) {
      case "x":
      case "f":
        // The value may trap, and then rd stays: it is computed before the destination is touched.
        this.push(effect.value);
        c.set(this.value);
        this.pushDestination();
        c.get(this.value).memory("i64.store");
        if (effect.effect === "f") c.get(HART).i32(1).memory("i32.store", hart.FLOAT_DIRTY);
        return;
      case "let":
        this.push(effect.value);
        c.set(this.temporary(effect.id, effect.type));
        return;
      case "store":
        return this.lowerStore(effect);
    }
  }

  protected takeStep(): void {
    this.code.get(this.count).i32(1).op("i32.sub").set(this.count);
  }

  protected raiseIllegal(): void {
    this.beforeHart();
    this.code.get(HART).call(this.callIndex("illegalAtPc"));
    this.leave();
  }

  protected override pushX(field: RegisterField): void {
    this.#pushRegister(field === "rs1" ? record.RECORD_RS1 : record.RECORD_RS2);
    this.code.memory("i64.load");
  }

  protected override pushF(field: RegisterField): void {
    if (field !== "rs3") return this.pushX(field);
    const c = this.code;
    c.get(HART).get(this.op).memory("i32.load8_u", record.RECORD_RS3).i32(31).op("i32.and").i32(3).op("i32.shl");
    c.op("i32.add").memory("i64.load", hart.F);
  }

  protected override pushImm(): void {
    const c = this.code;
    if (this.handler.operands.raw)
      c.get(this.op).memory("i32.load16_u", record.RECORD_SMALL_IMM).op("i64.extend_i32_u");
    else c.get(this.op).memory("i64.load32_s", record.RECORD_IMM);
  }

  protected override pushRaw(): void {
    this.code.get(this.op).memory("i32.load", record.RECORD_IMM);
  }

  protected override pushLoad(node: LoadNode): void {
    const c = this.code;
    this.push(node.address);
    c.set(this.address);
    this.pushMatch(node.bytes, "read");
    c.if("i64");
    this.pushFromMemory(node);
    c.else();
    this.beforeHart();
    c.get(HART).get(this.address).i32(node.bytes).call(this.callIndex("loadSlow"));
    this.afterHart();
    this.extend(node);
    c.end();
  }

  protected override storeElsewhere(bytes: AccessBytes): void {
    this.beforeHart();
    this.code.get(HART).get(this.address).get(this.value).i32(bytes).call(this.callIndex("storeSlow"));
    this.afterHart();
  }

  protected override pushCall(node: CallNode): void {
    if (node.fallible) this.beforeHart();
    this.call(node.helper, node.args);
    if (node.fallible) this.afterHart();
  }

  protected override pushDataContext(): void {
    this.code.get(HART).memory("i32.load", hart.DATA_CONTEXT);
  }

  protected override pushGeneration(array: "read" | "write"): void {
    this.code.get(HART).memory("i64.load", array === "read" ? hart.READ_GENERATION : hart.WRITE_GENERATION);
  }

  /** Before hart code that may trap: it must find PC and COUNT. */
  protected override beforeHart(): void {
    this.savePc();
    this.code.get(HART).get(this.count).memory("i32.store", hart.COUNT);
  }

  /** After hart code that may have trapped: COUNT may have changed, EXIT tells the rest. The value stays on the stack. */
  protected afterHart(): void {
    const c = this.code;
    c.get(HART).memory("i32.load", hart.COUNT).set(this.count);
    c.get(HART).memory("i32.load", hart.EXIT).if();
    this.leave();
    c.end();
  }

  protected savePc(): void {
    this.code.get(HART);
    this.pushPc();
    this.code.memory("i64.store", hart.PC);
  }

  protected override pushPc(): void {
    const c = this.code;
    c.get(HART).memory("i64.load", hart.FETCH_PAGE);
    c.get(this.op).get(HART).memory("i32.load", hart.FETCH_RECORDS).op("i32.sub").i32(3).op("i32.shr_u");
    c.op("i64.extend_i32_u").op("i64.add");
  }

  protected override pushNextPc(): void {
    this.pushPc();
    this.code.get(this.op).memory("i32.load8_u", record.RECORD_LENGTH).i32(3).op("i32.shr_u");
    this.code.op("i64.extend_i32_u").op("i64.add");
  }

  protected pushDestination(): void {
    this.#pushRegister(record.RECORD_RD);
  }

  #pushRegister(field: number): void {
    this.code.get(HART).get(this.op).memory("i32.load16_u", field).op("i32.add");
  }

  /** 0 to 4, or 255 where the instruction is illegal. */
  protected override pushRoundingMode(): void {
    const c = this.code;
    c.get(HART).get(this.op).memory("i32.load8_u", record.RECORD_RS3).i32(5).op("i32.shr_u").op("i32.add");
    c.memory("i32.load8_u", hart.FLOAT_MODE);
  }
}
