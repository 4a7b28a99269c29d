// Runs of loads and stores off one register, in code that is translated at once, held against the naive walker: what
// translated code keeps of a translation from one access to the next must not show.
import fc from "fast-check";
import { expect } from "vitest";
import type { Tuning } from "../../src/engine/engine.js";
import { CODE, type Harts } from "./hart-fixture.js";
import {
  addressOf,
  drawnAccess,
  expectedData,
  type Operation,
  operation,
  reach,
  regimeOf,
  type Setting,
  trapped,
} from "./naive-walker-access.js";
import { type Bench, codeAddress, enter, inWorld, makeBench, trapFound } from "./naive-walker-bench.js";
import { world } from "./naive-walker-draws.js";
import { Unsuited } from "./naive-walker-world.js";

const EAGER: Tuning = { hotAt: 2, batch: 1, patience: 1 };

interface Part {
  /** The instruction with offset 0, whose transformation tinst shows. */
  readonly operation: Operation;
  readonly offset: number;
  /** Where a load goes. */
  readonly register: string;
}

const LOADS = ["ld", "lw", "lbu", "ld", "lhu", "lwu", "lh", "lb"];
const STORES = ["sd", "sw", "sb", "sh"];
const OFFSETS = [0, 8, 16, -8, 24, 4, 2040, 1, -2048, 7, 64, -4, 12, 2];
const REGISTERS = ["a2", "a3", "a4", "a5", "a6", "a7"];

/** Thirty-two runs of three to six accesses. */
const RUNS: readonly (readonly Part[])[] = Array.from({ length: 32 }, (_, run) =>
  REGISTERS.slice(0, 3 + (run % 4)).map((register, at) => {
    const pick = run * 5 + at * (1 + (run % 3));
    const offset = OFFSETS[(run * 3 + at * (1 + (run % 5))) % OFFSETS.length]!;
    const stores = (run + at * 3) % 4 === 0;
    const name = stores ? STORES[pick % STORES.length]! : LOADS[pick % LOADS.length]!;
    const text = stores ? `${name} a1, 0(a0)` : `${name} ${register}, 0(a0)`;
    return { operation: operation(text, stores ? "store" : "load", name), offset, register };
  }),
);

const FIRST_SLOT = 0x400;
const slotOf = (run: number) => FIRST_SLOT + 32 * run;

function writeRuns(rig: Harts): void {
  for (const [run, parts] of RUNS.entries()) {
    const lines = parts.map(({ operation: { text }, offset }) => text.replace("0(", `${offset}(`));
    rig.code([...lines, "j ."], CODE + slotOf(run));
  }
}

const drawnCase = fc.record({
  world,
  accesses: fc.array(fc.record({ access: drawnAccess, run: fc.nat(RUNS.length - 1), repeat: fc.boolean() }), {
    minLength: 1,
    maxLength: 5,
  }),
});

interface Outcome {
  readonly pc: bigint;
  readonly registers: readonly bigint[];
  readonly trap: readonly bigint[] | null;
}

/** What the manual says of a run, access by access. */
function expected(setting: Setting, run: number): Outcome {
  const { world: w, access: a, address } = setting;
  const registers = REGISTERS.map(() => 0n);
  const parts = RUNS[run]!;
  const regime = regimeOf(a.mode, a.status);
  for (let at = 0; at <= parts.length; at++) {
    const pc = setting.pc + BigInt(4 * at);
    const fetch = reach(w, regime, pc, 4n, "fetch");
    if ("cause" in fetch) {
      return { pc: 0n, registers, trap: trapped(setting, fetch, pc, pc, fetch.pseudo, regime.v).trap };
    }
    if (fetch.pa !== BigInt(CODE + slotOf(run) + 4 * at)) throw new Unsuited();
    const part = parts[at];
    if (part === undefined) break;
    const to = BigInt.asUintN(64, address + BigInt(part.offset));
    const { trap, a2 } = expectedData({ ...setting, operation: part.operation, address: to, pc });
    if (trap !== null) return { pc: 0n, registers, trap };
    // What was cached of a table that a store changed is not the walker's subject.
    if (w.tableWritten()) throw new Unsuited();
    if (part.operation.access === "load") registers[at] = a2;
  }
  return { pc: setting.pc + BigInt(4 * parts.length), registers, trap: null };
}

function actual({ rig }: Bench, setting: Setting, run: number): Outcome {
  enter(rig, setting);
  const before = rig.traps;
  rig.steps(RUNS[run]!.length + 8);
  const registers = REGISTERS.map((name) => rig.x(name));
  return rig.traps === before ? { pc: rig.pc, registers, trap: null } : { pc: 0n, registers, trap: trapFound(rig) };
}

/** Checks runs from a seed; returns how many ended in a trap and how many did not, and the regions that were made. */
export function checkRuns(seed: number, count: number): { done: number; trapped: number; regions: number } {
  const met = { done: 0, trapped: 0 };
  const benches: Bench[] = [];
  const property = fc.property(drawnCase, ({ world: whole, accesses }) => {
    // Traps go to M, whose handler spins: nothing that binds M.
    const drawn = { ...whole, rules: whole.rules.map((rule) => ({ ...rule, locked: false })) };
    const delegation = { delegated: false, delegatedOn: false };
    const bench = benches[drawn.variant] ?? makeBench(drawn.variant, writeRuns, EAGER);
    benches[drawn.variant] = bench;
    inWorld(bench, drawn, delegation, (w) => {
      for (const { access, run, repeat } of accesses) {
        const [{ operation: first }] = RUNS[run]! as [Part];
        const setting: Setting = {
          world: w,
          access,
          operation: first,
          address: addressOf(w, drawn, access, first),
          pc: codeAddress(w, access.mode, BigInt(slotOf(run))),
          ...delegation,
        };
        for (let times = repeat ? 3 : 1; times > 0; times--) {
          const wanted = expected(setting, run);
          expect(actual(bench, setting, run)).toEqual(wanted);
          if (wanted.trap === null) met.done++;
          else met.trapped++;
        }
      }
    });
  });
  fc.assert(property, { seed, numRuns: count });
  return { ...met, regions: benches.reduce((sum, { rig }) => sum + rig.engine.regions(), 0) };
}
