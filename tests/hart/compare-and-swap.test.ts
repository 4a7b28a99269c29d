// Zacas and Zabha: compare-and-swap of every width, and byte and halfword AMOs. Unprivileged manual, "Zacas", "Zabha".
import { beforeEach, describe, expect, test } from "vitest";
import { DATA, DEVICE, makeHarts } from "./hart-fixture.js";
import { A, makeTables, R, S_RWX, SV39, V } from "./page-tables.js";

const rig = makeHarts();
const BEFORE = 0x8877_6655_4433_22f1n;

beforeEach(() => {
  rig.reset();
  rig.setX("a0", BigInt(DATA));
  rig.write64(DATA, BEFORE);
  rig.write64(DATA + 8, 0x1111_2222_3333_4444n);
});

const WIDTHS = [
  { suffix: "b", bits: 8 },
  { suffix: "h", bits: 16 },
  { suffix: "w", bits: 32 },
  { suffix: "d", bits: 64 },
] as const;

/** Memory after its low `bits` bits became `value`. */
function replaced(bits: number, value: bigint): bigint {
  return ((BEFORE >> BigInt(bits)) << BigInt(bits)) | BigInt.asUintN(bits, value);
}

const sext = (bits: number, value: bigint): bigint => BigInt.asUintN(64, BigInt.asIntN(bits, value));

describe.each(WIDTHS)("amocas.$suffix", ({ suffix, bits }) => {
  const swap = 0x1234_5678_9abc_def0n;

  test("stores where the low bits of rd are what memory holds, whatever stands above them", () => {
    rig.setX("a1", bits === 64 ? BEFORE : BEFORE ^ (1n << BigInt(bits)));
    rig.setX("a2", swap);
    expect(rig.execute("M", `amocas.${suffix} a1, a2, (a0)`)).toBeNull();
    expect(rig.read64(DATA)).toBe(replaced(bits, swap));
    expect(rig.x("a1")).toBe(sext(bits, BEFORE));
  });

  test("leaves memory alone where they differ in the highest bit, and gives the old value", () => {
    rig.setX("a1", BEFORE ^ (1n << BigInt(bits - 1)));
    rig.setX("a2", swap);
    expect(rig.execute("M", `amocas.${suffix} a1, a2, (a0)`)).toBeNull();
    expect(rig.read64(DATA)).toBe(BEFORE);
    expect(rig.x("a1")).toBe(sext(bits, BEFORE));
  });

  test("with rd = x0 compares with zero", () => {
    rig.write64(DATA, 0n);
    rig.setX("a2", swap);
    expect(rig.execute("M", `amocas.${suffix} zero, a2, (a0)`)).toBeNull();
    expect(rig.read64(DATA)).toBe(BigInt.asUintN(bits, swap));
  });
});

describe("amocas.q", () => {
  const [low, high] = [0xaaaan, 0xbbbbn];

  function run(rd: string, expectedLow: bigint, expectedHigh: bigint) {
    rig.setX("a2", expectedLow);
    rig.setX("a3", expectedHigh);
    rig.setX("a4", low);
    rig.setX("a5", high);
    return rig.execute("M", `amocas.q ${rd}, a4, (a0)`);
  }

  test("stores a pair where both halves are equal", () => {
    expect(run("a2", BEFORE, 0x1111_2222_3333_4444n)).toBeNull();
    expect([rig.read64(DATA), rig.read64(DATA + 8)]).toEqual([low, high]);
    expect([rig.x("a2"), rig.x("a3")]).toEqual([BEFORE, 0x1111_2222_3333_4444n]);
  });

  test.each([
    ["low", BEFORE + 1n, 0x1111_2222_3333_4444n],
    ["high", BEFORE, 0n],
  ])("stores nothing where the %s half differs, and gives the old pair", (_, expectedLow, expectedHigh) => {
    expect(run("a2", expectedLow, expectedHigh)).toBeNull();
    expect([rig.read64(DATA), rig.read64(DATA + 8)]).toEqual([BEFORE, 0x1111_2222_3333_4444n]);
    expect([rig.x("a2"), rig.x("a3")]).toEqual([BEFORE, 0x1111_2222_3333_4444n]);
  });

  test("with rd = x0 compares with zero and writes no register, not x1 either; rs2 = x0 stores zeroes", () => {
    rig.write64(DATA, 0n);
    rig.write64(DATA + 8, 0n);
    rig.setX("ra", 0x77n);
    expect(run("zero", 0n, 0n)).toBeNull();
    expect([rig.read64(DATA), rig.read64(DATA + 8), rig.x("ra")]).toEqual([low, high, 0x77n]);
    rig.setX("a2", low);
    rig.setX("a3", high);
    expect(rig.execute("M", "amocas.q a2, zero, (a0)")).toBeNull();
    expect([rig.read64(DATA), rig.read64(DATA + 8)]).toEqual([0n, 0n]);
  });

  test("needs 16-byte alignment", () => {
    rig.setX("a0", BigInt(DATA + 8));
    expect(rig.execute("M", "amocas.q a2, a4, (a0)")).toMatchObject({ cause: 6n, tval: BigInt(DATA + 8) });
  });

  test("with an odd register is reserved", () => {
    expect(rig.execute("M", ".word 0x28e545af")?.cause).toBe(2n);
  });
});

test("a compare-and-swap that fails needs write permission all the same", () => {
  const space = makeTables(rig).space(SV39);
  space.map(0x8000_1000n, 0x8000_1000, S_RWX);
  space.map(0x5000n, DATA, V | R | A);
  rig.setCsr("satp", space.atp);
  rig.setX("a0", 0x5000n);
  expect(rig.execute("HS", "amocas.d a1, a2, (a0)")).toMatchObject({ cause: 15n, tval: 0x5000n });
  expect(rig.execute("HS", "amocas.q a2, a4, (a0)")).toMatchObject({ cause: 15n, tval: 0x5000n });
});

test("a device takes a compare-and-swap as a read and, when equal, a write", () => {
  rig.device.value = 5n;
  rig.setX("a0", BigInt(DEVICE));
  rig.setX("a1", 5n);
  rig.setX("a2", 9n);
  expect(rig.execute("M", "amocas.w a1, a2, (a0)")).toBeNull();
  expect(rig.device.writes).toHaveLength(1);
});

describe.each(WIDTHS.slice(0, 2))("AMOs on $bits bits", ({ suffix, bits }) => {
  const operand = 0x7fff_0000_0000_8085n;
  const old = sext(bits, BEFORE);
  const s = (value: bigint) => BigInt.asIntN(bits, value);
  const u = (value: bigint) => BigInt.asUintN(bits, value);
  const readings: Readonly<Record<string, bigint>> = {
    amoswap: operand,
    amoadd: BEFORE + operand,
    amoxor: BEFORE ^ operand,
    amoand: BEFORE & operand,
    amoor: BEFORE | operand,
    amomin: s(BEFORE) < s(operand) ? BEFORE : operand,
    amomax: s(BEFORE) > s(operand) ? BEFORE : operand,
    amominu: u(BEFORE) < u(operand) ? BEFORE : operand,
    amomaxu: u(BEFORE) > u(operand) ? BEFORE : operand,
  };

  test.each(Object.entries(readings))(
    `%s.${suffix} changes its bytes only and gives the old value, sign-extended`,
    (name, value) => {
      rig.setX("a2", operand);
      expect(rig.execute("M", `${name}.${suffix} a1, a2, (a0)`)).toBeNull();
      expect(rig.read64(DATA)).toBe(replaced(bits, value));
      expect(rig.x("a1")).toBe(old);
    },
  );

  test("exist only with Zabha, and amocas only with Zacas besides", () => {
    const bare = makeHarts({ extensions: { zabha: "off" } });
    expect(bare.execute("M", `amoadd.${suffix} a1, a2, (a0)`)?.cause).toBe(2n);
    expect(bare.execute("M", `amocas.${suffix} a1, a2, (a0)`)?.cause).toBe(2n);
    const noCas = makeHarts({ extensions: { zacas: "off" } });
    expect(noCas.execute("M", `amocas.${suffix} a1, a2, (a0)`)?.cause).toBe(2n);
  });
});
