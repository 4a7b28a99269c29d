// More address spaces than TLB contexts: the one that makes room is never the one that fetches go through.
import { beforeEach, expect, test } from "vitest";
import { CONTEXT_COUNT } from "../../src/layout/tlb.js";
import { CODE, DATA, makeHarts } from "./hart-fixture.js";
import { makeTables, S_RWX, SV39 } from "./page-tables.js";

const rig = makeHarts();
beforeEach(() => rig.reset());

const VA = 0x12_3456_7000n;
/** Where the code goes on, in another page than it began. */
const BEHIND = CODE + 0x1000;
const MPRV_AS_S = (1n << 17n) | (1n << 11n);

test("M goes on where it is while its loads under MPRV take context after context", () => {
  const tables = makeTables(rig);
  rig.code(["csrw satp, a1", "csrw mstatus, a2", "ld a3, (a0)", "jr a4"]);
  rig.code(["csrw mstatus, zero", "nop"], BEHIND);
  for (let round = 0; round < CONTEXT_COUNT + 4; round++) {
    // None of them maps the code.
    const space = tables.space(SV39);
    const page = DATA + 0x1000 * (round % 8);
    space.map(VA, page, S_RWX);
    rig.write64(page, BigInt(round));
    rig.setX("a0", VA);
    rig.setX("a1", space.atp);
    rig.setX("a2", MPRV_AS_S);
    rig.setX("a4", BEHIND);
    rig.setX("a3", -1n);
    rig.start("M");
    rig.steps(5);
    expect([rig.traps, rig.pc, rig.x("a3")]).toEqual([0n, BigInt(BEHIND) + 4n, BigInt(round)]);
  }
});
