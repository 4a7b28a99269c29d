// The catalogue as Markdown: configs/regressions/README.md.
import { CATALOGUE } from "../catalogue.js";
import type { CatalogueCase } from "./case-row.js";

const HEAD = `# What versions of QEMU do otherwise

Where a hypervisor notices a difference between two versions of QEMU, or between QEMU and the manual: a case each. The
scenarios in this folder show them; their \`results\` say what each profile comes to, and \`hartbed matrix regressions\`
proves it. \`hartbed bisect NAME --good A --bad B\` names the fact behind a case. \`henvcfg-adue-reset\` runs the hypervisor
with a guest, the others a program of a few lines out of \`guests/tests/regressions/\`. QEMU runs all of them too:
\`npm run catalogue:qemu -- --qemu PATH\` compares what it prints with what the scenario says of that version.

Sections are those of the RISC-V ISA manual's sources, \`src/priv\` and \`src/unpriv\`. The table is written by
\`node scripts/schema.mjs\` from \`src/isa/catalogue/\`.
`;

/** The whole file. */
export function renderCatalogue(): string {
  return `${HEAD}\n${CATALOGUE.map(caseText).join("\n")}`;
}

function caseText(row: CatalogueCase): string {
  const { id, name, symptom, facts, spec, section, legal, verdict, shown, missing } = row;
  const codes = (names: readonly string[]) => names.map((each) => `\`${each}\``).join(", ");
  const lines = [
    `## ${id} ${name}`,
    "",
    `${sentence(symptom)}`,
    "",
    `- \`spec\`: ${spec}.`,
    `- Manual: ${section}.`,
    `- ${legal ? "QEMU's answer is legal" : "A bug where QEMU does otherwise"}: ${verdict}.`,
    ...(facts.length > 0 ? [`- Decided by ${codes(facts)}.`] : []),
    missing === null ? `- Shown by ${codes(shown)}.` : `- No scenario: ${missing}.`,
  ];
  return `${lines.join("\n")}\n`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
