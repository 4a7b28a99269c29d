// Everything architectural that a machine holds, as one digest: registers, CSRs, modes, counters, RAM.
import { createHash } from "node:crypto";
import * as hart from "../../src/layout/hart.js";
import { VM_COUNT } from "../../src/layout/machine.js";
import { VM_BYTES, VMS } from "../../src/layout/vm.js";
import type { Machine } from "../../src/machine/machine.js";

/** Parts of a hart's block that guest software or the views can see: offset and bytes. */
const VISIBLE: readonly (readonly [number, number])[] = [
  [hart.X, 256],
  [hart.F, 256],
  [hart.PC, 8],
  [hart.PRIVILEGE, 8],
  [hart.FFLAGS, 4],
  [hart.WAITING, 4],
  [hart.STEPS, 32],
  [hart.LINES, 16],
  [hart.VM, 4],
  [hart.TRAP_COUNTS, 3 * hart.TRAP_COUNTS_BYTES],
  [hart.CSR, 32768],
  [hart.DIGEST, 8],
];

export function stateDigest({ linear }: Machine): string {
  const { bytes, harts, view, ramHost, ramBytes } = linear;
  const digest = createHash("sha256");
  const add = (at: number, length: number) => digest.update(Uint8Array.from(bytes.subarray(at, at + length)));
  for (const base of harts) for (const [offset, length] of VISIBLE) add(base + offset, length);
  add(VMS, view.getUint32(VM_COUNT, true) * VM_BYTES);
  add(ramHost, ramBytes);
  return digest.digest("hex");
}
