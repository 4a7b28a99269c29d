// Puts frames on the terminal: the rows that Ink laid out, and over them the consoles' screens. Only what changed is
// written, at absolute positions, in one write per frame (synchronized output, private mode 2026).
//
// The screens do not pass through Ink: at 160x50 it takes 6 to 15 ms to lay out and cut 8000 styled cells, and its
// text measurement keeps every distinct text for ever, which a guest in flood turns into megabytes per second.
import type { Rect } from "./layout.js";

export interface Body {
  readonly rect: Rect;
  /** At least `rect.height` rows of exactly `rect.width` columns. */
  rows(): readonly string[];
}

export interface Painter {
  /** Frames that reached the terminal. */
  readonly frames: number;
  /** Takes Ink's frame: rows joined with line feeds. */
  setBase(frame: string): void;
  place(key: string, body: Body): void;
  remove(key: string): void;
  /** The terminal's contents are unknown: the next frame writes everything. */
  invalidate(): void;
  /** What makes the terminal show the present frame; empty when it does already. */
  paint(height: number): string;
}

interface BodyRow {
  readonly y: number;
  readonly x: number;
  readonly text: string;
}

const BEGIN = "\x1b[?2026h";
const END = "\x1b[?2026l";

export function makePainter(): Painter {
  const bodies = new Map<string, Body>();
  let base: readonly string[] = [];
  let shownBase: readonly string[] | null = null;
  let shown = new Map<string, BodyRow>();
  let frames = 0;

  /** Texts of all bodies' rows by where they stand: row, column and width, as `y;x;width`. */
  const bodyRows = (height: number): Map<string, BodyRow> => {
    const all = new Map<string, BodyRow>();
    for (const { rect, rows } of bodies.values()) {
      const texts = rows();
      for (let row = 0; row < rect.height && rect.y + row < height; row++) {
        const y = rect.y + row;
        all.set(`${y};${rect.x};${rect.width}`, { y, x: rect.x, text: texts[row] ?? " ".repeat(rect.width) });
      }
    }
    return all;
  };

  const paint = (height: number): string => {
    const next = bodyRows(height);
    // Where a body stood and stands no more, the base shows again.
    const uncovered = new Set([...shown].filter(([at]) => !next.has(at)).map(([, row]) => row.y));
    const cleared = shownBase === null;
    let out = cleared ? "\x1b[0m\x1b[2J" : "";
    const repainted = new Set<number>();
    for (let y = 0; y < height; y++) {
      const row = base[y] ?? "";
      if (row === (shownBase?.[y] ?? "") && !uncovered.has(y)) continue;
      // Erased before it is written: at the end of a full row the cursor still stands on its last column.
      out += `\x1b[${y + 1};1H\x1b[2K${row}\x1b[0m`;
      repainted.add(y);
    }
    for (const [at, { y, x, text }] of next) {
      if (shown.get(at)?.text !== text || repainted.has(y)) out += `\x1b[${y + 1};${x + 1}H${text}`;
    }
    shownBase = base;
    shown = next;
    if (out === "") return "";
    frames += 1;
    return BEGIN + out + END;
  };

  return {
    get frames() {
      return frames;
    },
    setBase: (frame) => {
      base = frame.split("\n");
    },
    place: (key, body) => {
      bodies.set(key, body);
    },
    remove: (key) => {
      bodies.delete(key);
    },
    invalidate: () => {
      shownBase = null;
      shown = new Map();
    },
    paint,
  };
}
