// Programs that were written for QEMU, unmodified, by path: see tests/README.md for the variables. Each runs twice, and
// both runs report the same.
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hartbed, scratch } from "../cli/hartbed.js";

/** The variable's folder; says what is skipped without it. */
function folder(variable: string, what: string): string | undefined {
  const value = process.env[variable];
  if (value === undefined) console.info(`${what} is skipped: set ${variable}`);
  return value;
}

const XV6 = folder("HARTBED_XV6", "xv6");
const HYPERVISOR = folder("HARTBED_RISCV_HYPERVISOR", "riscv_hypervisor");
const LINUX = folder("HARTBED_LINUX", "Linux");

/** What a run reports, without what may differ between two runs. */
async function reportOf(...args: readonly string[]): Promise<{ readonly [key: string]: unknown }> {
  const file = join(scratch(), "report.json");
  const { code, stderr } = await hartbed("run", ...args, "--headless", "--json", file);
  expect(code, stderr).toBe(0);
  const { host: _host, ...report } = JSON.parse(readFileSync(file, "utf8"));
  return report;
}

async function runsAlike(...args: readonly string[]): Promise<{ readonly [key: string]: unknown }> {
  const first = await reportOf(...args);
  expect(await reportOf(...args)).toEqual(first);
  return first;
}

/** A scenario file of a QEMU command line, with what is expected of its console. */
async function printed(args: readonly string[], expectations: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await hartbed("qemu", "--print", "--", ...args);
  expect(code, stderr).toBe(0);
  const file = join(scratch(), "printed.yaml");
  writeFileSync(file, stdout);
  appendFileSync(file, `expect:\n${expectations.map((line) => `  - ${line}\n`).join("")}`);
  return file;
}

function linuxArguments(tree: string, ...more: readonly string[]): readonly string[] {
  const kernel = ["-kernel", join(tree, "Image"), "-initrd", join(tree, "initrd"), "-append", "console=ttyS0 quiet"];
  return ["-M", "virt", "-nographic", "-m", "512M", ...kernel, ...more];
}

test.skipIf(XV6 === undefined)("xv6 boots to its shell and pipes", async () => {
  expect(await runsAlike("xv6")).toMatchObject({ outcome: "expectations-met" });
});

test.skipIf(HYPERVISOR === undefined)(
  "riscv_hypervisor boots two xv6, the second on a serial card of PCI",
  async () => {
    expect(await runsAlike("riscv-hypervisor")).toMatchObject({ outcome: "expectations-met" });
  },
);

test.skipIf(LINUX === undefined)("Linux mounts a virtio disk and powers off", async () => {
  expect(await runsAlike("linux")).toMatchObject({ outcome: "expectations-met" });
});

test.skipIf(LINUX === undefined)("Linux finds disk and random numbers on PCI", async () => {
  const tree = LINUX ?? "";
  const disk = `file=${join(tree, "disk.img")},if=none,format=raw,id=d0,snapshot=on`;
  const cards = ["-drive", disk, "-device", "virtio-blk-pci,drive=d0", "-device", "virtio-rng-pci"];
  const ask = "cat /mnt/hello; cat /sys/class/misc/hw_random/rng_current; head -c 16 /dev/hwrng | wc -c";
  const file = await printed(linuxArguments(tree, ...cards), [
    `{console: serial0, match: "Linux 6.*\\\\n(?:.*\\\\n)*.*# ", send: "${ask}; poweroff -f\\n", within: {guest: 120s}}`,
    '{console: serial0, match: "a file on a virtio disk\\\\nvirtio_rng.*\\\\n16\\\\n", within: {guest: 10s}}',
    "{outcome: shutdown}",
  ]);
  expect(await reportOf(file)).toMatchObject({ outcome: "expectations-met" });
});

test.skipIf(LINUX === undefined)("Linux boots by a device tree that the user brings", async () => {
  const tree = LINUX ?? "";
  const blob = join(scratch(), "mine.dtb");
  await hartbed("qemu", "--", "-M", `virt,dumpdtb=${blob}`, "-m", "512M", "-kernel", join(tree, "Image"));
  const file = await printed(linuxArguments(tree, "-dtb", blob), [
    '{console: serial0, match: "Linux 6.*\\\\n(?:.*\\\\n)*.*# ", send: "cat /proc/cmdline\\n", within: {guest: 120s}}',
    '{console: serial0, match: "\\\\nconsole=ttyS0 quiet\\\\n", within: {guest: 10s}}',
  ]);
  expect(await reportOf(file)).toMatchObject({ outcome: "expectations-met" });
});
