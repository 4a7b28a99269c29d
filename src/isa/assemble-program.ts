// Lines of assembly to bytes, with labels, data and the pseudoinstructions that take several instructions.
import { assemble, splitLine } from "./assemble.js";
import { AssemblyError } from "./assembly-error.js";
import { evaluate, type Scope } from "./expression.js";
import { loadImmediate } from "./load-immediate.js";

export interface Program {
  /** Address of the first byte. */
  readonly origin: number;
  readonly bytes: Uint8Array;
  readonly labels: ReadonlyMap<string, number>;
}

/** Bytes of a line at a place; in the first pass labels may still be missing. */
type Emit = (operands: string, scope: Scope) => readonly number[];

const NO_LABELS: ReadonlyMap<string, number> = new Map();

/** What stands for other than one instruction: how many bytes (labels are unknown), and which. */
const DIRECTIVES: {
  readonly [name: string]: { readonly size: (operands: string, pc: number) => number; readonly emit: Emit };
} = {
  ".byte": data(1),
  ".half": data(2),
  ".word": data(4),
  ".dword": data(8),
  ".zero": {
    size: (operands, pc) => Number(evaluate(operands, { pc, labels: NO_LABELS })),
    emit: (operands, scope) => new Array<number>(Number(evaluate(operands, scope))).fill(0),
  },
  /** To the next multiple of 2**n bytes. */
  ".align": {
    size: padding,
    emit: (operands, { pc }) => new Array<number>(padding(operands, pc)).fill(0),
  },
  li: {
    size: (operands) => 4 * loadImmediate(...immediate(operands)).length,
    emit: (operands) =>
      loadImmediate(...immediate(operands)).flatMap((line) => littleEndian(BigInt(assemble(line)), 4)),
  },
  /** The address of a label, from the pc. */
  la: {
    size: () => 8,
    emit: (operands, scope) => {
      const [rd, target] = two(operands, "rd, label");
      const distance = Number(evaluate(target, scope) - BigInt(scope.pc));
      const low = (distance << 20) >> 20;
      const high = ((distance - low) >> 12) & 0xfffff;
      return [`auipc ${rd}, ${high}`, `addi ${rd}, ${rd}, ${low}`].flatMap((line) =>
        littleEndian(BigInt(assemble(line)), 4),
      );
    },
  },
};

/**
 * Assembles a program: one statement per line or between semicolons, `label:` before any of them, comments after `#`
 * or `//`. Throws an AssemblyError that begins with the line's number.
 */
export function assembleProgram(source: string | readonly string[], origin = 0): Program {
  const statements = parse(typeof source === "string" ? source.split("\n") : source);
  const labels = new Map<string, number>();
  let pc = origin;
  for (const { line, label, text } of statements) {
    if (label !== undefined) {
      if (labels.has(label)) throw new AssemblyError(`line ${line}: label ${label} is defined twice`);
      labels.set(label, pc);
    }
    pc += within(line, () => size(text, pc));
  }
  const bytes: number[] = [];
  for (const { line, text } of statements) {
    within(line, () => bytes.push(...emit(text, { pc: origin + bytes.length, labels })));
  }
  return { origin, bytes: Uint8Array.from(bytes), labels };
}

interface Statement {
  /** Counted from 1. */
  readonly line: number;
  readonly label: string | undefined;
  readonly text: string;
}

function parse(lines: readonly string[]): readonly Statement[] {
  return lines.flatMap((source, index) =>
    source
      .replace(/(?:#|\/\/).*$/, "")
      .split(";")
      .map((statement): Statement => {
        const [, label, text = ""] = /^\s*(?:([A-Za-z_.$][\w.$]*):)?\s*(.*?)\s*$/.exec(statement) ?? [];
        return { line: index + 1, label, text };
      }),
  );
}

function size(text: string, pc: number): number {
  const [name, operands] = splitLine(text);
  if (name === "") return 0;
  const directive = DIRECTIVES[name];
  if (directive !== undefined) return directive.size(operands, pc);
  return name.startsWith("c.") ? 2 : 4;
}

function emit(text: string, scope: Scope): readonly number[] {
  const [name, operands] = splitLine(text);
  if (name === "") return [];
  const directive = DIRECTIVES[name];
  if (directive !== undefined) return directive.emit(operands, scope);
  return littleEndian(BigInt(assemble(text, scope)), name.startsWith("c.") ? 2 : 4);
}

function data(bytes: number) {
  return {
    size: (operands: string) => bytes * operands.split(",").length,
    emit: (operands: string, scope: Scope) => operands.split(",").flatMap((text) => datum(text.trim(), bytes, scope)),
  };
}

function datum(text: string, bytes: number, scope: Scope): readonly number[] {
  const value = evaluate(text, scope);
  const range = 1n << BigInt(8 * bytes);
  if (value >= range || value < -range / 2n) throw new AssemblyError(`${text} does not fit in ${bytes} bytes`);
  return littleEndian(value, bytes);
}

function padding(operands: string, pc: number): number {
  const unit = 2 ** Number(evaluate(operands, { pc, labels: NO_LABELS }));
  return (unit - (pc % unit)) % unit;
}

function immediate(operands: string): readonly [rd: string, value: bigint] {
  const [rd, value] = two(operands, "rd, value");
  return [rd, evaluate(value, { pc: 0, labels: NO_LABELS })];
}

function two(operands: string, expected: string): readonly [string, string] {
  const [first, second, ...more] = operands.split(",").map((text) => text.trim());
  if (first === undefined || second === undefined || more.length > 0)
    throw new AssemblyError(`"${operands}": expected ${expected}`);
  return [first, second];
}

function littleEndian(value: bigint, bytes: number): readonly number[] {
  return Array.from({ length: bytes }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn));
}

function within<T>(line: number, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof AssemblyError) throw new AssemblyError(`line ${line}: ${error.message}`, { cause: error });
    throw error;
  }
}
