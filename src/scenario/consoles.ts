// Which console is which device, and whose.
import { consolesOf } from "./devices.js";
import { oneOf } from "./problem.js";
import type { Resolving, Words } from "./resolving.js";
import type { Console } from "./scenario.js";
import { DEVICE } from "./schema/console.js";
import type { ScenarioInput } from "./schema/scenario.js";
import { didYouMean } from "./suggest.js";

export interface Consoles {
  /** UARTs first; each kind by its numbers. */
  readonly list: readonly Console[];
  /** Name of the console of the n-th VM; null when it has none. */
  readonly ofVm: readonly (string | null)[];
}

/** Kinds of consoles, in the order of the list. */
const KINDS = ["uart", "pci-serial", "virtio-console"];

export function resolveConsoles({ consoles, devices, vms }: ScenarioInput, resolving: Resolving): Consoles {
  const brought = consolesOf(devices);
  const named = new Map(Object.entries(consoles));
  const byDevice = new Map<string, { name: string; vm: number | null }>();
  for (const [name, device] of named) {
    const other = byDevice.get(device);
    if (other !== undefined)
      resolving.at(["consoles", name], `${device} is called ${other.name} already`, "another device");
    if (DEVICE.test(name) && name !== device) {
      resolving.atKey(["consoles", name], `${name} is the name of a device`, "another name");
    }
    if (!isUart(device) && !brought.includes(device)) resolving.at(["consoles", name], ...missing(device, brought));
    byDevice.set(device, { name, vm: null });
  }
  const ofVm = vms.map((vm, index) => {
    if (vm.console === undefined) return null;
    const path = ["vms", index, "console"];
    const device = DEVICE.test(vm.console) ? vm.console : named.get(vm.console);
    if (device === undefined) {
      const names = [...named.keys()];
      const expected = oneOf([...names, "a device such as uart1"]);
      resolving.at(path, `no console ${vm.console}`, expected, didYouMean(vm.console, [...names, "uart1"]));
      return null;
    }
    if (device === "uart0" && vm.kernel !== undefined) {
      resolving.at(path, "uart0 is the hypervisor's own console", "uart1 or a later one");
    } else if (!isUart(device) && vm.kernel !== undefined) {
      resolving.at(path, `${device} is no UART`, "uart1 or a later one", "our hypervisor gives its VMs UARTs");
    } else if (!isUart(device) && DEVICE.test(vm.console) && !brought.includes(device)) {
      resolving.at(path, ...missing(device, brought));
    }
    const taken = byDevice.get(device);
    if (taken !== undefined && taken.vm !== null) {
      resolving.at(path, `${device} is the console of ${vms[taken.vm]?.name} already`, "a console for each VM");
      return null;
    }
    const name = taken?.name ?? vm.name;
    if (taken === undefined && named.has(vm.name)) {
      const [found, expected] = [`console ${vm.name} is ${named.get(vm.name)}, not ${device}`, "another name"];
      resolving.at(["vms", index, "name"], found, expected);
    }
    byDevice.set(device, { name, vm: index });
    return name;
  });
  if (!byDevice.has("uart0")) byDevice.set("uart0", { name: "uart0", vm: null });
  for (const device of brought) if (!byDevice.has(device)) byDevice.set(device, { name: device, vm: null });
  const list = [...byDevice].map(([device, { name, vm }]) => {
    return { name, device, vm: vm === null ? null : (vms[vm]?.name ?? null) };
  });
  return { list: list.sort((a, b) => orderOf(a.device) - orderOf(b.device)), ofVm };
}

function isUart(device: string): boolean {
  return device.startsWith("uart");
}

function missing(device: string, brought: readonly string[]): Words {
  const kind = device.replace(/[0-9]+$/, "");
  const there = brought.filter((name) => name.startsWith(kind));
  const expected = there.length === 0 ? "a UART" : oneOf(there);
  return [`no ${device}`, expected, `put a ${kind} into \`devices\``];
}

/** Kinds one after the other, numbers within. */
function orderOf(device: string): number {
  const kind = KINDS.findIndex((name) => device.startsWith(name));
  return 1000 * kind + Number(/[0-9]+$/.exec(device)?.[0] ?? 0);
}
