// Text about a program that parts: where, what differs, and the program itself in assembly.

import { causeRow } from "../../isa/causes.js";
import { disassemble } from "../../isa/disassemble.js";
import { X_NAMES } from "../../isa/registers.js";
import { type Difference, type SeenTrap, wordAt } from "./difference.js";
import { codeAddress, layOut, type Program } from "./program.js";

const hex = (value: bigint | number) => `0x${value.toString(16)}`;

function trapText(trap: SeenTrap | undefined): string {
  if (trap === undefined) return "the program ends";
  const { title } = causeRow(trap.cause >> 63n === 1n, Number(trap.cause & 63n));
  return `${title} to ${trap.to} at ${hex(trap.pc)} (${trap.instruction}), tval ${hex(trap.tval)}`;
}

/** `other` is what the other side is called. */
export function differenceText(difference: Difference, other: string): readonly string[] {
  const [own, theirs] = [trapText(difference.own), trapText(difference.other)];
  return [
    `  trap ${difference.trap}: ${own === theirs ? own : `ours: ${own}`}`,
    ...(own === theirs ? [] : [`  ${other}: ${theirs}`]),
    ...difference.values.slice(0, 12).map(({ name, own: ours, other: its }) => {
      return `    ${name}: ours ${ours === undefined ? "-" : hex(ours)}, ${other} ${its === undefined ? "-" : hex(its)}`;
    }),
  ];
}

export function programText(program: Program): readonly string[] {
  const { bytes, offsets } = layOut(program.pieces);
  const base = codeAddress(program) + program.fetchOffset;
  const registers = program.x.slice(1).map((value, index) => `${X_NAMES[index + 1]}=${hex(value)}`);
  const csrs = Object.entries(program.csrs).map(([name, value]) => `${name}=${hex(value)}`);
  return [
    `  starts in ${program.mode}, mstatus=${hex(program.mstatus)} ${csrs.join(" ")}`,
    `  ${registers.join(" ")}`,
    ...offsets.map((offset) => `    ${hex(base + offset)}: ${disassemble(wordAt(bytes, offset), base + offset)}`),
  ];
}
