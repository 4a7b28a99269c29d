// A hart beside the naive walker: both have the same memory, and after a case in one of its worlds it is compared whole.
import type { Tuning } from "../../src/engine/engine.js";
import { CODE, type Harts, makeHarts, RAM } from "./hart-fixture.js";
import { regimeOf, type Setting } from "./naive-walker-access.js";
import { type Drawn, PAGES, VARIANTS } from "./naive-walker-draws.js";
import { buildWorld, type Memory, RAM_BYTES, Unsuited, type World } from "./naive-walker-world.js";

const SUM = 1n << 18n;
const MXR = 1n << 19n;
const MPRV = 1n << 17n;
const GVA = 1n << 38n;
const ADUE = 61n;

export interface Bench {
  readonly rig: Harts;
  /** What the walker works on; `own` and `theirs` are equal to `base` but for the pages that changed. */
  readonly memory: Memory;
  readonly base: Uint8Array;
  readonly own: Uint8Array;
  readonly theirs: Uint8Array;
}

/** A bench of a variant. `write` puts the code of its cases into memory. */
export function makeBench(variant: number, write: (rig: Harts) => void, translate: false | Tuning = false): Bench {
  const { svade, svadu, svnapot, svpbmt, mml, mmwp } = VARIANTS[variant]!;
  const on = (flag: boolean) => (flag ? "on" : "off");
  const extensions = { svade: on(svade), svadu: on(svadu), svnapot: on(svnapot), svpbmt: on(svpbmt) } as const;
  const rig = makeHarts({ memory: RAM_BYTES, extensions, translate });
  // Every word of what accesses aim at is an instruction (lui a3) that tells where it lies; one more begins in the last
  // halfword of each page.
  const words = new Uint32Array(rig.linear.bytes.buffer, rig.linear.ramHost, RAM_BYTES / 4);
  for (let i = (PAGES - RAM) / 4; i < words.length; i++) {
    const lui = ((i << 12) | 0x6b7) >>> 0;
    words[i] = i % 1024 === 1023 ? (((lui & 0xffff) << 16) | (i >> 10)) >>> 0 : lui;
  }
  write(rig);
  rig.start("M");
  // RLB: locked PMP entries stay writable. What M executes is open before it has to be.
  rig.setCsrs({ mseccfg: 4 | (mml ? 1 : 0) | (mmwp ? 2 : 0) });
  if (mml) rig.setCsrs({ pmpaddr0: BigInt(RAM + 0xfff) >> 2n, pmpcfg0: 0x9e });
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

/** Runs a case in a world and compares memory afterwards, unless the case turned out not to suit. */
export function inWorld(
  bench: Bench,
  drawn: Drawn,
  delegation: { readonly delegated: boolean; readonly delegatedOn: boolean },
  run: (world: World) => void,
): void {
  const { rig, memory, own, theirs } = bench;
  forget(bench);
  try {
    const world = buildWorld(drawn, memory);
    give(bench, own);
    rig.start("M");
    rig.setCsrs(Object.fromEntries(world.pmpaddr.map((value, i) => [`pmpaddr${i}`, value])));
    // The writes of envcfg drop every cached translation.
    rig.setCsrs({
      pmpcfg0: world.pmpcfg,
      menvcfg: BigInt(drawn.envcfg.m) << ADUE,
      henvcfg: BigInt(drawn.envcfg.h) << ADUE,
      satp: world.satp,
      vsatp: world.vsatp,
      hgatp: world.hgatp,
      medeleg: delegation.delegated ? -1n : 0n,
      hedeleg: delegation.delegatedOn ? -1n : 0n,
    });
    run(world);
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
}

/** Virtual address, in the mode's space, of what lies at an offset of the code's page. */
export function codeAddress(world: World, mode: Setting["access"]["mode"], offset: bigint): bigint {
  if (mode === "M") return BigInt(CODE) + offset;
  const space = mode === "VS" || mode === "VU" ? world.vs : world.s;
  return (mode === "HS" || mode === "VS" ? space.codeS : space.codeU) + offset;
}

/** Enters the access's mode at its instruction, with its status and registers. */
export function enter(rig: Harts, { access: a, address, pc }: Setting): void {
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
  for (const name of ["a2", "a3", "a4", "a5", "a6", "a7"]) rig.setX(name, 0n);
}

/** What the handler of the current mode finds. */
export function trapFound(rig: Harts): readonly bigint[] {
  const { mode } = rig;
  const letter = mode === "M" ? "m" : mode === "VS" ? "vs" : "s";
  const trap = ["cause", "epc", "tval"].map((name) => rig.csr(`${letter}${name}`));
  if (mode === "M") trap.push(rig.csr("mtval2"), rig.csr("mtinst"), (rig.csr("mstatus") & GVA) >> 38n);
  if (mode === "HS") trap.push(rig.csr("htval"), rig.csr("htinst"), (rig.csr("hstatus") >> 6n) & 1n);
  return trap;
}
