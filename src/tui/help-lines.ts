// The help: every command with its keys, from the tables in commands.ts.
import { textWidth } from "./char-width.js";
import { COMMANDS, type CommandRow, keyTitle, SCROLL_COMMANDS } from "./commands.js";
import type { Prefix } from "./prefix.js";
import { type Span, span } from "./spans.js";

type Line = readonly Span[];

/** Columns of the first of two keys that share a line. */
const HALF_COLUMNS = 40;

/** Where `height` rows are too few, blank lines go, and the keys of the scroll mode stand two on a line. */
export function helpLines(prefix: Prefix, height: number): readonly Line[] {
  const lines = allLines(prefix, rowsOf(SCROLL_COMMANDS));
  if (lines.length <= height) return lines;
  return allLines(prefix, paired(rowsOf(SCROLL_COMMANDS))).filter((line) => line.length > 0);
}

function allLines(prefix: Prefix, scrolling: readonly Line[]): readonly Line[] {
  return [
    [
      span("Every key goes to the focused console's guest, except those after "),
      span(prefix.title, "strong"),
      span(":"),
    ],
    ...rowsOf(COMMANDS),
    [span(pad("1 to 9"), "strong"), span("focus that console")],
    [span(pad(prefix.title), "strong"), span(`send ${prefix.title} itself to the guest`)],
    [],
    [span("In the scroll mode:")],
    ...scrolling,
    [],
    [span("Rates are per second of wall time, over the last two seconds.", "dim")],
  ];
}

function paired(lines: readonly Line[]): readonly Line[] {
  return lines.flatMap((line, index): readonly Line[] => {
    if (index % 2 === 1) return [];
    const right = lines[index + 1];
    if (right === undefined) return [line];
    const columns = line.reduce((sum, { text }) => sum + textWidth(text), 0);
    return [[...line, span(" ".repeat(Math.max(1, HALF_COLUMNS - columns))), ...right]];
  });
}

function rowsOf(rows: readonly CommandRow<string>[]): readonly Line[] {
  return rows.map(({ keys, help }) => [span(pad(keys.map(keyTitle).join(" ")), "strong"), span(help)]);
}

function pad(keys: string): string {
  return `  ${keys.padEnd(14)} `;
}
