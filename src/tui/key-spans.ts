// The line at the bottom: which keys do what now.
import type { MachineView } from "../runner/view.js";
import { textWidth } from "./char-width.js";
import { COMMANDS, type CommandName, type CommandRow, keyTitle, SCROLL_COMMANDS } from "./commands.js";
import type { Prefix } from "./prefix.js";
import { type Span, span } from "./spans.js";
import type { UiState } from "./ui-state.js";

/** At most `width` columns: keys that do not fit are left out whole, the last ones first. */
export function keySpans(view: MachineView, ui: UiState, prefix: Prefix, width: number): readonly Span[] {
  return fitEntries(entriesOf(view, ui, prefix), width);
}

function entriesOf(view: MachineView, ui: UiState, prefix: Prefix): readonly (readonly Span[])[] {
  const commands = [...labels(COMMANDS.slice(0, 3), view), ...focusKeys(view), ...labels(COMMANDS.slice(3), view)];
  if (ui.prefixed) return [[span(` ${prefix.title} `, "inverse", "strong", "accent")], ...commands];
  switch (ui.mode) {
    case "scroll":
      return [[span(" scroll ", "inverse", "warn")], ...labels(SCROLL_COMMANDS, view)];
    case "confirm-reset":
      return [
        [span(" reset the machine? ", "inverse", "warn")],
        [span(" y ", "strong"), span("yes, any other key: no")],
      ];
    case "choose":
      return [
        [span(` console ${ui.number}_ `, "inverse", "warn")],
        [span(` 1-${view.consoles.length} `, "strong"), span("and ")],
        [span("Enter", "strong"), span(" focus ")],
        [span("Esc", "strong"), span(" leave")],
      ];
    case "help":
      return [[span(" help ", "inverse")], [span(" any key closes it")]];
    case "console":
      return [...ended(view), [span(` ${prefix.title} `, "inverse")], ...commands];
  }
}

/** The screens stay to be read after the end of the run. */
function ended(view: MachineView): readonly (readonly Span[])[] {
  return view.state === "stopped" ? [[span(" the run has ended ", "inverse", "warn"), span(" ")]] : [];
}

function fitEntries(entries: readonly (readonly Span[])[], width: number): readonly Span[] {
  const spans: Span[] = [];
  let left = width;
  for (const entry of entries) {
    const columns = entry.reduce((sum, { text }) => sum + textWidth(text), 0);
    if (columns > left) break;
    spans.push(...entry);
    left -= columns;
  }
  return spans;
}

function focusKeys(view: MachineView): readonly (readonly Span[])[] {
  const last = Math.min(9, view.consoles.length);
  if (last < 2) return [];
  const digits = [span(` 1-${last}`, "strong"), span(" focus", "dim")];
  return last === view.consoles.length ? [digits] : [digits, [span(" g", "strong"), span(" number", "dim")]];
}

function labels(rows: readonly CommandRow<string>[], view: MachineView): readonly (readonly Span[])[] {
  return rows
    .filter((row) => row.label !== "")
    .map((row) => [span(` ${keyTitle(row.keys[0] ?? "")} `, "strong"), span(labelOf(row, view), "dim")]);
}

function labelOf(row: CommandRow<string>, view: MachineView): string {
  const pause: CommandName = "pause";
  return row.name === pause && view.state === "paused" ? "resume" : row.label;
}
