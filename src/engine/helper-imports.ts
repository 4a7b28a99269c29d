// Functions of hart.wasm as a generated module imports them: index and signature by name.
import type { ModuleWriter, Signature } from "./wasm/module-writer.js";

export interface HelperImport {
  readonly index: number;
  readonly signature: Signature;
}

export type HelperImports = (name: string) => HelperImport;

/** Imports `names` from hart.wasm; throws a TypeError for one that it does not export. */
export function importHelpers(
  module: ModuleWriter,
  names: Iterable<string>,
  hartSignatures: ReadonlyMap<string, Signature>,
): HelperImports {
  const imports = new Map<string, HelperImport>();
  for (const name of names) {
    const signature = hartSignatures.get(name);
    if (signature === undefined)
      throw new TypeError(`hart.wasm exports no ${name}, which a meaning or the engine calls`);
    imports.set(name, { index: module.import("hart", name, signature), signature });
  }
  return (name) => imports.get(name)!;
}
