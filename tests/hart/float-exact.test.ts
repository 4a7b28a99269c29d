// Every F and D instruction against exact rational arithmetic, in every rounding mode, with flags.
import { describe, expect, test } from "vitest";
import { ROWS, type Row } from "./float-model.js";
import { loadFloatUnit } from "./float-module.js";
import { corners, seededOperands } from "./float-operands.js";
import { NX } from "./soft-float-oracle.js";

const unit = loadFloatUnit();
const RANDOM_CASES = 600;

/** What differs from the model, as text; empty when nothing does. `accrued` are the flags raised before. */
function difference(row: Row, operands: readonly bigint[], rm: number, accrued: number): string {
  const { value, flags, dirty } = unit.get(row.name)!(operands, row.rounds ? rm : undefined, accrued);
  const expected = row.run(operands, rm);
  const hex = (register: bigint) => register.toString(16).padStart(16, "0");
  const text = (register: bigint, raised: number, isDirty: boolean) =>
    `${hex(register)} flags ${raised} dirty ${isDirty}`;
  // Raising what is raised already may leave the state clean.
  const expectedDirty = accrued === 0 ? expected.flags !== 0 : dirty;
  const found = text(value, flags, dirty);
  const wanted = text(expected.value, expected.flags | accrued, expectedDirty);
  return found === wanted ? "" : `${row.name} rm ${rm} (${operands.map(hex)}): ${found}, expected ${wanted}`;
}

function differences(row: Row, sets: Iterable<readonly bigint[]>): string[] {
  const found: string[] = [];
  for (const operands of sets) {
    for (let rm = 0; rm < (row.rounds ? 5 : 1); rm++) {
      for (const accrued of [0, NX]) {
        const line = difference(row, operands, rm, accrued);
        if (line !== "") found.push(line);
      }
    }
  }
  return found.slice(0, 10);
}

/** All combinations of corners; three operands take a selection of them. */
function* combinations(row: Row): Iterable<bigint[]> {
  const lists = row.operands.map((kind) =>
    row.operands.length < 3 ? corners(kind) : corners(kind).filter((_, i) => i % 3 !== 1),
  );
  const [first, second = [undefined], third = [undefined]] = lists as [
    bigint[],
    (bigint | undefined)[]?,
    (bigint | undefined)[]?,
  ];
  for (const a of first) {
    for (const b of second) for (const c of third) yield [a, b, c].filter((operand) => operand !== undefined);
  }
}

function* randomSets(row: Row, seed: number): Iterable<bigint[]> {
  const operands = seededOperands(seed);
  for (let i = 0; i < RANDOM_CASES; i++) yield operands.next(row.operands);
}

describe("F and D instructions give the exactly rounded result, its flags and nothing else", () => {
  for (const [index, row] of ROWS.entries()) {
    test(`${row.name} on the corners of its formats`, () => {
      expect(differences(row, combinations(row))).toEqual([]);
    });
    test(`${row.name} on random operands`, () => {
      expect(differences(row, randomSets(row, index + 1))).toEqual([]);
    });
  }
});
