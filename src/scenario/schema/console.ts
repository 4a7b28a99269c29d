// Consoles: names for the board's UARTs.
import { z } from "zod";

/** UARTs beyond the first lie behind it page by page and take the PLIC sources from 41 on; 95 sources are there. */
export const MAX_UARTS = 32;

/** `uart0`, `uart1`, ... */
export const DEVICE = /^uart(?:0|[1-9]|[12][0-9]|3[01])$/;

export const consoleDevice = z
  .string({ error: "a device" })
  .regex(DEVICE, { error: `a device: uart0 to uart${MAX_UARTS - 1}` })
  .meta({ title: "device", examples: ["uart0"] });
