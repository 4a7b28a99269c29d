// When a translated region calls hart code, and when it is left: rarely, once the TLB and the flags are filled.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { calledHelpers } from "../../src/engine/handlers.js";
import { importHelpers } from "../../src/engine/helper-imports.js";
import { REGION_SIGNATURE } from "../../src/engine/interpreter.js";
import { discover } from "../../src/engine/region/blocks.js";
import { TRANSLATOR_HELPERS, translateRegion } from "../../src/engine/region/translator.js";
import { exportedSignatures } from "../../src/engine/wasm/exported-signatures.js";
import { FunctionWriter } from "../../src/engine/wasm/function-writer.js";
import { ModuleWriter } from "../../src/engine/wasm/module-writer.js";
import { decode } from "../../src/isa/decode.js";
import { COUNT } from "../../src/layout/hart.js";
import { CODE, DATA, type Harts, makeHarts, RAM } from "../hart/hart-fixture.js";

const hartWasm = readFileSync(join(dirname(fileURLToPath(import.meta.url)), "../../dist/hart.wasm"));
const signatures = exportedSignatures(hartWasm);

type HartFunction = (...operands: readonly unknown[]) => unknown;

/** What one entry into a region did. */
interface Entry {
  readonly steps: number;
  /** Calls of hart code by its functions' names. */
  readonly calls: Readonly<Record<string, number>>;
}

/** Enters the region of some instructions once, at the first of them, with so many steps left. */
function enter(source: readonly string[], steps: number, prepare: (rig: Harts) => void = () => {}): Entry {
  const rig = makeHarts({ translate: false });
  rig.code(source, CODE + 4);
  // The one step before the region finds the page, and advances the TLB's generations: their bits differ from reset's.
  rig.code("sfence.vma", CODE);
  prepare(rig);
  rig.start("HS");
  rig.steps(1);
  const page = new DataView(rig.linear.memory.buffer, CODE - RAM + rig.linear.ramHost, 4096);
  const region = discover(page, [4], decode, { executed: () => true, entersAnother: () => false })!;
  const meanings = region.blocks.flatMap(({ instructions }) => instructions.map(({ row }) => row.meaning));
  const names = new Set([...TRANSLATOR_HELPERS, ...meanings.flatMap(calledHelpers)]);
  const calls: Record<string, number> = {};
  const hart = rig.engine.hart as unknown as Readonly<Record<string, HartFunction>>;
  const counted = (name: string): HartFunction => {
    return (...operands) => {
      calls[name] = (calls[name] ?? 0) + 1;
      return hart[name]!(...operands);
    };
  };
  const module = new ModuleWriter();
  const helper = importHelpers(module, names, signatures);
  const code = new FunctionWriter(REGION_SIGNATURE.parameters, REGION_SIGNATURE.results);
  translateRegion(code, helper, region, () => null);
  module.add(code, "region");
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), {
    env: { memory: rig.linear.memory },
    hart: Object.fromEntries([...names].map((name) => [name, counted(name)])),
  });
  const { view } = rig.linear;
  view.setInt32(rig.base + COUNT, steps, true);
  (exports["region"] as HartFunction)(rig.base, region.byOffset.get(4)!);
  return { steps: steps - view.getInt32(rig.base + COUNT, true), calls };
}

/** Entries end where the longest way to the next one no longer fits. */
const STEPS = 1000;
const NEARLY_ALL = STEPS - 20;

test("loads and stores of every width ask hart code once for a page", () => {
  const { steps, calls } = enter(
    [
      "loop: ld t0, (a0)",
      "sd t0, 1032(a1)",
      "lw t1, 8(a0)",
      "sw t1, 1040(a1)",
      "lhu t2, 6(a0)",
      "sh t2, 1022(a1)",
      "lb t3, 3(a0)",
      "sb t3, 1025(a1)",
      "fld ft0, 16(a0)",
      "j loop",
    ],
    STEPS,
    (rig) => {
      rig.setCsr("mstatus", 1n << 13n);
      rig.setX("a0", DATA);
      rig.setX("a1", DATA + 4096);
    },
  );
  expect(calls).toEqual({ loadTranslated: 1, storeTranslated: 1 });
  expect(steps).toBeGreaterThan(NEARLY_ALL);
});

test("a run of accesses off one register asks no more often than its accesses do", () => {
  const { steps, calls } = enter(
    ["loop: sd t0, (a0)", "sd t1, 8(a0)", "sd t2, 16(a0)", "sd t3, 24(a0)", "j loop"],
    STEPS,
    (rig) => rig.setX("a0", DATA),
  );
  expect(calls).toEqual({ storeTranslated: 1 });
  expect(steps).toBeGreaterThan(NEARLY_ALL);
});

test("calls and returns within the region do not leave it", () => {
  const { steps, calls } = enter(
    ["loop: jal ra, inner", "addi s1, s1, 1", "jal ra, inner", "j loop", "inner: addi s0, s0, 1", "ret"],
    STEPS,
  );
  expect(calls).toEqual({});
  expect(steps).toBeGreaterThan(NEARLY_ALL);
});

test("floating-point results are rounded by hart code until NX is raised", () => {
  const { steps, calls } = enter(["loop: fdiv.d ft2, ft0, ft1", "fadd.d ft3, ft2, ft0", "j loop"], STEPS, (rig) => {
    rig.setCsr("mstatus", 1n << 13n);
    // 1 / 3
    rig.setF("ft0", 0x3ff0_0000_0000_0000n);
    rig.setF("ft1", 0x4008_0000_0000_0000n);
  });
  expect(calls).toEqual({ fdiv_d: 1 });
  expect(steps).toBeGreaterThan(NEARLY_ALL);
});
