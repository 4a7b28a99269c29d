// Where a QEMU version goes by what its TLB happens to hold, so that no fact can say what it does: each with its reason,
// and told apart as narrowly as a difference shows it.
import { factWord } from "../../isa/facts.js";
import type { Profile } from "../../scenario/profile.js";
import type { Difference, SeenTrap } from "./difference.js";
import type { Program } from "./program.js";

export interface KnownDifference {
  readonly name: string;
  readonly doc: string;
  /** Whether the profile's version is one of those that do so. */
  readonly versions: (profile: Profile) => boolean;
  readonly applies: (difference: Difference, program: Program) => boolean;
}

/** QEMU before 8.1: what the fact says came to an end there, as these do. */
const before81 = ({ facts }: Profile): boolean => factWord("pmp-crossing-access", facts) === "whole-at-first-page";

const MPRV = 1n << 17n;
const MPP_M = 3n << 11n;
/** Access faults and page faults of loads and stores, of either stage. */
const FAULTS = [5n, 7n, 13n, 15n, 21n, 23n];

/** The fault of this machine where QEMU went on. */
function faultHereOnly({ own, other }: Difference): SeenTrap | undefined {
  if (own === undefined || !FAULTS.includes(own.cause)) return undefined;
  return other?.pc === own.pc ? undefined : own;
}

/** A fault of a load or store that may be PMP's: an access fault, or before 9.1 a guest-page fault. */
function mayBePmps(trap: SeenTrap | undefined): trap is SeenTrap {
  return trap !== undefined && [5n, 7n, 21n, 23n].includes(trap.cause);
}

/** NV and NX, which FROUND and FROUNDNX can raise. */
const FROUND_FLAGS = 0x11n;

const FS = 3n << 13n;
/** FS, and SD with it. */
const DIRTY = (1n << 63n) | FS;

/** Instruction access fault, page fault and guest-page fault. */
const FETCH_FAULTS = [1n, 12n, 20n];

/** Bytes of the widest access that an instruction can be. */
const WIDEST = 8n;

/** Whether an access at an address may go on in the next page. */
function crosses(address: bigint): boolean {
  return (address & 0xfffn) + WIDEST > 0x1000n && (address & (WIDEST - 1n)) !== 0n;
}

/** Whether an access at an address may go on at the beginning of the next page, where the other one is. */
function crossesInto(address: bigint, next: bigint): boolean {
  return crosses(address) && BigInt.asUintN(64, (address | 0xfffn) + 1n) === next;
}

const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    name: "crossing-pmp-with-tlb",
    doc: "PMP is asked about an access that crosses pages as a whole, but only where the TLB does not hold its first page: it is met or not, or for the next page.",
    versions: ({ facts }) => factWord("pmp-crossing-access", facts) !== "by-page",
    applies: ({ own, other }) => {
      if (own?.pc !== other?.pc) return [own, other].some((trap) => mayBePmps(trap) && crosses(trap.tval));
      if (own === undefined || other === undefined) return false;
      if (!FAULTS.includes(own.cause) || !FAULTS.includes(other.cause)) return false;
      // Halves of a load begin where it would be aligned.
      const half = crosses(own.tval) && other.tval === (own.tval & -WIDEST);
      return half || crossesInto(own.tval, other.tval) || crossesInto(other.tval, own.tval);
    },
  },
  {
    name: "byte-0-with-tlb",
    doc: "PMP entries that are OFF match byte 0, but only where the TLB does not hold its page.",
    versions: ({ facts }) => factWord("pmp-empty-range", facts) === "off-entries-too",
    applies: ({ own, other }) =>
      own?.pc !== other?.pc && [own, other].some((trap) => mayBePmps(trap) && trap.tval === 0n),
  },
  {
    name: "block-for-dirty-fs",
    doc: "A block of code that was translated for FS Dirty does not set it; where an instruction changes FS by its flags, the next block may be one that was translated for what FS was another time.",
    versions: ({ facts }) => factWord("fs-dirty-by-flags", facts) === "new",
    applies: ({ values }) =>
      values.every(
        ({ name, own = 0n, other = 0n }) =>
          /status$/.test(name) && (own & FS) === FS && (own & ~DIRTY) === (other & ~DIRTY),
      ),
  },
  {
    name: "unread-fround",
    doc: "FROUND and FROUNDNX whose result is overwritten unread are not executed, and raise no flags.",
    versions: ({ facts, extensions }) =>
      extensions["zfa"] === "on" && factWord("fs-dirty-by-flags", facts) !== "raised",
    applies: ({ values }, program) =>
      values.every(
        ({ name, own = 0n, other = 0n }) =>
          name === "fcsr" && (own & ~FROUND_FLAGS) === (other & ~FROUND_FLAGS) && (own & other) === other,
      ) && program.pieces.some(({ steps }) => steps.some(({ row }) => row?.name.startsWith("fround"))),
  },
  {
    name: "hlv-outlives-spvp",
    doc: "What HLV and HSV translated at one hstatus.SPVP stays in the TLB for the other.",
    versions: before81,
    applies: (difference) => /^h[ls]vx?\./.test(faultHereOnly(difference)?.instruction ?? ""),
  },
  {
    name: "mprv-in-tlb-of-m",
    doc: "M's accesses under MPRV share the TLB's entries of M, and trap and MRET change MPP without a flush.",
    versions: before81,
    applies: ({ own, other, values }) => {
      if (own === undefined || !FAULTS.includes(own.cause)) return false;
      // In a loop it may come back there with other registers.
      const goesOn = other?.pc !== own.pc || other.cause !== own.cause || values.some(({ name }) => /^x\d/.test(name));
      return goesOn && (own.mstatus & MPRV) !== 0n && (own.mstatus & MPP_M) === MPP_M;
    },
  },
  {
    name: "odd-vsepc",
    doc: "SRET in VS goes to what vsepc holds, bit 0 included, where vsepc keeps it; a fault of that fetch tells of an odd address.",
    versions: ({ facts }) => (BigInt(facts["mask.vsepc"]) & 1n) !== 0n,
    applies: ({ own, other }) =>
      own !== undefined && FETCH_FAULTS.includes(own.cause) && other?.cause === own.cause && other.pc === own.pc + 1n,
  },
];

/** The reason for a difference, where it is one of these; a hang is none of them. */
export function knownDifference(
  difference: Difference,
  program: Program,
  profile: Profile,
): KnownDifference | undefined {
  if (difference.hangs) return undefined;
  return KNOWN_DIFFERENCES.find(({ versions, applies }) => versions(profile) && applies(difference, program));
}
