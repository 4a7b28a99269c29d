// A digest of what a hart learns of its CSRs and its traps: comparison of runs finds with it what registers alone forget.
import { DIGEST, DIGEST_FACTOR, DIGEST_TURN } from "../layout/hart";

/** Folds a value into the hart's digest. */
export function fold(h: u32, value: u64): void {
  store<u64>(h + DIGEST, (rotl<u64>(load<u64>(h + DIGEST), DIGEST_TURN) ^ value) * DIGEST_FACTOR);
}
