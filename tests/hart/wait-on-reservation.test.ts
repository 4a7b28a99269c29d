// WRS.NTO and WRS.STO: when they wait, and when a bounded wait traps. Unprivileged manual, "Zawrs".
import { beforeEach, expect, test } from "vitest";
import { DATA, type Mode, makeHarts } from "./hart-fixture.js";

const rig = makeHarts();
beforeEach(fresh);

function fresh(): void {
  rig.reset();
  rig.setX("a0", BigInt(DATA));
}

const TW = 1n << 21n;
const VTW = 1n << 21n;

function cause(mode: Mode, source: readonly string[], csrs: Record<string, bigint> = {}): bigint | null {
  rig.setCsrs(csrs);
  return rig.execute(mode, source)?.cause ?? null;
}

const RESERVED = ["lr.d a1, (a0)", "wrs.nto"];

test("both are legal in every mode, with a reservation and without", () => {
  for (const mode of ["M", "HS", "U", "VS", "VU"] as const) {
    for (const name of ["wrs.nto", "wrs.sto"]) {
      fresh();
      expect(cause(mode, [name]), `${mode} ${name}`).toBeNull();
      expect(cause(mode, ["lr.d a1, (a0)", name]), `${mode} ${name}`).toBeNull();
    }
  }
});

test("wrs.nto below M with TW=1 is illegal once it would wait, and so is none in M", () => {
  expect(cause("HS", RESERVED, { mstatus: TW })).toBe(2n);
  fresh();
  expect(cause("M", RESERVED, { mstatus: TW })).toBeNull();
});

test("wrs.nto in VS with VTW=1 is a virtual-instruction exception, and illegal when TW is set too", () => {
  expect(cause("VS", RESERVED, { hstatus: VTW })).toBe(22n);
  fresh();
  expect(cause("VS", RESERVED, { hstatus: VTW, mstatus: TW })).toBe(2n);
});

test("wrs.nto does not wait, so never traps, without a reservation or with an interrupt pending that mie enables", () => {
  expect(cause("HS", ["wrs.nto"], { mstatus: TW })).toBeNull();
  // SSIP, delegated; HS keeps interrupts off.
  expect(cause("HS", RESERVED, { mstatus: TW, mideleg: 2n, mie: 2n, mip: 2n })).toBeNull();
});

test("wrs.sto never traps", () => {
  expect(cause("VS", ["lr.d a1, (a0)", "wrs.sto"], { mstatus: TW, hstatus: VTW })).toBeNull();
});

test("both are illegal without Zawrs", () => {
  const bare = makeHarts({ extensions: { zawrs: "off" } });
  expect(bare.execute("M", "wrs.nto")?.cause).toBe(2n);
  expect(bare.execute("M", "wrs.sto")?.cause).toBe(2n);
});
