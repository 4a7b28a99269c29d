// Consoles: names for the board's UARTs and for the ports of its other devices.
import { z } from "zod";

/** UARTs that the board has room for. */
export const MAX_UARTS = 65;

/** `uart0` to `uart64`, `pci-serial0`, `virtio-console0`. */
export const DEVICE = /^(?:uart(?:[0-9]|[1-5][0-9]|6[0-4])|(?:pci-serial|virtio-console)(?:0|[1-9][0-9]{0,2}))$/;

export const consoleDevice = z
  .string({ error: "a device" })
  .regex(DEVICE, { error: `a device: uart0 to uart${MAX_UARTS - 1}, pci-serial0, virtio-console0, ...` })
  .meta({ title: "device", examples: ["uart0", "pci-serial0"] });
