// What cannot fit into memory is said before the machine is built.
import { expect, it } from "vitest";
import { LEAST, problemsOf } from "./memory-files.js";

const TWO = "vms:\n  - {name: a, kernel: kernel.elf}\n  - {name: b, kernel: kernel.elf}\n";

it("RAM that cannot hold the VMs is refused with the sum", () => {
  expect(problemsOf(`${LEAST}machine: {memory: 32MiB}\n${TWO}`)).toEqual([
    "s.yaml:4:19: machine.memory: 32MiB of RAM; expected more than 34.4MiB: the firmware 2MiB, " +
      "the images of 2 VMs 0.4MiB, the memory of 2 VMs 32MiB, and the hypervisor",
  ]);
});

it("RAM that holds them just so is accepted", () => {
  expect(problemsOf(`${LEAST}machine: {memory: 36MiB}\n${TWO}`)).toEqual([]);
});

it("the initrd counts", () => {
  const text = `${LEAST}machine: {memory: 36MiB}\ninitrd: disk.cpio\n${TWO}`;
  expect(problemsOf(text, {}, { "/desk/disk.cpio": 2 * 1024 ** 2 })).toEqual([
    "s.yaml:4:19: machine.memory: 36MiB of RAM; expected more than 36.4MiB: the firmware 2MiB, the initrd 2MiB, " +
      "the images of 2 VMs 0.4MiB, the memory of 2 VMs 32MiB, and the hypervisor",
  ]);
});

it("VMs of another hypervisor take none of our RAM", () => {
  expect(problemsOf(`${LEAST}machine: {memory: 16MiB}\nvms: [{name: a, match: {}}]\n`)).toEqual([]);
});

it("a VM smaller than its images is refused", () => {
  const text = `${LEAST}vms:\n  - {name: a, kernel: big.elf, memory: 4MiB}\n`;
  expect(problemsOf(text, {}, { "/desk/big.elf": 5_000_000 })).toEqual([
    "s.yaml:5:40: vms[0].memory: 4MiB for images of 4.8MiB; expected at least the size of kernel and initrd",
  ]);
});
