// What an instruction's operands are in translated code: registers, the page, the TLB context and the steps left in locals,
// immediates and pcs as constants.
import type { AccessBytes, RegisterField } from "../../isa/meaning.js";
import * as hart from "../../layout/hart.js";
import * as access from "../../layout/translated-access.js";
import type { HelperImports } from "../helper-imports.js";
import { HART, Lowering } from "../lowering.js";
import type { FunctionWriter } from "../wasm/function-writer.js";
import type { Block, Instruction, Region } from "./block.js";
import { allocateRegisters, type RegionRegisters } from "./registers.js";

export abstract class RegionLowering extends Lowering {
  protected readonly registers: RegionRegisters;
  protected readonly page: number;
  protected readonly context: number;
  protected readonly readGeneration: number;
  protected readonly writeGeneration: number;
  /** Steps left, less those of the whole block that runs. */
  protected readonly count: number;
  /** The instruction that is being lowered: its block, and its place there. */
  protected block!: Block;
  protected position = 0;
  protected instruction!: Instruction;

  constructor(code: FunctionWriter, helper: HelperImports, region: Region) {
    super(code, helper);
    this.count = code.local("i32");
    this.page = code.local("i64");
    this.context = code.local("i32");
    this.readGeneration = code.local("i64");
    this.writeGeneration = code.local("i64");
    this.registers = allocateRegisters(code, region);
  }

  protected override pushX(field: RegisterField): void {
    const register = this.instruction.operands[field];
    if (register === 0) this.code.i64(0n);
    else this.code.get(this.registers.local("x", register));
  }

  protected override pushF(field: RegisterField): void {
    const register = this.instruction.operands[field];
    this.code.get(this.registers.local("f", register));
    if (this.registers.typeOf("f", register) === "f64") this.code.op("i64.reinterpret_f64");
  }

  protected pushDouble(field: RegisterField): void {
    const register = this.instruction.operands[field];
    this.code.get(this.registers.local("f", register));
    if (this.registers.typeOf("f", register) === "i64") this.code.op("f64.reinterpret_i64");
  }

  protected override pushImm(): void {
    this.code.i64(BigInt(this.instruction.operands.imm));
  }

  protected override pushRaw(): void {
    this.code.i32(this.instruction.word);
  }

  protected override pushPc(): void {
    this.pushPcAt(this.instruction.offset);
  }

  protected override pushNextPc(): void {
    this.pushPcAt(this.instruction.offset + this.instruction.length);
  }

  protected pushPcAt(offset: number): void {
    this.code.get(this.page);
    if (offset !== 0) this.code.i64(BigInt(offset)).op("i64.add");
  }

  /** The mode is legal: frm was looked at when its CSR was written, which ended the region. */
  protected override pushRoundingMode(): void {
    this.code.get(HART).memory("i32.load8_u", hart.FLOAT_MODE + this.instruction.operands.rm);
  }

  protected override pushDataContext(): void {
    this.code.get(this.context);
  }

  protected override pushGeneration(array: "read" | "write"): void {
    this.code.get(array === "read" ? this.readGeneration : this.writeGeneration);
  }

  /** COUNT as the interpreter would have it at this instruction. */
  protected pushCountHere(): void {
    const ahead = this.stepsAhead();
    this.code.get(this.count);
    if (ahead > 0) this.code.i32(ahead).op("i32.add");
  }

  /** Steps of the block behind this instruction, which count holds no more. */
  protected stepsAhead(): number {
    return this.block.instructions.length - (this.position + 1);
  }

  protected override beforeHart(): void {
    const c = this.code;
    c.get(HART);
    this.pushPc();
    c.memory("i64.store", hart.PC).get(HART);
    this.pushCountHere();
    c.memory("i32.store", hart.COUNT);
  }

  /** The current instruction's access, for hart code. */
  protected describeAccess(bytes: AccessBytes, signed: boolean): number {
    const { offset, length } = this.instruction;
    return (
      Math.log2(bytes) |
      (signed ? access.ACCESS_SIGNED : 0) |
      (length === 4 ? access.ACCESS_LONG : 0) |
      (offset << access.ACCESS_OFFSET_SHIFT) |
      (this.stepsAhead() << access.ACCESS_AHEAD_SHIFT)
    );
  }
}
