// The limits of the TLB's bookkeeping: more address spaces than contexts, more fences than generations, more pages than
// entries. Translations must come out right all the same.
import { beforeEach, describe, expect, test } from "vitest";
import { CONTEXT_COUNT, TLB_ENTRIES } from "../../src/layout/tlb.js";
import { CODE, DATA, makeHarts } from "./hart-fixture.js";
import { type AddressSpace, makeTables, S_RWX, SV39 } from "./page-tables.js";

const rig = makeHarts({ memory: 0x200_0000 });
const VA = 0x12_3456_7000n;
beforeEach(() => rig.reset());

function makeSpace(): AddressSpace {
  const space = tables.space(SV39);
  space.map(CODE, CODE, S_RWX);
  return space;
}
let tables = makeTables(rig);
beforeEach(() => {
  tables = makeTables(rig);
});

test("more address spaces than contexts, each with its own page, in three rounds", () => {
  const count = CONTEXT_COUNT + 9;
  const spaces = Array.from({ length: count }, (_, index) => {
    const space = makeSpace();
    space.map(VA, DATA + index * 4096, S_RWX);
    rig.write64(DATA + index * 4096, index);
    return space;
  });
  for (let round = 0; round < 3; round++) {
    for (const [index, space] of spaces.entries()) {
      rig.setCsr("satp", space.atp);
      rig.setX("a0", VA);
      expect(rig.execute("HS", "ld a1, (a0)")).toBeNull();
      expect(rig.x("a1")).toBe(BigInt(index));
    }
  }
});

describe.each(["ld a1, (a0)", "sd a1, (a0)", "jr a0"])("over 4096 fences, with %s before each", (access) => {
  test("no translation from an earlier generation comes back", () => {
    const space = makeSpace();
    const entry = space.map(VA, DATA, S_RWX);
    const leaf = rig.read64(entry);
    rig.setCsr("satp", space.atp);
    // Fills an entry, fences 4100 times, unmaps at every count around the wrap, and looks.
    rig.code([access, "j ."]);
    rig.code(["loop: sfence.vma", "addi s0, s0, -1", "bnez s0, loop", "j ."], CODE + 0x100);
    rig.code("j .", DATA);
    const fences = (count: number) => {
      rig.setX("s0", count);
      rig.start("HS", CODE + 0x100);
      rig.steps(3 * count);
    };
    rig.setX("a0", VA);
    for (let total = 0, batch = 4080; total < 4120; total += batch, batch = 1) {
      rig.write64(entry, leaf);
      fences(1);
      rig.start("HS");
      rig.steps(1);
      expect(rig.traps).toBe(0n);
      rig.write64(entry, 0n);
      fences(batch);
      rig.start("HS");
      rig.steps(access === "jr a0" ? 2 : 1);
      expect(rig.traps, `after ${total + batch} fences`).toBe(1n);
      rig.linear.view.setBigUint64(rig.base + 632, 0n, true);
    }
  });
});

test("pages that share a TLB entry displace each other and are found again", () => {
  const space = makeSpace();
  const stride = BigInt(TLB_ENTRIES) * 4096n;
  for (let index = 0; index < 4; index++) {
    space.map(VA + BigInt(index) * stride, DATA + index * 4096, S_RWX);
    rig.write64(DATA + index * 4096, index);
  }
  rig.setCsr("satp", space.atp);
  for (let round = 0; round < 3; round++) {
    for (let index = 0; index < 4; index++) {
      rig.setX("a0", VA + BigInt(index) * stride);
      expect(rig.execute("HS", "ld a1, (a0)")).toBeNull();
      expect(rig.x("a1")).toBe(BigInt(index));
    }
  }
});

test("a fence of one address leaves a page that shares its TLB entry alone, and drops its own", () => {
  const space = makeSpace();
  const other = VA + BigInt(TLB_ENTRIES) * 4096n;
  space.map(VA, DATA, S_RWX);
  space.map(other, DATA + 4096, S_RWX);
  rig.write64(DATA, 1);
  rig.write64(DATA + 4096, 2);
  rig.setCsr("satp", space.atp);
  rig.setX("a0", VA);
  rig.setX("a2", other);
  expect(rig.execute("HS", ["ld a1, (a0)", "sfence.vma a2", "ld a1, (a0)", "ld a3, (a2)"])).toBeNull();
  expect([rig.x("a1"), rig.x("a3")]).toEqual([1n, 2n]);
});
