// Timers as functions of the machine clock: mtimecmp, stimecmp and vstimecmp (Sstc), and when the next one comes.
import { LINES, MTIMECMP } from "../layout/hart";
import { CLOCK, MTIME_OFFSET, RUNNING_HART, STEPS_PER_TICK } from "../layout/machine";
import {
  CSR_HENVCFG,
  CSR_HTIMEDELTA,
  CSR_HVIP,
  CSR_MENVCFG,
  CSR_MIP,
  CSR_STIMECMP,
  CSR_VSTIMECMP,
  INTERRUPT_MACHINE_TIMER,
  INTERRUPT_SUPERVISOR_TIMER,
  INTERRUPT_VIRTUAL_SUPERVISOR_TIMER,
  MENVCFG_STCE,
} from "./facts";
import { csr, hartAt, time } from "./state";

export function sstcOn(h: u32): bool {
  return (csr(h, CSR_MENVCFG) & MENVCFG_STCE) != 0;
}

function vsSstcOn(h: u32): bool {
  return (csr(h, CSR_MENVCFG) & csr(h, CSR_HENVCFG) & MENVCFG_STCE) != 0;
}

/** mip as software reads it: written bits, interrupt lines and timers. The VS bits are hvip's. */
export function pendingInterrupts(h: u32): u64 {
  const now = time(h);
  let pending = csr(h, CSR_MIP) | csr(h, CSR_HVIP) | load<u64>(h + LINES);
  if (now >= load<u64>(h + MTIMECMP)) pending |= (<u64>1) << INTERRUPT_MACHINE_TIMER;
  if (sstcOn(h)) {
    const stip = (<u64>1) << INTERRUPT_SUPERVISOR_TIMER;
    pending = now >= csr(h, CSR_STIMECMP) ? pending | stip : pending & ~stip;
  }
  if (vsSstcOn(h) && now + csr(h, CSR_HTIMEDELTA) >= csr(h, CSR_VSTIMECMP)) {
    pending |= (<u64>1) << INTERRUPT_VIRTUAL_SUPERVISOR_TIMER;
  }
  return pending;
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
  if (sstcOn(h)) ticks = sooner(ticks, now, csr(h, CSR_STIMECMP));
  if (vsSstcOn(h)) ticks = sooner(ticks, now + csr(h, CSR_HTIMEDELTA), csr(h, CSR_VSTIMECMP));
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
  store<u64>(MTIME_OFFSET, load<u64>(MTIME_OFFSET) + (<u64>low | ((<u64>high) << 32)) - deviceTime());
}
