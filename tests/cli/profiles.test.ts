// `hartbed profiles`: all, one, the difference of two.
import { expect, it } from "vitest";
import { hartbed } from "./hartbed.js";

it("profiles lists every profile with a line of description", async () => {
  const { code, stdout } = await hartbed("profiles");
  expect(code).toBe(0);
  expect(stdout.split("\n").filter((line) => /^(spec|qemu-[\d.]+) +\S/.test(line)).length).toBe(10);
});

it("profiles A tells every fact with its value, the manual's where it differs, and its documentation", async () => {
  const { stdout } = await hartbed("profiles", "qemu-7.2");
  expect(stdout).toContain("  tinst: zero   (manual: transformed)\n      mtinst and htinst for explicit accesses.");
  expect(stdout).toContain("  amo-guest-page-fault-cause: 21   (manual: 23)\n");
});

it("profiles A B tells what differs, masks by bit and field", async () => {
  const { stdout } = await hartbed("profiles", "qemu-9.0", "qemu-8.2");
  expect(stdout).toContain("reset.henvcfg: 0x0 -> 0x2000000000000000\n    bit 61 ADUE: 0 -> 1\n");
  expect(stdout).toContain("mask.mstatus: 0xc0007e79aa -> 0xc0007e7faa\n    bits 10:9 VS: 0 -> 1\n");
  expect(stdout).not.toContain("tinst");
});

it("an unknown profile is bad input, with the names there are", async () => {
  const { code, stderr } = await hartbed("profiles", "qemu-9.3");
  expect(code).toBe(2);
  expect(stderr).toContain("no profile qemu-9.3; expected qemu-10.0.13");
});
