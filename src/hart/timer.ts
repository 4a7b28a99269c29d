// Timers as functions of the machine clock: mtimecmp, stimecmp and vstimecmp (Sstc), and when the next one comes.
import { LINES, MTIMECMP, STIMECMP_DELTA, TIMERS_WRITTEN, VSTIMECMP_DELTA } from "../layout/hart";
import { CLOCK, HART_COUNT, MTIME_OFFSET, RUNNING_HART, STEPS_PER_TICK } from "../layout/machine";
import {
  CSR_HENVCFG,
  CSR_HTIMEDELTA,
  CSR_HVIP,
  CSR_MENVCFG,
  CSR_MIP,
  CSR_STIMECMP,
  CSR_VSTIMECMP,
  FACT_HTIMEDELTA_REARMS,
  FACT_MTIME_REARMS,
  FACT_SSTC_PENDING,
  FACT_VSTIMECMP_CLEARS_HVIP,
  INTERRUPT_MACHINE_TIMER,
  INTERRUPT_SUPERVISOR_TIMER,
  INTERRUPT_VIRTUAL_SUPERVISOR_TIMER,
  MENVCFG_STCE,
  SSTC_PENDING_IS_WHILE_ENABLED,
} from "./facts";
import { csr, fact, hartAt, setCsr, time } from "./state";

export function sstcOn(h: u32): bool {
  return (csr(h, CSR_MENVCFG) & MENVCFG_STCE) != 0;
}

export function vsSstcOn(h: u32): bool {
  return (csr(h, CSR_MENVCFG) & csr(h, CSR_HENVCFG) & MENVCFG_STCE) != 0;
}

/** mip as software reads it: written bits, interrupt lines and timers. The VS bits are hvip's. */
export function pendingInterrupts(h: u32): u64 {
  const now = time(h);
  let pending = csr(h, CSR_MIP) | csr(h, CSR_HVIP) | load<u64>(h + LINES);
  if (now >= load<u64>(h + MTIMECMP)) pending |= (<u64>1) << INTERRUPT_MACHINE_TIMER;
  // While STCE is set the comparison alone is STIP.
  if (sstcOn(h) && fact(FACT_SSTC_PENDING) == SSTC_PENDING_IS_WHILE_ENABLED) pending &= ~STIP;
  if (supervisorTimerRuns(h) && now + load<u64>(h + STIMECMP_DELTA) >= csr(h, CSR_STIMECMP)) pending |= STIP;
  if (guestTimerRuns(h) && now + load<u64>(h + VSTIMECMP_DELTA) >= csr(h, CSR_VSTIMECMP)) {
    pending |= (<u64>1) << INTERRUPT_VIRTUAL_SUPERVISOR_TIMER;
  }
  return pending;
}

export const STIP: u64 = (<u64>1) << INTERRUPT_SUPERVISOR_TIMER;
const VSTIP: u64 = (<u64>1) << INTERRUPT_VIRTUAL_SUPERVISOR_TIMER;
const STIMECMP_WRITTEN: i32 = 1;
const VSTIMECMP_WRITTEN: i32 = 2;

/** True while stimecmp's comparison shows in mip. */
function supervisorTimerRuns(h: u32): bool {
  if (fact(FACT_SSTC_PENDING) == SSTC_PENDING_IS_WHILE_ENABLED) return sstcOn(h);
  return (load<i32>(h + TIMERS_WRITTEN) & STIMECMP_WRITTEN) != 0;
}

/** True while vstimecmp's comparison shows in mip. */
function guestTimerRuns(h: u32): bool {
  if (fact(FACT_SSTC_PENDING) == SSTC_PENDING_IS_WHILE_ENABLED) return vsSstcOn(h);
  return (load<i32>(h + TIMERS_WRITTEN) & VSTIMECMP_WRITTEN) != 0;
}

/** A write to stimecmp: STIP is from now on what the comparison says. */
export function writeStimecmp(h: u32, value: u64): void {
  setCsr(h, CSR_STIMECMP, value);
  if (fact(FACT_SSTC_PENDING) != SSTC_PENDING_IS_WHILE_ENABLED) setCsr(h, CSR_MIP, csr(h, CSR_MIP) & ~STIP);
  store<i32>(h + TIMERS_WRITTEN, load<i32>(h + TIMERS_WRITTEN) | STIMECMP_WRITTEN);
  store<u64>(h + STIMECMP_DELTA, 0);
}

export function writeVstimecmp(h: u32, value: u64): void {
  setCsr(h, CSR_VSTIMECMP, value);
  if (fact(FACT_VSTIMECMP_CLEARS_HVIP) != 0 && time(h) + csr(h, CSR_HTIMEDELTA) < value) {
    setCsr(h, CSR_HVIP, csr(h, CSR_HVIP) & ~VSTIP);
  }
  store<i32>(h + TIMERS_WRITTEN, load<i32>(h + TIMERS_WRITTEN) | VSTIMECMP_WRITTEN);
  store<u64>(h + VSTIMECMP_DELTA, csr(h, CSR_HTIMEDELTA));
}

export function writeHtimedelta(h: u32, value: u64): void {
  setCsr(h, CSR_HTIMEDELTA, value);
  if (fact(FACT_HTIMEDELTA_REARMS) == 0) return;
  // Where the first write starts the timer, this one counts as such.
  store<i32>(h + TIMERS_WRITTEN, load<i32>(h + TIMERS_WRITTEN) | VSTIMECMP_WRITTEN);
  store<u64>(h + VSTIMECMP_DELTA, value);
}

/** A write to mip.STIP that took effect: the comparison no longer holds the bit, but for a time still to come. */
export function stipWritten(h: u32): void {
  if (time(h) + load<u64>(h + STIMECMP_DELTA) < csr(h, CSR_STIMECMP)) return;
  store<i32>(h + TIMERS_WRITTEN, load<i32>(h + TIMERS_WRITTEN) & ~STIMECMP_WRITTEN);
}

const NEVER: u64 = 0xffffffffffffffff;

/** The sooner of `best` and the tick at which `now + delta` reaches `compare`, counted from `now`. */
function sooner(best: u64, now: u64, compare: u64): u64 {
  return compare > now && compare - now < best ? compare - now : best;
}

/** Steps of the machine clock from CLOCK until the next timer of this hart fires; all ones when none is set. */
export function stepsToTimer(h: u32): u64 {
  const perTick = load<u64>(STEPS_PER_TICK);
  const steps = load<u64>(CLOCK);
  const now = steps / perTick + load<u64>(MTIME_OFFSET);
  let ticks = sooner(NEVER, now, load<u64>(h + MTIMECMP));
  if (supervisorTimerRuns(h)) ticks = sooner(ticks, now + load<u64>(h + STIMECMP_DELTA), csr(h, CSR_STIMECMP));
  if (guestTimerRuns(h)) ticks = sooner(ticks, now + load<u64>(h + VSTIMECMP_DELTA), csr(h, CSR_VSTIMECMP));
  if (ticks > NEVER / perTick) return NEVER;
  return ticks * perTick - (steps % perTick);
}

/** mtime as devices see it now, in the middle of a slice or between slices. */
function deviceTime(): u64 {
  const running = load<i32>(RUNNING_HART);
  if (running >= 0) return time(hartAt(<u32>running));
  return load<u64>(CLOCK) / load<u64>(STEPS_PER_TICK) + load<u64>(MTIME_OFFSET);
}

export function mtimeLow(): u32 {
  return <u32>deviceTime();
}

export function mtimeHigh(): u32 {
  return <u32>(deviceTime() >> 32);
}

/** A write to mtime: time goes on from there. */
export function setMtime(low: u32, high: u32): void {
  const change = (<u64>low | ((<u64>high) << 32)) - deviceTime();
  store<u64>(MTIME_OFFSET, load<u64>(MTIME_OFFSET) + change);
  if (fact(FACT_MTIME_REARMS) != 0) return;
  for (let i: u32 = 0; i < load<u32>(HART_COUNT); i++) {
    const h = hartAt(i);
    store<u64>(h + STIMECMP_DELTA, load<u64>(h + STIMECMP_DELTA) - change);
    store<u64>(h + VSTIMECMP_DELTA, load<u64>(h + VSTIMECMP_DELTA) - change);
  }
}
