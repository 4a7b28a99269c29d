// Svinval: who may execute its instructions, and that they have the effect of the fences. Privileged manual, "Svinval".
import { beforeEach, describe, expect, test } from "vitest";
import { CODE, DATA, type Mode, makeHarts } from "./hart-fixture.js";
import { makeGuest, makeTables, S_RWX, SV39, U_RWX } from "./page-tables.js";

const rig = makeHarts();
beforeEach(() => rig.reset());

const TVM = 1n << 20n;
const VTVM = 1n << 20n;
const ILLEGAL = 2n;
const VIRTUAL = 22n;

/** Causes in M, HS, U, VS and VU. */
function causes(instruction: string, csrs: Record<string, bigint> = {}): readonly (bigint | null)[] {
  return (["M", "HS", "U", "VS", "VU"] as readonly Mode[]).map((mode) => {
    rig.reset();
    rig.setCsrs(csrs);
    return rig.execute(mode, instruction)?.cause ?? null;
  });
}

describe("permission", () => {
  test("sinval.vma is that of sfence.vma", () => {
    for (const instruction of ["sinval.vma a0, a1", "sfence.vma a0, a1"]) {
      expect(causes(instruction)).toEqual([null, null, ILLEGAL, null, VIRTUAL]);
      expect(causes(instruction, { mstatus: TVM })).toEqual([null, ILLEGAL, ILLEGAL, null, VIRTUAL]);
      expect(causes(instruction, { hstatus: VTVM })).toEqual([null, null, ILLEGAL, VIRTUAL, VIRTUAL]);
    }
  });

  test("hinval.vvma is HS's and M's", () => {
    expect(causes("hinval.vvma a0, a1", { mstatus: TVM })).toEqual([null, null, ILLEGAL, VIRTUAL, VIRTUAL]);
  });

  test("hinval.gvma obeys mstatus.TVM too", () => {
    expect(causes("hinval.gvma a0, a1")).toEqual([null, null, ILLEGAL, VIRTUAL, VIRTUAL]);
    expect(causes("hinval.gvma a0, a1", { mstatus: TVM })).toEqual([null, ILLEGAL, ILLEGAL, VIRTUAL, VIRTUAL]);
  });

  test.each(["sfence.w.inval", "sfence.inval.ir"])(
    "%s is refused to U and VU only, whatever TVM and VTVM say",
    (name) => {
      expect(causes(name, { mstatus: TVM, hstatus: VTVM })).toEqual([null, null, ILLEGAL, null, VIRTUAL]);
    },
  );

  test("without Svinval each is illegal, in M too", () => {
    const bare = makeHarts({ extensions: { svinval: "off" } });
    for (const text of [
      "sinval.vma a0, a1",
      "sfence.w.inval",
      "sfence.inval.ir",
      "hinval.vvma a0, a1",
      "hinval.gvma a0, a1",
    ])
      expect(bare.execute("M", text)?.cause, text).toBe(ILLEGAL);
  });
});

describe("a changed entry is seen", () => {
  const VA = 0x5000n;
  const OTHER = DATA + 0x1000;

  beforeEach(() => {
    rig.write64(DATA, 1);
    rig.write64(OTHER, 2);
    rig.setX("a0", VA);
  });

  test("after sinval.vma between its fences", () => {
    const space = makeTables(rig).space(SV39);
    space.map(CODE, CODE, S_RWX);
    space.map(VA, DATA, S_RWX);
    rig.setCsr("satp", space.atp);
    expect(rig.execute("HS", "ld a1, (a0)")).toBeNull();
    space.map(VA, OTHER, S_RWX);
    expect(rig.execute("HS", ["sfence.w.inval", "sinval.vma a0, zero", "sfence.inval.ir", "ld a1, (a0)"])).toBeNull();
    expect(rig.x("a1")).toBe(2n);
  });

  test.each(["hinval.vvma", "hinval.gvma"])("by VS after %s in HS", (name) => {
    const guest = makeGuest(rig);
    guest.vs.map(VA, guest.gpa(DATA), S_RWX);
    expect(rig.execute("VS", "ld a1, (a0)")).toBeNull();
    if (name === "hinval.vvma") guest.vs.map(VA, guest.gpa(OTHER), S_RWX);
    else guest.g.map(guest.gpa(DATA), OTHER, U_RWX);
    expect(rig.execute("HS", ["sfence.w.inval", `${name} zero, zero`, "sfence.inval.ir"])).toBeNull();
    expect(rig.execute("VS", "ld a1, (a0)")).toBeNull();
    expect(rig.x("a1")).toBe(2n);
  });
});
