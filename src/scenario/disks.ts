// Which disk is whose.
import { oneOf } from "./problem.js";
import type { Resolving } from "./resolving.js";
import type { Disk } from "./scenario.js";
import { MAX_DISKS } from "./schema/disk.js";
import type { ScenarioInput } from "./schema/scenario.js";
import { didYouMean } from "./suggest.js";

export function resolveDisks({ disks, vms }: ScenarioInput, resolving: Resolving): readonly Disk[] {
  const owners = new Map<string, string>();
  for (const [index, vm] of vms.entries()) {
    if (vm.disk === undefined) continue;
    const path = ["vms", index, "disk"];
    const owner = owners.get(vm.disk);
    if (!Object.hasOwn(disks, vm.disk)) {
      const names = Object.keys(disks);
      resolving.at(
        path,
        `no disk ${vm.disk}`,
        names.length === 0 ? "an entry in disks" : oneOf(names),
        didYouMean(vm.disk, names),
      );
    } else if (owner !== undefined) {
      const hint = "two disks may have the same image";
      resolving.at(path, `disk ${vm.disk} is given to ${owner} already`, "a disk for each VM", hint);
    } else {
      if (vm.kernel !== undefined && disks[vm.disk]?.slot !== undefined) {
        const hint = "our hypervisor hands transports to its VMs";
        resolving.at(path, `disk ${vm.disk} sits in a PCI slot`, "a disk on a virtio-mmio transport", hint);
      }
      owners.set(vm.disk, vm.name);
    }
  }
  const written = new Map<string, string>();
  const transports = allotTransports(disks, resolving);
  return Object.entries(disks).map(([name, disk], index) => {
    if (disk.slot === undefined && transports[index] === MAX_DISKS) {
      const found = `${Object.keys(disks).length} disks`;
      resolving.atKey(
        ["disks", name],
        found,
        `at most ${MAX_DISKS}, one a virtio-mmio transport`,
        "others take a `slot`",
      );
    }
    const image = resolving.file(["disks", name, "image"]);
    if (disk.persist) {
      const other = written.get(image);
      const found = `disk ${other} writes to the same image`;
      if (other !== undefined) resolving.at(["disks", name, "persist"], found, "one disk that persists for an image");
      written.set(image, name);
    }
    if (disk.slot !== undefined && disk.transport !== undefined) {
      resolving.at(["disks", name, "transport"], "a transport beside a slot", "one of both");
    }
    return {
      name,
      image,
      persist: disk.persist,
      readonly: disk.readonly,
      transport: transports[index] ?? null,
      slot: disk.slot ?? null,
      vm: owners.get(name) ?? null,
    };
  });
}

/**
 * Transports by the order of the disks: those that are named, and for the others the lowest that is free; null for a
 * disk on PCI.
 */
function allotTransports(disks: ScenarioInput["disks"], resolving: Resolving): readonly (number | null)[] {
  const taken = new Map<number, string>();
  for (const [name, { transport }] of Object.entries(disks)) {
    if (transport === undefined) continue;
    const other = taken.get(transport);
    const found = `transport ${transport} is that of disk ${other} already`;
    if (other !== undefined) resolving.at(["disks", name, "transport"], found, "another transport");
    taken.set(transport, name);
  }
  let next = 0;
  return Object.values(disks).map(({ transport, slot }) => {
    if (slot !== undefined) return null;
    if (transport !== undefined) return transport;
    while (taken.has(next)) next += 1;
    next += 1;
    return next - 1;
  });
}
