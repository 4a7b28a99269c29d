// Symbols of guests, read from the files that the scenario names.
import { isElf, readElf, type SymbolTable } from "../machine/elf.js";
import type { RunPlan } from "./run-plan.js";

/** Finds the symbols of a VM by its name; undefined when it has none. Files are read when first asked for. */
export function makeSymbols({ scenario, files }: RunPlan): (vm: string) => SymbolTable | undefined {
  const tables = new Map<string, SymbolTable | undefined>();
  return (vm) => {
    const file = scenario.vms.find(({ name }) => name === vm)?.symbols ?? null;
    if (file === null) return undefined;
    if (!tables.has(file)) tables.set(file, tableOf(files.get(file)));
    return tables.get(file);
  };
}

/** A file that is no ELF has no symbols; that it is no image is for the machine to say. */
function tableOf(bytes: Uint8Array | undefined): SymbolTable | undefined {
  if (bytes === undefined || !isElf(bytes)) return undefined;
  try {
    return readElf(bytes).symbols;
  } catch {
    return undefined;
  }
}
