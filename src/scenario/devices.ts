// Devices beside those that every board has, and the consoles that they bring.
import { oneOf } from "./problem.js";
import type { Resolving } from "./resolving.js";
import type { Device } from "./scenario.js";
import { DEVICE_KINDS } from "./schema/device.js";
import type { ScenarioInput } from "./schema/scenario.js";

type DeviceInput = ScenarioInput["devices"][number];

export function resolveDevices({ devices, disks }: ScenarioInput, resolving: Resolving): readonly Device[] {
  const slots = new Map<number, string>();
  const transports = new Map<number, string>();
  for (const [name, disk] of Object.entries(disks)) {
    if (disk.slot !== undefined) claim(slots, "slot", disk.slot, `disk ${name}`, ["disks", name], resolving);
    if (disk.transport !== undefined) transports.set(disk.transport, `disk ${name}`);
  }
  return devices.map((input, index) => {
    const path = ["devices", index];
    const { kind, slot, transport } = input;
    if (slot !== undefined) claim(slots, "slot", slot, `a ${kind}`, path, resolving);
    if (transport !== undefined) claim(transports, "transport", transport, `a ${kind}`, path, resolving);
    if (transport !== undefined && kind === "pci-serial") {
      resolving.at([...path, "transport"], "a transport for a PCI card", "slot");
    } else if (transport !== undefined && slot !== undefined) {
      resolving.at([...path, "transport"], "a transport beside a slot", "one of both");
    }
    return { kind, ports: portsOf(input, path, resolving), slot: slot ?? null, transport: transport ?? null };
  });
}

/** Names of the consoles that devices bring, in their order: `pci-serial0`, `virtio-console0`. */
export function consolesOf(devices: readonly DeviceInput[]): readonly string[] {
  const counts = new Map<string, number>();
  return devices.flatMap(({ kind, ports = 1 }) => {
    if (DEVICE_KINDS[kind].ports.length === 0) return [];
    const first = counts.get(kind) ?? 0;
    counts.set(kind, first + ports);
    return Array.from({ length: ports }, (_, port) => `${kind}${first + port}`);
  });
}

function claim(
  taken: Map<number, string>,
  what: "slot" | "transport",
  number: number,
  owner: string,
  path: readonly (string | number)[],
  resolving: Resolving,
): void {
  const other = taken.get(number);
  if (other !== undefined) {
    resolving.at([...path, what], `${what} ${number} is that of ${other} already`, `another ${what}`);
  }
  taken.set(number, owner);
}

function portsOf({ kind, ports }: DeviceInput, path: readonly (string | number)[], resolving: Resolving): number {
  const allowed: readonly number[] = DEVICE_KINDS[kind].ports;
  if (ports === undefined) return allowed[0] ?? 0;
  if (allowed.length === 0) resolving.at([...path, "ports"], `ports of a ${kind}`, "none");
  else if (!allowed.includes(ports)) {
    resolving.at([...path, "ports"], `${ports} ports of a ${kind}`, oneOf(allowed.map(String)));
  }
  return ports;
}
