// Puts the CSR rows and the profile's facts where hart code reads them, and resets the harts' CSRs by them.
import type { LinearMemory } from "../engine/linear-memory.js";
import { CSRS, csrByName } from "../isa/csr.js";
import { CONDITIONS, csrsOf, KINDS } from "../isa/csr-row.js";
import { askedByHart, extensionsOf, misaOf } from "../isa/extensions.js";
import { FACTS, type FactKey } from "../isa/facts.js";
import { CSR, HART_BYTES, ID, PC } from "../layout/hart.js";
import * as machine from "../layout/machine.js";
import type { Profile } from "../scenario/profile.js";

/** Reset values that a fact of the profile gives. */
const RESET_FACTS: Readonly<Record<string, FactKey>> = { menvcfg: "reset.menvcfg", henvcfg: "reset.henvcfg" };

/** Writes the rows of the CSRs that exist, the extensions and the facts. */
export function writeTables({ view }: LinearMemory, profile: Profile): void {
  const { present } = extensionsOf(profile.extensions);
  view.setUint32(machine.EXTENSIONS, askedByHart(present), true);
  for (const csr of csrsOf(CSRS, present)) {
    const row = machine.CSR_ROWS + csr.number * machine.CSR_ROW_BYTES;
    view.setUint8(row + machine.CSR_ROW_KIND, KINDS.indexOf(csr.kind));
    view.setUint8(row + machine.CSR_ROW_CONDITION, CONDITIONS.indexOf(csr.condition));
    view.setUint16(row + machine.CSR_ROW_TWIN, csr.twin, true);
    view.setBigUint64(row + machine.CSR_ROW_MASK, csr.mask, true);
  }
  for (const [index, fact] of FACTS.entries()) {
    view.setBigUint64(machine.FACTS + 8 * index, BigInt(profile.facts[fact.key]), true);
  }
}

/** A hart's block as power-on leaves it: all zero but the CSRs with reset values, and pc at the boot ROM. */
export function resetHartBlock({ view, bytes, harts }: LinearMemory, profile: Profile, index: number): void {
  const base = harts[index]!;
  bytes.fill(0, base, base + HART_BYTES);
  view.setUint32(base + ID, index, true);
  view.setBigUint64(base + PC, BigInt(machine.ROM_BASE), true);
  const { present } = extensionsOf(profile.extensions);
  for (const csr of csrsOf(CSRS, present)) {
    const fact = RESET_FACTS[csr.name];
    const value = fact === undefined ? csr.reset : BigInt(profile.facts[fact]) & csr.mask;
    if (value !== 0n) view.setBigUint64(csrAddress(base, csr.number), value, true);
  }
  view.setBigUint64(csrAddress(base, csrByName("misa")!.number), misaOf(present), true);
}

/** Where a CSR's stored value stands. */
export function csrAddress(hart: number, number: number): number {
  return hart + CSR + 8 * number;
}
