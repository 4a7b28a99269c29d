// TLB contexts: those of the regimes, and more address spaces than there are contexts, where the one that makes room is
// never the one that fetches go through.
import { beforeEach, expect, test } from "vitest";
import { CONTEXT_HINT, CONTEXTS } from "../../src/layout/hart.js";
import {
  CONTEXT_COUNT,
  DESCRIPTOR_BYTES,
  DESCRIPTOR_EXECUTE_GENERATION,
  DESCRIPTOR_FLAGS,
  REGIME_VIRTUAL,
} from "../../src/layout/tlb.js";
import { CODE, DATA, makeHarts } from "./hart-fixture.js";
import { makeTables, S_RWX, SV39 } from "./page-tables.js";

const rig = makeHarts();
beforeEach(() => rig.reset());

const VA = 0x12_3456_7000n;
/** Where the code goes on, in another page than it began. */
const BEHIND = CODE + 0x1000;
const MPRV_AS_S = (1n << 17n) | (1n << 11n);

test("reset prepares the contexts that there are, and nothing behind them", () => {
  const generation = (context: number) =>
    rig.linear.view.getBigUint64(
      rig.base + CONTEXTS + context * DESCRIPTOR_BYTES + DESCRIPTOR_EXECUTE_GENERATION,
      true,
    );
  expect(Array.from({ length: CONTEXT_COUNT + 1 }, (_, context) => generation(context) > 0n)).toEqual([
    ...Array.from({ length: CONTEXT_COUNT }, () => true),
    false,
  ]);
});

test("each regime knows the context that it used last", () => {
  const { view } = rig.linear;
  rig.setX("a0", DATA);
  for (const [mode, regime] of [
    ["M", 3],
    ["HS", 1],
    ["U", 0],
    ["VS", REGIME_VIRTUAL | 1],
    ["VU", REGIME_VIRTUAL],
  ] as const) {
    expect(rig.execute(mode, "ld a1, (a0)")).toBeNull();
    const context = view.getUint32(rig.base + CONTEXT_HINT + 4 * regime, true);
    expect(context).toBeLessThan(CONTEXT_COUNT);
    const flags = view.getUint32(rig.base + CONTEXTS + context * DESCRIPTOR_BYTES + DESCRIPTOR_FLAGS, true);
    expect(flags & (REGIME_VIRTUAL | 3), mode).toBe(regime);
  }
});

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
