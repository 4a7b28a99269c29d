// Writes what derives from tables: the JSON Schemas, the tables in configs/README.md, the catalogue. Run after a build.
import { readFileSync, writeFileSync } from "node:fs";
import { renderCatalogue } from "../dist/isa/catalogue/reference.js";
import { editorSchema, profileJsonSchema, scenarioJsonSchema } from "../dist/scenario/json-schema.js";
import { renderReference } from "../dist/scenario/reference.js";

const configs = new URL("../configs/", import.meta.url);

/** @param {string} name @param {unknown} schema */
function writeSchema(name, schema) {
  writeFileSync(new URL(name, configs), `${JSON.stringify(schema, null, 2)}\n`);
}

writeSchema("scenario.schema.json", editorSchema(scenarioJsonSchema()));
writeSchema("profile.schema.json", editorSchema(profileJsonSchema()));
writeFileSync(new URL("regressions/README.md", configs), renderCatalogue());
const readme = new URL("README.md", configs);
writeFileSync(readme, renderReference(readFileSync(readme, "utf8")));
