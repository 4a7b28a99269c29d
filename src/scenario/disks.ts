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
      owners.set(vm.disk, vm.name);
    }
  }
  const written = new Map<string, string>();
  return Object.entries(disks).map(([name, disk], index) => {
    if (index === MAX_DISKS) {
      resolving.atKey(
        ["disks", name],
        `${Object.keys(disks).length} disks`,
        `at most ${MAX_DISKS}, one a virtio-mmio transport`,
      );
    }
    const image = resolving.file(["disks", name, "image"]);
    if (disk.persist) {
      const other = written.get(image);
      const found = `disk ${other} writes to the same image`;
      if (other !== undefined) resolving.at(["disks", name, "persist"], found, "one disk that persists for an image");
      written.set(image, name);
    }
    return { name, image, persist: disk.persist, readonly: disk.readonly, vm: owners.get(name) ?? null };
  });
}
