// Names for places in the code that a hart executes: of the guest when V=1, else of kernel and firmware.

import { isElf, readElf, type SymbolTable } from "../machine/elf.js";
import type { Inspect } from "../machine/inspect.js";
import type { RunPlan } from "./run-plan.js";
import { makeSymbols } from "./symbols.js";

/** Names of an address as `name+0x10`; null where no symbol is near. With V=1 the first VM that knows the address. */
export function makeAddressNames(plan: RunPlan): (inspect: Inspect, hart: number, pc: bigint) => string | null {
  const { scenario, files } = plan;
  const ofVm = makeSymbols(plan);
  const tables = [scenario.symbols, scenario.kernel, scenario.firmware].flatMap((file) => tableOf(files, file));
  const guests = scenario.vms.map(({ name }) => ofVm(name)).filter((table) => table !== undefined);
  return (inspect, hart, pc) => {
    for (const table of inspect.virtual(hart) ? guests : tables) {
      const place = table.at(pc);
      if (place === undefined) continue;
      return place.offset === 0n ? place.name : `${place.name}+0x${place.offset.toString(16)}`;
    }
    return null;
  };
}

function tableOf(files: ReadonlyMap<string, Uint8Array>, file: string | null): readonly SymbolTable[] {
  const bytes = file === null ? undefined : files.get(file);
  if (bytes === undefined || !isElf(bytes)) return [];
  try {
    return [readElf(bytes).symbols];
  } catch {
    return [];
  }
}
