// Pieces of styled text fitted into a number of columns. Everything that the UI writes outside of the console panes
// goes through here, so that no name, symbol or instruction text can carry an escape sequence to the terminal.
import { charWidth } from "./char-width.js";

/** SGR (ECMA-48, 8.3.117) attributes by what they say. */
const LOOKS = {
  plain: { sgr: "", colour: false },
  strong: { sgr: "1", colour: false },
  dim: { sgr: "2", colour: false },
  inverse: { sgr: "7", colour: false },
  accent: { sgr: "36", colour: true },
  good: { sgr: "32", colour: true },
  warn: { sgr: "33", colour: true },
  bad: { sgr: "31", colour: true },
} as const;

export type Look = keyof typeof LOOKS;

export interface Span {
  readonly text: string;
  readonly looks: readonly Look[];
}

export function span(text: string, ...looks: Look[]): Span {
  return { text, looks };
}

/**
 * One line of exactly `width` columns: the spans, cut with an ellipsis or filled with spaces.
 * Without `colour` (NO_COLOR) only attributes that are no colours remain.
 */
export function fitSpans(spans: readonly Span[], width: number, colour: boolean): string {
  if (width <= 0) return "";
  let line = "";
  let left = width;
  const whole = spans.reduce((sum, piece) => sum + columns(piece.text), 0) <= width;
  for (const { text, looks } of spans) {
    if (left <= 0) break;
    const cut = whole ? printable(text) : cutTo(printable(text), left, columns(text) > left - 1);
    left -= columns(cut);
    const sgr = looks
      .map((look) => LOOKS[look])
      .filter((look) => look.sgr !== "" && (colour || !look.colour))
      .map((look) => look.sgr)
      .join(";");
    line += sgr === "" || cut === "" ? cut : `\x1b[${sgr}m${cut}\x1b[0m`;
  }
  return line + " ".repeat(Math.max(0, left));
}

/** The same with nothing but text. */
export function fitText(text: string, width: number): string {
  return fitSpans([span(text)], width, false);
}

/** Right-aligned in `width` columns, cut on the left when it is too long. */
export function alignRight(text: string, width: number): string {
  return text.length >= width ? text.slice(text.length - width) : text.padStart(width);
}

/** Control characters (C0, C1, format) become a middle dot. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "·");
}

function columns(text: string): number {
  let width = 0;
  for (const char of printable(text)) width += charWidth(char.codePointAt(0) ?? 0);
  return width;
}

function cutTo(text: string, width: number, ellipsis: boolean): string {
  if (!ellipsis) return text;
  let kept = "";
  let left = width - 1;
  for (const char of text) {
    const step = charWidth(char.codePointAt(0) ?? 0);
    if (step > left) break;
    left -= step;
    kept += char;
  }
  return `${kept}…`;
}
