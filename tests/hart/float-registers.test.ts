// Which f registers an instruction takes and writes, by the number of each field.
import { expect, test } from "vitest";
import { F_NAMES } from "../../src/isa/registers.js";
import { makeHarts } from "./hart-fixture.js";

const rig = makeHarts({ translate: false });
const double = (value: number) => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0);
};

test("a fused multiply-add takes rs1, rs2 and rs3, and writes rd, whichever registers they are", () => {
  rig.setCsr("mstatus", 1n << 13n);
  for (let number = 0; number < 32; number++) {
    const at = (distance: number) => (number + distance) % 32;
    const [rd, rs1, rs2, rs3] = [at(0), at(7), at(13), at(21)].map((register) => F_NAMES[register]!);
    F_NAMES.forEach((name, register) => {
      rig.setF(name, double(register + 1));
    });
    expect(rig.execute("M", `fmadd.d ${rd}, ${rs1}, ${rs2}, ${rs3}`)).toBeNull();
    const expected = F_NAMES.map((_, register) => register + 1);
    expected[at(0)] = (at(7) + 1) * (at(13) + 1) + at(21) + 1;
    expect(F_NAMES.map((name) => rig.f(name))).toEqual(expected.map(double));
  }
});
