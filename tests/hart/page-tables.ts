// Page tables for tests, written into RAM entry by entry. Privileged manual: "Sv39", "Sv48", "Sv57", and
// "Guest Physical Address Translation" for the x4 modes.
import { CODE, type Harts, RAM, TABLES } from "./hart-fixture.js";

export const V = 1n;
export const R = 2n;
export const W = 4n;
export const X = 8n;
export const U = 16n;
export const G = 32n;
export const A = 64n;
export const D = 128n;
/** A leaf that lets S do everything, and one that lets U (and the G-stage) do everything. */
export const S_RWX = V | R | W | X | A | D;
export const U_RWX = S_RWX | U;

export const MODES = [
  { name: "Sv39", mode: 8n, levels: 3 },
  { name: "Sv48", mode: 9n, levels: 4 },
  { name: "Sv57", mode: 10n, levels: 5 },
] as const;
export type PagingMode = (typeof MODES)[number];
export const [SV39, SV48, SV57] = MODES;

/** The tables of one address space. */
export interface AddressSpace {
  /** Value of satp, vsatp or hgatp, with ASID or VMID 0. */
  readonly atp: bigint;
  /** Address of the root, as atp holds it. */
  readonly root: bigint;
  /**
   * Maps the page (of 4 KiB, or larger at a higher level) at `address` to `target`; pointers on the way are made.
   * Returns the supervisor physical address of the leaf entry.
   */
  map(address: bigint | number, target: bigint | number, flags: bigint, level?: number): number;
  /** Supervisor physical address of the entry for an address at a level; the tables above it must exist. */
  entry(address: bigint | number, level?: number): number;
}

/** Hands out page-table pages of a memory. */
export interface TableSpace {
  /** An address space for satp, or for vsatp when `shift` is what the G-stage subtracts. */
  space(mode: PagingMode, shift?: bigint): AddressSpace;
  /** An address space for hgatp. */
  guestSpace(mode: PagingMode): AddressSpace;
}

export function makeTables(rig: Harts): TableSpace {
  let next = TABLES;
  const take = (bytes: number) => {
    next = Math.ceil(next / bytes) * bytes;
    next += bytes;
    return next - bytes;
  };

  function make({ mode, levels }: PagingMode, wide: boolean, shift: bigint): AddressSpace {
    const root = take(wide ? 16384 : 4096);
    const entryIn = (table: number, address: bigint, level: number) => {
      const mask = wide && level === levels - 1 ? 0x7ffn : 0x1ffn;
      return table + 8 * Number((address >> BigInt(12 + 9 * level)) & mask);
    };
    const walk = (address: bigint, level: number) => {
      let table = root;
      for (let at = levels - 1; at > level; at--) {
        const pointer = entryIn(table, address, at);
        if (rig.read64(pointer) === 0n) rig.write64(pointer, (((BigInt(take(4096)) + shift) >> 12n) << 10n) | V);
        table = Number(((rig.read64(pointer) >> 10n) << 12n) - shift);
      }
      return entryIn(table, address, level);
    };
    return {
      atp: (mode << 60n) | ((BigInt(root) + shift) >> 12n),
      root: BigInt(root) + shift,
      map(address, target, flags, level = 0) {
        const entry = walk(BigInt(address), level);
        rig.write64(entry, ((BigInt(target) >> 12n) << 10n) | flags);
        return entry;
      },
      entry: (address, level = 0) => walk(BigInt(address), level),
    };
  }
  return { space: (mode, shift = 0n) => make(mode, false, shift), guestSpace: (mode) => make(mode, true, 0n) };
}

/** Guest physical addresses are supervisor physical ones plus this in `makeGuest`. */
export const GUEST_SHIFT = 0x1_0000_0000n;

export interface Guest {
  readonly tables: TableSpace;
  readonly vs: AddressSpace;
  readonly g: AddressSpace;
  /** Guest physical address of a supervisor physical one. */
  gpa(pa: number): bigint;
}

/**
 * Two stages: RAM appears at RAM + GUEST_SHIFT, 4 KiB by 4 KiB, in the G-stage, and the code's page at its own address
 * in the VS-stage, for VS.
 */
export function makeGuest(
  rig: Harts,
  mode: PagingMode = SV39,
  gMode: PagingMode = SV39,
  tables: TableSpace = makeTables(rig),
): Guest {
  const g = tables.guestSpace(gMode);
  const gpa = (pa: number) => BigInt(pa) + GUEST_SHIFT;
  for (let pa = RAM; pa < TABLES + 0x8_0000; pa += 4096) g.map(gpa(pa), pa, U_RWX);
  const vs = tables.space(mode, GUEST_SHIFT);
  vs.map(CODE, gpa(CODE), S_RWX);
  rig.setCsrs({ hgatp: g.atp, vsatp: vs.atp });
  return { tables, vs, g, gpa };
}
