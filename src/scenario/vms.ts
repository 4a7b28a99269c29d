// Virtual machines: files, harts, names, henvcfg.
import type { Consoles } from "./consoles.js";
import type { Resolving } from "./resolving.js";
import type { Henvcfg, Vm, VmMatch } from "./scenario.js";
import type { ScenarioInput } from "./schema/scenario.js";
import { HENVCFG_FIELDS } from "./schema/vm.js";
import type { Path } from "./source.js";

type VmInput = ScenarioInput["vms"][number];

/** Names that counters and consoles use for other things. */
const RESERVED = /^(?:hart|uart|pci-serial|virtio-console)[0-9]+$/;

export function resolveVms({ vms, machine }: ScenarioInput, consoles: Consoles, resolving: Resolving): readonly Vm[] {
  const matches = new Map<string, string>();
  return vms.map((vm, index) => {
    const path = ["vms", index];
    checkName(vm, vms.slice(0, index), path, resolving);
    checkHarts(vm, machine.harts, path, resolving);
    if (vm.kernel === undefined && vm.match === undefined) {
      resolving.at([...path, "kernel"], "missing", "a file", "a VM that another hypervisor makes has `match` instead");
    }
    const match = matchOf(vm);
    if (match !== null) {
      const place = `${match.hart ?? "any"} ${match.order}`;
      const other = matches.get(place);
      if (other !== undefined)
        resolving.at([...path, "match"], `the same as that of ${other}`, "another hart or order");
      matches.set(place, vm.name);
    }
    const kernel = resolving.fileOrNull([...path, "kernel"]);
    return {
      name: vm.name,
      kernel,
      initrd: resolving.fileOrNull([...path, "initrd"]),
      bootargs: vm.bootargs ?? null,
      symbols: resolving.fileOrNull([...path, "symbols"]) ?? kernel,
      boot: vm.boot,
      memory: vm.memory,
      vcpus: vm.vcpus,
      pin: vm.pin ?? null,
      console: consoles.ofVm[index] ?? null,
      disk: vm.disk ?? null,
      henvcfg: henvcfgOf(vm.henvcfg),
      match,
    };
  });
}

function checkName(vm: VmInput, earlier: readonly VmInput[], path: Path, resolving: Resolving): void {
  if (earlier.some(({ name }) => name === vm.name)) {
    resolving.at([...path, "name"], `a second VM ${vm.name}`, "another name");
  } else if (RESERVED.test(vm.name)) {
    resolving.at([...path, "name"], `${vm.name} names a part of the board`, "another name");
  }
}

function checkHarts(vm: VmInput, harts: number, path: Path, resolving: Resolving): void {
  const there = harts === 1 ? "hart 0, the only one" : `a hart from 0 to ${harts - 1}`;
  for (const [place, hart] of (vm.pin ?? []).entries()) {
    if (hart >= harts)
      resolving.at([...path, "pin", place], `no hart ${hart}`, there, "harts are counted in machine.harts");
    else if (vm.pin?.indexOf(hart) !== place)
      resolving.at([...path, "pin", place], `hart ${hart} twice`, "each hart once");
  }
  const hart = vm.match?.hart;
  if (hart !== undefined && hart >= harts) resolving.at([...path, "match", "hart"], `no hart ${hart}`, there);
}

function matchOf({ match }: VmInput): VmMatch | null {
  return match === undefined ? null : { hart: match.hart ?? null, order: match.order };
}

function henvcfgOf(henvcfg: VmInput["henvcfg"]): Henvcfg {
  const result = { value: 0n, mask: 0n };
  if (henvcfg === "leave") return result;
  for (const [field, { bits }] of Object.entries(HENVCFG_FIELDS)) {
    result.mask |= bits;
    if (henvcfg[field as keyof typeof HENVCFG_FIELDS]) result.value |= bits;
  }
  return result;
}
