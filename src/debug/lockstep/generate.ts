// Draws random programs: a mode to start in, page tables, CSRs, registers, and pieces of code.
import { factWord } from "../../isa/facts.js";
import type { Profile } from "../../scenario/profile.js";
import { CODE_BYTES, STUB_BYTES, STUBS, STUBS_VS, USER_OFFSET } from "./arena.js";
import {
  type CsrContext,
  drawHstatus,
  drawMedeleg,
  drawMstatus,
  drawSstatus,
  drawTranslation,
  NEVER,
} from "./csr-rules.js";
import { RESERVED_REGISTERS, VECTORS } from "./harness-layout.js";
import { classify } from "./instruction-classes.js";
import { drawPageTables } from "./page-tables.js";
import { makeDraft } from "./pieces.js";
import { drawPmp } from "./pmp.js";
import { END_BYTES, isPaged, layOut, type Mode, type Program } from "./program.js";
import { makeRandom, type Random } from "./random.js";
import { ADDRESS_REGISTERS, drawAddress, drawFloat, drawInteger } from "./values.js";

/** Causes by which vectors of HS and VS reach M: EBREAK, or ECALL from HS. */
const ESCAPES = [9n, 3n] as const;

const MODE_WEIGHTS: readonly Mode[] = [
  "M",
  "M",
  "M",
  "M",
  "HS",
  "HS",
  "HS",
  "HS",
  "U",
  "U",
  "U",
  "VS",
  "VS",
  "VS",
  "VS",
  "VS",
  "VU",
  "VU",
  "VU",
];

/** Draws the program of a number: the same for the same profile, seed and number. */
export type Generate = (number: number) => Program;

export function makeGenerator(profile: Profile, seed: number): Generate {
  const classes = classify(profile);
  const reservedModes = factWord("satp-modes", profile.facts) === "0x701";
  const reservedMpp = factWord("mpp-reserved", profile.facts) === "keeps";
  const virtualM = factWord("mret-to-m-ignores-mpv", profile.facts) === "on";
  const guestModes =
    factWord("hgatp-modes", profile.facts) === "0x701" && factWord("vsatp-modes", profile.facts) === "0x701";
  return (number) => {
    const random = makeRandom(seed, number);
    const mode = random.pick(MODE_WEIGHTS);
    const variant = random.below(RESERVED_REGISTERS.length);
    const reserved = RESERVED_REGISTERS[variant]!;
    const way = random.below(ESCAPES.length);
    const waits = random.chance(4);
    const context: CsrContext = {
      random,
      escapeCause: ESCAPES[way]!,
      vector: way * STUB_BYTES,
      machineVector: VECTORS[variant]!,
      reservedModes: reservedModes && guestModes,
      reservedMpp,
      virtualM,
    };
    const { csrs, mstatus } = drawCsrs(mode, context, waits);
    const paged = isPaged(mode, csrs);
    const physical = mode === "M" || (paged === false && (mode === "HS" || mode === "U"));
    const draft = makeDraft({ classes, context, reserved, waits, mode, csrs, physical });
    const pieces = draft.pieces(8 + random.below(34));
    const length = layOut(pieces).bytes.length;
    const start = random.chance(15) ? 0x1000 - 2 * (1 + random.below(Math.min(length, 400) / 2)) : 2 * random.below(8);
    return {
      mode,
      start: Math.max(0, Math.min(start, CODE_BYTES - length - END_BYTES)),
      fetchOffset: paged && (mode === "U" || mode === "VU") ? USER_OFFSET : 0,
      reserved,
      waits,
      dataSeed: random.long() | 1n,
      csrs,
      mstatus,
      x: Array.from({ length: 32 }, (_, register) => drawRegister(random, register, physical)),
      f: Array.from({ length: 32 }, () => drawFloat(random)),
      ptes: drawPageTables(random),
      pieces,
    };
  };
}

function drawRegister(random: Random, register: number, physical: boolean): bigint {
  return ADDRESS_REGISTERS.includes(register) ? drawAddress(random, physical) : drawInteger(random);
}

/** Initial CSRs in the order in which they are written, and mstatus, which comes last. */
function drawCsrs(mode: Mode, context: CsrContext, waits: boolean) {
  const { random, escapeCause, vector, machineVector } = context;
  const bare = mode === "HS" || mode === "U" ? 30 : 50;
  const waking = waits ? 4n : 0n;
  const counters = () => (random.chance(60) ? (1n << 32n) - 1n : BigInt(random.word()));
  const pending = () => (random.chance(25) ? random.long() & 0x2222n : 0n);
  const csrs: Readonly<Record<string, bigint>> = {
    menvcfg: random.chance(70) ? (7n << 61n) | 0xf1n : random.long(),
    henvcfg: random.chance(60) ? (7n << 61n) | 0xf1n : random.long(),
    senvcfg: random.chance(70) ? 0xf1n : random.long() & 0xffn,
    mcounteren: counters(),
    hcounteren: counters(),
    scounteren: counters(),
    mcountinhibit: 0n,
    medeleg: drawMedeleg(random, escapeCause),
    mideleg: random.chance(50) ? 0x2222n : random.long() & 0x2222n,
    hedeleg: random.chance(50) ? 0xb1ffn : random.long() & 0xffffn,
    hideleg: (random.chance(50) ? 0x444n : random.long() & 0x444n) | waking,
    mtvec: BigInt(machineVector) | BigInt(random.below(2)),
    stvec: BigInt(STUBS + vector) | BigInt(random.below(2)),
    vstvec: BigInt(STUBS_VS + vector) | BigInt(random.below(2)),
    htimedelta: 0n,
    stimecmp: NEVER,
    vstimecmp: NEVER,
    hgatp: drawTranslation(random, "g", 25, false),
    vsatp: drawTranslation(random, "vs", 35, false),
    satp: drawTranslation(random, "hs", bare, false),
    hstatus: drawHstatus(random),
    vsstatus: drawSstatus(random),
    ...drawPmp(random),
    sscratch: drawInteger(random),
    sepc: drawInteger(random),
    scause: BigInt(random.below(24)),
    stval: drawInteger(random),
    vsscratch: drawInteger(random),
    vsepc: drawInteger(random),
    vscause: BigInt(random.below(24)),
    vstval: drawInteger(random),
    htval: drawInteger(random),
    mtval: drawInteger(random),
    mtval2: drawInteger(random),
    mtinst: 0n,
    mcause: 0n,
    hvip: (random.chance(25) ? random.long() & 0x444n : 0n) | waking,
    mip: pending(),
    mie: (random.chance(35) ? random.long() & 0x3666n : 0n) | waking,
    fcsr: random.chance(85) ? BigInt(random.below(5) << 5) : random.long() & 0xffn,
  };
  return { csrs, mstatus: enteringMstatus(mode, drawMstatus(context)) };
}

/** mstatus by which MRET enters the mode. */
function enteringMstatus(mode: Mode, drawn: bigint): bigint {
  const mpp = mode === "M" ? 3n : mode === "HS" || mode === "VS" ? 1n : 0n;
  const cleared = drawn & ~((3n << 11n) | (3n << 38n));
  const mprv = mode === "M" ? cleared : cleared & ~(1n << 17n);
  return mprv | (mpp << 11n) | (mode === "VS" || mode === "VU" ? 1n << 39n : 0n);
}
