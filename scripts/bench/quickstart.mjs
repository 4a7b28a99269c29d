// Quickstart's shape as a run that ends by itself on either machine: three guests boot to a shell, answer `ls | wc` and
// power off. QEMU has no UARTs for the guests, so their output goes through the hypervisor's console; it gets the same
// files at the same addresses, and the device tree that hartbed's board has.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { boot } from "../../dist/machine/boot.js";
import { openBoard } from "./in-process.mjs";
import { imagePath, qemuRun, scratchDirectory, writeScenario } from "./machines.mjs";

const GUESTS = ["alpha", "beta", "gamma"];
const DISK = imagePath("fs.img");
const MEMORY = 256;

export function quickstartFile() {
  return writeScenario("bench-quickstart", {
    machine: { harts: 2, memory: `${MEMORY}MiB` },
    kernel: imagePath("hypervisor.elf"),
    bootargs: "poweroff-when-done",
    disks: Object.fromEntries(GUESTS.map((name) => [name, { image: DISK }])),
    vms: GUESTS.map((name) => ({
      name,
      kernel: imagePath("kernel.elf"),
      disk: name,
      bootargs: 'run="ls | wc; poweroff"',
    })),
    expect: [{ outcome: "shutdown" }],
  });
}

/** QEMU's command line for it. */
export async function qemuQuickstart() {
  const { segments } = boot((await openBoard(quickstartFile())).board);
  const tree = join(scratchDirectory(), "quickstart.dtb");
  const loaders = [];
  for (const { name, address, bytes } of segments) {
    if (name.includes("device tree")) writeFileSync(tree, bytes);
    if (!GUESTS.some((guest) => name.includes(guest))) continue;
    const file = join(scratchDirectory(), `${address.toString(16)}.bin`);
    writeFileSync(file, bytes);
    loaders.push("-device", `loader,file=${file},addr=0x${address.toString(16)},force-raw=on`);
  }
  const disks = GUESTS.flatMap((_, index) => [
    ...["-drive", `file=${DISK},format=raw,if=none,id=d${index},snapshot=on`],
    ...["-device", `virtio-blk-device,drive=d${index},bus=virtio-mmio-bus.${index}`],
  ]);
  return qemuRun(
    `${MEMORY}M`,
    ...["-smp", "2", "-global", "virtio-mmio.force-legacy=false", "-dtb", tree],
    ...["-bios", imagePath("firmware.elf"), "-kernel", imagePath("hypervisor.elf")],
    ...loaders,
    ...disks,
  );
}
