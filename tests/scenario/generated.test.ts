// What derives from the schemas is fresh, and what ships is right.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { NODE_FILES } from "../../src/cli/node-files.js";
import { editorSchema, profileJsonSchema, scenarioJsonSchema } from "../../src/scenario/json-schema.js";
import { listShipped } from "../../src/scenario/list.js";
import { loadScenario } from "../../src/scenario/load.js";
import { openProfile } from "../../src/scenario/open-profile.js";
import { renderReference } from "../../src/scenario/reference.js";

const ROOT = join(import.meta.dirname, "../..");
const CONFIGS = join(ROOT, "configs");
const OPTIONS = { files: NODE_FILES, shipped: ROOT, directory: ROOT };

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

  it.each(yamlIn(join(CONFIGS, "profiles")))("profile %s is right", (name) => {
    expect(openProfile(join(CONFIGS, "profiles", name), OPTIONS)).toMatchObject({ ok: true });
  });

  it("the profiles differ in the reset values of menvcfg and henvcfg", () => {
    const facts = ["spec", "qemu-8.0.2", "qemu-9.2.0"].map((name) => {
      const opened = openProfile(name, OPTIONS);
      return opened.ok
        ? [opened.profile.facts["reset.menvcfg"], opened.profile.facts["reset.henvcfg"]]
        : opened.problems;
    });
    expect(facts).toEqual([
      ["0x0", "0x0"],
      ["0x2000000000000000", "0x2000000000000000"],
      ["0x2000000000000000", "0x0"],
    ]);
  });

  it("are listed with what they show", () => {
    const listed = listShipped(OPTIONS);
    expect(listed).toContainEqual({
      kind: "scenario",
      name: "quickstart",
      file: "configs/quickstart.yaml",
      title: "Three guests on two harts",
    });
    expect(listed.filter(({ kind }) => kind === "profile").map(({ name }) => name)).toEqual(
      yamlIn(join(CONFIGS, "profiles")).map((name) => name.slice(0, -".yaml".length)),
    );
    expect(listed.every(({ title }) => title !== "")).toBe(true);
  });
});
