// Physical memory protection: the privileged manual, "Physical Memory Protection".
import { beforeEach, describe, expect, test } from "vitest";
import { CODE, DATA, type Mode, makeHarts, type Trap } from "./hart-fixture.js";
import { makeTables, S_RWX, SV39 } from "./page-tables.js";

const rig = makeHarts();
const OFF = 0x00n;
const TOR = 0x08n;
const NA4 = 0x10n;
const NAPOT = 0x18n;
const R = 1n;
const W = 2n;
const X = 4n;
const LOCK = 0x80n;
const EVERYTHING = (1n << 54n) - 1n;
const napot = (base: number, bytes: number) => (BigInt(base) | (BigInt(bytes) / 2n - 1n)) >> 2n;
const word = (address: number) => BigInt(address) >> 2n;

/** Sets entries 0 on; the code stays reachable by a last entry unless it is left out. */
function entries(...list: readonly (readonly [cfg: bigint, address: bigint])[]): void {
  rig.setCsrs({ pmpcfg0: 0, pmpcfg2: 0 });
  let configuration = 0n;
  list.forEach(([cfg, address], index) => {
    rig.setCsr(`pmpaddr${index}`, address);
    configuration |= cfg << BigInt(8 * index);
  });
  rig.setCsr("pmpcfg0", configuration);
}
const OPEN = [NAPOT | R | W | X, EVERYTHING] as const;

beforeEach(() => rig.reset());

function access(mode: Mode, source: string, address: number): Trap | null {
  rig.setX("a0", BigInt(address));
  return rig.execute(mode, source);
}
const load = (address: number, mode: Mode = "HS") => access(mode, "lw a1, (a0)", address);
const store = (address: number, mode: Mode = "HS") => access(mode, "sw a1, (a0)", address);
const jump = (address: number, mode: Mode = "HS") => access(mode, "jr a0", address);
const fault = (cause: bigint, address: number) => ({ cause, tval: BigInt(address) });

describe("which addresses an entry matches", () => {
  /** Checks that reads are refused exactly within [first, end). */
  function refusesExactly(first: number, end: number): void {
    for (const [address, inside] of [
      [first - 4, false],
      [first, true],
      [end - 4, true],
      [end, false],
    ] as const) {
      expect(load(address), address.toString(16)).toEqual(inside ? expect.objectContaining(fault(5n, address)) : null);
    }
  }

  test("NA4 matches four bytes", () => {
    entries([NA4, word(DATA + 0x40)], OPEN);
    refusesExactly(DATA + 0x40, DATA + 0x44);
  });

  for (const bytes of [8, 16, 64, 0x1000, 0x4000]) {
    test(`NAPOT of ${bytes} bytes`, () => {
      entries([NAPOT, napot(DATA, bytes)], OPEN);
      refusesExactly(DATA, DATA + bytes);
    });
  }

  test("TOR matches from the address below up to its own", () => {
    entries([OFF, word(DATA + 0x10)], [TOR, word(DATA + 0x1010)], OPEN);
    refusesExactly(DATA + 0x10, DATA + 0x1010);
  });

  test("TOR in entry 0 matches from zero", () => {
    entries([TOR | R | X, word(DATA)], OPEN);
    expect(store(DATA - 4)).toMatchObject(fault(7n, DATA - 4));
    expect(store(DATA)).toBeNull();
  });

  test("TOR whose top is not above its base matches nothing", () => {
    entries([OFF, word(DATA + 0x40)], [TOR, word(DATA + 0x40)], OPEN);
    expect(load(DATA + 0x40)).toBeNull();
    expect(load(DATA + 0x3c)).toBeNull();
  });

  test("such a TOR does not divide an access around it", () => {
    entries([OFF, word(DATA + 0x44)], [TOR, word(DATA + 0x44)], OPEN);
    expect(access("HS", "ld a1, (a0)", DATA + 0x40)).toBeNull();
  });

  test("an entry that is Off matches nothing", () => {
    entries([OFF, napot(DATA, 0x1000)], OPEN);
    expect(load(DATA)).toBeNull();
  });
});

describe("what an entry permits", () => {
  for (const [flags, text, loads, stores, fetches] of [
    [0n, "nothing", false, false, false],
    [R, "R", true, false, false],
    [R | W, "RW", true, true, false],
    [X, "X", false, false, true],
    [R | X, "RX", true, false, true],
    [R | W | X, "RWX", true, true, true],
  ] as const) {
    test(`${text}, in HS and U`, () => {
      for (const mode of ["HS", "U"] as const) {
        rig.reset();
        rig.code("nop", DATA);
        entries([NAPOT | flags, napot(DATA, 0x1000)], OPEN);
        expect(load(DATA, mode)).toEqual(loads ? null : expect.objectContaining(fault(5n, DATA)));
        rig.setX("a1", 0x13n);
        expect(store(DATA, mode)).toEqual(stores ? null : expect.objectContaining(fault(7n, DATA)));
        expect(jump(DATA, mode)).toEqual(fetches ? null : expect.objectContaining(fault(1n, DATA)));
      }
    });
  }

  test("the lowest-numbered entry that matches decides", () => {
    entries([NAPOT | R, napot(DATA, 0x100)], [NAPOT | R | W, napot(DATA, 0x200)], OPEN);
    expect(store(DATA)).toMatchObject(fault(7n, DATA));
    expect(store(DATA + 0x100)).toBeNull();
  });

  test("an AMO needs R and W and reports a store fault", () => {
    entries([NAPOT | R, napot(DATA, 0x100)], OPEN);
    expect(access("HS", "amoadd.w a1, a2, (a0)", DATA)).toMatchObject(fault(7n, DATA));
    expect(access("HS", "lr.w a1, (a0)", DATA)).toBeNull();
  });

  test("an access that an entry matches in part is refused, whatever the entry permits", () => {
    entries([NA4 | R | W | X, word(DATA + 4)], OPEN);
    expect(access("HS", "ld a1, (a0)", DATA)).toMatchObject(fault(5n, DATA));
    expect(access("HS", "ld a1, (a0)", DATA + 4)).toMatchObject(fault(5n, DATA + 4));
    expect(access("HS", "lw a1, (a0)", DATA)).toBeNull();
    expect(access("HS", "lw a1, (a0)", DATA + 4)).toBeNull();
  });

  test("no match at all: refused below M, permitted to M", () => {
    entries([NAPOT | R | W | X, napot(CODE, 0x1000)]);
    expect(load(DATA)).toMatchObject(fault(5n, DATA));
    expect(load(DATA, "U")).toMatchObject(fault(5n, DATA));
    expect(load(DATA, "M")).toBeNull();
  });
});

describe("M", () => {
  test("ignores an entry that is not locked", () => {
    entries([NAPOT, napot(DATA, 0x1000)], OPEN);
    expect(load(DATA, "M")).toBeNull();
    expect(store(DATA, "M")).toBeNull();
  });

  test("obeys a locked entry, for loads, stores and fetches", () => {
    rig.code("nop", DATA);
    entries([LOCK | NAPOT | R, napot(DATA, 0x1000)], OPEN);
    expect(load(DATA, "M")).toBeNull();
    expect(store(DATA, "M")).toMatchObject(fault(7n, DATA));
    expect(jump(DATA, "M")).toMatchObject(fault(1n, DATA));
  });

  test("meets an entry it just locked at the next instruction", () => {
    rig.code("j .", DATA);
    rig.setCsr("mtvec", DATA);
    entries([OFF, napot(CODE, 0x1000)]);
    rig.setX("a0", LOCK | NAPOT | R);
    expect(rig.execute("M", ["csrw pmpcfg0, a0", "nop"])).toMatchObject({ cause: 1n, epc: BigInt(CODE) + 4n });
  });
});

describe("pages in parts", () => {
  test("a permitted access does not open the rest of its page", () => {
    entries([NAPOT, napot(DATA + 0x80, 0x80)], OPEN);
    expect(load(DATA)).toBeNull();
    expect(load(DATA + 0x80)).toMatchObject(fault(5n, DATA + 0x80));
    expect(store(DATA)).toBeNull();
    expect(store(DATA + 0x80)).toMatchObject(fault(7n, DATA + 0x80));
  });

  test("code that runs on into a region without X faults there", () => {
    entries([NAPOT | R, napot(DATA + 0x10, 0x10)], OPEN);
    rig.code(["nop", "nop", "nop", "nop", "nop"], DATA);
    rig.start("HS", DATA);
    rig.steps(5);
    expect([rig.csr("mcause"), rig.csr("mepc"), rig.csr("mtval")]).toEqual([
      1n,
      BigInt(DATA) + 16n,
      BigInt(DATA) + 16n,
    ]);
    expect(rig.traps).toBe(1n);
  });

  test("an instruction whose second half lies in such a region faults with that half's address", () => {
    entries([NAPOT | R, napot(DATA + 0x10, 0x10)], OPEN);
    rig.code(["nop", "nop", "nop", "c.nop", "nop"], DATA);
    rig.start("HS", DATA);
    rig.steps(5);
    expect([rig.csr("mcause"), rig.csr("mepc"), rig.csr("mtval")]).toEqual([
      1n,
      BigInt(DATA) + 14n,
      BigInt(DATA) + 16n,
    ]);
  });

  test("code runs from such a page as from any other: loops, compressed instructions, calls", () => {
    entries([NAPOT, napot(DATA + 0x800, 0x800)], OPEN);
    rig.code(
      [
        "li a0, 0",
        "li a1, 10",
        "loop: c.addi a0, 3",
        "addi a1, a1, -1",
        "bnez a1, loop",
        "jal ra, sub",
        "j .",
        "sub: c.addi a0, 1",
        "ret",
      ],
      DATA,
    );
    rig.start("HS", DATA);
    rig.steps(2 + 30 + 4);
    expect(rig.x("a0")).toBe(31n);
    expect(rig.traps).toBe(0n);
  });
});

describe("page tables", () => {
  test("an entry the walker may not read is an access fault of the access", () => {
    const space = makeTables(rig).space(SV39);
    space.map(CODE, CODE, S_RWX);
    const entry = space.map(DATA, DATA, S_RWX);
    entries([NA4, BigInt(entry) >> 2n], OPEN);
    rig.setCsr("satp", space.atp);
    expect(load(DATA)).toMatchObject(fault(5n, DATA));
    expect(store(DATA)).toMatchObject(fault(7n, DATA));
    expect(jump(DATA)).toMatchObject(fault(1n, DATA));
  });

  test("a cached translation does not outlive a change of PMP", () => {
    entries(OPEN);
    expect(load(DATA)).toBeNull();
    expect(store(DATA)).toBeNull();
    entries([NAPOT, napot(DATA, 0x1000)], OPEN);
    expect(load(DATA)).toMatchObject(fault(5n, DATA));
    expect(store(DATA)).toMatchObject(fault(7n, DATA));
    rig.setCsr("pmpaddr0", napot(DATA + 0x1000, 0x1000));
    expect(load(DATA)).toBeNull();
  });
});
