// Interrupts by their bits of mip, and how a test makes them pending.
import type { Hart } from "./hart-fixture.js";

/** Every interrupt that can be pending, by its bit. */
export const [SSI, VSSI, MSI, STI, VSTI, MTI, SEI, VSEI, MEI] = [1n, 2n, 3n, 5n, 6n, 7n, 9n, 10n, 11n];

/** Makes interrupts pending: lines for M's own, mip and hvip for the others. */
export function pendOn(hart: Hart, ...list: readonly bigint[]): void {
  for (const bit of list) {
    if (bit === MSI || bit === MTI || bit === MEI) hart.line(Number(bit), true);
    else if (bit === VSSI || bit === VSTI || bit === VSEI) hart.setCsr("hvip", hart.csr("hvip") | (1n << bit));
    else hart.setCsr("mip", hart.csr("mip") | (1n << bit));
  }
}
