// What programs do with each CSR, and what they leave alone because two machines need not agree on it (time, counts), or
// because the harness or the end of a program depends on it.
import { STUBS, STUBS_VS } from "./arena.js";
import { STAGES, type StageName } from "./page-tables.js";
import type { Random } from "./random.js";

/**
 * free: any CSR instruction with any operand. reads: only reads; a write would reach what this machine has none of
 * (triggers), or what the harness needs. counts: the value is time or a count, so rd is cleared behind the instruction.
 * constant: written with values of `values`, so that no program leaves what can be compared.
 */
export type CsrRule = "free" | "reads" | "counts" | "constant";

const RULES: Readonly<Record<string, CsrRule>> = {
  mscratch: "reads",
  // QEMU has triggers, these harts have none.
  tselect: "reads",
  tdata1: "reads",
  tdata2: "reads",
  tdata3: "reads",
  tinfo: "reads",
  // The harness locks entry 0 for itself and opens all memory by entry 15.
  pmpcfg2: "reads",
};

/** Interrupt enables and pendings: left alone by programs that wait, so that what wakes them stays. */
const WAKING = new Set(["mie", "mip", "sie", "sip", "hie", "hip", "hvip", "vsie", "vsip", "mideleg", "hideleg"]);

const UXL_64 = 2n << 32n;
/** No timer is due in a run, and none so far off that a host's clock overflows. */
export const NEVER = 1n << 50n;

/** SIE MIE SPIE MPIE SPP MPP FS SUM MXR TVM TW TSR, and MPV and GVA. */
const MSTATUS_BITS: readonly bigint[] = [1, 3, 5, 7, 8, 11, 12, 13, 14, 18, 19, 20, 21, 22, 38, 39].map(
  (bit) => 1n << BigInt(bit),
);
const MPRV = 1n << 17n;
const MPP = 3n << 11n;
const MPV = 1n << 39n;
const MPP_RESERVED = 2n << 11n;
const SSTATUS_BITS: readonly bigint[] = [1, 5, 8, 13, 14, 18, 19].map((bit) => 1n << BigInt(bit));
/** GVA SPV SPVP HU VTVM VTW VTSR. */
const HSTATUS_BITS: readonly bigint[] = [6, 7, 8, 9, 20, 21, 22].map((bit) => 1n << BigInt(bit));

function subset(random: Random, bits: readonly bigint[], percent: number): bigint {
  return bits.reduce((sum, bit) => (random.chance(percent) ? sum | bit : sum), 0n);
}

/** FS on in most cases: two bits of which one has to be set. */
function withFloat(random: Random, value: bigint): bigint {
  return random.chance(80) ? value | (BigInt(1 + random.below(3)) << 13n) : value & ~(3n << 13n);
}

export function drawMstatus({ random, reservedMpp, virtualM }: MstatusContext): bigint {
  const drawn = subset(random, MSTATUS_BITS, 35) & ~(random.chance(70) ? 7n << 20n : 0n);
  // Where MPP=2 is kept, MRET enters a mode that does not exist.
  const known = (drawn & MPP) === MPP_RESERVED && !reservedMpp ? drawn | MPP : drawn;
  // Where MRET to M obeys MPV, it enters M with V=1.
  const bits = (known & MPP) === MPP && !virtualM ? known & ~MPV : known;
  return withFloat(random, bits) | UXL_64 | (random.chance(12) ? MPRV : 0n);
}

export function drawSstatus(random: Random): bigint {
  return withFloat(random, subset(random, SSTATUS_BITS, 45)) | UXL_64;
}

export function drawHstatus(random: Random): bigint {
  return subset(random, HSTATUS_BITS, 35) & ~(random.chance(60) ? 7n << 20n : 0n);
}

/** Delegated exceptions; the one by which the vectors of HS and VS reach M is not among them. */
export function drawMedeleg(random: Random, escapeCause: bigint): bigint {
  const typical = random.pick([0n, 0xf0b5ffn, 0xf0_0000n, 0xb1ffn, (random.long() & 0xffffffn) | 0xf0_0400n]);
  return (random.chance(70) ? typical : random.long() & 0xf4_ffffn) & ~(1n << escapeCause);
}

const ROOTS = { root39: 8n, root48: 9n, root57: 10n } as const;

/** satp, vsatp or hgatp: Bare or one of the stage's roots, and any ASID. `bare`: percent. */
export function drawTranslation(random: Random, stage: StageName, bare: number, reservedModes: boolean): bigint {
  const asid = random.chance(60) ? 0n : BigInt(random.below(4)) << 44n;
  if (random.chance(bare)) return random.chance(70) ? 0n : asid;
  const root = random.pick(["root39", "root39", "root39", "root48", "root57"] as const);
  const ppn = BigInt(STAGES[stage].tables[root] / 0x1000);
  const mode = reservedModes && random.chance(8) ? random.pick([1n, 7n, 11n, 15n]) : ROOTS[root];
  return (mode << 60n) | asid | ppn;
}

/** What a constant is drawn with. */
export interface CsrContext {
  readonly random: Random;
  /** The cause by which vectors of HS and VS reach M: 3 or 9. */
  readonly escapeCause: bigint;
  /** Page of vectors of HS, VS and M, as offsets that `escapeCause` decides. */
  readonly vector: number;
  readonly machineVector: number;
  /** Modes of satp, vsatp and hgatp that the profile refuses may be written. */
  readonly reservedModes: boolean;
  /** So may mstatus.MPP=2. */
  readonly reservedMpp: boolean;
  /** MPP=3 may stand beside MPV=1. */
  readonly virtualM: boolean;
}

type MstatusContext = Pick<CsrContext, "random" | "reservedMpp" | "virtualM">;

type DrawConstant = (context: CsrContext) => bigint;

const vectorModes = (random: Random): bigint => (random.chance(70) ? BigInt(random.below(2)) : BigInt(random.below(4)));
const timer: DrawConstant = ({ random }) => random.pick([0n, NEVER]);

/** Values by CSR; writes of them stand alone, after `li`. */
export const CONSTANTS: Readonly<Record<string, DrawConstant>> = {
  mstatus: drawMstatus,
  sstatus: ({ random }) => drawSstatus(random),
  vsstatus: ({ random }) => drawSstatus(random),
  hstatus: ({ random }) => drawHstatus(random),
  medeleg: ({ random, escapeCause }) => drawMedeleg(random, escapeCause),
  stvec: ({ random, vector }) => BigInt(STUBS + vector) | vectorModes(random),
  vstvec: ({ random, vector }) => BigInt(STUBS_VS + vector) | vectorModes(random),
  mtvec: ({ random, machineVector }) => BigInt(machineVector) | vectorModes(random),
  stimecmp: timer,
  vstimecmp: timer,
  htimedelta: ({ random }) => random.pick([0n, 1n << 40n, 1n << 62n, (1n << 64n) - (1n << 40n)]),
};

/** Written together with the fence that they need, and not else. */
const WITH_FENCES = new Set(["satp", "vsatp", "hgatp"]);

const COUNTERS = /^(?:m?cycle|m?instret|time|m?hpmcounter\d+)$/;

/** How a program that waits, or not, may use a CSR; `reads` for those that sequences of their own write. */
export function ruleOf(name: string, waits: boolean): CsrRule {
  if (waits && WAKING.has(name)) return "reads";
  if (WITH_FENCES.has(name) || /^pmp(?:addr|cfg)\d+$/.test(name)) return "reads";
  if (COUNTERS.test(name)) return "counts";
  return RULES[name] ?? (name in CONSTANTS ? "constant" : "free");
}
