// State enable: what the bits open to whom, and which bits there are. Privileged manual, "Smstateen/Ssstateen".
import { beforeEach, describe, expect, test } from "vitest";
import { type Mode, makeHarts } from "./hart-fixture.js";

const rig = makeHarts({ extensions: { smstateen: "on" } });
beforeEach(() => rig.reset());

const ALL = 0xffff_ffff_ffff_ffffn;
const SE = 1n << 63n;
const ENVCFG = 1n << 62n;
const ILLEGAL = 2n;
const VIRTUAL = 22n;

/** Causes of a read in HS, U, VS and VU. */
function causes(name: string, mstateen: bigint, hstateen: bigint): readonly (bigint | null)[] {
  return (["HS", "U", "VS", "VU"] as readonly Mode[]).map((mode) => {
    rig.reset();
    rig.setCsrs({ mstateen0: mstateen, mstateen2: mstateen });
    rig.setCsrs({ hstateen0: hstateen, hstateen2: hstateen });
    return rig.execute(mode, `csrr a0, ${name}`)?.cause ?? null;
  });
}

describe("mstateen0.ENVCFG and hstateen0.ENVCFG", () => {
  test("open senvcfg to HS, and then to VS", () => {
    expect(causes("senvcfg", 0n, 0n)).toEqual([ILLEGAL, ILLEGAL, ILLEGAL, ILLEGAL]);
    expect(causes("senvcfg", ENVCFG, 0n)).toEqual([null, ILLEGAL, VIRTUAL, VIRTUAL]);
    expect(causes("senvcfg", ENVCFG, ENVCFG)).toEqual([null, ILLEGAL, null, VIRTUAL]);
  });

  test("open henvcfg to HS", () => {
    expect(causes("henvcfg", SE, 0n)).toEqual([ILLEGAL, ILLEGAL, ILLEGAL, ILLEGAL]);
    expect(causes("henvcfg", ENVCFG, ENVCFG)).toEqual([null, ILLEGAL, VIRTUAL, VIRTUAL]);
  });

  test("do not concern M", () => {
    for (const name of ["senvcfg", "henvcfg", "hstateen0", "sstateen0"])
      expect(rig.execute("M", `csrr a0, ${name}`), name).toBeNull();
  });
});

describe("bit 63", () => {
  test.each(["0", "2"])("of mstateen%s opens hstateen and sstateen to HS, and of hstateen sstateen to VS", (index) => {
    expect(causes(`hstateen${index}`, ENVCFG, 0n)).toEqual([ILLEGAL, ILLEGAL, ILLEGAL, ILLEGAL]);
    expect(causes(`hstateen${index}`, SE, SE)).toEqual([null, ILLEGAL, VIRTUAL, VIRTUAL]);
    expect(causes(`sstateen${index}`, 0n, 0n)).toEqual([ILLEGAL, ILLEGAL, ILLEGAL, ILLEGAL]);
    expect(causes(`sstateen${index}`, SE, 0n)).toEqual([null, ILLEGAL, VIRTUAL, VIRTUAL]);
    expect(causes(`sstateen${index}`, SE, SE)).toEqual([null, ILLEGAL, null, VIRTUAL]);
  });
});

test("mstateen and hstateen have the bits of what the hart has; sstateen has none", () => {
  const bits = { mstateen0: SE | ENVCFG, mstateen1: SE, mstateen2: SE, mstateen3: SE };
  for (const [name, value] of Object.entries(bits)) {
    expect(rig.csr(name), `${name} after reset`).toBe(0n);
    rig.setCsr(name, ALL);
    expect(rig.csr(name), name).toBe(value);
    rig.setCsr(name.replace("m", "h"), ALL);
    expect(rig.csr(name.replace("m", "h"))).toBe(value);
    rig.setCsr(name.replace("m", "s"), ALL);
    expect(rig.csr(name.replace("m", "s"))).toBe(0n);
  }
});

test("a bit of hstateen is read-only zero while mstateen's is zero, and keeps what it held", () => {
  rig.setCsrs({ mstateen0: SE | ENVCFG, hstateen0: SE | ENVCFG });
  rig.setCsr("mstateen0", SE);
  expect(rig.csr("hstateen0")).toBe(SE);
  rig.setCsr("hstateen0", 0n);
  rig.setCsr("mstateen0", SE | ENVCFG);
  expect(rig.csr("hstateen0")).toBe(ENVCFG);
});

test("without Smstateen the registers are absent and senvcfg and henvcfg are open", () => {
  const bare = makeHarts();
  for (const name of ["mstateen0", "mstateen3", "hstateen0", "sstateen0"])
    expect(bare.execute("M", `csrr a0, ${name}`)?.cause, name).toBe(ILLEGAL);
  expect(bare.execute("HS", "csrr a0, henvcfg")).toBeNull();
  expect(bare.execute("VS", "csrr a0, senvcfg")).toBeNull();
});
