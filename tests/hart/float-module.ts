// The hart's floating-point and high-multiplication functions, compiled for a test, with one hart for their flags and the manual's facts.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { FACTS, manualFacts } from "../../src/isa/facts.js";
import { FFLAGS, FLOAT_DIRTY } from "../../src/layout/hart.js";
import { FACTS as FACTS_AT } from "../../src/layout/machine.js";

/** What an instruction left behind: rd as 64 unsigned bits, fflags, and whether floating-point state became dirty. */
export interface Outcome {
  readonly value: bigint;
  readonly flags: number;
  readonly dirty: boolean;
}

/** Runs one instruction by its function's name. The hart has the flags `accrued` before. */
export type Instruction = (operands: readonly bigint[], rm?: number, accrued?: number) => Outcome;

/** The exported functions by name. */
export type FloatUnit = ReadonlyMap<string, Instruction>;

type WasmFunction = (hart: number, ...operands: (bigint | number)[]) => bigint;

// @types/node does not describe WebAssembly, and the DOM's types are not for Node.
interface WasmApi {
  readonly Memory: new (limits: {
    initial: number;
    maximum: number;
    shared: boolean;
  }) => { readonly buffer: ArrayBufferLike };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: Readonly<Record<string, WasmFunction>> };
}

/** Not 0, so that a function which forgets its hart fails. */
const HART = 4096;

/** Compiles src/hart/float, wide.ts and carry-less.ts; throws with the compiler's messages when that fails. */
export function loadFloatUnit(): FloatUnit {
  const { WebAssembly: api } = globalThis as unknown as { WebAssembly: WasmApi };
  const memory = new api.Memory({ initial: 1, maximum: 65536, shared: true });
  const instance = new api.Instance(new api.Module(compile()), { env: { memory } });
  const state = new Int32Array(memory.buffer, HART, 1024);
  const facts = manualFacts();
  const view = new BigUint64Array(memory.buffer, FACTS_AT, FACTS.length);
  for (const [index, { key }] of FACTS.entries()) view[index] = BigInt(facts[key]);
  const functions = Object.entries(instance.exports);
  return new Map(functions.map(([name, run]) => [name, instruction(state, run)]));
}

function compile(): Uint8Array {
  const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
  const compiler = join(dirname(createRequire(import.meta.url).resolve("assemblyscript/package.json")), "bin/asc.js");
  const directory = mkdtempSync(join(tmpdir(), "hartbed-float-"));
  const output = join(directory, "float.wasm");
  const limits = [
    "--importMemory",
    "--noExportMemory",
    "--sharedMemory",
    "--initialMemory",
    "1",
    "--maximumMemory",
    "65536",
  ];
  const options = [...limits, "--enable", "threads", "--runtime", "stub", "-O3", "--noAssert", "--bindings", "raw"];
  try {
    const entries = ["float/index", "wide", "carry-less"].map((name) => `src/hart/${name}.ts`);
    const run = spawnSync(process.execPath, [compiler, ...entries, "-o", output, ...options], {
      cwd: root,
      encoding: "utf8",
    });
    if (run.status !== 0) throw new Error(`asc failed:\n${run.stderr}`);
    return readFileSync(output);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function instruction(state: Int32Array, run: WasmFunction): Instruction {
  return (operands, rm, accrued = 0) => {
    state[FFLAGS / 4] = accrued;
    state[FLOAT_DIRTY / 4] = 0;
    const value = rm === undefined ? run(HART, ...operands) : run(HART, ...operands, rm);
    return { value: BigInt.asUintN(64, value), flags: state[FFLAGS / 4]!, dirty: state[FLOAT_DIRTY / 4] === 1 };
  };
}
