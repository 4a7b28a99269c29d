// The registers of a region live in locals: loaded when it is entered, written back when it is left.
import type { Meaning } from "../../isa/meaning.js";
import * as hart from "../../layout/hart.js";
import { visitEffect } from "../handlers.js";
import { HART } from "../lowering.js";
import type { FunctionWriter } from "../wasm/function-writer.js";
import type { Instruction, Region } from "./block.js";
import { isInlined } from "./inline-float.js";

/** A register file. */
export type File = "x" | "f";

export interface RegionRegisters {
  /** The local of a register that the region touches; x0 has none. */
  local(file: File, register: number): number;
  /** f64 for f registers that inlined arithmetic touches, else i64 with the raw bits. */
  typeOf(file: File, register: number): "i64" | "f64";
  load(code: FunctionWriter): void;
  /** Writes back what the region may have changed. */
  spill(code: FunctionWriter): void;
}

/** Declares a local for each register that the region touches. */
export function allocateRegisters(code: FunctionWriter, { blocks }: Region): RegionRegisters {
  const instructions = blocks.flatMap((block) => block.instructions);
  const doubles = new Set(instructions.flatMap(inlinedRegisters));
  const locals = { x: new Map<number, number>(), f: new Map<number, number>() };
  const written = { x: new Set<number>(), f: new Set<number>() };
  const typeOf = (file: File, register: number) => (file === "f" && doubles.has(register) ? "f64" : "i64");

  const touch = (file: File, register: number) => {
    if ((file === "x" && register === 0) || locals[file].has(register)) return;
    locals[file].set(register, code.local(typeOf(file, register)));
  };
  for (const { row, operands } of instructions) {
    const destination = destinationFile(row.meaning);
    if (destination !== null && !(destination === "x" && operands.rd === 0)) {
      touch(destination, operands.rd);
      written[destination].add(operands.rd);
    }
    for (const effect of row.meaning) {
      visitEffect(effect, (node) => {
        if (node.node === "x" || node.node === "f") touch(node.node, operands[node.field]);
      });
    }
  }

  return {
    local: (file, register) => locals[file].get(register)!,
    typeOf,
    load(c) {
      for (const file of ["x", "f"] as const) {
        for (const [register, local] of locals[file]) {
          c.get(HART)
            .memory(`${typeOf(file, register)}.load`, addressOf(file, register))
            .set(local);
        }
      }
    },
    spill(c) {
      for (const file of ["x", "f"] as const) {
        for (const register of written[file]) {
          c.get(HART).get(locals[file].get(register)!);
          c.memory(`${typeOf(file, register)}.store`, addressOf(file, register));
        }
      }
    },
  };
}

function addressOf(file: File, register: number): number {
  return (file === "x" ? hart.X : hart.F) + 8 * register;
}

/** The register file that rd belongs to, if the meaning writes it. */
function destinationFile(meaning: Meaning): File | null {
  for (const { effect } of meaning) {
    if (effect === "f") return "f";
    if (effect === "x" || effect === "jal" || effect === "jalr") return "x";
  }
  return null;
}

/** f registers of an instruction whose arithmetic is inlined. */
function inlinedRegisters({ row, operands }: Instruction): readonly number[] {
  const registers: number[] = [];
  for (const effect of row.meaning) {
    if (effect.effect !== "f" && effect.effect !== "x") continue;
    if (effect.value.node !== "call" || !isInlined(effect.value.helper)) continue;
    if (effect.effect === "f") registers.push(operands.rd);
    visitEffect(effect, (node) => {
      if (node.node === "f") registers.push(operands[node.field]);
    });
  }
  return registers;
}
