// `hartbed check` on what people get wrong: one line with file, line, column, what was expected, and exit code 2.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { hartbed, ROOT, scratch } from "../cli/hartbed.js";

const prebuilt = (name: string) => join(ROOT, "guests/prebuilt", name);
const TOP = `version: 1\nname: Test\nkernel: ${prebuilt("hypervisor.elf")}\n`;

it.each([
  ["a tab indent", "machine:\n\tharts: 2\n", /:5:1: tab in the indentation; expected spaces/],
  ["a duplicate key", "name: Again\n", /:4:1: duplicate key name; expected each key once/],
  [
    "an unknown key",
    "machine: {hart: 2}\n",
    /:4:11: machine\.hart: unknown key; expected harts, memory, virtio_mmio or reboot/,
  ],
  ["a bad unit", "machine: {memory: 64MB}\n", /:4:19: machine\.memory: "64MB"; expected a size .*did you mean 64MiB\?/],
  ["a missing path", "initrd: nothing.cpio\n", /:4:9: initrd: no file .*nothing\.cpio; expected a file/],
  [
    "an unknown profile",
    "profile: qemu-9.2\n",
    /:4:10: profile: no profile qemu-9\.2; expected .*did you mean qemu-9\.2\.0\?/,
  ],
  [
    "circular extends",
    "extends: bad.yaml\n",
    /:4:10: extends: a circle: bad\.yaml -> bad\.yaml; expected a chain that ends/,
  ],
  [
    "an unknown console",
    "expect: [{console: beta, match: x}]\n",
    /:4:20: expect\[0\]\.console: no console beta; expected uart0/,
  ],
  [
    "memory that does not fit",
    "vms: [{name: a, kernel: SPIN, memory: 1GiB}]\n",
    /machine\.memory: 128MiB of RAM; expected more than 1026\.\dMiB/,
  ],
  [
    "a bad regular expression",
    "expect: [{console: uart0, match: '('}]\n",
    /:4:34: expect\[0\]\.match: "\("; expected a regular expression \(Unterminated group\)/,
  ],
])("%s", async (_, text, message) => {
  const file = join(scratch(), "bad.yaml");
  writeFileSync(file, TOP + text.replace("SPIN", prebuilt("spin.elf")));
  const { code, stdout, stderr } = await hartbed("check", file);
  expect(stderr).toMatch(message);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
});

it("overlapping memory", async () => {
  const file = join(scratch(), "bad.yaml");
  writeFileSync(file, `version: 1\nname: Test\nkernel: ${prebuilt("firmware.elf")}\n`);
  const { code, stderr } = await hartbed("check", file);
  expect(stderr).toMatch(
    /bad\.yaml:3:9: kernel: overlapping memory: the firmware .* reaches into the kernel .*; expected/,
  );
  expect(code).toBe(2);
});
