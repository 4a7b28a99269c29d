// What fast-check draws for the naive walker: flat descriptions of page tables with a few things wrong, of PMP and of
// envcfg. Nothing of it asks the hart.
import fc from "fast-check";
import { RAM } from "./hart-fixture.js";
import { A, D, U } from "./page-tables.js";

/** Pages that accesses aim at: two 64 KiB ranges, so that NAPOT leaves have something to choose from. */
export const PAGES = RAM + 0x20_0000;
export const PAGE_COUNT = 32;
/** Harts that cases run on: extensions, and mseccfg's MML and MMWP, which stay. */
export const VARIANTS = [
  { svade: false, svadu: true, svnapot: true, svpbmt: true, mml: false, mmwp: false },
  { svade: true, svadu: false, svnapot: true, svpbmt: true, mml: false, mmwp: false },
  { svade: false, svadu: false, svnapot: true, svpbmt: true, mml: false, mmwp: true },
  { svade: true, svadu: true, svnapot: false, svpbmt: false, mml: false, mmwp: false },
  { svade: false, svadu: true, svnapot: true, svpbmt: true, mml: true, mmwp: false },
  { svade: false, svadu: true, svnapot: true, svpbmt: true, mml: true, mmwp: true },
] as const;

export const SPOTS = ["data", "next", "code-s", "code-u", "table"] as const;
export const FLAWS = [
  "flag",
  "flags",
  "reserved",
  "pbmt",
  "napot",
  "napot-bits",
  "ppn-bit",
  "hole",
  "far",
  "zero",
  "pointer",
  "leaf",
] as const;

/** The first of some values in most draws. */
const often = <T>(usual: T, ...others: readonly T[]) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

const flags = fc.tuple(
  // What is permitted, as R, W and X in bits 1 to 3; legal ones mostly.
  often(14n, 2n, 6n, 8n, 10n, 4n, 12n, 0n),
  fc.boolean(),
  often(A | D, A, D, 0n),
  fc.constantFrom(0n, 0n, 32n, 0x100n, 0x300n),
);
const mode = fc.constantFrom(8n, 9n, 10n, 8n, 9n, 10n, 0n);
const leaf = fc.record({ page: fc.nat(PAGE_COUNT - 2), flags, level: fc.constantFrom(0, 0, 0, 1, 2, 3, 4) });
const flaw = fc.record({
  stage: fc.constantFrom("S", "VS", "G"),
  spot: fc.constantFrom(...SPOTS),
  level: fc.constantFrom(0, 0, 0, 1, 2, 3, 4),
  kind: fc.constantFrom(...FLAWS),
  value: fc.nat(255),
});
const rule = fc.record({
  spot: fc.constantFrom(...SPOTS, "data", "data", "table", "hole"),
  shape: fc.constantFrom("NA4", "8", "page", "2M", "TOR"),
  offset: fc.nat(511),
  /** R, W and X; without MML, W brings R with it. */
  permissions: fc.nat(7),
  locked: fc.boolean(),
});

/** A world as fast-check draws it. */
export const world = fc.record({
  variant: fc.constantFrom(0, 0, 0, 1, 2, 3, 4, 5),
  modes: fc.record({ s: mode, vs: mode, g: mode }),
  high: fc.bigInt(0n, (1n << 64n) - 1n),
  shift: fc.constantFrom(0n, 1n << 32n, 3n << 38n, 1n << 40n, 1n << 49n, 1n << 55n),
  data: leaf,
  next: leaf,
  g: fc.record({
    data: flags,
    level: fc.constantFrom(0, 0, 1),
    code: fc.oneof({ weight: 20, arbitrary: fc.constant(U) }, { weight: 1, arbitrary: fc.constant(0n) }),
    table: often(14n, 2n, 10n, 8n),
  }),
  envcfg: fc.record({ m: fc.nat(3), h: fc.nat(3) }),
  flaws: fc.array(flaw, { maxLength: 2 }),
  rules: fc.oneof(
    { weight: 2, arbitrary: fc.array(rule, { maxLength: 0 }) },
    { weight: 1, arbitrary: fc.array(rule, { maxLength: 3 }) },
  ),
  /** The entry for everything else: R, W and X as in a rule, or none. */
  open: fc.oneof(
    { weight: 20, arbitrary: fc.constant(7) },
    { weight: 2, arbitrary: fc.constantFrom(0, 1, 3, 5, null) },
  ),
});
export type Drawn = typeof world extends fc.Arbitrary<infer T> ? T : never;
