// A profile file: values for the facts of src/isa/facts.ts.
import { z } from "zod";
import { FACTS, type FactRow } from "../../isa/facts.js";
import { bits64, toggle } from "./quantity.js";
import { strictMap } from "./strict-map.js";
import { profileName, text } from "./text.js";

/** How each type of fact is written. */
const FACT_TYPES = {
  bits64,
  flag: toggle.transform((on) => (on ? 1n : 0n)),
} as const satisfies { readonly [type in FactRow["type"]]: z.ZodType<bigint> };

function fact(row: FactRow) {
  const standard = row.type === "flag" ? (row.default === 0n ? "off" : "on") : `0x${row.default.toString(16)}`;
  const description = `${row.doc} Unit: ${row.unit}. Source: ${row.source}.`;
  return FACT_TYPES[row.type].optional().meta({ description, default: standard });
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
