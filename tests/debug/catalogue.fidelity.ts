// Every scenario of the catalogue under every profile: one process for each core, a minute or two.
import { expect, it } from "vitest";
import { hartbed } from "../cli/hartbed.js";

it("every regression comes to what its results say, under every profile", async () => {
  const { code, stdout, stderr } = await hartbed("matrix", "configs/regressions");
  expect(stderr).toBe("");
  expect(stdout).not.toContain("FAIL");
  expect(code).toBe(0);
}, 600_000);
