// Trap loops: the same trap at the same pc, again and again, and nothing retires in between.
import {
  COUNT,
  HART_BYTES,
  ID,
  LOOP_CAUSE,
  LOOP_INSTRET,
  LOOP_PC,
  LOOP_REPEATS,
  MTIMECMP,
  TRAPS,
  WAITING,
} from "../layout/hart";
import { HART_COUNT, HARTS, STOP, STOP_HART, STOP_TRAP_LOOP, TRAP_LOOP_LIMIT } from "../layout/machine";
import { countTraps } from "./counters";
import { stepsToDeadline } from "./deadline";
import { CSR_MIE, CSR_STIMECMP, INTERRUPT_MACHINE_TIMER, INTERRUPT_SUPERVISOR_TIMER } from "./facts";
import { csr, retired, time } from "./state";
import { TO_M, TO_VS } from "./target";
import { sstcOn } from "./timer";

const NEVER: u64 = 0xffffffffffffffff;

/**
 * Notes a trap. The machine stops once a hart loops that no timer of a higher mode will rescue, and every other hart
 * loops too or waits for nothing: a guest that loops alone does not end the run of the others.
 */
export function watchLoop(h: u32, target: i32, epc: u64, cause: u64): void {
  const now = retired(h);
  const same =
    load<u64>(h + LOOP_PC) == epc && load<u64>(h + LOOP_CAUSE) == cause && load<u64>(h + LOOP_INSTRET) == now;
  const repeats = same ? load<u32>(h + LOOP_REPEATS) + 1 : 0;
  store<u64>(h + LOOP_PC, epc);
  store<u64>(h + LOOP_CAUSE, cause);
  store<u64>(h + LOOP_INSTRET, now);
  store<u32>(h + LOOP_REPEATS, repeats);
  if (repeats < TRAP_LOOP_LIMIT) return;
  if (rescued(h, target)) return skipSlice(h, target, cause, repeats);
  if (repeats % TRAP_LOOP_LIMIT != 0) return;
  const count = load<u32>(HART_COUNT);
  for (let i: u32 = 0; i < count; i++) {
    const other = load<u32>(HARTS) + i * HART_BYTES;
    if (load<u32>(other + LOOP_REPEATS) >= TRAP_LOOP_LIMIT) continue;
    if (load<i32>(other + WAITING) == 0 || stepsToDeadline(other) != NEVER) return;
  }
  store<u32>(STOP, STOP_TRAP_LOOP);
  store<u32>(STOP_HART, load<u32>(h + ID));
}

/** Whether a timer interrupt for a mode above the loop's is enabled and set. */
function rescued(h: u32, target: i32): bool {
  const mie = csr(h, CSR_MIE);
  if (target != TO_M && ((mie >> INTERRUPT_MACHINE_TIMER) & 1) != 0 && ahead(h, load<u64>(h + MTIMECMP))) return true;
  if (target != TO_VS || ((mie >> INTERRUPT_SUPERVISOR_TIMER) & 1) == 0) return false;
  return sstcOn(h) && ahead(h, csr(h, CSR_STIMECMP));
}

/** Whether a time is still to come, and not put off for ever. */
function ahead(h: u32, compare: u64): bool {
  return compare > time(h) && compare != NEVER;
}

/** The slice's other steps would be this trap over and over, with nothing changed but its counts: counts them at once. */
function skipSlice(h: u32, target: i32, cause: u64, repeats: u32): void {
  const left = load<i32>(h + COUNT);
  if (left <= 0) return;
  store<i32>(h + COUNT, 0);
  store<u64>(h + TRAPS, load<u64>(h + TRAPS) + <u64>left);
  store<u32>(h + LOOP_REPEATS, repeats + <u32>left);
  countTraps(h, target, cause, <u64>left);
}
