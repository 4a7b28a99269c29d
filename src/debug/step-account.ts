// What one step did, in words: the instruction, registers written, the trap taken with its CSRs.
import { causeRow } from "../isa/causes.js";
import { CSRS } from "../isa/csr.js";
import { disassemble } from "../isa/disassemble.js";
import type { Inspect } from "../machine/inspect.js";

/** Values are hexadecimal text. */
export interface TrapAccount {
  /** Cause name. */
  readonly cause: string;
  readonly code: number;
  readonly interrupt: boolean;
  /** Mode that took it: M, HS, VS. */
  readonly to: string;
  readonly epc: string;
  readonly tval: string;
  /** mtval2 or htval; null in VS, which has none. */
  readonly tval2: string | null;
  readonly tinst: string | null;
}

export interface StepAccount {
  readonly pc: string;
  readonly mode: string;
  /** Word of the instruction; 0 where it could not be fetched. */
  readonly word: number;
  readonly instruction: string;
  readonly nextPc: string;
  readonly nextMode: string;
  /** Registers that the step changed, by name. */
  readonly written: Readonly<Record<string, string>>;
  readonly trap: TrapAccount | null;
}

/** Reads before and after a step. `take` takes it. */
export function accountStep(inspect: Inspect, hart: number, take: () => void): StepAccount {
  const pc = inspect.pc(hart);
  const mode = modeOf(inspect, hart);
  const word = inspect.instructionAtPc(hart);
  const before = registers(inspect, hart);
  const traps = inspect.traps(hart);
  take();
  const after = registers(inspect, hart);
  return {
    pc: hex(pc),
    mode,
    word,
    instruction: word === 0 ? "(not fetched)" : disassemble(word, pc),
    nextPc: hex(inspect.pc(hart)),
    nextMode: modeOf(inspect, hart),
    written: Object.fromEntries(after.filter(([, value], i) => value !== before[i]![1]).map(([n, v]) => [n, hex(v)])),
    trap: inspect.traps(hart) === traps ? null : trapAccount(inspect, hart),
  };
}

/** The trap that was just taken, read from the CSRs of the mode that took it. */
export function trapAccount(inspect: Inspect, hart: number): TrapAccount {
  const to = modeOf(inspect, hart);
  const prefix = to === "M" ? "m" : to === "VS" ? "vs" : "s";
  const value = (name: string) => inspect.csr(hart, NUMBERS.get(name) ?? 0) ?? 0n;
  const cause = value(`${prefix}cause`);
  const interrupt = cause >> 63n === 1n;
  const code = Number(cause & 63n);
  const second = to === "M" ? "mtval2" : "htval";
  return {
    cause: causeRow(interrupt, code).name,
    code,
    interrupt,
    to,
    epc: hex(value(`${prefix}epc`)),
    tval: hex(value(`${prefix}tval`)),
    tval2: to === "VS" ? null : hex(value(second)),
    tinst: to === "VS" ? null : hex(value(to === "M" ? "mtinst" : "htinst")),
  };
}

const NUMBERS = new Map(CSRS.map(({ name, number }) => [name, number]));

function registers(inspect: Inspect, hart: number): readonly (readonly [string, bigint])[] {
  const of = (letter: string, read: (hart: number, register: number) => bigint) =>
    Array.from({ length: 32 }, (_, n) => [`${letter}${n}`, read(hart, n)] as const);
  return [...of("x", inspect.x), ...of("f", inspect.f)];
}

/** M, HS, U, VS or VU. */
function modeOf(inspect: Inspect, hart: number): string {
  const privilege = inspect.privilege(hart);
  if (privilege === 3) return "M";
  if (privilege === 1) return inspect.virtual(hart) ? "VS" : "HS";
  return inspect.virtual(hart) ? "VU" : "U";
}

export function hex(value: bigint | number): string {
  return `0x${value.toString(16)}`;
}
