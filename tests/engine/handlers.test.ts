// Handlers are derived from the rows: rows with the same meaning share one, jumps within a page have their own.
import { expect, test } from "vitest";
import { makeHandlers } from "../../src/engine/handlers.js";
import { makeInterpreter } from "../../src/engine/interpreter.js";
import { INSTRUCTIONS } from "../../src/isa/instructions/index.js";
import { HANDLER_ILLEGAL } from "../../src/layout/records.js";

const row = (name: string) => INSTRUCTIONS.find((candidate) => candidate.name === name)!;
const table = makeHandlers(INSTRUCTIONS);

test("a compressed instruction shares the handler of what it expands to", () => {
  for (const [compressed, full] of [
    ["c.addi", "addi"],
    ["c.lw", "lw"],
    ["c.sdsp", "sd"],
    ["c.beqz", "beq"],
    ["c.ebreak", "ebreak"],
  ] as const) {
    expect(table.byRow.get(row(compressed))!.far.number, compressed).toBe(table.byRow.get(row(full))!.far.number);
  }
});

test("numbers begin behind the fixed handlers and are the handlers' places", () => {
  expect(table.handlers.map(({ number }) => number)).toEqual(table.handlers.map((_, i) => HANDLER_ILLEGAL + 1 + i));
});

test("branches and jal have a near and a far handler, all else has one", () => {
  for (const candidate of INSTRUCTIONS) {
    const { near, far } = table.byRow.get(candidate)!;
    const relative = candidate.meaning.some(({ effect }) => effect === "branch" || effect === "jal");
    expect(near !== far, candidate.name).toBe(relative);
    expect([near.near, far.near], candidate.name).toEqual([relative, false]);
  }
});

test("operands name the register files that the meaning uses", () => {
  const operands = (name: string) => table.byRow.get(row(name))!.far.operands;
  expect(operands("add")).toMatchObject({ rd: "x", rs1: "x", rs2: "x", raw: false, imm: false });
  expect(operands("fsd")).toMatchObject({ rd: null, rs1: "x", rs2: "f", imm: true });
  expect(operands("fcvt.d.l")).toMatchObject({ rd: "f", rs1: "x" });
  expect(operands("csrrwi")).toMatchObject({ rd: "x", raw: true, imm: true });
});

test("a meaning that calls a function which hart.wasm does not export is refused by name", () => {
  expect(() => makeInterpreter(table, new Map(), 1)).toThrow(/hart\.wasm exports no \w+/);
});
