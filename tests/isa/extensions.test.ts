// Which extensions a hart has under a profile's switches, and what follows: CSRs, fields, misa.
import { expect, test } from "vitest";
import { CSRS } from "../../src/isa/csr.js";
import { csrsOf } from "../../src/isa/csr-row.js";
import { EXTENSIONS } from "../../src/isa/extension-rows.js";
import { extensionsOf, misaOf } from "../../src/isa/extensions.js";
import { INSTRUCTIONS } from "../../src/isa/instructions/index.js";

test("every extension that an instruction, a CSR or a field names has a row, or is the privileged base", () => {
  const named = [
    ...INSTRUCTIONS.flatMap(({ extension, also = [], requires = [] }) => [extension, ...also, ...requires]),
    ...CSRS.flatMap(({ extension, fields }) => [extension, ...fields.map((field) => field.extension)]),
  ].flatMap((text) => text?.toLowerCase().split(" ") ?? []);
  const rows = new Set(EXTENSIONS.map(({ name }) => name));
  expect([...new Set(named)].filter((name) => !rows.has(name))).toEqual(["sm", "s"]);
});

test("what an extension needs has a row", () => {
  const rows = new Set(EXTENSIONS.map(({ name }) => name));
  expect(EXTENSIONS.flatMap(({ needs }) => needs).filter((name) => !rows.has(name))).toEqual([]);
});

test("an extension that is switched off takes along those that need it", () => {
  const { named, present, problems } = extensionsOf({ f: "off" });
  expect(problems).toEqual([]);
  for (const name of ["f", "d", "zfa", "zfh", "zfhmin", "zcd"]) {
    expect(named, name).not.toContain(name);
    expect(present.has(name), name).toBe(false);
  }
  expect(named).toContain("zbb");
});

test("only an extension that the harts always have is refused when it is switched off", () => {
  const refused = (name: string, state: "on" | "off") =>
    extensionsOf({ [name]: state }).problems.map((each) => each.name);
  expect([refused("i", "off"), refused("i", "on"), refused("zbb", "off"), refused("zbb", "on")]).toEqual([
    ["i"],
    [],
    [],
    [],
  ]);
});

test("an extension that is switched on brings what it needs", () => {
  const { named, problems } = extensionsOf({ zcmop: "on", ssstateen: "on" });
  expect(problems).toEqual([]);
  expect(named).toEqual(expect.arrayContaining(["zimop", "zcmop", "smstateen", "ssstateen"]));
});

test("what is part of another is there without being named", () => {
  const { named, present } = extensionsOf({ zca: "on", zmmul: "off", zalrsc: "off" });
  expect(named).not.toContain("zmmul");
  expect(present.has("zmmul")).toBe(true);
  expect(present.has("zalrsc")).toBe(true);
});

test("misa has the letters, and B only when B is named as a whole", () => {
  expect(misaOf(extensionsOf({}).present)).toBe(0x8000_0000_0014_11adn);
  expect(misaOf(extensionsOf({ b: "on" }).present)).toBe(0x8000_0000_0014_11afn);
  expect(misaOf(extensionsOf({ h: "off", d: "off" }).present)).toBe(0x8000_0000_0014_1125n);
});

/** The names of the CSRs, and the writable bits of one. */
function csrs(switches: Parameters<typeof extensionsOf>[0]) {
  const rows = csrsOf(CSRS, extensionsOf(switches).present);
  const names = rows.map(({ name }) => name);
  return { names, mask: (name: string) => rows.find((row) => row.name === name)?.mask };
}

test("envcfg fields exist with their extensions", () => {
  expect(csrs({}).mask("menvcfg")).toBe(0xe000_0000_0000_00f1n);
  expect(csrs({ svadu: "off" }).mask("menvcfg")).toBe(0xc000_0000_0000_00f1n);
  expect(csrs({ svpbmt: "off" }).mask("henvcfg")).toBe(0xa000_0000_0000_00f1n);
  expect(csrs({ sstc: "off" }).mask("henvcfg")).toBe(0x6000_0000_0000_00f1n);
  expect(csrs({ zicbom: "off", zicboz: "off" }).mask("senvcfg")).toBe(1n);
});

test("CSRs are absent without their extensions", () => {
  expect(csrs({ sstc: "off" }).names).not.toContain("stimecmp");
  expect(csrs({ sstc: "off" }).names).not.toContain("vstimecmp");
  expect(csrs({ zicntr: "off" }).names).toContain("time");
  expect(csrs({ f: "off" }).names).not.toContain("fcsr");
  const without = csrs({ h: "off" });
  expect(without.names.filter((name) => /^(h(?!pmc)|vs|mtinst|mtval2)/.test(name))).toEqual([]);
  expect(without.mask("mstatus")! >> 38n).toBe(0n);
  expect(without.mask("mie")).toBe(csrs({}).mask("mie")! & ~0x1444n);
});
