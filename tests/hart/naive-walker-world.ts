// Worlds for the naive walker, built from what was drawn: a memory, the page tables of every stage in it, PMP, envcfg.
import { CODE, RAM, TABLES } from "./hart-fixture.js";
import type { PmpRule, System } from "./naive-walker.js";
import { type Drawn, type FLAWS, PAGE_COUNT, PAGES, type SPOTS, VARIANTS } from "./naive-walker-draws.js";
import { A, D, R, U, V, W, X } from "./page-tables.js";

export const RAM_BYTES = 0x24_0000;
/** Below, something may answer that is no RAM. */
const ROM_END = 0x10_0000n;

/** RAM beside the hart's, and which of its pages changed since it was last equal to `base`. */
export interface Memory {
  readonly view: DataView;
  readonly changed: Set<number>;
}

/** A world ready to be walked, and what the hart has to be told about it. */
export interface World extends System {
  /** Virtual addresses in each space: `space.data`; the next page follows. */
  readonly s: Addresses;
  readonly vs: Addresses;
  readonly pmpaddr: readonly bigint[];
  readonly pmpcfg: bigint;
  /** Notes a store to an address; and whether one reached a page table. */
  stored(pa: bigint): void;
  tableWritten(): boolean;
}
export interface Addresses {
  readonly data: bigint;
  readonly codeS: bigint;
  readonly codeU: bigint;
}

/** Thrown where a case leads to what the walker does not state; the case then ends. */
export class Unsuited extends Error {}

const ALL = (1n << 64n) - 1n;
const levelsOf = (mode: bigint) => Number(mode) - 5;
const permissionsOf = ([rwx, u, ad, rest]: readonly [bigint, boolean, bigint, bigint]) =>
  V | rwx | (u ? U : 0n) | ad | rest;

export function buildWorld(drawn: Drawn, { view, changed }: Memory): World {
  const offsetOf = (pa: bigint) => Number(pa - BigInt(RAM));
  const inRam = (pa: bigint, bytes: bigint) => pa >= BigInt(RAM) && pa + bytes <= BigInt(RAM + RAM_BYTES);
  const isMemory = (pa: bigint, bytes: bigint) => {
    if (pa < ROM_END) throw new Unsuited();
    return inRam(pa, bytes);
  };
  const read64 = (pa: bigint) => view.getBigUint64(offsetOf(pa), true);
  const note = (pa: bigint) => changed.add(offsetOf(pa) >> 12);
  const write64 = (pa: bigint, value: bigint) => {
    note(pa);
    note(pa + 7n);
    view.setBigUint64(offsetOf(pa), value, true);
  };
  // From here to PAGES memory is zero.
  let free = BigInt(TABLES);
  let tables = false;
  const take = (bytes: bigint) => {
    free = ((free + bytes - 1n) / bytes) * bytes;
    const page = free;
    free += bytes;
    return page;
  };

  /** One stage's tables. Addresses in them are supervisor physical ones plus `shift`. */
  function space(mode: bigint, g: boolean, shift: bigint) {
    const top = levelsOf(mode) - 1;
    const root = mode === 0n ? 0n : take(g ? 0x4000n : 0x1000n);
    const entryIn = (table: bigint, address: bigint, level: number) =>
      table + 8n * ((address >> BigInt(12 + 9 * level)) & (g && level === top ? 0x7ffn : 0x1ffn));
    /** Where the entry of an address stands; pointers on the way are made. */
    function entry(address: bigint, level: number): bigint {
      let table = root;
      for (let at = top; at > level; at--) {
        const pointer = entryIn(table, address, at);
        let pte = read64(pointer);
        const target = ((pte >> 10n) << 12n) - shift;
        if ((pte & 15n) !== V || !inRam(target, 4096n)) {
          pte = (((take(4096n) + shift) >> 12n) << 10n) | V;
          write64(pointer, pte);
        }
        table = ((pte >> 10n) << 12n) - shift;
      }
      return entryIn(table, address, level);
    }
    return {
      mode,
      top,
      entry,
      atp: mode === 0n ? 0n : (mode << 60n) | ((root + shift) >> 12n),
      map(address: bigint, target: bigint, flags: bigint, level = 0): void {
        const mask = (1n << BigInt(12 + 9 * level)) - 1n;
        if (mode !== 0n) write64(entry(address, level), (((target & ~mask) >> 12n) << 10n) | flags);
      },
    };
  }

  const { modes, data, next } = drawn;
  const shift = modes.g === 0n ? 0n : drawn.shift & ((1n << BigInt(14 + 9 * levelsOf(modes.g))) - 1n);
  const target = BigInt(PAGES + data.page * 4096);
  const nextTarget = BigInt(PAGES + next.page * 4096);

  /** Maps code and data in a space whose targets are shifted. */
  function fill(of: ReturnType<typeof space>, by: bigint): Addresses {
    if (of.mode === 0n) return { data: target + by, codeS: BigInt(CODE) + by, codeU: BigInt(CODE) + by };
    const width = 12 + 9 * (of.top + 1);
    const canonical = (va: bigint) => BigInt.asUintN(64, BigInt.asIntN(width, va));
    const level = Math.min(data.level, of.top);
    const mask = (1n << BigInt(12 + 9 * level)) - 1n;
    const va = canonical((drawn.high & ~mask & ~0xfffn) | ((target + by) & mask & ~0xfffn));
    const code = canonical(~drawn.high & ~0xfff_ffffn);
    of.map(code, BigInt(CODE) + by, V | R | W | X | A | D);
    of.map(code + 0x20_0000n, BigInt(CODE) + by, V | R | X | U | A);
    of.map(va, target + by, permissionsOf(data.flags), level);
    if (level === 0) of.map(canonical(va + 4096n), nextTarget + by, permissionsOf(next.flags));
    return { data: va, codeS: code, codeU: code + 0x20_0000n };
  }

  const sSpace = space(modes.s, false, 0n);
  const s = fill(sSpace, 0n);
  const firstOfVs = free;
  const vsSpace = space(modes.vs, false, shift);
  const vs = fill(vsSpace, shift);
  const endOfVs = free;
  const gSpace = space(modes.g, true, 0n);
  const good = V | R | W | X | U | A | D;
  const gLevel = drawn.g.level;
  const gMap = (pa: bigint, flags: bigint) => {
    if (gLevel === 0) gSpace.map(pa + shift, pa, flags);
  };
  if (gLevel === 1)
    for (const pa of [BigInt(RAM), BigInt(PAGES)])
      gSpace.map(pa + shift, pa, pa === BigInt(PAGES) ? permissionsOf(drawn.g.data) | U : good, 1);
  gMap(BigInt(CODE), (good & ~U) | drawn.g.code);
  for (let page = 0; page < PAGE_COUNT; page++) {
    const own = BigInt(PAGES + page * 4096);
    gMap(own, own === target ? permissionsOf(drawn.g.data) : good);
  }
  for (let page = firstOfVs; page < endOfVs; page += 4096n) gMap(page, (good & ~14n) | drawn.g.table);

  const spots = (of: Addresses) => ({
    data: of.data,
    next: of.data + 4096n,
    "code-s": of.codeS,
    "code-u": of.codeU,
    table: of.data,
  });
  const physical = {
    data: target,
    next: nextTarget,
    "code-s": BigInt(CODE),
    "code-u": BigInt(CODE),
    table: firstOfVs,
    hole: 0x4000_0000n,
  };
  for (const { stage, spot, level, kind, value } of drawn.flaws) {
    const of = { S: sSpace, VS: vsSpace, G: gSpace }[stage];
    if (of.mode === 0n) continue;
    const address =
      stage === "G"
        ? physical[spot] + shift + (spot === "table" ? BigInt(value & 7) << 12n : 0n)
        : spots(stage === "S" ? s : vs)[spot];
    const entry = of.entry(address, Math.min(level, of.top));
    write64(entry, flawed(read64(entry), kind, BigInt(value)));
  }

  const { pmpaddr, pmpcfg, pmp } = rulesOf(drawn, physical);
  const envcfg = (fields: number) => BigInt(fields) << 61n;
  const extensions = VARIANTS[drawn.variant]!;
  const writable = envcfg((extensions.svadu ? 1 : 0) | (extensions.svpbmt ? 2 : 0));
  const menvcfg = envcfg(drawn.envcfg.m) & writable;
  return {
    satp: sSpace.atp,
    vsatp: vsSpace.atp,
    hgatp: gSpace.atp,
    menvcfg,
    henvcfg: envcfg(drawn.envcfg.h) & menvcfg,
    extensions,
    security: extensions,
    pmp,
    pmpaddr,
    pmpcfg,
    s,
    vs,
    isMemory,
    read64,
    write64,
    stored(pa) {
      tables ||= pa >= BigInt(TABLES) && pa < free;
    },
    tableWritten: () => tables,
  };
}

function flawed(pte: bigint, kind: (typeof FLAWS)[number], value: bigint): bigint {
  const withPpn = (ppn: bigint) => (pte & ~(((1n << 44n) - 1n) << 10n)) | (ppn << 10n);
  const ppn = (pte >> 10n) & ((1n << 44n) - 1n);
  switch (kind) {
    case "flag":
      return pte ^ (1n << (value & 7n));
    case "flags":
      return pte ^ value;
    case "reserved":
      return pte | (1n << (54n + (value % 7n)));
    case "pbmt":
      return pte | ((value & 3n) << 61n);
    case "napot":
      return (1n << 63n) | withPpn((ppn & ~15n) | 8n);
    case "napot-bits":
      return (1n << 63n) | withPpn((ppn & ~15n) | (value & 15n));
    case "ppn-bit":
      return pte ^ (1n << (10n + (value % 44n)));
    case "hole":
      return withPpn(0x4_0000n);
    case "far":
      return withPpn((1n << 44n) - 1n - value);
    case "zero":
      return 0n;
    case "pointer":
      return pte & ~14n;
    case "leaf":
      return pte | (value & 0xfen);
  }
}

/** PMP entries as the hart takes them, and as the manual reads them. */
function rulesOf({ variant, rules, open }: Drawn, physical: Readonly<Record<(typeof SPOTS)[number] | "hole", bigint>>) {
  const pmpaddr: bigint[] = [];
  const cfg: number[] = [];
  const pmp: PmpRule[] = [];
  const add = (first: bigint, end: bigint, permissions: number, locked: boolean) =>
    pmp.push({
      first,
      end,
      r: (permissions & 1) !== 0,
      w: (permissions & 2) !== 0,
      x: (permissions & 4) !== 0,
      locked,
    });
  const { mml, mmwp } = VARIANTS[variant]!;
  if (mml || mmwp) {
    // The harness's own code: M reads and executes, all execute.
    const shared = mml ? 6 : 7;
    pmpaddr.push(BigInt(RAM + 0xfff) >> 2n);
    cfg.push(0x18 | shared | (mml ? 0x80 : 0));
    add(BigInt(RAM), BigInt(RAM + 0x2000), shared, mml);
  }
  for (const { spot, shape, offset, permissions: drawn, locked } of rules) {
    const permissions = mml || (drawn & 3) !== 2 ? drawn : drawn | 1;
    const page = (physical[spot] >> 12n) << 12n;
    const own = permissions | (locked ? 0x80 : 0);
    if (shape === "TOR") {
      pmpaddr.push((page + 64n) >> 2n, (page + 2048n) >> 2n);
      cfg.push(0, 0x08 | own);
      add(page + 64n, page + 2048n, permissions, locked);
      continue;
    }
    if (shape === "2M") {
      // Only the half of RAM that holds no code of the harness.
      pmpaddr.push((BigInt(PAGES) | 0xf_ffffn) >> 2n);
      cfg.push(0x18 | own);
      add(BigInt(PAGES), BigInt(PAGES) + 0x20_0000n, permissions, locked);
      continue;
    }
    const first = shape === "page" ? page : page + 8n * BigInt(offset);
    const size = { NA4: 4n, "8": 8n, page: 4096n }[shape];
    pmpaddr.push(shape === "NA4" ? first >> 2n : (first | (size / 2n - 1n)) >> 2n);
    cfg.push((shape === "NA4" ? 0x10 : 0x18) | own);
    add(first, first + size, permissions, locked);
  }
  if (open !== null) {
    pmpaddr.push((1n << 54n) - 1n);
    cfg.push(0x18 | open);
    add(0n, ALL, open, false);
  }
  return { pmpaddr, pmpcfg: cfg.reduce((all, byte, i) => all | (BigInt(byte) << BigInt(8 * i)), 0n), pmp };
}
