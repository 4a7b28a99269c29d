// Consoles: names for the board's UARTs.
import { z } from "zod";

/** UARTs that the board has room for. */
export const MAX_UARTS = 16;

/** `uart0`, `uart1`, ... */
export const DEVICE = /^uart(?:[0-9]|1[0-5])$/;

export const consoleDevice = z
  .string({ error: "a device" })
  .regex(DEVICE, { error: `a device: uart0 to uart${MAX_UARTS - 1}` })
  .meta({ title: "device", examples: ["uart0"] });
