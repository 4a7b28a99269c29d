// A device tree that the user brings: /chosen gets what the scenario says about the kernel's start, as QEMU puts it
// there; all else stays as it is (Devicetree Specification 0.4, section 3.6; Linux, "riscv/boot").
import { type Node, type Property, readDeviceTree, reservationsOf, writeDeviceTree } from "./fdt.js";

/**
 * The blob with these properties in /chosen, instead of those that have their names; as it is when there are none.
 * @throws DeviceTreeError when the blob is not one.
 */
export function withChosen(blob: Uint8Array, properties: readonly Property[]): Uint8Array {
  if (properties.length === 0) return blob;
  const root = readDeviceTree(blob);
  const there = root.children.find(({ name }) => name === "chosen") ?? { name: "chosen", properties: [], children: [] };
  const names = new Set(properties.map(({ name }) => name));
  const chosen: Node = {
    ...there,
    properties: [...there.properties.filter(({ name }) => !names.has(name)), ...properties],
  };
  const children = [...root.children.filter(({ name }) => name !== "chosen"), chosen];
  return writeDeviceTree({ ...root, children }, reservationsOf(blob));
}
