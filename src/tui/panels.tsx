// The panels around the console panes. They read and draw; only the session acts on the machine.
import { useLayoutEffect } from "react";
import { Block } from "./block.js";
import { counterLines, counterTable } from "./counter-lines.js";
import { exitLines } from "./exit-lines.js";
import { hartTable } from "./hart-lines.js";
import { helpLines } from "./help-lines.js";
import { keySpans } from "./key-spans.js";
import type { Layout, Rect } from "./layout.js";
import { machineSpans } from "./machine-spans.js";
import { useMachineView, useMarks, useModel, useRates, useUi, vmOfConsole } from "./model.js";
import { fitSpans, type Span, span } from "./spans.js";
import { listRow } from "./title-spans.js";

/** Key of the painter; no console has a name with a space. */
const MACHINE_LINE = "machine line";

/** Shows the time, which passes in a machine that waits as well: painted over its place, without Ink. */
export function MachineLine({ rect }: { readonly rect: Rect }) {
  const { newest, painter, colour } = useModel();
  useLayoutEffect(() => {
    const rows = () => [fitSpans(machineSpans(newest.get(), rect.width), rect.width, colour)];
    painter.place(MACHINE_LINE, { rect, rows });
    return () => painter.remove(MACHINE_LINE);
  }, [newest, painter, colour, rect]);
  return <Block rect={rect} lines={[]} />;
}

export function KeyLine({ rect }: { readonly rect: Rect }) {
  return <Block rect={rect} lines={[keySpans(useMachineView(), useUi(), useModel().prefix, rect.width)]} />;
}

/** The consoles that have no pane. */
export function ConsoleList({ rect }: { readonly rect: Rect }) {
  const view = useMachineView();
  const { focus } = useUi();
  const marks = useMarks();
  const hidden = view.consoles.map((_, index) => index).filter((index) => index !== focus);
  // With more consoles than rows, those after the focused one come first.
  const turned = [...hidden.filter((index) => index > focus), ...hidden.filter((index) => index < focus)];
  const shown = (hidden.length > rect.height ? turned : hidden).slice(0, rect.height);
  return <Block rect={rect} lines={shown.map((index) => listRow(view, index, marks[index]))} />;
}

export function CountersPanel({ place }: { readonly place: NonNullable<Layout["counters"]> }) {
  const rates = useRates();
  const view = useMachineView();
  const vm = vmOfConsole(view, useUi().focus);
  const { rect, form } = place;
  const forms = {
    table: () => counterTable(view, rates, vm, rect.width),
    lines: () => counterLines(view, rates, vm),
  };
  const lines = view.vms.length === 0 ? hartTable(view, rect.height) : forms[form]();
  return <Block rect={rect} lines={lines} />;
}

export function ExitsPanel({ rect }: { readonly rect: Rect }) {
  const view = useMachineView();
  return <Block rect={rect} lines={exitLines(view, vmOfConsole(view, useUi().focus), rect.height)} />;
}

export function HelpPanel({ rect }: { readonly rect: Rect }) {
  return <Block rect={rect} lines={helpLines(useModel().prefix, rect.height)} />;
}

/** The lines between panes that stand side by side. */
export function Separator({ rect }: { readonly rect: Rect }) {
  const column: readonly Span[][] = Array.from({ length: rect.height }, () => [span("│", "dim")]);
  return <Block rect={rect} lines={column} />;
}
