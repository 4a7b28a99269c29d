// CSRs whose values differ between two harts.
import { CSRS } from "../isa/csr.js";
import { fieldMask } from "../isa/csr-row.js";
import type { Inspect } from "../machine/inspect.js";
import { hex } from "./step-account.js";

export interface CsrDifference {
  readonly csr: string;
  /** Hexadecimal text; null where the CSR is absent. */
  readonly values: readonly [left: string | null, right: string | null];
  /** Names of the fields, or numbers of the bits, that differ. */
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
    const numbers = Array.from({ length: 64 }, (_, bit) => bit).filter((bit) => (rest >> BigInt(bit)) & 1n);
    return [
      { csr: name, values, fields: [...named.map((field) => field.name), ...numbers.map((bit) => `bit ${bit}`)] },
    ];
  });
}
