// Reset, and the beginning and end of a hart's slice: what the run loop and the engine call.

import { EXIT_NONE } from "../layout/exit";
import { CONTEXTS, COUNT, EXIT, ID, LOOP_PC, OWED, RUNNING, SLICE, STEPS, STRADDLE, VM, WAITING } from "../layout/hart";
import { CLOCK, RUNNING_HART, STOP } from "../layout/machine";
import { HANDLER_NEXT_PAGE, RECORD_HANDLER, STRADDLE_GUARD, STRADDLE_SHORT_GUARD } from "../layout/records";
import {
  CONTEXT_COUNT,
  DESCRIPTOR_BYTES,
  DESCRIPTOR_EXECUTE_GENERATION,
  DESCRIPTOR_READ_GENERATION,
  DESCRIPTOR_WRITE_GENERATION,
} from "../layout/tlb";
import { stepsToDeadline } from "./deadline";
import { settleOverflows } from "./event-counters";
import { mayWait, takeInterrupt } from "./interrupt";
import { updatePmp } from "./pmp";
import { dropReservation, updateFloatMode } from "./state";
import { dropAll, setMode } from "./tlb";

/** Prepares a hart's block: TLB contexts, PMP, modes. CSRs and registers were written before by the machine. */
export function startHart(h: u32): void {
  for (let i: u32 = 0; i < CONTEXT_COUNT; i++) {
    const d = h + CONTEXTS + i * DESCRIPTOR_BYTES;
    if (load<u64>(d + DESCRIPTOR_READ_GENERATION) != 0) continue;
    store<u64>(d + DESCRIPTOR_READ_GENERATION, 1);
    store<u64>(d + DESCRIPTOR_WRITE_GENERATION, 1);
    store<u64>(d + DESCRIPTOR_EXECUTE_GENERATION, 1);
  }
  store<u16>(h + STRADDLE + STRADDLE_SHORT_GUARD + RECORD_HANDLER, <u16>HANDLER_NEXT_PAGE);
  store<u16>(h + STRADDLE + STRADDLE_GUARD + RECORD_HANDLER, <u16>HANDLER_NEXT_PAGE);

  store<u64>(h + LOOP_PC, u64.MAX_VALUE);
  store<i32>(h + VM, -1);
  store<i32>(h + RUNNING, 0);
  dropReservation(h);
  updatePmp(h);
  setMode(h, 3, false);
  dropAll(h);
  updateFloatMode(h);
  store<u32>(h + EXIT, EXIT_NONE);
}

/** Begins a slice of at most `steps` steps; false when the hart waits and nothing wakes it. */
export function beginSlice(h: u32, steps: i32): bool {
  settleOverflows(h);
  if (load<i32>(h + WAITING) != 0) {
    if (mayWait(h)) return false;
    store<i32>(h + WAITING, 0);
  }
  const deadline = stepsToDeadline(h);
  const count = deadline < <u64>steps ? <i32>deadline : steps;
  store<i32>(h + SLICE, count);
  store<i32>(h + COUNT, count);
  store<i32>(h + OWED, 0);
  store<i32>(h + RUNNING, 1);
  store<u32>(RUNNING_HART, load<u32>(h + ID));
  takeInterrupt(h);
  store<u32>(h + EXIT, EXIT_NONE);
  return true;
}

/** The engine's steps are spent. True when attention had taken some away: interrupts were looked at, and it goes on. */
export function resumeSlice(h: u32): bool {
  const owed = load<i32>(h + OWED);
  if (owed <= 0 || load<u32>(STOP) != 0) return false;
  // A timer may have been set to an earlier time: give out no more steps than reach it.
  const taken = load<i32>(h + SLICE) - load<i32>(h + COUNT);
  const deadline = stepsToDeadline(h);
  let grant = owed;
  if (deadline < <u64>(taken + owed)) grant = max<i32>(<i32>deadline - taken, 0);
  store<i32>(h + OWED, 0);
  if (grant == 0) return false;
  store<i32>(h + SLICE, load<i32>(h + SLICE) + grant);
  store<i32>(h + COUNT, load<i32>(h + COUNT) + grant);
  takeInterrupt(h);
  store<u32>(h + EXIT, EXIT_NONE);
  return load<i32>(h + COUNT) > 0;
}

/** Ends a slice and returns the steps it took; the machine clock has moved by as many. */
export function endSlice(h: u32): i32 {
  const taken = load<i32>(h + SLICE) - load<i32>(h + COUNT);
  store<u64>(h + STEPS, load<u64>(h + STEPS) + <u64>taken);
  store<u64>(CLOCK, load<u64>(CLOCK) + <u64>taken);
  store<i32>(h + SLICE, 0);
  store<i32>(h + COUNT, 0);
  store<i32>(h + OWED, 0);
  store<i32>(h + RUNNING, 0);
  store<i32>(RUNNING_HART, -1);
  return taken;
}
