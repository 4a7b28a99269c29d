// What a divergence looks like: the step in both runs, the instructions before it, the CSRs that differed already, and
// the trap that followed.
import { decode } from "../isa/decode.js";
import type { Inspect } from "../machine/inspect.js";
import { type CsrDifference, csrDifferences } from "./csr-difference.js";
import type { Divergence, DivergenceKind } from "./divergence.js";
import { type Follow, type Followed, followTo } from "./follow.js";
import { accountStep, hex, type StepAccount, type TrapAccount } from "./step-account.js";

export interface SideAccount {
  /** Machine step, counted from power-on. */
  readonly step: number;
  /** Place of the step as `name+0x10`, where the image has symbols. */
  readonly symbol: string | null;
  /** Steps of the hart before, oldest first. */
  readonly before: readonly StepAccount[];
  readonly taken: StepAccount;
  /** The next trap of the hart (the step's own, when it took one), and how many steps later; null when none came soon. */
  readonly trap: { readonly after: number; readonly account: TrapAccount } | null;
}

export interface DivergenceAccount {
  readonly hart: number;
  readonly kind: DivergenceKind;
  readonly sides: readonly [left: SideAccount, right: SideAccount];
  /** CSRs of the hart that differed before the step. */
  readonly csrs: readonly CsrDifference[];
  /** Address that the step loads from, as the hart's mode has it, in hexadecimal; null when it loads nothing. */
  readonly loads: string | null;
}

export interface AccountOptions {
  readonly quantum: number;
  /** Name of a place in the code that the hart executes. */
  readonly symbolAt: (inspect: Inspect, hart: number, pc: bigint) => string | null;
}

/** CSRs that software sets once and that decide what later steps do. */
const CONFIGURATION = /^(?:[mhs]envcfg|[mh]e?deleg|[mh]ideleg|[mhs]counteren|hstatus|misa|pmp.*|.*stateen.*|.*atp)$/;
/** Machine steps before the divergence that are looked at for the instructions that led to it. */
const BEFORE = 8;
/** Steps after it in which its trap is looked for. */
const AFTER = 20_000;

/** Runs both again up to the divergence. */
export function accountDivergence(
  left: Follow,
  right: Follow,
  { hart, kind, at }: Divergence,
  { quantum, symbolAt }: AccountOptions,
): DivergenceAccount {
  const runs = [left(), right()] as const;
  const leads = runs.map((run, side) => leadUp(run, at[side] ?? 0, hart, quantum));
  const [{ inspect: a }, { inspect: b }] = runs;
  // Apart in time, harts differ in much that means nothing.
  const lasting = ({ csr }: CsrDifference) => at[0] === at[1] || CONFIGURATION.test(csr);
  const csrs = csrDifferences(a, b, hart).filter(lasting);
  const loads = loadAddress(a.instructionAtPc(hart), (register) => a.x(hart, register));
  const account = (side: 0 | 1): SideAccount => {
    const run = runs[side];
    const symbol = symbolAt(run.inspect, hart, run.inspect.pc(hart));
    const taken = accountStep(run.inspect, hart, () => run.step());
    return { step: at[side], symbol, before: leads[side] ?? [], taken, trap: nextTrap(run, hart, taken) };
  };
  return { hart, kind, sides: [account(0), account(1)], csrs, loads: loads === null ? null : hex(loads) };
}

/** Takes the run to the step; returns what the hart did just before. */
function leadUp(run: Followed, step: number, hart: number, quantum: number): readonly StepAccount[] {
  const before: StepAccount[] = [];
  followTo(run, Math.max(0, step - BEFORE), quantum);
  while (run.steps < step && !run.over) {
    const steps = run.inspect.steps(hart);
    const account = accountStep(run.inspect, hart, () => run.step());
    if (run.inspect.steps(hart) !== steps) before.push(account);
  }
  return before;
}

function nextTrap(run: Followed, hart: number, taken: StepAccount): SideAccount["trap"] {
  if (taken.trap !== null) return { after: 0, account: taken.trap };
  const { inspect } = run;
  const steps = inspect.steps(hart);
  for (let count = 0; count < AFTER && !run.over; count++) {
    const { trap } = accountStep(inspect, hart, () => run.step());
    if (trap !== null) return { after: inspect.steps(hart) - steps, account: trap };
  }
  return null;
}

/** The address of a load of RV64I and C from its base register; null for other instructions. */
function loadAddress(word: number, x: (register: number) => bigint): bigint | null {
  const decoded = word === 0 ? undefined : decode(word);
  if (decoded === undefined || !/^(?:c\.)?(?:l[bhwd]u?|ldsp|lwsp)$/.test(decoded.row.name)) return null;
  const { rs1, imm } = decoded.operands;
  return BigInt.asUintN(64, x(rs1) + BigInt(imm));
}
