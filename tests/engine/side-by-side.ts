// A program that runs hot, interpreted and translated side by side.
import { expect } from "vitest";
import { F_NAMES, X_NAMES } from "../../src/isa/registers.js";
import { DIGEST, FFLAGS, FLOAT_DIRTY } from "../../src/layout/hart.js";
import { RECORD_POOL, RECORD_POOL_NEXT } from "../../src/layout/machine.js";
import { HANDLER_REGION, RECORD_PAGE_BYTES } from "../../src/layout/records.js";
import { DATA, DEVICE, type Harts, type Mode, makeHarts } from "../hart/hart-fixture.js";

const CSRS = ["mcause", "mepc", "mtval", "mstatus", "scause", "sepc", "stval", "minstret", "mcycle", "mip"];

function state(rig: Harts): object {
  const { view } = rig.linear;
  return {
    pc: rig.pc,
    mode: rig.mode,
    steps: rig.loop.steps,
    traps: rig.traps,
    x: X_NAMES.map((name) => rig.x(name)),
    f: F_NAMES.map((name) => rig.f(name)),
    fflags: view.getUint32(rig.base + FFLAGS, true) + 256 * view.getUint32(rig.base + FLOAT_DIRTY, true),
    csrs: CSRS.map((name) => rig.csr(name)),
    digest: view.getBigUint64(rig.base + DIGEST, true),
    data: Array.from({ length: 64 }, (_, i) => rig.read64(DATA + 8 * i)),
    writes: rig.device.writes.slice(-3),
  };
}

function hasRegions({ linear: { view } }: Harts): boolean {
  const pool = view.getUint32(RECORD_POOL, true);
  for (let page = 0; page < view.getUint32(RECORD_POOL_NEXT, true); page++) {
    for (let record = 0; record < 2048; record++) {
      if ((view.getUint16(pool + page * RECORD_PAGE_BYTES + 16 * record, true) & HANDLER_REGION) !== 0) return true;
    }
  }
  return false;
}

export interface Scenario {
  readonly mode: Mode;
  readonly code: readonly string[];
  readonly prepare?: (rig: Harts) => void;
  /** Steps before the comparison begins: by then the loop is hot. */
  readonly warm: number;
  /** Steps compared one by one. */
  readonly compared: number;
}

/** Both engines must be in the same state after any number of steps, once the code is hot. */
export function compare({ mode, code, prepare, warm, compared }: Scenario): void {
  const [plain, translated] = [false, true].map((translate) => {
    const rig = makeHarts({ translate });
    rig.code([...code, "j ."]);
    rig.setX("a0", DATA);
    rig.setX("a1", DEVICE);
    prepare?.(rig);
    rig.start(mode);
    for (let done = 0; done < warm; done += 100) rig.steps(100);
    return rig;
  }) as [Harts, Harts];
  expect(hasRegions(translated)).toBe(true);
  expect(state(translated)).toEqual(state(plain));
  for (let done = 0; done < compared; ) {
    const steps = 1 + ((done * 31) % 17);
    plain.steps(steps);
    translated.steps(steps);
    done += steps;
    expect(state(translated), `${done} steps after the warm-up`).toEqual(state(plain));
  }
}
