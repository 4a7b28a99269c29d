// RV64I: unprivileged manual, "RV32I Base Integer Instruction Set" and "RV64I Base Integer Instruction Set".
import * as format from "../formats.js";
import { extension, makeRow } from "../formats.js";
import type { InstructionRow } from "../instruction-row.js";
import {
  type AccessBytes,
  type Effect,
  i64,
  imm,
  load,
  type Node,
  type OperatorName,
  op,
  pc,
  rs1,
  rs2,
  setX,
  store,
  system,
} from "../meaning.js";

const row = extension("I");

const address = op("i64.add", rs1, imm);

function word(value: Node): Node {
  return op("i64.extend32_s", value);
}

function flag(condition: Node): Node {
  return op("i64.extend_i32_u", condition);
}

function low(value: Node): Node {
  return op("i32.wrap_i64", value);
}

function shiftWord(name: OperatorName, amount: Node): Effect {
  return setX(op("i64.extend_i32_s", op(name, low(rs1), low(amount))));
}

function branch(name: OperatorName): Effect {
  return { effect: "branch", condition: op(name, rs1, rs2) };
}

function read(bytes: AccessBytes, signed: boolean): Effect {
  return setX(load(bytes, signed, address));
}

function write(bytes: AccessBytes): Effect {
  return store(bytes, address, rs2);
}

export const INTEGER: readonly InstructionRow[] = [
  row("lui", ".................... ..... 0110111", format.UPPER, setX(imm)),
  row("auipc", ".................... ..... 0010111", format.UPPER, setX(op("i64.add", pc, imm))),
  row("jal", ".................... ..... 1101111", format.JUMP, { effect: "jal" }),
  row("jalr", "............ ..... 000 ..... 1100111", format.LOAD, {
    effect: "jalr",
    target: op("i64.and", address, i64(-2)),
  }),

  row("beq", "....... ..... ..... 000 ..... 1100011", format.BRANCH, branch("i64.eq")),
  row("bne", "....... ..... ..... 001 ..... 1100011", format.BRANCH, branch("i64.ne")),
  row("blt", "....... ..... ..... 100 ..... 1100011", format.BRANCH, branch("i64.lt_s")),
  row("bge", "....... ..... ..... 101 ..... 1100011", format.BRANCH, branch("i64.ge_s")),
  row("bltu", "....... ..... ..... 110 ..... 1100011", format.BRANCH, branch("i64.lt_u")),
  row("bgeu", "....... ..... ..... 111 ..... 1100011", format.BRANCH, branch("i64.ge_u")),

  row("lb", "............ ..... 000 ..... 0000011", format.LOAD, read(1, true)),
  row("lh", "............ ..... 001 ..... 0000011", format.LOAD, read(2, true)),
  row("lw", "............ ..... 010 ..... 0000011", format.LOAD, read(4, true)),
  row("ld", "............ ..... 011 ..... 0000011", format.LOAD, read(8, true)),
  row("lbu", "............ ..... 100 ..... 0000011", format.LOAD, read(1, false)),
  row("lhu", "............ ..... 101 ..... 0000011", format.LOAD, read(2, false)),
  row("lwu", "............ ..... 110 ..... 0000011", format.LOAD, read(4, false)),
  row("sb", "....... ..... ..... 000 ..... 0100011", format.STORE, write(1)),
  row("sh", "....... ..... ..... 001 ..... 0100011", format.STORE, write(2)),
  row("sw", "....... ..... ..... 010 ..... 0100011", format.STORE, write(4)),
  row("sd", "....... ..... ..... 011 ..... 0100011", format.STORE, write(8)),

  row("addi", "............ ..... 000 ..... 0010011", format.I, setX(op("i64.add", rs1, imm))),
  row("slti", "............ ..... 010 ..... 0010011", format.I, setX(flag(op("i64.lt_s", rs1, imm)))),
  row("sltiu", "............ ..... 011 ..... 0010011", format.I, setX(flag(op("i64.lt_u", rs1, imm)))),
  row("xori", "............ ..... 100 ..... 0010011", format.I, setX(op("i64.xor", rs1, imm))),
  row("ori", "............ ..... 110 ..... 0010011", format.I, setX(op("i64.or", rs1, imm))),
  row("andi", "............ ..... 111 ..... 0010011", format.I, setX(op("i64.and", rs1, imm))),
  row("slli", "000000 ...... ..... 001 ..... 0010011", format.SHIFT, setX(op("i64.shl", rs1, imm))),
  row("srli", "000000 ...... ..... 101 ..... 0010011", format.SHIFT, setX(op("i64.shr_u", rs1, imm))),
  row("srai", "010000 ...... ..... 101 ..... 0010011", format.SHIFT, setX(op("i64.shr_s", rs1, imm))),

  row("add", "0000000 ..... ..... 000 ..... 0110011", format.R, setX(op("i64.add", rs1, rs2))),
  row("sub", "0100000 ..... ..... 000 ..... 0110011", format.R, setX(op("i64.sub", rs1, rs2))),
  row("sll", "0000000 ..... ..... 001 ..... 0110011", format.R, setX(op("i64.shl", rs1, rs2))),
  row("slt", "0000000 ..... ..... 010 ..... 0110011", format.R, setX(flag(op("i64.lt_s", rs1, rs2)))),
  row("sltu", "0000000 ..... ..... 011 ..... 0110011", format.R, setX(flag(op("i64.lt_u", rs1, rs2)))),
  row("xor", "0000000 ..... ..... 100 ..... 0110011", format.R, setX(op("i64.xor", rs1, rs2))),
  row("srl", "0000000 ..... ..... 101 ..... 0110011", format.R, setX(op("i64.shr_u", rs1, rs2))),
  row("sra", "0100000 ..... ..... 101 ..... 0110011", format.R, setX(op("i64.shr_s", rs1, rs2))),
  row("or", "0000000 ..... ..... 110 ..... 0110011", format.R, setX(op("i64.or", rs1, rs2))),
  row("and", "0000000 ..... ..... 111 ..... 0110011", format.R, setX(op("i64.and", rs1, rs2))),

  row("addiw", "............ ..... 000 ..... 0011011", format.I, setX(word(op("i64.add", rs1, imm)))),
  row("slliw", "0000000 ..... ..... 001 ..... 0011011", format.SHIFT_W, shiftWord("i32.shl", imm)),
  row("srliw", "0000000 ..... ..... 101 ..... 0011011", format.SHIFT_W, shiftWord("i32.shr_u", imm)),
  row("sraiw", "0100000 ..... ..... 101 ..... 0011011", format.SHIFT_W, shiftWord("i32.shr_s", imm)),
  row("addw", "0000000 ..... ..... 000 ..... 0111011", format.R, setX(word(op("i64.add", rs1, rs2)))),
  row("subw", "0100000 ..... ..... 000 ..... 0111011", format.R, setX(word(op("i64.sub", rs1, rs2)))),
  row("sllw", "0000000 ..... ..... 001 ..... 0111011", format.R, shiftWord("i32.shl", rs2)),
  row("srlw", "0000000 ..... ..... 101 ..... 0111011", format.R, shiftWord("i32.shr_u", rs2)),
  row("sraw", "0100000 ..... ..... 101 ..... 0111011", format.R, shiftWord("i32.shr_s", rs2)),

  // Harts run in turn and memory is sequentially consistent: a fence has nothing to order. Reserved fm values and
  // the unused rd and rs1 are ignored, as the manual asks of base implementations.
  row("fence", ".... .... .... ..... 000 ..... 0001111", format.FENCE),
  makeRow("I", "fence.tso", "1000 0011 0011 ..... 000 ..... 0001111", format.NONE, [], { refines: "fence" }),
  row("ecall", "000000000000 00000 000 00000 1110011", format.NONE, system("ecall")),
  row("ebreak", "000000000001 00000 000 00000 1110011", format.NONE, system("ebreak")),
];
