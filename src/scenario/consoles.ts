// Which console is which UART, and whose.
import { oneOf } from "./problem.js";
import type { Resolving } from "./resolving.js";
import type { Console } from "./scenario.js";
import { DEVICE } from "./schema/console.js";
import type { ScenarioInput } from "./schema/scenario.js";
import { didYouMean } from "./suggest.js";

export interface Consoles {
  /** In the order of their UARTs. */
  readonly list: readonly Console[];
  /** Name of the console of the n-th VM; null when it has none. */
  readonly ofVm: readonly (string | null)[];
}

export function resolveConsoles({ consoles, vms }: ScenarioInput, resolving: Resolving): Consoles {
  const named = new Map(Object.entries(consoles));
  const byDevice = new Map<string, { name: string; vm: number | null }>();
  for (const [name, device] of named) {
    const other = byDevice.get(device);
    if (other !== undefined)
      resolving.at(["consoles", name], `${device} is called ${other.name} already`, "another device");
    if (DEVICE.test(name) && name !== device) {
      resolving.atKey(["consoles", name], `${name} is the name of a device`, "another name");
    }
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
  const list = [...byDevice].map(([device, { name, vm }]) => {
    return { name, device, vm: vm === null ? null : (vms[vm]?.name ?? null) };
  });
  return { list: list.sort((a, b) => uartNumber(a.device) - uartNumber(b.device)), ofVm };
}

/** The number of a UART: 1 for `uart1`. */
export function uartNumber(device: string): number {
  return Number(device.slice("uart".length));
}
