// A cause's name (src/isa/causes.ts) in the manual's words, short enough for a column.

/** `load guest-page fault`, `ecall from VS`, `S timer interrupt`. */
export function causeTitle(cause: string): string {
  return cause
    .replace(/guest_page/, "guest-page")
    .replaceAll("_", " ")
    .replace(/^virtual supervisor (.*) interrupt$/, "VS $1 interrupt")
    .replace(/^supervisor (.*) interrupt$/, "S $1 interrupt")
    .replace(/^machine (.*) interrupt$/, "M $1 interrupt")
    .replace(/^instruction (guest-page|page|access) /, "fetch $1 ")
    .replace(/\b(vs|hs|wfi|u|m)\b/g, (word) => word.toUpperCase());
}
