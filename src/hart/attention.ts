// Ends the running slice after the current instruction, so that what has changed under it is seen.
import { COUNT, OWED, RUNNING, SLICE } from "../layout/hart";
import { RUNNING_HART } from "../layout/machine";
import { hartAt } from "./state";

/** The steps that the slice still had stay owed; nothing happens to a hart whose slice does not run. */
export function attention(h: u32): void {
  if (load<i32>(h + RUNNING) == 0) return;
  const left = load<i32>(h + COUNT);
  if (left <= 0) return;
  store<i32>(h + OWED, load<i32>(h + OWED) + left);
  store<i32>(h + SLICE, load<i32>(h + SLICE) - left);
  store<i32>(h + COUNT, 0);
}

/** The same for whichever hart's slice runs. */
export function attentionOfRunning(): void {
  const running = load<i32>(RUNNING_HART);
  if (running >= 0) attention(hartAt(<u32>running));
}
