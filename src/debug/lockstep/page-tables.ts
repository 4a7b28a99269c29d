// Page tables of a program: what a program needs is mapped (nearly always), all else by chance: missing permissions, A and
// D clear, superpages, misaligned ones, reserved bits, addresses where nothing lies.
import {
  ARENA,
  CODE,
  DATA,
  G_TABLES,
  HOLE,
  HS_TABLES,
  STUBS,
  type Tables,
  VS_TABLE_PAGES,
  VS_TABLES,
} from "./arena.js";
import type { Random } from "./random.js";

const V = 1n;
const R = 2n;
const W = 4n;
const X = 8n;
const U = 16n;
const G = 32n;
const A = 64n;
const D = 128n;
const RAM = 0x8000_0000;
const PAGE = 0x1000;
const GPA_BIT_40 = 2 ** 40;

/** What a PTE is drawn for. */
type Draw = (random: Random) => bigint;

interface Slot {
  /** Supervisor physical address of the PTE. */
  readonly address: number;
  readonly draw: Draw;
}

function pte(address: number, flags: bigint): bigint {
  return (BigInt(Math.floor(address / PAGE)) << 10n) | flags;
}

function flagsOf(random: Random, guest: boolean): bigint {
  let flags = random.chance(94) ? V : 0n;
  if (random.chance(80)) flags |= R;
  if (random.chance(65)) flags |= W;
  if (random.chance(35)) flags |= X;
  if (random.chance(guest ? 88 : 45)) flags |= U;
  if (random.chance(12)) flags |= G;
  if (random.chance(80)) flags |= A;
  if (random.chance(70)) flags |= D;
  if (random.chance(10)) flags |= BigInt(random.below(4)) << 8n;
  if (random.chance(3)) flags |= 1n << BigInt(54 + random.below(10));
  return flags;
}

/** A leaf of any permissions, mostly for a page of data. */
function anyLeaf(guest: boolean): Draw {
  const pages = [DATA, DATA, DATA + PAGE, DATA + PAGE, DATA, DATA + PAGE, CODE, HOLE, 2 ** 55];
  const guestPhysical = [...pages, DATA + GPA_BIT_40, DATA - RAM, DATA + 2 ** 41, DATA - RAM + 2 ** 39];
  return (random) => pte(random.pick(guest ? pages : guestPhysical), flagsOf(random, guest));
}

/** A leaf that a program needs: good but for few. */
function goodLeaf(address: number, flags: bigint, guest: boolean, badPercent = 3): Draw {
  return (random) =>
    pte(address, random.chance(badPercent) ? flagsOf(random, guest) : flags | (random.chance(20) ? G : 0n));
}

/** A superpage over all of it; misaligned, or a pointer with bits it must not have, in some cases. */
function superpage(address: number, pages: number, next: number, guest: boolean): Draw {
  return (random) => {
    if (random.chance(15)) return 0n;
    if (random.chance(15)) return pte(next, V | (random.chance(70) ? random.pick([U, A, D, G]) : 0n));
    const misaligned = random.chance(12) ? PAGE * 2 ** random.below(Math.log2(pages)) : 0;
    return pte(address + misaligned, flagsOf(random, guest));
  };
}

function pointer(table: number): Draw {
  return () => pte(table, V);
}

/** What the stages differ in. */
interface Stage {
  readonly tables: Tables;
  readonly guest: boolean;
  /** Places 14 and 15 of the arena. */
  readonly windows: readonly [number, number] | readonly [number] | readonly [];
  /** Entries of root39 that hold gigapages. */
  readonly gigapages: readonly number[];
}

function slotsOf({ tables, guest, windows, gigapages }: Stage): readonly Slot[] {
  const { lowest, middle, root39, root48, root57 } = tables;
  const user = guest ? U : 0n;
  const slot = (table: number, index: number, draw: Draw): Slot => ({ address: table + 8 * index, draw });
  const code = (page: number, mode: bigint) => goodLeaf(CODE + page * PAGE, V | R | X | A | D | mode, guest, 2);
  const data = (page: number) => goodLeaf(DATA + page * PAGE, V | R | W | A | D | user, guest, 25);
  const giant = superpage(0, 2 ** 27, root39, guest);
  return [
    slot(lowest, 0, code(0, user)),
    slot(lowest, 1, code(1, user)),
    slot(lowest, 2, data(0)),
    slot(lowest, 3, data(1)),
    ...[4, 5, 6, 7, 8, 9, 10, 11].map((page) => slot(lowest, page, anyLeaf(guest))),
    slot(lowest, 12, code(0, U)),
    slot(lowest, 13, code(1, U)),
    ...windows.map((table, index) => slot(lowest, 14 + index, () => pte(table, V | R | W | A | D))),
    ...(guest ? VS_TABLE_PAGES : []).map((page) =>
      slot(lowest, page, goodLeaf(ARENA + page * PAGE, V | R | W | U | A | D, guest, 5)),
    ),
    slot(middle, 1, () => pte(STUBS, V | R | X | A | D | user)),
    slot(middle, 2, (random) =>
      random.chance(4) ? pte(ARENA, V | R | W | X | A | (random.chance(50) ? D : 0n) | user) : pte(lowest, V),
    ),
    slot(middle, 3, superpage(ARENA, 2 ** 9, lowest, guest)),
    slot(root39, 2, pointer(middle)),
    ...gigapages.map((index) => slot(root39, index, superpage(RAM, 2 ** 18, middle, guest))),
    slot(root48, 0, pointer(root39)),
    slot(root48, 1, giant),
    slot(root48, 511, giant),
    slot(root57, 0, pointer(root48)),
    slot(root57, 1, giant),
    slot(root57, 511, giant),
  ];
}

const GIGAPAGES = [0, 3, 511];

export const STAGES = {
  hs: { tables: HS_TABLES, guest: false, windows: [HS_TABLES.lowest, G_TABLES.lowest], gigapages: GIGAPAGES },
  vs: { tables: VS_TABLES, guest: false, windows: [VS_TABLES.lowest], gigapages: GIGAPAGES },
  g: { tables: G_TABLES, guest: true, windows: [], gigapages: [0, 3, 1024, 2047] },
} as const satisfies Record<string, Stage>;

export type StageName = keyof typeof STAGES;

const SLOTS: readonly Slot[] = Object.values(STAGES).flatMap(slotsOf);

/** Addresses of all PTEs that programs have. */
export const PTE_ADDRESSES: readonly number[] = SLOTS.map(({ address }) => address);

/** Their values for a program. */
export function drawPageTables(random: Random): readonly bigint[] {
  return SLOTS.map(({ draw }) => BigInt.asUintN(64, draw(random)));
}

/** A new value for a PTE of a page of the arena (2 to 11). */
export function drawLeaf(random: Random, stage: StageName): bigint {
  return BigInt.asUintN(64, anyLeaf(STAGES[stage].guest)(random));
}
