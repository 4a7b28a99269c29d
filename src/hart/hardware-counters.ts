// mcycle, minstret, and mcountinhibit. Privileged manual, "Hardware Performance Monitor". A counter that runs is the
// hart's count plus an offset; one that mcountinhibit stops is what its slot holds.
import { CYCLE_OFFSET, INSTRET_OFFSET } from "../layout/hart";
import { inhibitionChanged } from "./event-counters";
import { CSR_MCOUNTINHIBIT, MCOUNTINHIBIT_CY, MCOUNTINHIBIT_IR } from "./facts";
import { clock, csr, retired, setCsr } from "./state";

function inhibited(h: u32, counter: u64): bool {
  return (csr(h, CSR_MCOUNTINHIBIT) & counter) != 0;
}

export function readCycle(h: u32): u64 {
  const slot = load<u64>(h + CYCLE_OFFSET);
  return inhibited(h, MCOUNTINHIBIT_CY) ? slot : slot + clock(h);
}

/** Without the instruction that reads. */
export function readInstret(h: u32): u64 {
  const slot = load<u64>(h + INSTRET_OFFSET);
  return inhibited(h, MCOUNTINHIBIT_IR) ? slot : slot + retired(h) - 1;
}

export function writeCycle(h: u32, value: u64): void {
  store<u64>(h + CYCLE_OFFSET, inhibited(h, MCOUNTINHIBIT_CY) ? value : value - clock(h));
}

/** The write takes the place of the instruction's own increment. */
export function writeInstret(h: u32, value: u64): void {
  store<u64>(h + INSTRET_OFFSET, inhibited(h, MCOUNTINHIBIT_IR) ? value : value - retired(h));
}

/** The instruction that stops a counter is the last that it counts; the one that lets it run again is not counted. */
export function writeCountInhibit(h: u32, value: u64): void {
  const changed = csr(h, CSR_MCOUNTINHIBIT) ^ value;
  if ((changed & MCOUNTINHIBIT_CY) != 0) turn(h + CYCLE_OFFSET, clock(h), (value & MCOUNTINHIBIT_CY) != 0);
  if ((changed & MCOUNTINHIBIT_IR) != 0) turn(h + INSTRET_OFFSET, retired(h), (value & MCOUNTINHIBIT_IR) != 0);
  setCsr(h, CSR_MCOUNTINHIBIT, value);
  inhibitionChanged(h);
}

/** From an offset to a count, or back. */
function turn(slot: u32, count: u64, stop: bool): void {
  store<u64>(slot, stop ? load<u64>(slot) + count : load<u64>(slot) - count);
}
