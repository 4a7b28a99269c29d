// Disks: virtio block devices on the board's virtio-mmio transports, in the order of the scenario, or on PCI bus 0.
import { toggle } from "./quantity.js";
import { strictMap } from "./strict-map.js";
import { file, whole } from "./text.js";

/** virtio-mmio transports that every board has, and those that it has where something sits on them. */
export const TRANSPORTS = 8;
export const MAX_DISKS = 64;

export const disk = strictMap({
  image: file.describe("Raw image."),
  persist: toggle.prefault("off").describe("Write to the file; otherwise writes stay in memory and end with the run."),
  transport: whole("a virtio-mmio transport", 0, MAX_DISKS - 1)
    .optional()
    .describe("virtio-mmio transport; absent: the lowest that no other disk names."),
  slot: whole("a PCI slot", 1, 31).optional().describe("Slot of PCI bus 0, instead of a transport."),
  readonly: toggle.prefault("off").describe("The guest may not write."),
});
