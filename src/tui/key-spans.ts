// The line at the bottom: which keys do what now.
import type { MachineView } from "../runner/view.js";
import { COMMANDS, type CommandName, type CommandRow, keyTitle, SCROLL_COMMANDS } from "./commands.js";
import type { Prefix } from "./prefix.js";
import { type Span, span } from "./spans.js";
import type { UiState } from "./ui-state.js";

export function keySpans(view: MachineView, ui: UiState, prefix: Prefix): readonly Span[] {
  if (ui.prefixed)
    return [span(` ${prefix.title} `, "inverse", "strong"), ...labels(COMMANDS, view), ...focusKeys(view)];
  switch (ui.mode) {
    case "scroll":
      return [span(" scroll ", "inverse", "warn"), ...labels(SCROLL_COMMANDS, view)];
    case "confirm-reset":
      return [span(" reset the machine? ", "inverse", "warn"), span(" y ", "strong"), span("yes  any other key: no")];
    case "help":
      return [span(" help ", "inverse"), span(" any key closes it")];
    case "console":
      return [
        span(` ${prefix.title} `, "inverse"),
        span(" then:", "dim"),
        ...labels(COMMANDS, view),
        ...focusKeys(view),
      ];
  }
}

function focusKeys(view: MachineView): readonly Span[] {
  const last = Math.min(9, view.consoles.length);
  return last < 2 ? [] : [span(` 1-${last}`, "strong"), span(" focus", "dim")];
}

function labels(rows: readonly CommandRow<string>[], view: MachineView): readonly Span[] {
  return rows
    .filter((row) => row.label !== "")
    .flatMap((row) => [span(` ${keyTitle(row.keys[0] ?? "")} `, "strong"), span(labelOf(row, view), "dim")]);
}

function labelOf(row: CommandRow<string>, view: MachineView): string {
  const pause: CommandName = "pause";
  return row.name === pause && view.state === "paused" ? "resume" : row.label;
}
