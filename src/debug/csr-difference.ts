// CSRs whose values differ between two harts.
import { CSRS } from "../isa/csr.js";
import { fieldMask } from "../isa/csr-row.js";
import type { Inspect } from "../machine/inspect.js";
import { hex } from "./step-account.js";

export interface CsrDifference {
  readonly csr: string;
  /** Hexadecimal text; null where the CSR is absent. */
  readonly values: readonly [left: string | null, right: string | null];
  /** Names of the fields, or numbers of the bits, that differ: `ADUE`, `bit 3`, `bits 63:19`. */
  readonly fields: readonly string[];
}

export function csrDifferences(left: Inspect, right: Inspect, hart: number): readonly CsrDifference[] {
  return CSRS.flatMap(({ number, name, fields }): readonly CsrDifference[] => {
    const [a, b] = [left.csr(hart, number), right.csr(hart, number)];
    if (a === b) return [];
    const values = [a === null ? null : hex(a), b === null ? null : hex(b)] as const;
    if (a === null || b === null) return [{ csr: name, values, fields: [] }];
    const bits = a ^ b;
    const named = fields.filter((field) => (fieldMask(field) & bits) !== 0n);
    const rest = named.reduce((left, field) => left & ~fieldMask(field), bits);
    return [{ csr: name, values, fields: [...named.map((field) => field.name), ...bitRuns(rest)] }];
  });
}

/** Neighbours are named together. */
function bitRuns(bits: bigint): readonly string[] {
  const runs: { readonly low: number; high: number }[] = [];
  for (let bit = 0; bit < 64; bit += 1) {
    if (((bits >> BigInt(bit)) & 1n) === 0n) continue;
    const last = runs.at(-1);
    if (last?.high === bit - 1) last.high = bit;
    else runs.push({ low: bit, high: bit });
  }
  return runs.map(({ low, high }) => (low === high ? `bit ${low}` : `bits ${high}:${low}`));
}
