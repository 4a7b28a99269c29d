// H: privileged manual, "Hypervisor" extension, "Hypervisor Instructions".
import { extension, LOAD_AT, STORE_AT, TWO_SOURCES } from "../formats.js";
import type { InstructionRow } from "../instruction-row.js";
import { type AccessBytes, type Effect, fallible, i32, raw, rs1, rs2, setX, system } from "../meaning.js";

const row = extension("H");

function read(bytes: AccessBytes, signed: 0 | 1, executable: 0 | 1 = 0): Effect {
  return setX(fallible("hypervisorLoad", "i64", raw, rs1, i32(bytes), i32(signed), i32(executable)));
}

function write(bytes: AccessBytes): Effect {
  return system("hypervisorStore", raw, rs1, rs2, i32(bytes));
}

export const HYPERVISOR: readonly InstructionRow[] = [
  row("hlv.b", "0110000 00000 ..... 100 ..... 1110011", LOAD_AT, read(1, 1)),
  row("hlv.bu", "0110000 00001 ..... 100 ..... 1110011", LOAD_AT, read(1, 0)),
  row("hlv.h", "0110010 00000 ..... 100 ..... 1110011", LOAD_AT, read(2, 1)),
  row("hlv.hu", "0110010 00001 ..... 100 ..... 1110011", LOAD_AT, read(2, 0)),
  row("hlvx.hu", "0110010 00011 ..... 100 ..... 1110011", LOAD_AT, read(2, 0, 1)),
  row("hlv.w", "0110100 00000 ..... 100 ..... 1110011", LOAD_AT, read(4, 1)),
  row("hlv.wu", "0110100 00001 ..... 100 ..... 1110011", LOAD_AT, read(4, 0)),
  row("hlvx.wu", "0110100 00011 ..... 100 ..... 1110011", LOAD_AT, read(4, 0, 1)),
  row("hlv.d", "0110110 00000 ..... 100 ..... 1110011", LOAD_AT, read(8, 1)),
  row("hsv.b", "0110001 ..... ..... 100 00000 1110011", STORE_AT, write(1)),
  row("hsv.h", "0110011 ..... ..... 100 00000 1110011", STORE_AT, write(2)),
  row("hsv.w", "0110101 ..... ..... 100 00000 1110011", STORE_AT, write(4)),
  row("hsv.d", "0110111 ..... ..... 100 00000 1110011", STORE_AT, write(8)),
  row("hfence.vvma", "0010001 ..... ..... 000 00000 1110011", TWO_SOURCES, system("hfenceVvma", raw, rs1, rs2)),
  row("hfence.gvma", "0110001 ..... ..... 000 00000 1110011", TWO_SOURCES, system("hfenceGvma", raw, rs1, rs2)),
];
