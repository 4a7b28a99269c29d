// Puts the CSR rows and the profile's facts where hart code reads them, and resets the harts' CSRs by them.
import type { LinearMemory } from "../engine/linear-memory.js";
import { CSRS, csrByName } from "../isa/csr.js";
import { CONDITIONS, type CsrRow, csrsOf, extensionMask, KINDS } from "../isa/csr-row.js";
import { askedByHart, extensionsOf, misaOf } from "../isa/extensions.js";
import type { FactCsrs } from "../isa/facts/fact-row.js";
import { FACTS } from "../isa/facts.js";
import { CSR, HART_BYTES, ID, PC } from "../layout/hart.js";
import * as machine from "../layout/machine.js";
import type { Profile } from "../scenario/profile.js";

/** Writes the rows of the CSRs that exist, the extensions and the facts. */
export function writeTables({ view }: LinearMemory, profile: Profile): void {
  const { present } = extensionsOf(profile.extensions);
  view.setUint32(machine.EXTENSIONS, askedByHart(present), true);
  for (const csr of csrRowsOf(profile)) {
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
  for (const csr of csrRowsOf(profile)) {
    if (csr.reset !== 0n) view.setBigUint64(csrAddress(base, csr.number), csr.reset, true);
  }
  view.setBigUint64(csrAddress(base, csrByName("misa")!.number), misaOf(present), true);
}

/** The CSRs of a profile's harts, with the masks and reset values that its facts and extensions give. */
export function csrRowsOf(profile: Profile): readonly CsrRow[] {
  const masks = csrFacts(profile, "mask");
  const resets = csrFacts(profile, "reset");
  const presence = csrFacts(profile, "present");
  return csrsOf(CSRS, extensionsOf(profile.extensions).present)
    .filter((csr) => presence(csr.name) !== 0n && inSeries(csr, profile))
    .map((csr) => {
      const given = masks(csr.name);
      // Fields of extensions come and go with them, whatever the fact says of the others.
      const mask = given === undefined ? csr.mask : given | (csr.mask & extensionMask(csr));
      const reset = resets(csr.name) ?? csr.reset;
      return { ...csr, mask, reset: csr.kind === "envcfg" || csr.kind === "henvcfg" ? reset & mask : reset };
    });
}

/** The value that a fact of the profile gives for a part of a CSR's row, by the CSR's name. */
function csrFacts(profile: Profile, part: FactCsrs["part"]): (name: string) => bigint | undefined {
  const exact = new Map<string, bigint>();
  const prefixes: (readonly [string, bigint])[] = [];
  for (const { key, csrs } of FACTS) {
    if (csrs?.part !== part) continue;
    for (const name of csrs.names) {
      const value = BigInt(profile.facts[key]);
      if (name.endsWith("*")) prefixes.push([name.slice(0, -1), value]);
      else exact.set(name, value);
    }
  }
  return (name) => exact.get(name) ?? prefixes.find(([prefix]) => name.startsWith(prefix))?.[1];
}

/** How many of a numbered series of CSRs exist. */
const SERIES: readonly { readonly name: RegExp; readonly count: (profile: Profile) => number }[] = [
  { name: /^m?hpmcounter(\d+)$/, count: ({ facts }) => 3 + Number(facts["hpm-counters"]) },
  { name: /^pmpaddr(\d+)$/, count: ({ facts }) => Number(facts["pmp-entries-readable"]) },
  { name: /^pmpcfg(\d+)$/, count: ({ facts }) => Number(facts["pmp-entries-readable"]) / 4 },
];

/** False for what its series does not reach. */
function inSeries({ name }: CsrRow, profile: Profile): boolean {
  return SERIES.every((series) => {
    const [, index] = series.name.exec(name) ?? [];
    return index === undefined || Number(index) < series.count(profile);
  });
}

/** Where a CSR's stored value stands. */
function csrAddress(hart: number, number: number): number {
  return hart + CSR + 8 * number;
}
