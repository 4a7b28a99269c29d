// The text of src/hart/facts.ts: the tables' numbers as typed constants for AssemblyScript. A test keeps it fresh.
import { EXCEPTIONS, INTERRUPTS } from "./causes.js";
import { COUNTER_EVENTS } from "./counter-events.js";
import { CSRS, csrByName } from "./csr.js";
import { CONDITIONS, type CsrField, fieldMask, KINDS, writableMask } from "./csr-row.js";
import { ASKED_BY_HART, CACHE_BLOCK_BYTES } from "./extension-rows.js";
import { FACTS } from "./facts.js";
import { fixedWord } from "./fixed-word.js";

/** CSRs whose field masks hart code names. */
const WITH_FIELDS = new Set([
  "mstatus",
  "hstatus",
  "menvcfg",
  "fcsr",
  "mseccfg",
  "mstateen0",
  "mcountinhibit",
  "mhpmevent3",
]);

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
  for (const { name, selector, happens } of COUNTER_EVENTS)
    if (happens) lines.push(`export const EVENT_${name.toUpperCase()}: u64 = 0x${selector.toString(16)};`);
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
  lines.push(...derivedLines());
  return `${lines.join("\n")}\n`;
}

/** Numbers that follow from several rows. */
function derivedLines(): readonly string[] {
  const u64 = (name: string, value: bigint) => `export const ${name}: u64 = 0x${value.toString(16)};`;
  const mideleg = fieldsOf("mideleg");
  return [
    "/** Interrupts that M may delegate: what sie and sip of HS show of mie and mip. */",
    u64("S_INTERRUPTS", writableMask(mideleg)),
    "/** Interrupts of VS; and bits of mideleg that are read-only one with the H extension: those and SGEI. */",
    u64("VS_INTERRUPTS", writableMask(fieldsOf("hvip"))),
    u64("MIDELEG_ONES", allBits(mideleg.filter(({ readOnly }) => readOnly))),
    "/** mstatus as sstatus shows it. */",
    u64("SSTATUS_BITS", allBits(fieldsOf("sstatus"))),
    "/** Interrupt codes, one a byte, the first to be taken in the lowest byte of the first word. */",
    ...priorityWords().map((word, index) => u64(`INTERRUPT_PRIORITY_${index}`, word)),
    `export const PMP_IMPLEMENTED: u32 = ${CSRS.filter(({ kind }) => kind === "pmpaddr").length};`,
    `export const CACHE_BLOCK_BYTES: u64 = ${CACHE_BLOCK_BYTES};`,
    u64("WFI_WORD", BigInt(fixedWord("wfi"))),
  ];
}

function fieldsOf(csr: string): readonly CsrField[] {
  return csrByName(csr)?.fields ?? [];
}

function allBits(fields: readonly CsrField[]): bigint {
  return fields.reduce((bits, field) => bits | fieldMask(field), 0n);
}

/** Two words; a byte without an interrupt repeats the last. */
function priorityWords(): readonly bigint[] {
  const codes = INTERRUPTS.map(({ code }) => code);
  const last = codes.at(-1) ?? 0;
  return [0, 8].map((from) => {
    const bytes = Array.from({ length: 8 }, (_, index) => codes[from + index] ?? last);
    return bytes.reduceRight((word, code) => (word << 8n) | BigInt(code), 0n);
  });
}
