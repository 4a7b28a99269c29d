// A hart as debugging tools see it: read between slices, out of linear memory. Nothing here changes what a run computes
// but `instructionAtPc`, which fetches.
import type { HartCode } from "../engine/engine.js";
import type { LinearMemory } from "../engine/linear-memory.js";
import * as layout from "../layout/hart.js";
import * as machine from "../layout/machine.js";

/** 32-bit words of `copyPath`: pc, privilege, V, traps taken. */
export const PATH_WORDS = 6;
/** 32-bit words of `copyState`: those of the path, the digest of CSR reads and traps, x0 to x31, f0 to f31. */
export const STATE_WORDS = PATH_WORDS + 2 + 64 + 64;

export interface Inspect {
  readonly harts: number;
  pc(hart: number): bigint;
  /** 0 U, 1 S, 3 M. */
  privilege(hart: number): number;
  /** V. */
  virtual(hart: number): boolean;
  /** x0 to x31. */
  x(hart: number, register: number): bigint;
  /** f0 to f31, raw bits. */
  f(hart: number, register: number): bigint;
  /** Steps that the hart took: retired instructions and traps. */
  steps(hart: number): number;
  traps(hart: number): number;
  /** Traps taken by target (0 M, 1 HS, 2 VS) and cause (64 exceptions, then 64 interrupts). */
  trapCount(hart: number, target: number, cause: number): number;
  /** A CSR as M-mode reads it; null where it is absent. No V=1 substitution. */
  csr(hart: number, number: number): bigint | null;
  /** The word at pc as the fetch will see it, 0 where it cannot. Fills the TLB and may set A bits. */
  instructionAtPc(hart: number): number;
  /** Copies what tells the hart's way through the code. */
  copyPath(hart: number, into: Uint32Array): void;
  /** Copies all that instructions can tell of the hart. */
  copyState(hart: number, into: Uint32Array): void;
}

export function makeInspect(linear: LinearMemory, code: HartCode): Inspect {
  const { harts, view, memory } = linear;
  const words = new Uint32Array(memory.buffer);
  const base = (hart: number) => harts[hart]!;
  const word = (hart: number, offset: number) => view.getUint32(base(hart) + offset, true);
  const long = (hart: number, offset: number) => view.getBigUint64(base(hart) + offset, true);
  const copy = (hart: number, offset: number, count: number, into: Uint32Array, to: number) => {
    const from = (base(hart) + offset) >>> 2;
    for (let index = 0; index < count; index++) into[to + index] = words[from + index]!;
  };
  const copyPath = (hart: number, into: Uint32Array) => {
    copy(hart, layout.PC, 2, into, 0);
    copy(hart, layout.PRIVILEGE, 2, into, 2);
    copy(hart, layout.TRAPS, 2, into, 4);
  };
  return {
    harts: harts.length,
    pc: (hart) => long(hart, layout.PC),
    privilege: (hart) => word(hart, layout.PRIVILEGE),
    virtual: (hart) => word(hart, layout.VIRTUAL) !== 0,
    x: (hart, register) => long(hart, layout.X + 8 * register),
    f: (hart, register) => long(hart, layout.F + 8 * register),
    steps: (hart) => Number(long(hart, layout.STEPS)),
    traps: (hart) => Number(long(hart, layout.TRAPS)),
    trapCount: (hart, target, cause) =>
      Number(long(hart, layout.TRAP_COUNTS + target * layout.TRAP_COUNTS_BYTES + 8 * cause)),
    csr(hart, number) {
      const kind = view.getUint8(machine.CSR_ROWS + number * machine.CSR_ROW_BYTES + machine.CSR_ROW_KIND);
      return kind === 0 ? null : BigInt.asUintN(64, code.readCsr(base(hart), number));
    },
    instructionAtPc: (hart) => code.instructionAtPc(base(hart)) >>> 0,
    copyPath,
    copyState(hart, into) {
      copyPath(hart, into);
      copy(hart, layout.DIGEST, 2, into, PATH_WORDS);
      copy(hart, layout.X, 64, into, PATH_WORDS + 2);
      copy(hart, layout.F, 64, into, PATH_WORDS + 2 + 64);
    },
  };
}
