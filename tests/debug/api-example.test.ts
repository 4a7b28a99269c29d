import { spawnSync } from "node:child_process";
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ROOT } from "../cli/hartbed.js";

test("the documented example names bit 61 of henvcfg's reset value, felt as a load page fault", () => {
  // In the package, so that it imports the package by its name.
  const example = join(ROOT, "dist", "api-example.mjs");
  copyFileSync(join(ROOT, "tests/debug/api-example.ts"), example);
  onTestFinished(() => rmSync(example, { force: true }));
  const { stdout, stderr } = spawnSync(process.execPath, [example], { cwd: ROOT, encoding: "utf8" });
  expect(stderr).toBe("");
  const [good, bad, because, felt] = stdout.split("\n");
  expect(good).toBe("qemu-8.0.2: expectations-met");
  expect(bad).toBe("qemu-9.2.0: expectations-met");
  expect(because).toBe("because of reset.henvcfg bit 61 (ADUE)");
  expect(felt).toBe("first felt as load_page_fault in VS");
});
