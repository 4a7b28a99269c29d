// The engine: hart.wasm and the interpreter generated for a set of instruction rows, over one linear memory.
import { makeDecoder } from "../isa/decode.js";
import type { InstructionRow } from "../isa/instruction-row.js";
import { FETCH_RECORDS } from "../layout/hart.js";
import { makeCodeCache } from "./code-cache.js";
import { writeDecodeTables } from "./decode-tables.js";
import { makeHandlers } from "./handlers.js";
import { makeInterpreter } from "./interpreter.js";
import { exportedSignatures } from "./wasm/exported-signatures.js";

/** Devices as hart code reaches them; addresses are 32-bit halves, values unsigned 32 bits. */
export interface MmioPorts {
  readonly mmioRead: (low: number, high: number, bytes: number) => number;
  readonly mmioWrite: (low: number, high: number, bytes: number, value: number, valueHigh: number) => void;
  /** A trap is taken, while TRAPS_TOLD: its cause with bit 31 set for an interrupt, epc and tval as halves. */
  readonly trapped?: TrapPort | undefined;
}

/** @param hart Address of the hart's block. */
export type TrapPort = (
  hart: number,
  cause: number,
  epc: number,
  epcHigh: number,
  tval: number,
  tvalHigh: number,
) => void;

/** Functions of hart.wasm that the machine calls, with the hart's base address first. */
export interface HartCode {
  startHart(hart: number): void;
  /** False when the hart waits for an interrupt. */
  beginSlice(hart: number, steps: number): number;
  endSlice(hart: number): number;
  attention(hart: number): void;
  /** Another hart may run now: an LR's reservation is given up. */
  dropReservation(hart: number): void;
  /** Steps until an interrupt can become due by time alone; all ones (-1n) when none will. */
  stepsToDeadline(hart: number): bigint;
  pageWritten(hostPage: number): void;
  /** Fills the record at an address from an instruction word, which stands some bytes into its page. */
  decode(record: number, word: number, offset: number): void;
  /** mtime now, as halves. */
  mtimeLow(): number;
  mtimeHigh(): number;
  setMtime(low: number, high: number): void;
  readCsr(hart: number, number: number): bigint;
  /** The word at PC, 0 where it cannot be read. Fills the TLB, and sets A bits, as the fetch will. */
  instructionAtPc(hart: number): number;
  writeCsr(hart: number, number: number, value: bigint): void;
}

export interface Engine {
  readonly hart: HartCode;
  /** Runs the hart's slice until its steps are spent (0) or hart code gives up its turn: WFI, PAUSE, a stop (1). */
  readonly run: (hart: number) => number;
  /** Regions translated so far. */
  readonly regions: () => number;
  /** The records were cleared: translated code is forgotten with them. */
  readonly forget: () => void;
}

/** When code is translated. It changes how fast a machine is, never what it computes. */
export interface Tuning {
  /** Jumps to an instruction after which it is hot; more than are ever counted: everything is interpreted. */
  readonly hotAt: number;
  /** Regions that are translated at once. */
  readonly batch: number;
  /** Slices after which fewer are: a module costs much whatever its size. */
  readonly patience: number;
}

export const DEFAULT_TUNING: Tuning = { hotAt: 2000, batch: 24, patience: 100 };
export const INTERPRET_ONLY: Tuning = { ...DEFAULT_TUNING, hotAt: -1 };

/**
 * Instantiates both modules. `rows` are the instructions that exist under the profile.
 */
export function makeEngine(
  memory: WebAssembly.Memory,
  hartWasm: Uint8Array,
  rows: readonly InstructionRow[],
  mmio: MmioPorts,
  tuning: Tuning = DEFAULT_TUNING,
): Engine {
  const table = makeHandlers(rows);
  const decoder = makeDecoder(rows);
  writeDecodeTables(memory, rows, table);
  const hart = new WebAssembly.Instance(new WebAssembly.Module(hartWasm as Uint8Array<ArrayBuffer>), {
    env: { memory },
    ports: { trapped() {}, ...mmio },
  });
  const signatures = exportedSignatures(hartWasm);
  const view = new DataView(memory.buffer);
  const cache = makeCodeCache({ memory, decoder, hart: hart.exports, signatures });
  let waited = 0;
  const hot = (base: number, record: number) => {
    cache.request(record, view.getUint32(base + FETCH_RECORDS, true));
  };
  const interpreter = new WebAssembly.Instance(
    new WebAssembly.Module(makeInterpreter(table, signatures, tuning.hotAt)),
    {
      env: { memory },
      hart: hart.exports,
      engine: { hot, regions: cache.table },
    },
  );
  const interpret = interpreter.exports["run"] as (hart: number) => number;
  return {
    hart: hart.exports as unknown as HartCode,
    run(base) {
      const gaveUp = interpret(base);
      if (cache.waiting > 0 && (cache.waiting >= tuning.batch || ++waited >= tuning.patience)) {
        waited = 0;
        cache.translate();
      }
      return gaveUp;
    },
    regions: () => cache.made,
    forget: cache.clear,
  };
}
