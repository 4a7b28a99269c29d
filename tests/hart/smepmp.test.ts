// mseccfg and PMP under it: the table and the lock rules, by hand from the privileged manual, "Smepmp".
import { beforeEach, describe, expect, test } from "vitest";
import { DATA, makeHarts, RAM } from "./hart-fixture.js";

const rig = makeHarts();
beforeEach(() => rig.reset());

const [MML, MMWP, RLB] = [1n, 2n, 4n];
const [R, W, X, L] = [1, 2, 4, 0x80];
const NAPOT = 0x18;
/** M reads and executes, S and U execute. */
const SHARED_CODE = L | W | X | NAPOT;
const PAGE = (address: number) => (BigInt(address) >> 2n) | 0x1ffn;

/** Entry 0 covers the data page with a rule, entry 1 all of memory's beginning so that code runs in every mode. */
function rule(configuration: number, mseccfg: bigint): void {
  rig.reset();
  rig.setCsrs({ pmpcfg0: 0, mseccfg: MML | RLB });
  rig.setCsrs({ pmpaddr0: PAGE(DATA), pmpaddr1: (BigInt(RAM) >> 2n) | 0x3_ffffn });
  rig.setCsrs({ pmpcfg0: configuration | NAPOT | (SHARED_CODE << 8), mseccfg });
  rig.write64(DATA, 0x0000_8067_0000_8067n);
  rig.setX("a0", BigInt(DATA));
}

/** What a mode may do with the data page: letters of rwx. */
function allowed(mode: "M" | "HS" | "U", configuration: number, mseccfg = MML | RLB): string {
  const attempts = [
    ["r", "ld a1, (a0)"],
    ["w", "sd a1, (a0)"],
    // The page holds `ret`.
    ["x", "jalr ra, (a0)"],
  ] as const;
  return attempts
    .filter(([, source]) => {
      rule(configuration, mseccfg);
      return rig.execute(mode, source) === null;
    })
    .map(([letter]) => letter)
    .join("");
}

describe("with MML set, a rule permits M and S or U", () => {
  test.each([
    ["0000", "", ""],
    ["000X", "", "x"],
    ["00W0", "rw", "r"],
    ["00WX", "rw", "rw"],
    ["0R00", "", "r"],
    ["0R0X", "", "rx"],
    ["0RW0", "", "rw"],
    ["0RWX", "", "rwx"],
    ["L000", "", ""],
    ["L00X", "x", ""],
    ["L0W0", "x", "x"],
    ["L0WX", "rx", "x"],
    ["LR00", "r", ""],
    ["LR0X", "rx", ""],
    ["LRW0", "rw", ""],
    ["LRWX", "r", "r"],
  ])("%s: M %s, S and U %s", (letters, machine, other) => {
    const bits: Readonly<Record<string, number>> = { L, R, W, X };
    const configuration = [...letters].reduce((sum, letter) => sum | (bits[letter] ?? 0), 0);
    expect(allowed("M", configuration)).toBe(machine);
    expect(allowed("HS", configuration)).toBe(other);
    expect(allowed("U", configuration)).toBe(other);
  });
});

describe("where no rule matches", () => {
  const outside = 0x8030_0000;
  function reach(mseccfg: bigint): readonly (bigint | null)[] {
    return ["ld a1, (a0)", "sd a1, (a0)", "jr a0"].map((source) => {
      rule(0, mseccfg);
      rig.setX("a0", BigInt(outside));
      rig.code("j .", outside);
      return rig.execute("M", source)?.cause ?? null;
    });
  }

  test("M does all without MML and MMWP, no fetch under MML, nothing under MMWP", () => {
    // Entry 1 is set under MML, so every case passes through it; without MML it means something else, and is not used.
    expect(reach(MML | RLB)).toEqual([null, null, 1n]);
    expect(reach(MML | MMWP | RLB)).toEqual([5n, 7n, 1n]);
    rig.reset();
    rig.setCsrs({ pmpcfg0: 0, mseccfg: 0n });
    rig.setX("a0", BigInt(outside));
    expect(rig.execute("M", "ld a1, (a0)")).toBeNull();
  });

  test("MMWP alone refuses M's loads and stores too", () => {
    rig.setCsrs({ pmpcfg0: NAPOT | R | W | X, pmpaddr0: (BigInt(RAM) >> 2n) | 0x3_ffffn, mseccfg: MMWP });
    rig.setX("a0", BigInt(outside));
    expect(rig.execute("M", "ld a1, (a0)")?.cause).toBe(5n);
    expect(rig.execute("M", "sd a1, (a0)")?.cause).toBe(7n);
  });
});

describe("mseccfg", () => {
  test("MML and MMWP stay once set; RLB can be cleared; nothing else is writable", () => {
    rig.setCsrs({ pmpcfg0: 0 });
    rig.setCsr("mseccfg", 0xffff_ffff_ffff_ffffn);
    expect(rig.csr("mseccfg")).toBe(7n);
    rig.setCsr("mseccfg", 0n);
    expect(rig.csr("mseccfg")).toBe(3n);
  });

  test("RLB cannot be set once an entry is locked, an entry that is off too", () => {
    rig.setCsrs({ pmpcfg0: L << 8 });
    rig.setCsr("mseccfg", RLB);
    expect(rig.csr("mseccfg")).toBe(0n);
  });

  test("RLB that was set before stays, and entries can be changed in spite of their lock", () => {
    rig.setCsrs({ mseccfg: RLB, pmpaddr2: 0x100n, pmpcfg0: (L | NAPOT | R) << 16 });
    rig.setCsrs({ mseccfg: RLB, pmpaddr2: 0x200n });
    expect(rig.csr("mseccfg")).toBe(RLB);
    expect(rig.csr("pmpaddr2")).toBe(0x200n);
    rig.setCsr("pmpcfg0", 0n);
    expect(rig.csr("pmpcfg0")).toBe(0n);
  });

  test("is M's alone, and absent without Smepmp", () => {
    expect(rig.execute("HS", "csrr a0, mseccfg")?.cause).toBe(2n);
    const bare = makeHarts({ extensions: { smepmp: "off" } });
    expect(bare.execute("M", "csrr a0, mseccfg")?.cause).toBe(2n);
  });
});

describe("writes of pmpcfg", () => {
  const written = (configuration: number, mseccfg: bigint): bigint => {
    rig.reset();
    rig.setCsrs({ pmpcfg0: 0, mseccfg });
    rig.setCsr("pmpcfg2", configuration);
    return rig.csr("pmpcfg2");
  };

  test("W without R is reserved without MML, and a rule with it", () => {
    expect(written(W | NAPOT, 0n)).toBe(0n);
    expect(written(W | NAPOT, MML)).toBe(BigInt(W | NAPOT));
  });

  test("under MML a rule by which M executes is refused, unless RLB is set", () => {
    const executing = [L | X, L | W, L | W | X, L | R | X];
    for (const configuration of executing) {
      expect(written(configuration, MML), `${configuration}`).toBe(0n);
      expect(written(configuration, MML | RLB), `${configuration}`).toBe(BigInt(configuration));
    }
    for (const configuration of [L, L | R, L | R | W, L | R | W | X, X, R | X, R | W | X, W | X, W]) {
      expect(written(configuration, MML), `${configuration}`).toBe(BigInt(configuration));
    }
  });
});
