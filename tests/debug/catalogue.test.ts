// The catalogue in configs/regressions: every scenario comes to what it says under every profile, and bisection names
// the fact behind it.
import { expect, it } from "vitest";
import { hartbed } from "../cli/hartbed.js";

it("every regression comes to what its results say, under every profile", async () => {
  const { code, stdout, stderr } = await hartbed("matrix", "configs/regressions");
  expect(stderr).toBe("");
  expect(stdout).not.toContain("FAIL");
  expect(code).toBe(0);
});

it.each([
  ["henvcfg-adue-reset", "qemu-8.0.2", "qemu-9.2.0", ["reset.henvcfg bit 61 (ADUE)"]],
  ["htinst-zero", "qemu-8.0.2", "qemu-7.2", ["tinst"]],
  ["hgatp-warl", "qemu-9.0", "qemu-8.2", ["vsatp-modes bit 15", "hgatp-modes bit 15"]],
  ["vu-scsr-illegal", "qemu-10.0.13", "qemu-9.2.0", ["vu-supervisor-csr-cause"]],
  ["mxr-gstage", "qemu-8.2", "qemu-8.1", ["mxr-model"]],
  ["stimer-stce-off", "qemu-10.2", "qemu-9.2.0", ["sstc-pending"]],
  ["amo-cause", "spec", "qemu-7.2", ["amo-guest-page-fault-cause"]],
])("bisecting %s from %s to %s names %j", async (name, good, bad, facts) => {
  const asked = ["bisect", `configs/regressions/${name}.yaml`, "--good", good, "--bad", bad, "--json", "-"];
  const { code, stdout } = await hartbed(...asked);
  const result = JSON.parse(stdout) as { proven: boolean; sets: { name: string }[][] };
  expect(result.sets.flat().map((culprit) => culprit.name)).toEqual(facts);
  expect(result.proven).toBe(true);
  expect(code).toBe(0);
});
