// Translation by satp for HS and U. Privileged manual: "Virtual Address Translation Process", "sstatus" (SUM, MXR).
import { beforeEach, describe, expect, test } from "vitest";
import { CODE, DATA, DEVICE, makeHarts, type Trap } from "./hart-fixture.js";
import {
  A,
  type AddressSpace,
  D,
  MODES,
  makeTables,
  R,
  S_RWX,
  SV39,
  type TableSpace,
  U,
  U_RWX,
  V,
  W,
  X,
} from "./page-tables.js";

const rig = makeHarts();
let tables: TableSpace;
let space: AddressSpace;

/** Where tests map things. */
const VA = 0x12_3456_7000n;
const SUM = 1n << 18n;
const MXR = 1n << 19n;

function use(made: AddressSpace): void {
  space = made;
  space.map(CODE, CODE, S_RWX);
  rig.setCsr("satp", space.atp);
}

beforeEach(() => {
  rig.reset();
  tables = makeTables(rig);
  use(tables.space(SV39));
  rig.write64(DATA, 0x1122_3344_5566_7788n);
});

function load(address: bigint): Trap | null {
  rig.setX("a0", address);
  return rig.execute("HS", "ld a1, (a0)");
}
function store(address: bigint): Trap | null {
  rig.setX("a0", address);
  return rig.execute("HS", "sd a2, (a0)");
}
/** A jump, and the instruction it leads to. */
function jump(address: bigint): Trap | null {
  rig.setX("a0", address);
  return rig.execute("HS", "jr a0");
}

/** The page fault an access of HS meets, by cause; everything but cause, epc and tval is zero. */
function pageFault(cause: bigint, tval: bigint, epc = BigInt(CODE)): object {
  return { to: "M", cause, epc, tval, tval2: 0n, tinst: expect.any(BigInt) };
}

describe.each(MODES)("$name", (mode) => {
  beforeEach(() => use(tables.space(mode)));
  const bits = 12n + 9n * BigInt(mode.levels);
  const highest = (1n << (bits - 1n)) - 0x1000n;
  const lowest = -(1n << (bits - 1n));
  /** Shares no table but the root with the code. */
  const far = (1n << (bits - 2n)) + VA;

  test("a page is found through all levels, at the ends of the address space too", () => {
    for (const va of [0x5000n, VA, highest, BigInt.asUintN(64, lowest), BigInt.asUintN(64, -0x1000n)]) {
      space.map(va, DATA, S_RWX);
      expect(load(va + 8n), va.toString(16)).toBeNull();
      expect(load(va)).toBeNull();
      expect(rig.x("a1")).toBe(0x1122_3344_5566_7788n);
    }
  });

  test("an address that is not canonical is a page fault with that address, even where its low bits are mapped", () => {
    space.map(VA, DATA, S_RWX);
    for (const va of [highest + 0x1000n, VA | (1n << bits), VA | (1n << 63n), BigInt.asUintN(64, lowest - 8n)]) {
      expect(load(va)).toEqual(pageFault(13n, va));
      expect(store(va)).toEqual(pageFault(15n, va));
      expect(jump(va)).toEqual(pageFault(12n, va, va));
    }
  });

  for (let level = 1; level < mode.levels; level++) {
    const size = 1n << BigInt(12 + 9 * level);
    test(`a superpage at level ${level} takes the offset from the address`, () => {
      const base = 0x8000_0000n & ~(size - 1n);
      const va = 2n * size;
      space.map(va, base, S_RWX, level);
      const inside = va + (BigInt(DATA) - base);
      if (BigInt(DATA) - base >= size) return;
      expect(load(inside)).toBeNull();
      expect(rig.x("a1")).toBe(0x1122_3344_5566_7788n);
    });

    test(`a superpage at level ${level} whose PPN is not aligned is a page fault`, () => {
      for (let bit = 12n; bit < 12n + 9n * BigInt(level); bit++) {
        space.map(4n * size, 1n << bit, S_RWX, level);
        expect(load(4n * size), `bit ${bit}`).toEqual(pageFault(13n, 4n * size));
        rig.execute("HS", "sfence.vma");
      }
    });

    test(`a pointer at level ${level} with A, D or U set is a page fault`, () => {
      for (const flag of [A, D, U]) {
        space.map(far, DATA, S_RWX);
        const entry = space.entry(far, level);
        const pointer = rig.read64(entry);
        rig.write64(entry, pointer | flag);
        expect(load(far)).toEqual(pageFault(13n, far));
        rig.write64(entry, pointer);
        expect(load(far)).toBeNull();
        rig.execute("HS", "sfence.vma");
      }
    });
  }

  test("a root outside of RAM is an access fault of the access", () => {
    rig.setCsr("satp", (mode.mode << 60n) | BigInt(DEVICE >> 12));
    expect(jump(far)).toMatchObject({ cause: 1n, epc: BigInt(CODE), tval: BigInt(CODE) });
    expect(rig.device.reads).toEqual([]);
  });

  test("a table outside of RAM is an access fault of the access, at the original address", () => {
    const pointer = (BigInt(DEVICE >> 12) << 10n) | V;
    rig.write64(space.entry(far, mode.levels - 1), pointer);
    expect(load(far)).toMatchObject({ cause: 5n, tval: far });
    expect(store(far)).toMatchObject({ cause: 7n, tval: far });
    expect(jump(far)).toMatchObject({ cause: 1n, tval: far, epc: far });
  });
});

describe("entries", () => {
  test("V=0 is a page fault, whatever the rest says", () => {
    space.map(VA, DATA, S_RWX & ~V);
    expect(load(VA)).toEqual(pageFault(13n, VA));
    expect(store(VA)).toEqual(pageFault(15n, VA));
    expect(jump(VA)).toEqual(pageFault(12n, VA, VA));
  });

  test("W without R is reserved", () => {
    space.map(VA, DATA, S_RWX & ~R);
    expect(store(VA)).toEqual(pageFault(15n, VA));
    space.map(VA, DATA, S_RWX & ~R & ~X);
    expect(store(VA)).toEqual(pageFault(15n, VA));
    rig.setCsr("mstatus", MXR);
    space.map(VA, DATA, S_RWX & ~R);
    expect(load(VA)).toEqual(pageFault(13n, VA));
  });

  test("a pointer at the last level is a page fault", () => {
    space.map(VA, DATA, V);
    expect(load(VA)).toEqual(pageFault(13n, VA));
  });

  for (let bit = 54n; bit < 64n; bit++) {
    test(`bit ${bit} set is a page fault: reserved, or an extension that is not there`, () => {
      space.map(VA, DATA, S_RWX | (1n << bit));
      expect(load(VA)).toEqual(pageFault(13n, VA));
      space.map(VA, DATA, S_RWX);
      rig.write64(space.entry(VA, 1), rig.read64(space.entry(VA, 1)) | (1n << bit));
      expect(load(VA)).toEqual(pageFault(13n, VA));
    });
  }

  test("G and the RSW bits mean nothing", () => {
    space.map(VA, DATA, S_RWX | (7n << 5n) | (3n << 8n));
    expect(load(VA)).toBeNull();
  });

  test("the trap value of a page fault is the faulting address itself, not its page", () => {
    expect(load(VA + 0x678n)).toEqual(pageFault(13n, VA + 0x678n));
    expect(store(VA + 0x678n)).toEqual(pageFault(15n, VA + 0x678n));
    expect(jump(VA + 0x678n)).toEqual(pageFault(12n, VA + 0x678n, VA + 0x678n));
  });

  test("a page outside RAM and devices is an access fault", () => {
    space.map(VA, 0x4000_0000n, S_RWX);
    expect(load(VA)).toMatchObject({ cause: 5n, tval: VA });
    expect(store(VA)).toMatchObject({ cause: 7n, tval: VA });
    expect(jump(VA)).toMatchObject({ cause: 1n, tval: VA });
  });

  test("a physical address above 4 GiB does not wrap to RAM", () => {
    space.map(VA, BigInt(DATA) + 0x1_0000_0000n, S_RWX);
    expect(load(VA)).toMatchObject({ cause: 5n, tval: VA });
    expect(jump(VA)).toMatchObject({ cause: 1n, tval: VA });
  });
});

describe("permissions", () => {
  for (const [flags, text, loads, stores, fetches] of [
    [R, "R", true, false, false],
    [R | W, "RW", true, true, false],
    [X, "X", false, false, true],
    [R | X, "RX", true, false, true],
    [R | W | X, "RWX", true, true, true],
  ] as const) {
    test(`a page with ${text} permits exactly that`, () => {
      rig.code("nop", DATA);
      space.map(VA, DATA, V | A | D | flags);
      expect(load(VA)?.cause ?? 0n).toBe(loads ? 0n : 13n);
      expect(store(VA)?.cause ?? 0n).toBe(stores ? 0n : 15n);
      rig.code("nop", DATA);
      expect(jump(VA)?.cause ?? 0n).toBe(fetches ? 0n : 12n);
    });
  }

  test("MXR makes an execute-only page readable, not writable, and a page without X no more so", () => {
    rig.setCsr("mstatus", MXR);
    space.map(VA, DATA, V | A | D | X);
    space.map(VA + 0x1000n, DATA, V | A | D);
    expect(load(VA)).toBeNull();
    expect(store(VA)).toEqual(pageFault(15n, VA));
    expect(load(VA + 0x1000n)).toEqual(pageFault(13n, VA + 0x1000n));
    rig.setCsr("mstatus", 0);
    expect(load(VA)).toEqual(pageFault(13n, VA));
  });

  test("HS may touch a U page only with SUM, and may never fetch from it", () => {
    space.map(VA, DATA, U_RWX);
    expect(load(VA)).toEqual(pageFault(13n, VA));
    expect(store(VA)).toEqual(pageFault(15n, VA));
    rig.setCsr("mstatus", SUM);
    expect(load(VA)).toBeNull();
    expect(store(VA)).toBeNull();
    expect(jump(VA)).toEqual(pageFault(12n, VA, VA));
    rig.setCsr("mstatus", 0);
    expect(load(VA)).toEqual(pageFault(13n, VA));
  });

  test("U may touch U pages only, whatever SUM says", () => {
    space.map(CODE, CODE, U_RWX);
    space.map(VA, DATA, S_RWX);
    space.map(VA + 0x1000n, DATA, U_RWX);
    for (const mstatus of [0n, SUM]) {
      rig.setCsr("mstatus", mstatus);
      rig.setX("a0", VA);
      expect(rig.execute("U", "ld a1, (a0)")?.cause).toBe(13n);
      expect(rig.execute("U", "sd a1, (a0)")?.cause).toBe(15n);
      expect(rig.execute("U", "jr a0")?.cause).toBe(12n);
      rig.setX("a0", VA + 0x1000n);
      expect(rig.execute("U", "ld a1, (a0)")).toBeNull();
      expect(rig.execute("U", "sd a1, (a0)")).toBeNull();
    }
  });

  test("M is not translated, nor is satp Bare", () => {
    rig.setX("a0", BigInt(DATA));
    rig.write64(DATA, 5n);
    expect(rig.execute("M", "ld a1, (a0)")).toBeNull();
    rig.setCsr("satp", 0);
    expect(load(BigInt(DATA))).toBeNull();
    expect(rig.x("a1")).toBe(5n);
    expect(load(VA)).toMatchObject({ cause: 5n, tval: VA });
  });
});

describe("A and D without hardware update (menvcfg.ADUE clear)", () => {
  test("A=0 faults every access and the entry stays as it was", () => {
    const entry = space.map(VA, DATA, S_RWX & ~A);
    const before = rig.read64(entry);
    expect(load(VA)).toEqual(pageFault(13n, VA));
    expect(store(VA)).toEqual(pageFault(15n, VA));
    expect(jump(VA)).toEqual(pageFault(12n, VA, VA));
    expect(rig.read64(entry)).toBe(before);
  });

  test("D=0 faults stores only, also after the page was read", () => {
    const entry = space.map(VA, DATA, S_RWX & ~D);
    expect(load(VA)).toBeNull();
    expect(store(VA)).toEqual(pageFault(15n, VA));
    expect(rig.read64(entry) & D).toBe(0n);
  });

  test("an AMO is a store: it needs D", () => {
    space.map(VA, DATA, S_RWX & ~D);
    rig.setX("a0", VA);
    expect(rig.execute("HS", "amoadd.w a1, a2, (a0)")).toEqual(pageFault(15n, VA));
    expect(rig.execute("HS", "lr.w a1, (a0)")).toBeNull();
  });
});

describe("A and D with hardware update (menvcfg.ADUE set)", () => {
  beforeEach(() => rig.setCsr("menvcfg", 1n << 61n));

  test("a load sets A, a store sets A and D, a fetch sets A", () => {
    const flagsOf = (entry: number) => rig.read64(entry) & (A | D);
    const entries = [0n, 1n, 2n].map((page) => space.map(VA + page * 0x1000n, DATA, S_RWX & ~A & ~D));
    expect(load(VA)).toBeNull();
    expect(store(VA + 0x1000n)).toBeNull();
    rig.code("nop", DATA);
    expect(jump(VA + 0x2000n)).toBeNull();
    expect(entries.map(flagsOf)).toEqual([A, A | D, A]);
    // Read before: the store still sets D.
    expect(store(VA)).toBeNull();
    expect(flagsOf(entries[0]!)).toBe(A | D);
  });

  test("an access that faults leaves A and D as they were", () => {
    const entry = space.map(VA, DATA, V | R | X);
    expect(store(VA)).toEqual(pageFault(15n, VA));
    const user = space.map(VA + 0x1000n, DATA, V | R | W | U);
    expect(load(VA + 0x1000n)).toEqual(pageFault(13n, VA + 0x1000n));
    expect([rig.read64(entry), rig.read64(user)].map((pte) => pte & (A | D))).toEqual([0n, 0n]);
  });

  test("a superpage's own entry is updated", () => {
    const entry = space.map(0x4000_0000n, 0x8000_0000n, V | R | W | X, 2);
    expect(store(0x4000_0000n + BigInt(DATA) - 0x8000_0000n)).toBeNull();
    expect(rig.read64(entry) & (A | D)).toBe(A | D);
  });

  test("PMP that forbids writing the entry makes it an access fault of the access", () => {
    const entry = space.map(VA, DATA, S_RWX & ~A);
    rig.setCsrs({ pmpaddr0: entry / 4, pmpaddr1: (1n << 54n) - 1n, pmpcfg0: 0x1f_19 });
    expect(load(VA)).toMatchObject({ cause: 5n, tval: VA });
    expect(rig.read64(entry) & A).toBe(0n);
  });
});
