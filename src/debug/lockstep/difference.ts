// Where two runs of one program part: the first trap that differs, or the end, with the instruction and the values.
import { disassemble } from "../../isa/disassemble.js";
import { STUB_BYTES, STUBS, STUBS_VS, USER_OFFSET } from "./arena.js";
import { valuesOf } from "./output.js";
import { codeAddress, layOut, type Program } from "./program.js";

/** A trap of the program itself, seen through the vectors of HS and VS. */
export interface SeenTrap {
  readonly to: "M" | "HS" | "VS";
  readonly cause: bigint;
  readonly pc: bigint;
  readonly tval: bigint;
  /** mstatus in M's handler. */
  readonly mstatus: bigint;
  readonly instruction: string;
}

export interface Difference {
  /** Counted from 0; the end of the program when neither side has that trap. */
  readonly trap: number;
  readonly own: SeenTrap | undefined;
  readonly other: SeenTrap | undefined;
  readonly values: readonly {
    readonly name: string;
    readonly own: bigint | undefined;
    readonly other: bigint | undefined;
  }[];
  /** Only one side came to the end. */
  readonly hangs: boolean;
  /** The same for differences that look alike: values by kind, causes, instruction. */
  readonly kind: string;
}

type Dump = readonly string[];

/**
 * The first line that differs in two full dumps of a program; null when they are the same. Without one, where a side does
 * not come to the program's end, nothing is known but that.
 */
export function findDifference(program: Program, own: Dump | undefined, other: Dump | undefined): Difference | null {
  if (own === undefined && other === undefined) return null;
  if (own === undefined || other === undefined) {
    const kind = own === undefined ? "only this machine hangs" : "only the other side hangs";
    return { trap: 0, own: undefined, other: undefined, values: [], hangs: true, kind };
  }
  const index = Array.from({ length: Math.max(own.length, other.length) }).findIndex(
    (_, line) => own[line] !== other[line],
  );
  if (index < 0) return null;
  const [mine, theirs] = [own[index] ?? "", other[index] ?? ""];
  const [ownValues, otherValues] = [valuesOf(mine), valuesOf(theirs)];
  const names = new Set([...ownValues.keys(), ...otherValues.keys()]);
  const values = [...names]
    .map((name) => ({ name, own: ownValues.get(name), other: otherValues.get(name) }))
    .filter((value) => value.own !== value.other);
  const seen = { own: seenTrap(program, mine, ownValues), other: seenTrap(program, theirs, otherValues) };
  return {
    trap: index,
    ...seen,
    values,
    hangs: false,
    kind: kindOf(
      seen.own,
      seen.other,
      values.map(({ name }) => name),
    ),
  };
}

function kindOf(own: SeenTrap | undefined, other: SeenTrap | undefined, names: readonly string[]): string {
  const general = names.map((name) => name.replace(/^[xf]\d+$/, "register").replace(/ at 0x\w+$/, ""));
  const traps = [own, other].map((trap) =>
    trap === undefined
      ? "end"
      : `${trap.to} ${trap.cause < 32n ? trap.cause : `interrupt ${trap.cause & 63n}`} ${trap.instruction.split(" ")[0]}`,
  );
  return `${[...new Set(general)].slice(0, 5).join(", ")}: ${[...new Set(traps)].join(" or ")}`;
}

function inStub(pc: bigint, stubs: number): boolean {
  return pc >= BigInt(stubs) && pc < BigInt(stubs + 2 * STUB_BYTES);
}

function seenTrap(program: Program, line: string, values: ReadonlyMap<string, bigint>): SeenTrap | undefined {
  if (!line.startsWith("T")) return undefined;
  const at = (name: string) => values.get(name) ?? 0n;
  let level: "m" | "s" | "vs" = "m";
  if (inStub(at("mepc"), STUBS)) level = "s";
  if (inStub(at(`${level}epc`), STUBS_VS)) level = "vs";
  const pc = at(`${level}epc`);
  return {
    to: level === "m" ? "M" : level === "s" ? "HS" : "VS",
    cause: at(`${level}cause`),
    pc,
    tval: at(`${level === "m" ? "mtval" : level === "s" ? "stval" : "vstval"}`),
    mstatus: at("mstatus"),
    instruction: instructionAt(program, pc),
  };
}

function instructionAt(program: Program, pc: bigint): string {
  const { bytes } = layOut(program.pieces);
  const base = codeAddress(program);
  const offset = [0, USER_OFFSET]
    .map((alias) => Number(pc) - base - alias)
    .find((at) => at >= 0 && at < bytes.length - 1);
  if (offset === undefined) return `outside`;
  return disassemble(wordAt(bytes, offset), pc);
}

/** The instruction's word, of two or four bytes. */
export function wordAt(bytes: Uint8Array, offset: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const half = view.getUint16(offset, true);
  return (half & 3) === 3 && offset + 4 <= bytes.length ? view.getUint32(offset, true) : half;
}
