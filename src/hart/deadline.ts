// When the next interrupt can become pending by time alone: a timer fires, or a counter overflows.
import { stepsToOverflow } from "./event-counters";
import { stepsToTimer } from "./timer";

/** Steps of the machine clock from CLOCK to the first of them; all ones when none is to come. */
export function stepsToDeadline(h: u32): u64 {
  return min<u64>(stepsToTimer(h), stepsToOverflow(h));
}
