// The arithmetic of memory that needs no image opened: what cannot fit is said before the machine is built.
import type { Resolving } from "./resolving.js";
import type { Scenario, Vm } from "./scenario.js";
import { sizeText } from "./schema/quantity.js";

/** RAM below the address at which firmware starts its payload (0x80000000 to 0x80200000). */
const FIRMWARE_BYTES = 2 * 1024 ** 2;

type Sized = Pick<Scenario, "machine" | "firmware" | "initrd" | "vms">;

export function checkMemory({ machine, firmware, initrd, vms }: Sized, resolving: Resolving): void {
  const bytesOf = (file: string | null) => (file === null ? 0 : (resolving.files.facts(file)?.bytes ?? 0));
  const imagesOf = (vm: Vm) => bytesOf(vm.kernel) + bytesOf(vm.initrd);
  const handed = vms.filter(({ kernel }) => kernel !== null);
  for (const [index, vm] of vms.entries()) {
    if (vm.kernel === null || imagesOf(vm) <= vm.memory) continue;
    const found = `${sizeText(vm.memory)} for images of ${roughly(imagesOf(vm))}`;
    resolving.at(["vms", index, "memory"], found, "at least the size of kernel and initrd");
  }
  const parts: readonly (readonly [string, number])[] = [
    ["the firmware", firmware === null ? 0 : FIRMWARE_BYTES],
    ["the initrd", bytesOf(initrd)],
    [`the images of ${handed.length} VMs`, handed.reduce((sum, vm) => sum + imagesOf(vm), 0)],
    [`the memory of ${handed.length} VMs`, handed.reduce((sum, vm) => sum + vm.memory, 0)],
  ];
  const total = parts.reduce((sum, [, bytes]) => sum + bytes, 0);
  if (total < machine.memory) return;
  const sum = parts.filter(([, bytes]) => bytes > 0).map(([what, bytes]) => `${what} ${roughly(bytes)}`);
  const expected = `more than ${roughly(total)}: ${sum.join(", ")}, and the hypervisor`;
  resolving.at(["machine", "memory"], `${sizeText(machine.memory)} of RAM`, expected);
}

function roughly(bytes: number): string {
  return bytes % 1024 ** 2 === 0 ? sizeText(bytes) : `${(bytes / 1024 ** 2).toFixed(1)}MiB`;
}
