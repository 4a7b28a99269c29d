// Cases for the naive walker: a world, a few accesses in it without a fence between, and what a hart makes of them
// compared with what the walker says: registers, traps with all their values, and the whole memory afterwards.
import fc from "fast-check";
import { expect } from "vitest";
import { CODE, type Harts } from "./hart-fixture.js";
import {
  addressOf,
  drawnAccess,
  expected,
  OPERATIONS,
  type Outcome,
  type Setting,
  slotOf,
} from "./naive-walker-access.js";
import { type Bench, codeAddress, enter, inWorld, makeBench, trapFound } from "./naive-walker-bench.js";
import { world } from "./naive-walker-draws.js";

const drawnCase = fc.record({
  world,
  accesses: fc.array(drawnAccess, { minLength: 1, maxLength: 4 }),
  delegated: fc.boolean(),
  delegatedOn: fc.boolean(),
});

function writeOperations(rig: Harts): void {
  for (const [index, { text }] of OPERATIONS.entries()) rig.code(text, CODE + Number(slotOf(index)));
}

/** What the hart does. */
function actual({ rig }: Bench, setting: Setting): Outcome {
  const { operation: o } = setting;
  enter(rig, setting);
  const before = rig.traps;
  rig.steps(1);
  if (o.access === "fetch" && rig.traps === before) rig.steps(1);
  const { mode } = rig;
  if (rig.traps !== before) return { a2: 0n, pc: 0n, mode, trap: trapFound(rig) };
  const a2 = o.access === "fetch" ? (rig.x("a3") & 0xffff_ffffn) >> 12n : rig.x("a2");
  return { a2, pc: rig.pc, mode, trap: null };
}

/** What a few thousand cases must have met, so that none of it goes untested. */
export const KINDS_OF_OUTCOME: readonly string[] = [
  ...["ok", "1", "12", "20"].flatMap((what) => ["fetch", "load", "store"].map((of) => `${what} ${of}`)),
  "ok execute-read",
  ...["5", "13", "21"].flatMap((cause) => [`${cause} load`, `${cause} execute-read`]),
  ...["7", "15", "23"].map((cause) => `${cause} store`),
  "0x3000",
  "0x3020",
];
const PSEUDO = new Set([0x3000n, 0x3020n]);

/** Checks cases from a seed; returns how many accesses came to what: `ok load`, `21 store`, and pseudoinstructions. */
export function checkCases(seed: number, runs: number): ReadonlyMap<string, number> {
  const met = new Map<string, number>();
  const meet = (kind: string) => met.set(kind, (met.get(kind) ?? 0) + 1);
  const benches: Bench[] = [];
  const property = fc.property(drawnCase, ({ world: drawn, accesses, ...delegation }) => {
    const bench = benches[drawn.variant] ?? makeBench(drawn.variant, writeOperations);
    benches[drawn.variant] = bench;
    inWorld(bench, drawn, delegation, (w) => {
      for (const access of accesses) {
        const operation = OPERATIONS[access.operation]!;
        if (operation.guest && (access.mode === "VS" || access.mode === "VU")) continue;
        const setting: Setting = {
          world: w,
          access,
          operation,
          address: addressOf(w, drawn, access, operation),
          pc: codeAddress(w, access.mode, slotOf(access.operation)),
          ...delegation,
        };
        const wanted = expected(setting);
        expect(actual(bench, setting)).toEqual(wanted);
        meet(`${wanted.trap?.[0] ?? "ok"} ${operation.access}`);
        const pseudo = wanted.trap?.[4] ?? 0n;
        if (PSEUDO.has(pseudo)) meet(`0x${pseudo.toString(16)}`);
        // What was cached of a table that a store changed is not the walker's subject.
        if (w.tableWritten()) return;
      }
    });
  });
  fc.assert(property, { seed, numRuns: runs });
  return met;
}
