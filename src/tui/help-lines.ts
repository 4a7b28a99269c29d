// The help: every command with its keys, from the tables in commands.ts.
import { COMMANDS, type CommandRow, keyTitle, SCROLL_COMMANDS } from "./commands.js";
import type { Prefix } from "./prefix.js";
import { type Span, span } from "./spans.js";

export function helpLines(prefix: Prefix): readonly (readonly Span[])[] {
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
    ...rowsOf(SCROLL_COMMANDS),
    [],
    [span("Rates are per second of wall time, over the last two seconds.", "dim")],
  ];
}

function rowsOf(rows: readonly CommandRow<string>[]): readonly (readonly Span[])[] {
  return rows.map(({ keys, help }) => [span(pad(keys.map(keyTitle).join(" ")), "strong"), span(help)]);
}

function pad(keys: string): string {
  return `  ${keys.padEnd(14)} `;
}
