// The title of a console's pane, and its row in the list: guest, state, hart, VMID, focus.
import type { MachineView, VmView } from "../runner/view.js";
import { textWidth } from "./char-width.js";
import type { ConsoleMark } from "./console-marks.js";
import { vmOfConsole } from "./model.js";
import { shortCount } from "./numbers.js";
import { type Look, type Span, span } from "./spans.js";

const STATES: { readonly [state in VmView["state"]]: { readonly sign: string; readonly look: Look } } = {
  waiting: { sign: "○", look: "dim" },
  running: { sign: "●", look: "good" },
  idle: { sign: "◌", look: "accent" },
};

/** `━▶ 1 alpha ● running · hart 0 · VMID 1 ━━━━`; `elsewhere` are consoles that print and cannot be seen. */
export function paneTitle(
  view: MachineView,
  console: number,
  mark: ConsoleMark | undefined,
  focused: boolean,
  elsewhere: readonly number[],
  width: number,
): readonly Span[] {
  const rule = focused ? "━" : "─";
  const ruleLook: Look = focused ? "accent" : "dim";
  const spans = [
    span(focused ? "━▶ " : "── ", ruleLook),
    span(`${console + 1} ${consoleTitle(view, console)} `, ...(focused ? (["strong", "accent"] as const) : [])),
    ...markSpans(mark),
    ...stateSpans(view, console),
    ...(elsewhere.length > 0 ? [span(`* ${elsewhere.map((index) => index + 1).join(" ")} `, "strong", "warn")] : []),
  ];
  const used = spans.reduce((sum, { text }) => sum + textWidth(text), 0);
  return [...spans, span(rule.repeat(Math.max(0, width - used)), ruleLook)];
}

/** `  2 beta ● running · hart 1   $ last line of output` */
export function listRow(view: MachineView, console: number, mark: ConsoleMark | undefined): readonly Span[] {
  const unread = mark?.unread === true;
  return [
    span(unread ? " * " : "   ", "strong", "warn"),
    span(`${console + 1} ${consoleTitle(view, console).padEnd(10)} `, ...(unread ? (["strong"] as const) : [])),
    ...stateSpans(view, console),
    span(" "),
    span(mark?.lastLine.trim() ?? "", "dim"),
  ];
}

function consoleTitle(view: MachineView, console: number): string {
  const entry = view.consoles[console];
  return entry?.name ?? "";
}

/** Of the VM behind the console, or else the device. */
function stateSpans(view: MachineView, console: number): readonly Span[] {
  const vm = vmOfConsole(view, console);
  if (vm === undefined) return [span(`· ${view.consoles[console]?.device ?? ""} `, "dim")];
  const name = view.consoles.some((entry) => entry.name === vm.name) ? [] : [span(`${vm.name} `)];
  const { sign, look } = STATES[vm.state];
  const where = vm.hart === null ? "" : ` · hart ${vm.hart} · VMID ${vm.vmid}`;
  return [...name, span(`${sign} ${vm.state}`, look), span(`${where} `)];
}

function markSpans(mark: ConsoleMark | undefined): readonly Span[] {
  if (mark === undefined) return [];
  return [
    ...(mark.scrolled > 0 ? [span(`↑${mark.scrolled} lines `, "warn")] : []),
    ...(mark.skipped > 0 ? [span(`${shortCount(mark.skipped)} bytes not shown `, "warn")] : []),
  ];
}
