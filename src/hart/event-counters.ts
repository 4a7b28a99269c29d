// mhpmcounter3 to 31: they count the event that their mhpmevent selects, in the modes that its filters leave, and
// overflow into LCOFIP. Privileged manual, "Hardware Performance Monitor" and "Sscofpmf". As with mcycle, a counter that
// runs is the hart's count plus an offset; one that stands is what its slot holds.
import { CSR, HPM_FILTERED, HPM_RUNNING, HPM_WATCHED, WAITING } from "../layout/hart";
import { attention } from "./attention";
import {
  CSR_MCOUNTINHIBIT,
  CSR_MHPMCOUNTER3,
  CSR_MHPMEVENT3,
  CSR_MIP,
  EVENT_CYCLES,
  EVENT_INSTRUCTIONS,
  EXTENSION_SSCOFPMF,
  FACT_EVENT_FILTERS,
  INTERRUPT_LOCAL_COUNTER_OVERFLOW,
  MHPMEVENT3_EVENT,
  MHPMEVENT3_MINH,
  MHPMEVENT3_OF,
  MHPMEVENT3_SINH,
  MHPMEVENT3_UINH,
  MHPMEVENT3_VSINH,
  MHPMEVENT3_VUINH,
} from "./facts";
import { clock, csr, fact, has, M, privilege, retired, S, setCsr, stepsInSlice, virtual } from "./state";

const FIRST: u32 = 3;
const FILTERS: u64 = MHPMEVENT3_MINH | MHPMEVENT3_SINH | MHPMEVENT3_UINH | MHPMEVENT3_VSINH | MHPMEVENT3_VUINH;
const TOP: u64 = 0x8000000000000000;
const NEVER: u64 = 0xffffffffffffffff;

/** One of the sets of counters: HPM_RUNNING, HPM_FILTERED, HPM_WATCHED. */
function isIn(h: u32, set: u32, n: u32): bool {
  return ((load<u32>(h + set) >> n) & 1) != 0;
}

function put(h: u32, set: u32, n: u32, member: bool): void {
  const bit: u32 = (<u32>1) << n;
  const others = load<u32>(h + set) & ~bit;
  store<u32>(h + set, member ? others | bit : others);
}

function slotOf(h: u32, n: u32): u32 {
  return h + CSR + ((CSR_MHPMCOUNTER3 + n - FIRST) << 3);
}

function eventOf(h: u32, n: u32): u64 {
  return csr(h, CSR_MHPMEVENT3 + n - FIRST);
}

function countsInstructions(h: u32, n: u32): bool {
  return (eventOf(h, n) & MHPMEVENT3_EVENT) == EVENT_INSTRUCTIONS;
}

/** What a running counter follows, the current instruction included. */
function count(h: u32, n: u32): u64 {
  return countsInstructions(h, n) ? retired(h) : clock(h);
}

/** A counter's value, the current instruction included. */
function valueOf(h: u32, n: u32): u64 {
  const slot = load<u64>(slotOf(h, n));
  return isIn(h, HPM_RUNNING, n) ? slot + count(h, n) : slot;
}

/** Counted instructions do without the one that reads. */
export function readEventCounter(h: u32, n: u32): u64 {
  const value = valueOf(h, n);
  return isIn(h, HPM_RUNNING, n) && countsInstructions(h, n) ? value - 1 : value;
}

/** The write takes the place of the instruction's own increment, and overflows nothing. */
export function writeEventCounter(h: u32, n: u32, value: u64): void {
  store<u64>(slotOf(h, n), isIn(h, HPM_RUNNING, n) ? value - count(h, n) : value);
  watch(h, n);
}

/** The writing instruction is the last that is counted as the old value says. */
export function writeEvent(h: u32, n: u32, value: u64): void {
  stop(h, n);
  setCsr(h, CSR_MHPMEVENT3 + n - FIRST, value);
  put(h, HPM_FILTERED, n, (value & FILTERS) != 0 && fact(FACT_EVENT_FILTERS) != 0);
  start(h, n);
}

/** mcountinhibit is written: the writing instruction is counted by those that it stops. */
export function inhibitionChanged(h: u32): void {
  for (let n = FIRST; n < 32; n++) follow(h, n);
}

/** The hart has entered another mode: filters may stop some counters and let others run. */
export function filterByMode(h: u32): void {
  for (let left = load<u32>(h + HPM_FILTERED); left != 0; left &= left - 1) follow(h, ctz(left));
}

function follow(h: u32, n: u32): void {
  const runs = mayRun(h, n);
  if (runs == isIn(h, HPM_RUNNING, n)) return;
  if (runs) start(h, n);
  else stop(h, n);
}

function happens(event: u64): bool {
  const selector = event & MHPMEVENT3_EVENT;
  return selector == EVENT_CYCLES || selector == EVENT_INSTRUCTIONS;
}

/** Whether a counter has something to count, and is neither inhibited nor filtered out in this mode. */
function mayRun(h: u32, n: u32): bool {
  if (!happens(eventOf(h, n)) || ((csr(h, CSR_MCOUNTINHIBIT) >> n) & 1) != 0) return false;
  return !isIn(h, HPM_FILTERED, n) || (eventOf(h, n) & filterOfMode(h)) == 0;
}

function filterOfMode(h: u32): u64 {
  const level = privilege(h);
  if (level == M) return MHPMEVENT3_MINH;
  if (virtual(h)) return level == S ? MHPMEVENT3_VSINH : MHPMEVENT3_VUINH;
  return level == S ? MHPMEVENT3_SINH : MHPMEVENT3_UINH;
}

function start(h: u32, n: u32): void {
  if (!mayRun(h, n)) return;
  store<u64>(slotOf(h, n), load<u64>(slotOf(h, n)) - count(h, n));
  put(h, HPM_RUNNING, n, true);
  watch(h, n);
}

function stop(h: u32, n: u32): void {
  settle(h, n);
  store<u64>(slotOf(h, n), valueOf(h, n));
  put(h, HPM_RUNNING, n, false);
  put(h, HPM_WATCHED, n, false);
}

/**
 * Watches a counter for its overflow, which tells itself by the top bit: it falls. One whose top bit is clear will not
 * overflow while anybody looks, nor would an overflow be news while OF is set.
 */
function watch(h: u32, n: u32): void {
  const news = has(EXTENSION_SSCOFPMF) && (eventOf(h, n) & MHPMEVENT3_OF) == 0;
  const watched = news && isIn(h, HPM_RUNNING, n) && (valueOf(h, n) & TOP) != 0;
  put(h, HPM_WATCHED, n, watched);
  // The slice may have to end earlier than was thought.
  if (watched) attention(h);
}

/** Notes the overflow of a counter, if it has happened. */
function settle(h: u32, n: u32): void {
  if (!isIn(h, HPM_WATCHED, n) || (valueOf(h, n) & TOP) != 0) return;
  put(h, HPM_WATCHED, n, false);
  setCsr(h, CSR_MHPMEVENT3 + n - FIRST, eventOf(h, n) | MHPMEVENT3_OF);
  setCsr(h, CSR_MIP, csr(h, CSR_MIP) | ((<u64>1) << INTERRUPT_LOCAL_COUNTER_OVERFLOW));
}

/** Notes the overflows up to now, between two instructions. Slices end where one is due, so none is noted late. */
export function settleOverflows(h: u32): void {
  for (let left = load<u32>(h + HPM_WATCHED); left != 0; left &= left - 1) settle(h, ctz(left));
}

/** Steps of the machine clock from CLOCK that pass at least until a counter overflows; all ones when none will. */
export function stepsToOverflow(h: u32): u64 {
  let best = NEVER;
  const waiting = load<i32>(h + WAITING) != 0;
  for (let left = load<u32>(h + HPM_WATCHED); left != 0; left &= left - 1) {
    const n = ctz(left);
    // Traps, and waiting, are no instructions.
    if (!waiting || !countsInstructions(h, n)) best = min<u64>(best, 0 - valueOf(h, n) + stepsInSlice(h));
  }
  return best;
}
