// scripts/guests.mjs explains what it cannot do. (That a rebuild gives the committed bytes is CI's to show.)
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../cli/hartbed.js";

function guests(args: readonly string[], cross: string) {
  return spawnSync(process.execPath, [join(ROOT, "scripts/guests.mjs"), ...args], {
    encoding: "utf8",
    env: { ...process.env, CROSS: cross },
  });
}

test("without the cross compiler the script names it, and says that the committed guests do without", () => {
  const { status, stderr } = guests(["--check"], "no-such-riscv64-");
  expect(stderr).toMatch(/^guests: no-such-riscv64-gcc is not installed: .*apt install gcc-riscv64-unknown-elf/);
  expect(stderr).toContain("guests/prebuilt work without it");
  expect(status).toBe(1);
});

test("an argument that the script does not know is refused with its usage", () => {
  const { status, stderr } = guests(["--chek"], "no-such-riscv64-");
  expect(stderr).toBe("guests: unknown argument --chek\nusage: guests.mjs [--check]\n");
  expect(status).toBe(2);
});
