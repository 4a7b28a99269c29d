// Instructions whose helpers reach for registers in memory are not translated with registers in locals.
import { expect, it } from "vitest";
import { programMachine } from "../machine/program-machine.js";

it("AMOCAS in a hot loop compares with rd as the loop left it", () => {
  const machine = programMachine(
    [
      "la s0, cell",
      "li s1, 400000",
      "li s2, 0",
      "loop:",
      "mv a0, s2",
      "addi s2, s2, 1",
      "mv a1, s2",
      "amocas.d a0, a1, 0(s0)",
      "blt s2, s1, loop",
      "ld a0, 0(s0)",
      "sub a0, a0, s1",
      "snez a0, a0",
      "li t0, 0x100000",
      "li t1, 0x5555",
      "sw t1, 0(t0)",
      "j .",
      ".align 12",
      "cell: .dword 0",
    ].join("\n"),
  );
  expect(machine.run(10_000_000)).toEqual({ kind: "finish", code: 0 });
  const [last] = machine.linear.harts;
  expect(machine.regions).toBeGreaterThan(0);
  expect(machine.linear.view.getBigUint64(last! + 8 * 10, true)).toBe(0n);
});
