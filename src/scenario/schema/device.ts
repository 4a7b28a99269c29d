// Devices beside those that every board has.
import { z } from "zod";
import { MAX_DISKS } from "./disk.js";
import { strictMap } from "./strict-map.js";
import { whole } from "./text.js";

/** Kinds of devices, and how many ports one may have. */
export const DEVICE_KINDS = {
  "pci-serial": { ports: [1, 2, 4] },
  "virtio-console": { ports: Array.from({ length: 31 }, (_, index) => index + 1) },
  "virtio-rng": { ports: [] },
} as const satisfies { readonly [kind: string]: { readonly ports: readonly number[] } };

export type DeviceKind = keyof typeof DEVICE_KINDS;

const kinds = Object.keys(DEVICE_KINDS) as [DeviceKind, ...DeviceKind[]];

const slot = whole("a PCI slot", 1, 31).describe("Slot of PCI bus 0.");
const transport = whole("a virtio-mmio transport", 0, MAX_DISKS - 1);

export const device = strictMap({
  kind: z.enum(kinds, { error: kinds.join(", ") }).describe("What it is."),
  ports: whole("a number of ports", 1, 31)
    .optional()
    .describe("Consoles of a pci-serial (1, 2 or 4) or of a virtio-console; absent: 1."),
  slot: slot.optional().describe("Slot of PCI bus 0; absent: the lowest that is free, unless `transport` is there."),
  transport: transport.optional().describe("virtio-mmio transport of a virtio device, instead of a slot."),
});
