// CSR instructions in translated code beside the interpreter: those done in place, and those that must not be.
import { describe, test } from "vitest";
import { CSRS } from "../../src/isa/csr.js";
import { compare } from "./side-by-side.js";

/** CSRs of the S and HS levels that may be read and written in HS at any time. */
const NAMES = CSRS.filter(
  ({ number, name }) =>
    number >>> 10 < 2 &&
    [1, 2].includes((number >>> 8) & 3) &&
    // Not those whose new value would lead the loop away: other tables, interrupts that open, state that closes.
    !/^(satp|hgatp|vsatp|sie|hie|vsie|v?stimecmp|[sh]stateen\d)$/.test(name),
).map(({ name }) => name);

/** Reads, sets, clears and writes a CSR; what it held goes into s1. */
function uses(name: string): readonly string[] {
  return [
    `csrr s2, ${name}`,
    "add s1, s1, s2",
    `csrs ${name}, s0`,
    `csrrc s3, ${name}, s4`,
    "xor s1, s1, s3",
    `csrrw s5, ${name}, s3`,
    `csrrwi s6, ${name}, 4`,
    "add s1, s1, s6",
  ];
}

describe.each(["HS", "M"] as const)("in %s a hot loop uses every CSR of S and HS alike in both engines", (mode) => {
  const third = Math.ceil(NAMES.length / 3);
  test.each([0, 1, 2])("part %i", (part) => {
    const names = NAMES.slice(part * third, (part + 1) * third);
    const code = ["loop: addi s0, s0, 0x14", "slli s4, s0, 3", ...names.flatMap(uses), "j loop"];
    compare({ mode, code, warm: 5000 * code.length, compared: 2 * code.length });
  });
});
