// Cases for the naive walker: a world, a few accesses in it without a fence between, and what a hart makes of them
// compared with what the walker says: registers, traps with all their values, and the whole memory afterwards.
import fc from "fast-check";
import { expect } from "vitest";
import { CODE, type Harts, makeHarts, RAM } from "./hart-fixture.js";
import {
  addressOf,
  drawnAccess,
  expected,
  OPERATIONS,
  type Outcome,
  regimeOf,
  type Setting,
  slotOf,
} from "./naive-walker-access.js";
import { PAGES, VARIANTS, world } from "./naive-walker-draws.js";
import { buildWorld, type Memory, RAM_BYTES, Unsuited } from "./naive-walker-world.js";

const drawnCase = fc.record({
  world,
  accesses: fc.array(drawnAccess, { minLength: 1, maxLength: 4 }),
  delegated: fc.boolean(),
  delegatedOn: fc.boolean(),
});

const SUM = 1n << 18n;
const MXR = 1n << 19n;
const MPRV = 1n << 17n;
const GVA = 1n << 38n;
const ADUE_FIRST = 61;

/** Harts of a variant, and a memory that the walker works on beside theirs. */
interface Bench {
  readonly rig: Harts;
  readonly memory: Memory;
  readonly base: Uint8Array;
  readonly own: Uint8Array;
  readonly theirs: Uint8Array;
}

function makeBench(variant: number): Bench {
  const { svade, svadu, svnapot, svpbmt } = VARIANTS[variant]!;
  const on = (flag: boolean) => (flag ? "on" : "off");
  const extensions = { svade: on(svade), svadu: on(svadu), svnapot: on(svnapot), svpbmt: on(svpbmt) } as const;
  const rig = makeHarts({ memory: RAM_BYTES, extensions, translate: false });
  // Every word of what accesses aim at is an instruction that tells where it lies.
  const words = new Uint32Array(rig.linear.bytes.buffer, rig.linear.ramHost, RAM_BYTES / 4);
  for (let i = (PAGES - RAM) / 4; i < words.length; i++) words[i] = ((i << 12) | 0x6b7) >>> 0;
  for (const [index, { text }] of OPERATIONS.entries()) rig.code(text, CODE + Number(slotOf(index)));
  rig.start("M");
  // Locked PMP entries stay writable.
  rig.setCsrs({ mseccfg: 4 });
  const theirs = rig.linear.bytes.subarray(rig.linear.ramHost, rig.linear.ramHost + RAM_BYTES);
  const base = Uint8Array.from(theirs);
  const own = Uint8Array.from(base);
  return { rig, base, own, theirs, memory: { view: new DataView(own.buffer), changed: new Set() } };
}

/** Copies pages to the hart's memory, which drops what it decoded of them. */
function give({ rig, theirs, memory }: Bench, from: Uint8Array): void {
  for (const page of memory.changed) {
    theirs.set(from.subarray(page * 4096, page * 4096 + 4096), page * 4096);
    rig.engine.hart.pageWritten(rig.linear.ramHost + page * 4096);
  }
}

function forget(bench: Bench): void {
  const { memory, base, own } = bench;
  give(bench, base);
  for (const page of memory.changed) own.set(base.subarray(page * 4096, page * 4096 + 4096), page * 4096);
  memory.changed.clear();
}

/** What the hart does. */
function actual({ rig }: Bench, { access: a, operation: o, address, pc }: Setting): Outcome {
  const flag = (n: number, field: bigint) => ((a.status & n) !== 0 ? field : 0n);
  rig.start("M");
  rig.setCsrs({
    mstatus: flag(1, SUM) | flag(2, MXR),
    vsstatus: flag(4, SUM) | flag(8, MXR),
    hstatus: (1n << 9n) | (a.spvp ? 1n << 8n : 0n),
  });
  rig.start(a.mode, pc);
  if (a.mode === "M" && a.mprv !== null) {
    const { level, v } = regimeOf(a.mprv, 0);
    const mpp = { M: 3n, S: 1n, U: 0n }[level];
    rig.setCsr("mstatus", rig.csr("mstatus") | MPRV | (mpp << 11n) | (v ? 1n << 39n : 0n));
  }
  rig.setX("a0", address);
  rig.setX("a1", a.value);
  rig.setX("a2", 0n);
  rig.setX("a3", 0n);
  const before = rig.traps;
  rig.steps(1);
  if (o.access === "fetch" && rig.traps === before) rig.steps(1);
  const { mode } = rig;
  if (rig.traps === before) {
    const a2 = o.access === "fetch" ? (rig.x("a3") & 0xffff_ffffn) >> 12n : rig.x("a2");
    return { a2, pc: rig.pc, mode, trap: null };
  }
  const letter = mode === "M" ? "m" : mode === "VS" ? "vs" : "s";
  const trap = ["cause", "epc", "tval"].map((name) => rig.csr(`${letter}${name}`));
  if (mode === "M") trap.push(rig.csr("mtval2"), rig.csr("mtinst"), (rig.csr("mstatus") & GVA) >> 38n);
  if (mode === "HS") trap.push(rig.csr("htval"), rig.csr("htinst"), (rig.csr("hstatus") >> 6n) & 1n);
  return { a2: 0n, pc: 0n, mode, trap };
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
  const benches: Bench[] = [];
  const property = fc.property(drawnCase, ({ world: drawn, accesses, delegated, delegatedOn }) => {
    const bench = benches[drawn.variant] ?? makeBench(drawn.variant);
    benches[drawn.variant] = bench;
    const { rig, memory, own, theirs } = bench;
    forget(bench);
    try {
      const w = buildWorld(drawn, memory);
      give(bench, own);
      rig.start("M");
      rig.setCsrs(Object.fromEntries(w.pmpaddr.map((value, i) => [`pmpaddr${i}`, value])));
      // The writes of envcfg drop every cached translation.
      rig.setCsrs({
        pmpcfg0: w.pmpcfg,
        menvcfg: BigInt(drawn.envcfg.m) << BigInt(ADUE_FIRST),
        henvcfg: BigInt(drawn.envcfg.h) << BigInt(ADUE_FIRST),
        satp: w.satp,
        vsatp: w.vsatp,
        hgatp: w.hgatp,
        medeleg: delegated ? -1n : 0n,
        hedeleg: delegatedOn ? -1n : 0n,
      });
      for (const a of accesses) {
        const o = OPERATIONS[a.operation]!;
        if (o.guest && (a.mode === "VS" || a.mode === "VU")) continue;
        const space = a.mode === "VS" || a.mode === "VU" ? w.vs : w.s;
        const code = a.mode === "M" ? BigInt(CODE) : a.mode === "HS" || a.mode === "VS" ? space.codeS : space.codeU;
        const pc = code + slotOf(a.operation);
        const setting: Setting = {
          world: w,
          access: a,
          operation: o,
          address: addressOf(w, drawn, a, o),
          pc,
          delegated,
          delegatedOn,
        };
        const wanted = expected(setting);
        expect(actual(bench, setting)).toEqual(wanted);
        const kind = `${wanted.trap?.[0] ?? "ok"} ${o.access}`;
        met.set(kind, (met.get(kind) ?? 0) + 1);
        const pseudo = wanted.trap?.[4] ?? 0n;
        if (PSEUDO.has(pseudo)) met.set(`0x${pseudo.toString(16)}`, (met.get(`0x${pseudo.toString(16)}`) ?? 0) + 1);
        // What was cached of a table that a store changed is not the walker's subject.
        if (w.tableWritten()) break;
      }
      if (Buffer.compare(theirs, own) !== 0) {
        const at = theirs.findIndex((byte, i) => byte !== own[i]);
        throw new Error(`memory differs at 0x${(RAM + at).toString(16)}: ${theirs[at]}, the walker has ${own[at]}`);
      }
    } catch (error) {
      if (error instanceof Unsuited) return;
      // Nobody knows what differs now: everything is given back.
      for (let page = 0; page < RAM_BYTES / 4096; page++) memory.changed.add(page);
      throw error;
    }
  });
  fc.assert(property, { seed, numRuns: runs });
  return met;
}
