// Berkeley TestFloat's vectors, read from its generator. HARTBED_TESTFLOAT is the path of testfloat_gen, built against
// SoftFloat with SPECIALIZE_TYPE=RISCV. HARTBED_TESTFLOAT_LEVEL is 1 (default) or 2; HARTBED_TESTFLOAT_EVERY=n checks
// one vector of n; HARTBED_TESTFLOAT_COUNTS set prints how many vectors each test checked.
import { spawn } from "node:child_process";
import { describe, expect, test } from "vitest";
import { type FloatUnit, loadFloatUnit } from "./float-module.js";
import { NX } from "./soft-float-oracle.js";

const {
  HARTBED_TESTFLOAT: generator,
  HARTBED_TESTFLOAT_LEVEL: level = "1",
  HARTBED_TESTFLOAT_EVERY: every = "1",
  HARTBED_TESTFLOAT_COUNTS: counts,
} = process.env;

/** The generator's names of the rounding modes, by RISC-V's numbers. */
const MODES = ["near_even", "minMag", "min", "max", "near_maxMag"];

/** TestFloat's function, the instruction, and how many operands it has. */
interface Vector {
  readonly function: string;
  readonly instruction: string;
  readonly operands: number;
  readonly rounds: boolean;
}

const INTEGERS = { i32: "w", ui32: "wu", i64: "l", ui64: "lu" };

const SUFFIXES = { f16: "h", f32: "s", f64: "d" } as const;
type FormatName = keyof typeof SUFFIXES;

function vectors(format: FormatName): Vector[] {
  const suffix = SUFFIXES[format];
  const others = Object.entries(SUFFIXES).filter(([name]) => name !== format);
  const vector = (name: string, instruction: string, operands: number, rounds: boolean) => {
    return { function: name, instruction, operands, rounds };
  };
  return [
    ...["add", "sub", "mul", "div"].map((name) => vector(`${format}_${name}`, `f${name}_${suffix}`, 2, true)),
    vector(`${format}_sqrt`, `fsqrt_${suffix}`, 1, true),
    vector(`${format}_mulAdd`, `fmadd_${suffix}`, 3, true),
    ...["eq", "lt", "le"].map((name) => vector(`${format}_${name}`, `f${name}_${suffix}`, 2, false)),
    ...Object.entries(INTEGERS).flatMap(([name, letters]) => [
      vector(`${format}_to_${name}`, `fcvt_${letters}_${suffix}`, 1, true),
      vector(`${name}_to_${format}`, `fcvt_${suffix}_${letters}`, 1, true),
    ]),
    ...others.map(([name, to]) => vector(`${format}_to_${name}`, `fcvt_${to}_${suffix}`, 1, true)),
    // Asked for with -exact.
    vector(`${format}_roundToInt`, `froundnx_${suffix}`, 1, true),
    ...["lt", "le"].map((name) => vector(`${format}_${name}_quiet`, `f${name}q_${suffix}`, 2, false)),
  ];
}

/** A register from a field of a line: halves and singles are boxed, words sign-extended. */
function register(text: string, kind: string): bigint {
  const bits = BigInt(`0x${text}`);
  if (kind === "f16") return bits | 0xffffffffffff0000n;
  if (kind === "f32") return bits | 0xffffffff00000000n;
  return kind.endsWith("i32") ? BigInt.asUintN(64, BigInt.asIntN(32, bits)) : bits;
}

/** Kinds of operands and result from a function's name: "f64_to_i32" or "f32_add". */
function kinds(name: string): { operand: string; result: string } {
  const [operand, verb, target] = name.split("_") as [string, string, string?];
  if (verb === "to") return { operand, result: target! };
  return { operand, result: verb === "eq" || verb === "lt" || verb === "le" ? "bool" : operand };
}

/** Runs one function in one mode; gives the number of vectors and the first few that differ. */
async function compare(unit: FloatUnit, vector: Vector, mode: number): Promise<{ count: number; wrong: string[] }> {
  const run = unit.get(vector.instruction)!;
  const kind = kinds(vector.function);
  const wrong: string[] = [];
  let read = 0;
  let count = 0;
  const options = [`-r${MODES[mode]}`, "-tininessafter", "-exact", "-level", level, vector.function];
  const child = spawn(generator!, options, { stdio: ["ignore", "pipe", "ignore"] });
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const check = (line: string) => {
    if (read++ % Number(every) !== 0) return;
    const fields = line.split(" ");
    const operands = fields.slice(0, vector.operands).map((field) => register(field, kind.operand));
    const value = register(fields[vector.operands]!, kind.result);
    const flags = Number.parseInt(fields[vector.operands + 1]!, 16);
    count++;
    // With NX raised before, some instructions trust the host's own operation.
    for (const accrued of [0, NX]) {
      const found = run(operands, vector.rounds ? mode : undefined, accrued);
      if ((found.value !== value || found.flags !== (flags | accrued)) && wrong.length < 10) {
        wrong.push(`${line}: found ${found.value.toString(16)} flags ${found.flags}`);
      }
    }
  };
  let rest = "";
  for await (const chunk of child.stdout) {
    const lines = (rest + String(chunk)).split("\n");
    rest = lines.pop()!;
    lines.forEach(check);
  }
  if ((await closed) !== 0) throw new Error(`${generator} ${options.join(" ")} failed`);
  return { count, wrong };
}

if (generator === undefined) console.info("TestFloat's vectors are skipped: set HARTBED_TESTFLOAT to testfloat_gen");

describe.skipIf(generator === undefined)("TestFloat's vectors", () => {
  const unit = generator === undefined ? new Map() : loadFloatUnit();
  for (const vector of (Object.keys(SUFFIXES) as FormatName[]).flatMap(vectors)) {
    for (let mode = 0; mode < (vector.rounds ? MODES.length : 1); mode++) {
      test(`${vector.instruction} ${vector.rounds ? MODES[mode] : ""}`, { timeout: 600_000 }, async () => {
        const { count, wrong } = await compare(unit, vector, mode);
        expect(wrong).toEqual([]);
        expect(count).toBeGreaterThan(0);
        if (counts !== undefined) console.info(`${vector.instruction} ${mode} ${count}`);
      });
    }
  }
});
