// Which VM of the scenario a root PPN of hgatp is: by the scenario's `match`, else by order of appearance.
import { VM_MAX } from "../layout/vm.js";
import type { Vm } from "../scenario/scenario.js";
import type { VmSnapshot } from "./machine-port.js";

export interface NamedVm {
  readonly name: string;
  readonly console: string | null;
  /** Index in the machine's list, which is the order of appearance; null before it appeared. */
  readonly index: number | null;
}

/** What the machine's last entry is called, which stands for all VMs that have no other. */
const OTHERS = "others";

/**
 * @param scenario VMs as the scenario names them.
 * @returns Names every VM that appeared, and lists those that did not, in the scenario's order first.
 */
export function nameVms(
  scenario: readonly Vm[],
): (seen: readonly Pick<VmSnapshot, "firstHart" | "vmid">[]) => readonly NamedVm[] {
  return (seen) => {
    const taken = new Set<number>();
    const take = (index: number): number | null => {
      if (index < 0 || taken.has(index)) return null;
      taken.add(index);
      return index;
    };
    const matched = new Map(scenario.filter(({ match }) => match !== null).map((vm) => [vm, take(matchOf(vm, seen))]));
    const named = scenario.map((vm, order): NamedVm => {
      const index = matched.has(vm) ? (matched.get(vm) ?? null) : take(unmatchedOf(order, scenario, seen));
      return { name: vm.name, console: vm.console, index };
    });
    const others = seen.flatMap((_vm, index): readonly NamedVm[] => {
      const name = index === VM_MAX - 1 ? OTHERS : `vm${index}`;
      return taken.has(index) ? [] : [{ name, console: null, index }];
    });
    return [...named, ...others];
  };
}

function matchOf({ match }: Vm, seen: readonly Pick<VmSnapshot, "firstHart">[]): number {
  if (match === null) return -1;
  const here = seen.flatMap(({ firstHart }, index) => (match.hart === null || firstHart === match.hart ? [index] : []));
  return here[match.order] ?? -1;
}

/**
 * Our hypervisor, which is handed the VMs' kernels, gives VM N of the scenario VMID N + 1. Where it is another one, or
 * VMIDs are not that, the N-th to appear is meant.
 */
function unmatchedOf(order: number, scenario: readonly Vm[], seen: readonly Pick<VmSnapshot, "vmid">[]): number {
  const vmids = seen.map(({ vmid }) => vmid);
  const handed = scenario[order]?.kernel !== null;
  const ours = new Set(vmids).size === vmids.length && vmids.every((vmid) => vmid >= 1 && vmid <= scenario.length);
  if (handed && ours) return vmids.indexOf(order + 1);
  return order < seen.length ? order : -1;
}
