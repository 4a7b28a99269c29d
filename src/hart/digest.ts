// A digest of what a hart learns of its CSRs and its traps: comparison of runs finds with it what registers alone forget.
import { DIGEST } from "../layout/hart";

/** Folds a value into the hart's digest. */
export function fold(h: u32, value: u64): void {
  store<u64>(h + DIGEST, (rotl<u64>(load<u64>(h + DIGEST), 5) ^ value) * 0x9e3779b97f4a7c15);
}
