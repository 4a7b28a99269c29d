// A profile file: values for the facts of src/isa/facts.ts.
import { z } from "zod";
import { FACTS, type FactRow, factText } from "../../isa/facts.js";
import { bits64, oneOfNumbers, toggle } from "./quantity.js";
import { strictMap } from "./strict-map.js";
import { profileName, text } from "./text.js";

/** How a fact of each type is written. */
const FACT_TYPES = {
  bits64: () => bits64,
  number: ({ numbers }) => oneOfNumbers(numbers),
  flag: () => toggle.transform((on) => (on ? 1n : 0n)),
  choice: ({ choices }) => z.enum([...choices]).transform((word) => BigInt(choices.indexOf(word))),
} as const satisfies { readonly [type in FactRow["type"]]: (row: FactRow) => z.ZodType<bigint> };

function fact(row: FactRow) {
  const legal = `The manual allows: ${row.legal.join(", ")}.`;
  const description = `${row.doc} ${legal} Unit: ${row.unit}. Source: ${row.source}.`;
  const standard = row.type === "number" ? Number(row.default) : factText(row, row.default);
  return FACT_TYPES[row.type](row).optional().meta({ description, default: standard });
}

const facts = strictMap(Object.fromEntries(FACTS.map((row) => [row.key, fact(row)])));

const extensionName = z.string().regex(/^[a-z][a-z0-9]*$/, { error: "an extension in small letters, such as svadu" });

export const extensions = z.record(extensionName, toggle, { error: "a map of extensions to on and off" }).default({});

export const profile = strictMap({
  description: text.optional().describe("What the profile stands for."),
  extends: profileName
    .optional()
    .describe("Profile that this one changes: a name, or a file (with a / or .yaml in it)."),
  extensions: extensions.describe("Extensions switched on or off."),
  facts: facts.prefault({}).describe("Values of facts; what is not named is as the manual has it."),
});

export type ProfileInput = z.output<typeof profile>;
