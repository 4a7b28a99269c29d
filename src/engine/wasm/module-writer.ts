// Writes a module: imported functions over an imported shared memory, functions and exports.
import type { ValueType } from "../../isa/meaning.js";
import { Bytes } from "./bytes.js";
import type { FunctionWriter } from "./function-writer.js";
import { VALUE_TYPES } from "./opcodes.js";

/** Parameter and result types of a function. */
export interface Signature {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** Pages of 64 KiB that a linear memory may grow to. */
export const MAXIMUM_PAGES = 65536;

/** What an import is when it is no function. */
const MEMORY = -1;
const TABLE = -2;

export class ModuleWriter {
  readonly #types: Signature[] = [];
  readonly #imports: { readonly module: string; readonly name: string; readonly type: number }[] = [];
  #table: { readonly module: string; readonly name: string } | null = null;
  readonly #functions: { readonly type: number; readonly code: FunctionWriter }[] = [];
  readonly #exports: { readonly name: string; readonly index: number }[] = [];

  /** Imports a function and returns its index; all imports come before the first `add`. */
  import(module: string, name: string, signature: Signature): number {
    if (this.#functions.length > 0) throw new Error("imports come before functions");
    this.#imports.push({ module, name, type: this.#type(signature) });
    return this.#imports.length - 1;
  }

  /** Imports a table of functions, for call_indirect. */
  importTable(module: string, name: string): void {
    this.#table = { module, name };
  }

  /** Index of a function type, for call_indirect. */
  typeIndex(signature: Signature): number {
    return this.#type(signature);
  }

  /** Adds a function, exported when it has a name, and returns its index. */
  add(code: FunctionWriter, name?: string): number {
    this.#functions.push({ type: this.#type(code), code });
    const index = this.#imports.length + this.#functions.length - 1;
    if (name !== undefined) this.#exports.push({ name, index });
    return index;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const out = new Bytes().append(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    section(out, 1, this.#types, (to, type) => {
      to.byte(0x60).unsigned(type.parameters.length);
      for (const parameter of type.parameters) to.byte(VALUE_TYPES[parameter]);
      to.unsigned(type.results.length);
      for (const result of type.results) to.byte(VALUE_TYPES[result]);
    });
    const memory = { module: "env", name: "memory", type: MEMORY };
    const table = this.#table === null ? [] : [{ ...this.#table, type: TABLE }];
    section(out, 2, [memory, ...table, ...this.#imports], (to, row) => {
      to.name(row.module).name(row.name);
      if (row.type === TABLE) to.byte(1).byte(0x70).byte(0).unsigned(0);
      else if (row.type === MEMORY) to.byte(2).byte(3).unsigned(1).unsigned(MAXIMUM_PAGES);
      else to.byte(0).unsigned(row.type);
    });
    section(out, 3, this.#functions, (to, row) => to.unsigned(row.type));
    section(out, 7, this.#exports, (to, row) => to.name(row.name).byte(0).unsigned(row.index));
    this.#hints(out);
    section(out, 10, this.#functions, (to, row) => to.append(row.code.body()));
    return new Uint8Array(out.view());
  }

  /** Which branches are hardly ever taken: hosts that know the section keep such code out of the way. */
  #hints(out: Bytes): void {
    const hinted = this.#functions.flatMap(({ code }, index) => {
      const { hints } = code;
      return hints.length === 0 ? [] : [{ index: this.#imports.length + index, hints }];
    });
    if (hinted.length === 0) return;
    const inner = new Bytes().name("metadata.code.branch_hint").unsigned(hinted.length);
    for (const { index, hints } of hinted) {
      inner.unsigned(index).unsigned(hints.length);
      for (const { at, taken } of hints) inner.unsigned(at).byte(1).byte(Number(taken));
    }
    out.byte(0).unsigned(inner.length).append(inner.view());
  }

  #type(signature: Signature): number {
    const key = (row: Signature) => `${row.parameters.join()}:${row.results.join()}`;
    const found = this.#types.findIndex((row) => key(row) === key(signature));
    if (found >= 0) return found;
    this.#types.push({ parameters: signature.parameters, results: signature.results });
    return this.#types.length - 1;
  }
}

function section<Row>(out: Bytes, id: number, rows: readonly Row[], write: (to: Bytes, row: Row) => void): void {
  const inner = new Bytes().unsigned(rows.length);
  for (const row of rows) write(inner, row);
  out.byte(id).unsigned(inner.length).append(inner.view());
}
