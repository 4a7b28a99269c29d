// Consoles as text for a pipe: `[name] line`, whole lines only, with control bytes made printable.

/** A line longer than this many characters is split, so that a guest that never ends its line is still heard. */
const LINE_LIMIT = 4096;

/** Joins the bytes of one console to lines. */
export interface ConsoleLines {
  /** Complete lines, each with its prefix and a line feed; the rest is kept. */
  push(bytes: Uint8Array): string;
  /** What is left of a line that did not end, as a line; empty when nothing is. */
  flush(): string;
}

/** @param name Shown in brackets before each line. */
export function makeConsoleLines(name: string): ConsoleLines {
  const decoder = new TextDecoder("utf-8");
  const prefix = `[${name}] `;
  let rest = "";

  function take(text: string): string {
    let out = "";
    rest += text;
    for (;;) {
      const end = rest.indexOf("\n");
      if (end < 0 && rest.length < LINE_LIMIT) return out;
      const length = end < 0 || end > LINE_LIMIT ? splitPoint(rest) : end;
      out += `${prefix}${printable(rest.slice(0, length))}\n`;
      rest = rest.slice(length === end ? end + 1 : length);
    }
  }

  return {
    push: (bytes) => take(decoder.decode(bytes, { stream: true })),
    flush() {
      const out = take(decoder.decode());
      const last = printable(rest);
      rest = "";
      return last === "" ? out : `${out}${prefix}${last}\n`;
    },
  };
}

/** Never between the halves of a surrogate pair. */
function splitPoint(text: string): number {
  const code = text.charCodeAt(LINE_LIMIT - 1);
  return code >= 0xd800 && code < 0xdc00 ? LINE_LIMIT - 1 : LINE_LIMIT;
}

/** "Back to the start of the line, erase it": what stood there was a prompt that made room. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const ERASED = /^.*\r\x1b\[2?K/u;
/** ECMA-48 control sequences: colours, cursor movements. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL_SEQUENCE = /\x1b\[[0-?]*[ -/]*[@-~]/g;

/**
 * Carriage returns at the end, what was erased and control sequences go, a tab stays, other control characters are
 * written as `\xNN`.
 */
function printable(line: string): string {
  const shown = line.replace(/\r+$/, "").replace(ERASED, "").replace(CONTROL_SEQUENCE, "");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return shown.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g, (char) => {
    return `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
}
