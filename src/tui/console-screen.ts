// The screen of one console: a VT terminal (@xterm/headless) fed with what the guest printed, with its scrollback.
import xterm, { type IBufferCell, type Terminal } from "@xterm/headless";
import { makeBacklog } from "./backlog.js";
import { charWidth } from "./char-width.js";
import { consoleRow } from "./console-rows.js";

/** Lines kept above the screen. */
const SCROLLBACK = 5000;
/** Bytes kept unparsed; at four consoles in flood some half a second of parsing. */
const BACKLOG_BYTES = 256 * 1024;
/** Ends a sequence that lost its tail (CAN, ECMA-48 8.3.6) and goes back to plain attributes. */
const AFTER_GAP = "\x18\x1b[0m";

/**
 * Leaves the alternate screen and resets modes (DECSTR) and attributes. Leaving puts the cursor where it was saved, also
 * when there was nothing to leave; so it is saved before (DECSC).
 */
const RESET_MARK = new TextEncoder().encode(
  "\x18\x1b7\x1b[?1049l\x1b[!p\x1b[?2004l\x1b[0m\r\n\x1b[2m--- reset ---\x1b[0m\r\n",
);

/** Modes that a guest sets for its keyboard; the real terminal follows the focused console's. */
export interface KeyboardModes {
  readonly cursorKeys: boolean;
  readonly keypad: boolean;
  readonly bracketedPaste: boolean;
}

export interface ConsoleScreen {
  readonly name: string;
  /** Grows with every change of what `rows` would give. */
  readonly version: number;
  /** Unparsed bytes. */
  readonly pending: number;
  /** Bytes that were never shown because the guest printed too fast. */
  readonly skipped: number;
  /** Lines between the view and the newest line; 0 follows the output. */
  readonly scrolled: number;
  readonly keyboard: KeyboardModes;
  write(bytes: Uint8Array): void;
  /** Parses at most `limit` bytes; resolves with how many when they are on the screen. */
  drain(limit: number): Promise<number>;
  /** The machine was reset: what a guest had switched on is off, and a line says where the new start begins. */
  markReset(): void;
  resize(columns: number, rows: number): void;
  /** The visible rows, each `columns` wide. `cursor`: the cursor is shown. */
  rows(cursor: boolean, colour: boolean): readonly string[];
  /** Text of the newest line that is not empty. */
  lastLine(): string;
  /** Positive: towards older lines. */
  scroll(lines: number): void;
  scrollPage(pages: number): void;
  scrollTo(end: "oldest" | "newest"): void;
  dispose(): void;
}

/** `reply` takes what the terminal answers to a guest's queries (cursor position, device attributes). */
export function makeConsoleScreen(name: string, reply: (bytes: Uint8Array) => void): ConsoleScreen {
  const terminal = new xterm.Terminal({
    cols: 80,
    rows: 24,
    scrollback: SCROLLBACK,
    // A serial console's line feed: the real terminal's driver would add the carriage return.
    convertEol: true,
    // Nor does the guest know the pane's size, so it will not draw its line anew.
    reflowCursorLine: true,
    allowProposedApi: true,
    logLevel: "off",
  });
  terminal.unicode.register(UNICODE);
  terminal.unicode.activeVersion = UNICODE.version;
  terminal.onData((text) => reply(new TextEncoder().encode(text)));
  const cursorShown = watchCursor(terminal);
  const backlog = makeBacklog(BACKLOG_BYTES);
  const scratch: IBufferCell = terminal.buffer.active.getNullCell();
  let version = 0;
  let cached: { readonly key: string; readonly rows: readonly string[] } = { key: "", rows: [] };

  const moved = (move: () => void): void => {
    move();
    version += 1;
  };

  return {
    name,
    get version() {
      return version;
    },
    get pending() {
      return backlog.bytes;
    },
    get skipped() {
      return backlog.dropped;
    },
    get scrolled() {
      return terminal.buffer.active.baseY - terminal.buffer.active.viewportY;
    },
    get keyboard() {
      const { applicationCursorKeysMode, applicationKeypadMode, bracketedPasteMode } = terminal.modes;
      return {
        cursorKeys: applicationCursorKeysMode,
        keypad: applicationKeypadMode,
        bracketedPaste: bracketedPasteMode,
      };
    },
    write: (bytes) => backlog.push(bytes),
    drain: async (limit) => {
      const { bytes, gap } = backlog.take(limit);
      if (bytes.length === 0) return 0;
      if (gap) terminal.write(AFTER_GAP);
      await new Promise<void>((resolve) => terminal.write(bytes, resolve));
      version += 1;
      return bytes.length;
    },
    markReset: () => backlog.push(RESET_MARK),
    resize: (columns, rows) => {
      if (columns === terminal.cols && rows === terminal.rows) return;
      moved(() => terminal.resize(Math.max(2, columns), Math.max(1, rows)));
    },
    rows: (cursor, colour) => {
      const key = `${version} ${cursor} ${colour}`;
      if (cached.key === key) return cached.rows;
      const buffer = terminal.buffer.active;
      const cursorRow = cursor && cursorShown() ? buffer.baseY + buffer.cursorY - buffer.viewportY : -1;
      const cursorColumn = Math.min(buffer.cursorX, terminal.cols - 1);
      const rows = Array.from({ length: terminal.rows }, (_, row) => {
        const line = buffer.getLine(buffer.viewportY + row);
        return consoleRow(line, terminal.cols, row === cursorRow ? cursorColumn : -1, colour, scratch);
      });
      cached = { key, rows };
      return rows;
    },
    lastLine: () => {
      const buffer = terminal.buffer.active;
      for (let row = buffer.baseY + terminal.rows - 1; row >= buffer.baseY; row--) {
        const text = buffer.getLine(row)?.translateToString(true) ?? "";
        if (text.trim() !== "") return text;
      }
      return "";
    },
    scroll: (lines) => moved(() => terminal.scrollLines(-lines)),
    scrollPage: (pages) => moved(() => terminal.scrollLines(-pages * Math.max(1, terminal.rows - 1))),
    scrollTo: (end) => moved(() => (end === "oldest" ? terminal.scrollToTop() : terminal.scrollToBottom())),
    dispose: () => terminal.dispose(),
  };
}

/** Whether the guest shows its cursor: DECTCEM, private mode 25. */
function watchCursor(terminal: Terminal): () => boolean {
  let shown = true;
  const watch = (final: string, value: boolean): void => {
    terminal.parser.registerCsiHandler({ prefix: "?", final }, (parameters) => {
      if (parameters.includes(25)) shown = value;
      return false;
    });
  };
  watch("h", true);
  watch("l", false);
  terminal.parser.registerEscHandler({ final: "c" }, () => {
    shown = true;
    return false;
  });
  return () => shown;
}

/** xterm's packed answer: bit 0 joins the character before, bits 1 and 2 are the width. */
const UNICODE = {
  version: "hartbed",
  wcwidth: charWidth,
  charProperties: (codePoint: number, preceding: number): number => {
    const width = charWidth(codePoint);
    const precedingWidth = (preceding >> 1) & 3;
    return width === 0 && preceding !== 0 ? (precedingWidth << 1) | 1 : width << 1;
  },
};
