// The engine: hart.wasm and the interpreter generated for a set of instruction rows, over one linear memory.
import { makeDecoder } from "../isa/decode.js";
import type { InstructionRow } from "../isa/instruction-row.js";
import { makeHandlers } from "./handlers.js";
import { makeInterpreter } from "./interpreter.js";
import { makeRecordDecoder } from "./record-decoder.js";
import { exportedSignatures } from "./wasm/exported-signatures.js";

/** Devices as hart code reaches them; addresses are 32-bit halves, values unsigned 32 bits. */
export interface MmioPorts {
  readonly mmioRead: (low: number, high: number, bytes: number) => number;
  readonly mmioWrite: (low: number, high: number, bytes: number, value: number, valueHigh: number) => void;
}

/** Functions of hart.wasm that the machine calls, with the hart's base address first. */
export interface HartCode {
  startHart(hart: number): void;
  /** False when the hart waits for an interrupt. */
  beginSlice(hart: number, steps: number): number;
  endSlice(hart: number): number;
  attention(hart: number): void;
  /** Another hart may run now: an LR's reservation is given up. */
  dropReservation(hart: number): void;
  /** Steps until the hart's next timer; all ones (-1n) when none is set. */
  stepsToTimer(hart: number): bigint;
  pageWritten(hostPage: number): void;
  /** mtime now, as halves. */
  mtimeLow(): number;
  mtimeHigh(): number;
  setMtime(low: number, high: number): void;
  readCsr(hart: number, number: number): bigint;
  writeCsr(hart: number, number: number, value: bigint): void;
}

export interface Engine {
  readonly hart: HartCode;
  /** Runs the hart's slice until its steps are spent (0) or hart code gives up its turn: WFI, PAUSE, a stop (1). */
  readonly run: (hart: number) => number;
}

/** Instantiates both modules. `rows` are the instructions that exist under the profile. */
export function makeEngine(
  memory: WebAssembly.Memory,
  hartWasm: Uint8Array,
  rows: readonly InstructionRow[],
  mmio: MmioPorts,
): Engine {
  const table = makeHandlers(rows);
  const decode = makeRecordDecoder(memory, makeDecoder(rows), table);
  const hart = new WebAssembly.Instance(new WebAssembly.Module(hartWasm as Uint8Array<ArrayBuffer>), {
    env: { memory },
    ports: { ...mmio, decode },
  });
  const bytes = makeInterpreter(table, exportedSignatures(hartWasm));
  const interpreter = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory }, hart: hart.exports });
  return { hart: hart.exports as unknown as HartCode, run: interpreter.exports["run"] as (hart: number) => number };
}
