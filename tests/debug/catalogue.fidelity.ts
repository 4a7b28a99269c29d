// Every scenario of the catalogue under every profile, in a process for each core; and its programs on real QEMUs, where
// HARTBED_QEMUS names some.
import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { hartbed, ROOT } from "../cli/hartbed.js";

it("every regression comes to what its results say, under every profile", async () => {
  const { code, stdout, stderr } = await hartbed("matrix", "configs/regressions");
  expect(stderr).toBe("");
  expect(stdout).not.toContain("FAIL");
  expect(code).toBe(0);
});

const qemus = (process.env["HARTBED_QEMUS"] ?? "").split(":").filter((path) => path !== "");
if (qemus.length === 0)
  console.info("the catalogue is not run on QEMU: set HARTBED_QEMUS to qemu-system-riscv64 of versions with a profile");

it.each(qemus)("every program of the catalogue prints on %s what its scenario says of that version", (qemu) => {
  const { status, stdout } = spawnSync(process.execPath, ["scripts/on-qemu.mjs", "--qemu", qemu], {
    cwd: ROOT,
    encoding: "utf8",
  });
  expect(stdout).not.toContain("DIFFER");
  expect(stdout).toMatch(/^(\d+) of \1 equal: /m);
  expect(status).toBe(0);
});
