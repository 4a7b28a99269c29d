// The programs of riscv-tests, by path: HARTBED_RISCV_TESTS is a folder of built ELFs (rv64ui-p-add and so on).
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { manualFacts } from "../../src/isa/facts.js";
import { openBareProgram } from "../../src/runner/elf-program.js";
import type { Profile } from "../../src/scenario/profile.js";

const folder = process.env["HARTBED_RISCV_TESTS"];
const SPEC: Profile = {
  name: "spec",
  description: null,
  extends: [],
  facts: manualFacts(),
  extensions: {},
};
const STEPS = 50_000_000;

if (folder === undefined) console.info("riscv-tests are skipped: set HARTBED_RISCV_TESTS to the folder of their ELFs");

describe.skipIf(folder === undefined)("riscv-tests", () => {
  const names = folder === undefined ? [] : readdirSync(folder).filter((name) => !name.includes("."));

  test("are there", () => {
    expect(names.length).toBeGreaterThan(200);
  });

  for (const name of names) {
    test(name, async () => {
      const bytes = new Uint8Array(readFileSync(join(folder!, name)));
      const program = openBareProgram(bytes, { profile: SPEC, harts: 1, memory: 64 * 0x10_0000 }, () => {});
      expect(await program.run({ steps: STEPS })).toEqual({ kind: "pass" });
    });
  }
});
