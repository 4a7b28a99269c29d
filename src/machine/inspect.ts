// A hart as debugging tools see it: read between slices, out of linear memory. Nothing here changes what a run computes
// but `instructionAtPc`, which fetches.
import type { HartCode } from "../engine/engine.js";
import type { LinearMemory } from "../engine/linear-memory.js";
import * as layout from "../layout/hart.js";
import * as machine from "../layout/machine.js";

/** 32-bit words of `copyState`: x0 to x31, f0 to f31, then pc, privilege, V, digest, traps taken. */
export const STATE_WORDS = 64 + 64 + 8;

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
  /** Copies what instructions can tell of the hart, and the digest of its CSR reads and traps: see STATE_WORDS. */
  copyState(hart: number, into: Uint32Array): void;
}

export function makeInspect(linear: LinearMemory, code: HartCode): Inspect {
  const { harts, view, memory } = linear;
  const words = new Uint32Array(memory.buffer);
  const base = (hart: number) => harts[hart]!;
  const word = (hart: number, offset: number) => view.getUint32(base(hart) + offset, true);
  const long = (hart: number, offset: number) => view.getBigUint64(base(hart) + offset, true);
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
    copyState(hart, into) {
      const at = base(hart) >>> 2;
      into.set(words.subarray(at, at + 64), 0);
      into.set(words.subarray(at + layout.F / 4, at + layout.F / 4 + 64), 64);
      into[128] = words[at + layout.PC / 4]!;
      into[129] = words[at + layout.PC / 4 + 1]!;
      into[130] = words[at + layout.PRIVILEGE / 4]!;
      into[131] = words[at + layout.VIRTUAL / 4]!;
      into[132] = words[at + layout.DIGEST / 4]!;
      into[133] = words[at + layout.DIGEST / 4 + 1]!;
      into[134] = words[at + layout.TRAPS / 4]!;
      into[135] = words[at + layout.TRAPS / 4 + 1]!;
    },
  };
}
