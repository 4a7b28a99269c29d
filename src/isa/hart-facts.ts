// The text of src/hart/facts.ts: the tables' numbers as typed constants for AssemblyScript. A test keeps it fresh.
import { EXCEPTIONS, INTERRUPTS } from "./causes.js";
import { CSRS } from "./csr.js";
import { CONDITIONS, fieldMask, KINDS } from "./csr-row.js";
import { ASKED_BY_HART } from "./extension-rows.js";
import { FACTS } from "./facts.js";

/** CSRs whose field masks hart code names. */
const WITH_FIELDS = new Set(["mstatus", "hstatus", "menvcfg", "fcsr", "mseccfg", "mstateen0"]);

/** Renders the constants file. */
export function renderHartFacts(): string {
  const lines = ["// Generated from src/isa by `npm run facts`: do not edit.", ""];
  for (const csr of CSRS) lines.push(`export const CSR_${csr.name.toUpperCase()}: u32 = 0x${csr.number.toString(16)};`);
  for (const csr of CSRS.filter((row) => WITH_FIELDS.has(row.name))) {
    for (const field of csr.fields) {
      const name = `${csr.name}_${field.name}`.toUpperCase();
      lines.push(`export const ${name}: u64 = 0x${fieldMask(field).toString(16)};`);
      if (field.high > field.low) lines.push(`export const ${name}_SHIFT: u64 = ${field.low};`);
    }
  }
  for (const cause of EXCEPTIONS) lines.push(`export const CAUSE_${cause.name.toUpperCase()}: i32 = ${cause.code};`);
  for (const cause of INTERRUPTS)
    lines.push(`export const INTERRUPT_${cause.name.toUpperCase().replace("_INTERRUPT", "")}: i32 = ${cause.code};`);
  for (const [index, kind] of KINDS.entries()) lines.push(`export const KIND_${kind.toUpperCase()}: i32 = ${index};`);
  for (const [index, condition] of CONDITIONS.entries())
    lines.push(`export const WHEN_${condition.toUpperCase()}: i32 = ${index};`);
  for (const [index, name] of ASKED_BY_HART.entries())
    lines.push(`export const EXTENSION_${name.toUpperCase()}: u32 = 0x${(1 << index).toString(16)};`);
  for (const [index, fact] of FACTS.entries()) {
    const name = fact.key.toUpperCase().replaceAll(/[.-]/g, "_");
    lines.push(`export const FACT_${name}: u32 = ${8 * index};`);
    for (const [value, word] of fact.choices.entries())
      lines.push(`export const ${name}_IS_${word.toUpperCase().replaceAll(/[.-]/g, "_")}: u64 = ${value};`);
  }
  return `${lines.join("\n")}\n`;
}
