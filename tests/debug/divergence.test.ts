// Two machines that differ in one program word, or in one fact.
import { expect, test } from "vitest";
import { findDivergences } from "../../src/debug/divergence.js";
import { accountDivergence } from "../../src/debug/divergence-account.js";
import type { Follow } from "../../src/debug/follow.js";
import { programMachine } from "../machine/program-machine.js";

const QUANTUM = 1000;
const SEARCH = { quantum: QUANTUM, exactSteps: 0, watchSteps: 20_000 };
const ACCOUNT = { quantum: QUANTUM, symbolAt: () => null };

/** A loop of 9000 steps or so, then the lines, then the end of the machine. */
function follow(...lines: readonly string[]): Follow {
  const source = `
    li t0, 3000
  loop:
    addi t0, t0, -1
    nop
    bnez t0, loop
    ${lines.join("\n    ")}
    li t1, 0x100000
    li t2, 0x5555
    sw t2, 0(t1)
  end:
    j end
  `;
  return () => {
    const machine = programMachine(source);
    let over = false;
    const go = (steps: number) => {
      over = machine.run(steps).kind !== "steps";
    };
    return {
      inspect: machine.inspect,
      get steps() {
        return machine.steps;
      },
      get over() {
        return over;
      },
      advance: () => go(QUANTUM - (machine.steps % QUANTUM)),
      step: () => go(1),
    };
  };
}

test("runs of the same machine do not part", () => {
  expect(findDivergences(follow("nop"), follow("nop"), SEARCH)).toEqual([]);
});

test("a register that differs is found at the step that wrote it, deep in the run", () => {
  const [left, right] = [follow("li a0, 5", "nop"), follow("li a0, 6", "nop")];
  const [first, ...more] = findDivergences(left, right, SEARCH);
  expect(more).toEqual([]);
  const account = accountDivergence(left, right, first!, ACCOUNT);
  expect(account.kind).toBe("value");
  expect(account.sides.map(({ taken }) => taken.written)).toEqual([{ x10: "0x5" }, { x10: "0x6" }]);
  expect(account.sides[0].before.length, "what led to it is shown").toBeGreaterThan(3);
});

test("a CSR that reads differently is found although the register forgets it at once", () => {
  // Both leave mscratch and a0 alike at every boundary.
  const lines = (value: number) => [`csrwi mscratch, ${value}`, "csrr a0, mscratch", "csrwi mscratch, 0", "li a0, 0"];
  const [left, right] = [follow(...lines(1)), follow(...lines(2))];
  const [first] = findDivergences(left, right, SEARCH);
  const account = accountDivergence(left, right, first!, ACCOUNT);
  expect(account.sides.map(({ taken }) => taken.instruction)).toEqual([
    "csrrs a0,mscratch,zero",
    "csrrs a0,mscratch,zero",
  ]);
  expect(account.csrs).toEqual([{ csr: "mscratch", values: ["0x1", "0x2"], fields: ["bits 1:0"] }]);
});

test("a trap that only one machine takes is a parting of the ways, told with its cause and values", () => {
  const handler = ["la t3, handler", "csrw mtvec, t3", "la s0, loop"];
  const after = ["j past", "handler:", "nop", "past:"];
  const [left, right] = [follow(...handler, "lw a1, 0(s0)", ...after), follow(...handler, "lw a1, 0(zero)", ...after)];
  const start = findDivergences(left, right, SEARCH)[0]!;
  const { kind, sides } = accountDivergence(left, right, start, ACCOUNT);
  expect(kind).toBe("path");
  expect(sides[1].trap).toMatchObject({
    after: 0,
    account: { cause: "load_access_fault", code: 5, to: "M", tval: "0x0" },
  });
});
