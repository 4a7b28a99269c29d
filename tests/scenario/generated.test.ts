// What derives from the schemas is fresh, and what ships is right.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { NODE_FILES } from "../../src/runner/node-files.js";
import { openProfile } from "../../src/runner/open-profile.js";
import type { Files } from "../../src/scenario/files.js";
import { editorSchema, profileJsonSchema, scenarioJsonSchema } from "../../src/scenario/json-schema.js";
import { loadScenario } from "../../src/scenario/load.js";
import { renderReference } from "../../src/scenario/reference.js";

const ROOT = join(import.meta.dirname, "../..");
const CONFIGS = join(ROOT, "configs");
/** Software that is not ours, named by environment variables, is all there. */
const FILES: Files = {
  ...NODE_FILES,
  facts: (path) => (path.startsWith("/software/") ? { kind: "file", bytes: 2 ** 20 } : NODE_FILES.facts(path)),
  variable: () => "/software",
};
const OPTIONS = { files: FILES, shipped: ROOT, directory: ROOT };

const yamlIn = (directory: string) => readdirSync(directory).filter((name) => name.endsWith(".yaml"));

describe("files derived from the schemas (node scripts/schema.mjs writes them)", () => {
  it.each([
    ["scenario.schema.json", scenarioJsonSchema()],
    ["profile.schema.json", profileJsonSchema()],
  ])("%s is fresh", (name, schema) => {
    expect(JSON.parse(readFileSync(join(CONFIGS, name), "utf8"))).toEqual(editorSchema(schema));
  });

  it("the reference in configs/README.md is fresh", () => {
    const readme = readFileSync(join(CONFIGS, "README.md"), "utf8");
    expect(renderReference(readme)).toBe(readme);
    expect(readme).toContain("| `instructions_per_tick`");
  });
});

describe("scenarios and profiles that ship", () => {
  it.each(yamlIn(CONFIGS))("%s is right", (name) => {
    expect(loadScenario(join(CONFIGS, name), OPTIONS)).toMatchObject({ ok: true });
  });

  it("the profiles differ in the reset values of menvcfg and henvcfg", async () => {
    const profiles = await Promise.all(["spec", "qemu-8.0.2", "qemu-9.2.0"].map(openProfile));
    expect(profiles.map(({ facts }) => [facts["reset.menvcfg"], facts["reset.henvcfg"]])).toEqual([
      ["0x0", "0x0"],
      ["0x2000000000000000", "0x2000000000000000"],
      ["0x2000000000000000", "0x0"],
    ]);
  });

  it.each(yamlIn(join(CONFIGS, "profiles")))("profile %s says what it stands for", async (name) => {
    const profile = await openProfile(join(CONFIGS, "profiles", name));
    expect(profile.description).not.toBeNull();
  });
});
