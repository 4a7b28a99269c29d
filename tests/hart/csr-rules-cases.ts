// Random sequences of CSR instructions in every mode, on a hart and on the rules of csr-rules.ts; after each one every
// CSR is compared, as M reads it.
import fc from "fast-check";
import { expect } from "vitest";
import { PRIVILEGE, VIRTUAL } from "../../src/layout/hart.js";
import { CLOCK } from "../../src/layout/machine.js";
import type { Options, State } from "./csr-rules.js";
import { type CsrAccess, type CsrModel, makeCsrModel } from "./csr-rules-access.js";
import { CODE, type Harts, type Mode, makeHarts } from "./hart-fixture.js";

const VARIANTS: readonly Options[] = [
  { stateen: false, sscofpmf: false },
  { stateen: true, sscofpmf: true },
];

const MODES: readonly Mode[] = ["M", "HS", "U", "VS", "VU"];
const PRIVILEGES: Readonly<Record<Mode, readonly [number, number]>> = {
  M: [3, 0],
  HS: [1, 0],
  U: [0, 0],
  VS: [1, 1],
  VU: [0, 1],
};

const value = fc.oneof(
  fc.bigInt(0n, (1n << 64n) - 1n),
  fc.constantFrom(0n, (1n << 64n) - 1n),
  fc.nat(63).map((bit) => 1n << BigInt(bit)),
  fc.nat(0xffff).map(BigInt),
  fc.tuple(fc.nat(15), fc.nat(0xffff)).map(([mode, rest]) => (BigInt(mode) << 60n) | BigInt(rest)),
);
const step = fc.record({
  mode: fc.constantFrom<Mode>("M", "M", "HS", "HS", "U", "VS", "VS", "VU"),
  /** Which of the CSRs that exist; the last share is any number. */
  csr: fc.nat(0xffff),
  operation: fc.constantFrom("rw" as const, "rs" as const, "rc" as const),
  immediate: fc.boolean(),
  none: fc.constantFrom(false, false, true),
  toX0: fc.constantFrom(false, false, false, true),
  /** Inputs from devices from now on: MSIP, MTIP, SEIP and MEIP by their bits. */
  lines: fc.constantFrom(null, null, null, 0, 0x200, 0x800, 8, 0x80, 0xa88),
  value,
});
const drawn = fc.record({
  variant: fc.nat(VARIANTS.length - 1),
  /** What M writes to the CSRs first, in turn. */
  start: fc.array(value, { minLength: 1, maxLength: 100 }),
  steps: fc.array(step, { minLength: 1, maxLength: 24 }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** CSRs that user level may reach. */
const USER = [1, 2, 3, 0xc00, 0xc01, 0xc02, 0xc03, 0xc1f];

/** What decides which interrupts are taken. */
const INTERRUPTS = [0x300, 0x200, 0x100, 0x303, 0x603, 0x304, 0x604, 0x104, 0x645];

/**
 * Of ten accesses one goes to any number, two to what decides about interrupts, and four to what U and VU may reach, or
 * to CSRs of S, HS and VS.
 */
function numberOf(model: CsrModel, { csr, mode }: Step): number {
  const share = csr % 10;
  if (share === 9) return csr >> 4;
  const all = [...model.numbers.values()];
  if (share === 3 || share === 4) return INTERRUPTS[(csr >> 4) % INTERRUPTS.length]!;
  const list = share < 3 ? all : mode.endsWith("U") ? USER : all.filter((number) => ((number >> 8) & 3) % 3 !== 0);
  return list[(csr >> 4) % list.length]!;
}

/** What must not be written here: locks of PMP, what MML and MMWP change for good, and events that are counted. */
const withheld = (number: number) => {
  if (number === 0x747 || (number >= 0x323 && number <= 0x33f)) return 3n;
  return number === 0x3a0 || number === 0x3a2 ? 0x8080_8080_8080_8080n : 0n;
};

const CAUSES: Readonly<Record<string, string>> = { M: "mcause", HS: "scause", VS: "vscause" };
const FUNCT3 = { rw: 1n, rs: 2n, rc: 3n };
const A1 = 11n;
const A2 = 12n;

function accessOf(model: CsrModel, s: Step): CsrAccess {
  const number = numberOf(model, s);
  const immediate = s.immediate && withheld(number) === 0n;
  const none = s.none;
  const source = none ? 0n : immediate ? (s.value & 31n) | 1n : s.value & ~withheld(number);
  const rs1 = none ? 0n : immediate ? source : A1;
  const funct3 = FUNCT3[s.operation] | (immediate ? 4n : 0n);
  const word = (BigInt(number) << 20n) | (rs1 << 15n) | (funct3 << 12n) | ((s.toX0 ? 0n : A2) << 7n) | 0x73n;
  return { mode: s.mode, number, operation: s.operation, source, none, word, pc: BigInt(CODE) };
}

/** Writes every CSR as M does. */
function startAt(rig: Harts, model: CsrModel, state: State, values: readonly bigint[]): void {
  rig.linear.view.setBigUint64(CLOCK, 0n, true);
  for (const bit of [3, 9, 11]) rig.line(bit, false);
  rig.setMtimecmp((1n << 64n) - 1n);
  put(rig, "M");
  const write = (name: string, value: bigint) => {
    model.write(state, name, value);
    rig.setCsr(name, value);
  };
  const own = [...model.numbers].filter(([name]) => !READ_ONLY.test(name));
  // Everything to zero, behind gates that are open: STIP is writable, and so is what mstateen covers.
  write("menvcfg", 0n);
  for (const [name] of own) write(name, name.startsWith("mstateen") ? (1n << 64n) - 1n : 0n);
  for (const [name, number] of own) write(name, values[number % values.length]! & ~withheld(number));
  open(rig, model, state);
}
const READ_ONLY = /^(cycle|time|instret|hpmcounter\d+|hgeip|scountovf|m(vendor|arch|imp|hart)id|mconfigptr|misa)$/;

/** Lets every mode fetch: memory is physical and PMP open. */
function open(rig: Harts, model: CsrModel, state: State): void {
  const values = { satp: 0n, vsatp: 0n, hgatp: 0n, pmpaddr0: (1n << 54n) - 1n, pmpcfg0: 0x1fn, pmpcfg2: 0n };
  for (const [name, wanted] of Object.entries(values)) {
    if (model.read(state, name) === wanted) continue;
    model.write(state, name, wanted);
    rig.setCsr(name, wanted);
  }
}

/** Puts hart 0 into a mode without touching a CSR. */
function put(rig: Harts, mode: Mode): void {
  const [privilege, virtual] = PRIVILEGES[mode];
  // The read settles FS of the mode that was.
  const mstatus = rig.csr("mstatus");
  rig.linear.view.setUint32(rig.base + PRIVILEGE, privilege, true);
  rig.linear.view.setUint32(rig.base + VIRTUAL, virtual, true);
  // The write selects what follows from the mode.
  rig.setCsr("mstatus", mstatus);
}

function compareAll(rig: Harts, model: CsrModel, state: State): void {
  const [found, wanted]: [Record<string, string>, Record<string, string>] = [{}, {}];
  for (const name of model.names) {
    const stated = model.read(state, name);
    if (stated === null) continue;
    const own = rig.csr(name);
    if (own === stated) continue;
    found[name] = own.toString(16);
    wanted[name] = stated.toString(16);
  }
  expect(found).toEqual(wanted);
}

/** Runs sequences from a seed; returns how many accesses came to what, by mode. */
export function checkSequences(seed: number, runs: number): ReadonlyMap<string, number> {
  const met = new Map<string, number>();
  const benches = VARIANTS.map((options) => {
    const on = options.stateen ? "on" : "off";
    const lcofi = options.sscofpmf ? "on" : "off";
    const extensions = { smstateen: on, ssstateen: on, sscofpmf: lcofi, shlcofideleg: lcofi } as const;
    return {
      model: makeCsrModel(options),
      rig: makeHarts({ memory: 0x10_0000, stepsPerTick: 1_000_000, extensions, translate: false }),
    };
  });
  const property = fc.property(drawn, ({ variant, start, steps }) => {
    const { model, rig } = benches[variant]!;
    const state: State = Object.fromEntries([...model.names, "fcsr", "lines"].map((name) => [name, 0n]));
    startAt(rig, model, state, start);
    compareAll(rig, model, state);
    for (const drawnStep of steps) {
      const access = accessOf(model, drawnStep);
      if (drawnStep.lines !== null) {
        state["lines"] = BigInt(drawnStep.lines);
        for (const bit of [3, 9, 11]) rig.line(bit, ((drawnStep.lines >> bit) & 1) === 1);
        rig.setMtimecmp((drawnStep.lines & 0x80) !== 0 ? 0n : (1n << 64n) - 1n);
        compareAll(rig, model, state);
      }
      rig.write64(CODE, access.word | (0x6fn << 32n));
      put(rig, access.mode);
      rig.pc = access.pc;
      rig.setX("a1", access.source);
      rig.setX("a2", 1n);
      const before = rig.traps;
      rig.steps(1);
      const what = `${access.mode} csrr${access.operation} 0x${access.number.toString(16)} ${access.source.toString(16)}`;
      const taken = model.interrupt(state, access.mode, access.pc);
      const outcome = taken === null ? model.perform(state, access) : { kind: "trap" as const, to: taken };
      if (outcome.kind === "done") {
        expect([rig.traps - before, rig.mode, rig.pc], what).toEqual([0n, access.mode, access.pc + 4n]);
        const a2 = drawnStep.toX0 ? 1n : outcome.value;
        if (a2 !== null) expect(rig.x("a2"), what).toBe(a2);
      } else {
        expect([rig.traps - before, rig.mode], what).toEqual([1n, outcome.to]);
      }
      const came = taken ?? (outcome.kind === "trap" ? state[CAUSES[outcome.to]!] : "ok");
      const kind = `${access.mode} ${taken === null ? came : `interrupt to ${came}`}`;
      met.set(kind, (met.get(kind) ?? 0) + 1);
      // An interrupt that stays pending would be all that is seen from here on.
      if (taken !== null) {
        model.write(state, "mie", 0n);
        rig.setCsr("mie", 0n);
      }
      put(rig, "M");
      compareAll(rig, model, state);
      open(rig, model, state);
    }
  });
  fc.assert(property, { seed, numRuns: runs });
  return met;
}

/** What a few thousand accesses must have met. */
export const KINDS_OF_VERDICT: readonly string[] = MODES.flatMap((mode) =>
  [
    "ok",
    "2",
    ...(mode.startsWith("V") ? ["22", "interrupt to VS"] : []),
    "interrupt to M",
    ...(mode === "M" ? [] : ["interrupt to HS"]),
  ].map((what) => `${mode} ${what}`),
);
