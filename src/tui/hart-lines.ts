// The traps of each hart as a table: what a machine without VMs has to count.
import type { HartView, MachineView } from "../runner/view.js";
import { causeTitle } from "./cause-title.js";
import { shortCount } from "./numbers.js";
import { type Span, span } from "./spans.js";

const TITLE_COLUMNS = 30;
const HART_COLUMNS = 9;

const MODES = [
  { key: "m", title: "M" },
  { key: "hs", title: "HS" },
  { key: "vs", title: "VS" },
] as const;

interface Row {
  readonly title: string;
  readonly counts: readonly number[];
}

/** A header and the traps that were taken most, most often first. */
export function hartTable(view: MachineView, height: number): readonly (readonly Span[])[] {
  const { harts } = view;
  const head = [
    span("Traps, by the mode that took them".slice(0, TITLE_COLUMNS).padEnd(TITLE_COLUMNS), "strong"),
    ...harts.map(({ id }) => span(`hart ${id}`.padStart(HART_COLUMNS), "strong")),
  ];
  const rows = MODES.flatMap(({ key, title }) => rowsOf(harts, key, title)).sort((a, b) => sum(b) - sum(a));
  if (rows.length === 0) return [head, [span("none yet", "dim")]];
  return [head, ...rows.slice(0, Math.max(0, height - 1)).map(rowSpans)];
}

function rowsOf(harts: readonly HartView[], mode: keyof HartView["traps"], title: string): readonly Row[] {
  const causes = new Set(harts.flatMap(({ traps }) => Object.keys(traps[mode])));
  return [...causes].map((cause) => ({
    title: `${title.padEnd(2)} ${causeTitle(cause)}`,
    counts: harts.map(({ traps }) => traps[mode][cause] ?? 0),
  }));
}

function rowSpans({ title, counts }: Row): readonly Span[] {
  return [
    span(title.slice(0, TITLE_COLUMNS - 1).padEnd(TITLE_COLUMNS)),
    ...counts.map((count) => span(shortCount(count).padStart(HART_COLUMNS), count === 0 ? "dim" : "plain")),
  ];
}

function sum({ counts }: Row): number {
  return counts.reduce((all, count) => all + count, 0);
}
