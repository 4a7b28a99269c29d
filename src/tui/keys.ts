// Keys as they come from the terminal: everything goes to the focused guest byte for byte, except what follows the
// prefix key. Pasted text (bracketed paste, xterm private mode 2004) never holds commands.
import { readKey } from "./key-names.js";

export interface KeyTarget {
  /** The UI takes plain keys (scroll mode, a question) rather than the guest. Asked before every key. */
  takesKeys(): boolean;
  /** Bytes for the focused guest, unmodified. */
  guest(bytes: Uint8Array): void;
  /** A pasted text begins or ends; its bytes come through `guest`. */
  paste(edge: "start" | "end"): void;
  /** A key for the UI itself. */
  key(name: string): void;
  /** The key after the prefix. */
  command(name: string): void;
  /** The prefix was pressed and its key is awaited, or no longer. */
  prefixed(waiting: boolean): void;
}

export interface KeyReader {
  feed(bytes: Uint8Array): void;
  /** Bytes are held back because they may be the start of a sequence: call `flush` soon (25 ms). */
  readonly holding: boolean;
  /** Takes what is held back for complete. */
  flush(): void;
}

const PASTE_START = new TextEncoder().encode("\x1b[200~");
const PASTE_END = new TextEncoder().encode("\x1b[201~");
const NOTHING = new Uint8Array(0);

/** `prefix` is the byte of the prefix key; pressed twice it goes to the guest once. */
export function makeKeyReader(prefix: number, target: KeyTarget): KeyReader {
  let held: Uint8Array = NOTHING;
  let afterPrefix = false;
  let pasting = false;

  const read = (bytes: Uint8Array, complete: boolean): void => {
    held = NOTHING;
    let at = 0;
    while (at < bytes.length) {
      const step = pasting
        ? readPaste(bytes, at, complete)
        : afterPrefix
          ? readCommand(bytes, at, complete)
          : target.takesKeys()
            ? readUiKey(bytes, at, complete)
            : readGuest(bytes, at, complete);
      if (step === 0) {
        held = bytes.slice(at);
        return;
      }
      at += step;
    }
  };

  /** Each gives the bytes that it took, or 0 when more must come first. */
  const readGuest = (bytes: Uint8Array, at: number, complete: boolean): number => {
    let end = at;
    while (end < bytes.length && bytes[end] !== prefix) {
      const marker = matchAt(bytes, end, PASTE_START);
      if (marker === "whole" || (marker === "part" && !complete)) break;
      end += 1;
    }
    if (end > at) {
      target.guest(bytes.slice(at, end));
      return end - at;
    }
    return bytes[at] === prefix ? startCommand() : startPaste(bytes, at);
  };

  const readUiKey = (bytes: Uint8Array, at: number, complete: boolean): number => {
    if (bytes[at] === prefix) return startCommand();
    if (matchAt(bytes, at, PASTE_START) === "whole") return startPaste(bytes, at);
    const key = readKey(bytes, at, complete);
    if (key !== null) target.key(key.name);
    return key?.length ?? 0;
  };

  const readCommand = (bytes: Uint8Array, at: number, complete: boolean): number => {
    const twice = bytes[at] === prefix;
    const key = twice ? { name: "", length: 1 } : readKey(bytes, at, complete);
    if (key === null) return 0;
    afterPrefix = false;
    target.prefixed(false);
    if (twice) target.guest(Uint8Array.of(prefix));
    else target.command(key.name);
    return key.length;
  };

  const readPaste = (bytes: Uint8Array, at: number, complete: boolean): number => {
    let end = at;
    while (end < bytes.length) {
      const marker = matchAt(bytes, end, PASTE_END);
      if (marker === "whole" || (marker === "part" && !complete)) break;
      end += 1;
    }
    if (end > at) {
      if (!target.takesKeys()) target.guest(bytes.slice(at, end));
      return end - at;
    }
    if (matchAt(bytes, at, PASTE_END) !== "whole") return 0;
    pasting = false;
    target.paste("end");
    return PASTE_END.length;
  };

  const startCommand = (): number => {
    afterPrefix = true;
    target.prefixed(true);
    return 1;
  };

  const startPaste = (bytes: Uint8Array, at: number): number => {
    if (matchAt(bytes, at, PASTE_START) !== "whole") return 0;
    pasting = true;
    target.paste("start");
    return PASTE_START.length;
  };

  return {
    feed: (bytes) => read(held.length === 0 ? bytes : concat(held, bytes), false),
    get holding() {
      return held.length > 0;
    },
    flush: () => {
      if (held.length > 0) read(held, true);
    },
  };
}

function matchAt(bytes: Uint8Array, at: number, marker: Uint8Array): "whole" | "part" | "none" {
  for (let index = 0; index < marker.length; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) return "part";
    if (byte !== marker[index]) return "none";
  }
  return "whole";
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
