// What a console printed: kept for the report, taken piecewise for views and for expectations.
import { bytesToText, textToBytes } from "./recording.js";

/** Bytes that are kept of a console at least; beyond twice as many the oldest go. */
const KEPT_BYTES = 4 << 20;

export interface ConsoleLog {
  push(byte: number): void;
  /** Everything that is kept, oldest first. */
  text(): string;
  /** Bytes that are no longer kept. */
  readonly dropped: number;
  /** A reader that sees each byte once. Readers must keep up: what was dropped unread is lost to them. */
  reader(): () => Uint8Array;
  save(): ConsoleLogState;
}

export interface ConsoleLogState {
  /** One character (0 to 255) for each byte that is kept. */
  readonly bytes: string;
  readonly dropped: number;
}

/** @param saved What the console had printed before. */
export function makeConsoleLog(saved?: ConsoleLogState): ConsoleLog {
  let buffer = saved === undefined ? new Uint8Array(1024) : textToBytes(saved.bytes);
  let length = saved?.bytes.length ?? 0;
  let dropped = saved?.dropped ?? 0;

  function makeRoom(): void {
    if (length >= 2 * KEPT_BYTES) {
      buffer.copyWithin(0, length - KEPT_BYTES, length);
      dropped += length - KEPT_BYTES;
      length = KEPT_BYTES;
      return;
    }
    const larger = new Uint8Array(Math.max(buffer.length * 2, 1024));
    larger.set(buffer);
    buffer = larger;
  }

  return {
    push(byte) {
      if (length === buffer.length) makeRoom();
      buffer[length++] = byte;
    },
    text: () => new TextDecoder().decode(buffer.subarray(0, length)),
    get dropped() {
      return dropped;
    },
    reader() {
      let at = 0;
      return () => {
        const from = Math.max(at - dropped, 0);
        at = dropped + length;
        return buffer.slice(from, length);
      };
    },
    save: () => ({ bytes: bytesToText(buffer.subarray(0, length)), dropped }),
  };
}
