// Where everything stands on the screen: a pure function of the terminal's size, the consoles and what is switched on.
// Columns and rows count from 0 at the top left.

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface LayoutRequest {
  readonly columns: number;
  readonly rows: number;
  readonly consoles: number;
  /** Index of the focused console. */
  readonly focus: number;
  readonly zoom: boolean;
  /** `null`: by the size of the terminal and by whether there is a VM. */
  readonly counters: boolean | null;
  readonly exits: boolean | null;
  /** Virtual machines: the columns of the counters table. */
  readonly vms: number;
}

/** A console's pane: one row of title above its screen. */
export interface PanePlace {
  readonly console: number;
  readonly title: Rect;
  readonly body: Rect;
}

export interface Layout {
  readonly kind: "grid" | "list" | "zoom";
  readonly machine: Rect;
  readonly keys: Rect;
  /** Everything between the machine line and the key line: where the help stands. */
  readonly middle: Rect;
  readonly panes: readonly PanePlace[];
  /** Columns of `│` between panes. */
  readonly separators: readonly Rect[];
  /** One row for each console that has no pane. */
  readonly list: Rect | null;
  readonly counters: { readonly rect: Rect; readonly form: "table" | "lines" } | null;
  readonly exits: Rect | null;
}

export const MIN_COLUMNS = 40;
export const MIN_ROWS = 10;

/** A pane narrower or lower than this is not worth reading: the others become a list. */
const MIN_PANE_COLUMNS = 50;
const MIN_PANE_ROWS = 7;
/** Guests expect 80 columns; more panes stand side by side when each has nearly that. */
const WIDE_PANE_COLUMNS = 76;

/** Header, nine exits, other, three injected, share. */
const COUNTER_TABLE_ROWS = 15;
export const COUNTER_TITLE_COLUMNS = 23;
export const COUNTER_VM_COLUMNS = 15;
const COUNTER_LINES = 2;
const EXITS_MIN_COLUMNS = 52;
const EXITS_SMALL_ROWS = 7;
/** A panel leaves at least this much to the focused console, or is not shown. */
const MIN_ABOVE_ROWS = 4;

/** `null` when the terminal is too small for anything. */
export function layOut(request: LayoutRequest): Layout | null {
  const { columns, rows } = request;
  if (columns < MIN_COLUMNS || rows < MIN_ROWS) return null;
  const machine = { x: 0, y: 0, width: columns, height: 1 };
  const keys = { x: 0, y: rows - 1, width: columns, height: 1 };
  const middle = { x: 0, y: 1, width: columns, height: rows - 2 };
  const panels = request.zoom ? { above: middle, counters: null, exits: null } : placePanels(request, middle);
  return {
    machine,
    keys,
    middle,
    ...placePanes(request, panels.above),
    counters: panels.counters,
    exits: panels.exits,
  };
}

/** The panels stand at the bottom of `area`; `above` is what they leave. */
function placePanels(request: LayoutRequest, area: Rect) {
  const large = area.width >= 120 && area.height >= 36;
  const wantsCounters = request.counters ?? (large || request.vms > 0);
  const wantsExits = request.exits ?? (large && request.vms > 0);
  if (large) {
    if (!wantsCounters && !wantsExits) return { above: area, counters: null, exits: null };
    const [above, below] = cutBottom(area, COUNTER_TABLE_ROWS + 1);
    if (!wantsCounters) return { above, counters: null, exits: below };
    const table = COUNTER_TITLE_COLUMNS + COUNTER_VM_COLUMNS * Math.max(1, request.vms);
    const width = wantsExits ? Math.min(table, below.width - EXITS_MIN_COLUMNS) : below.width;
    const counters = { rect: { ...below, width }, form: "table" as const };
    const exits = wantsExits ? { ...below, x: below.x + width + 1, width: below.width - width - 1 } : null;
    return { above, counters, exits };
  }
  const exitRows = Math.min(EXITS_SMALL_ROWS, area.height - MIN_ABOVE_ROWS - COUNTER_LINES);
  const [rest, exits] = wantsExits && exitRows >= 2 ? cutBottom(area, exitRows) : [area, null];
  const fits = request.counters === true && rest.height >= COUNTER_TABLE_ROWS + 1 + MIN_PANE_ROWS + request.consoles;
  if (!wantsCounters) return { above: rest, counters: null, exits };
  const [above, below] = cutBottom(rest, fits ? COUNTER_TABLE_ROWS + 1 : COUNTER_LINES);
  return { above, counters: { rect: below, form: fits ? ("table" as const) : ("lines" as const) }, exits };
}

function placePanes(request: LayoutRequest, area: Rect): Pick<Layout, "kind" | "panes" | "separators" | "list"> {
  const { consoles, focus } = request;
  if (request.zoom || consoles <= 1) {
    const panes = consoles === 0 ? [] : [pane(focus, area)];
    return { kind: request.zoom ? "zoom" : "grid", panes, separators: [], list: null };
  }
  const across = gridColumns(consoles, area);
  if (across !== null) return { kind: "grid", ...placeGrid(consoles, across, area), list: null };
  const listRows = Math.min(consoles - 1, Math.max(1, area.height - MIN_PANE_ROWS), area.height - 2);
  const [above, list] = cutBottom(area, listRows);
  return { kind: "list", panes: [pane(focus, above)], separators: [], list };
}

/** How many panes stand side by side, or `null` when they do not fit. */
function gridColumns(consoles: number, area: Rect): number | null {
  const fits = (across: number, least: number): boolean => {
    const down = Math.ceil(consoles / across);
    return Math.floor(area.width / across) >= least && Math.floor(area.height / down) >= MIN_PANE_ROWS;
  };
  const square = Math.ceil(Math.sqrt(consoles));
  const wide = [square, square + 1, square - 1].filter((across) => across >= 1 && across <= consoles);
  return (
    wide.find((across) => fits(across, WIDE_PANE_COLUMNS)) ??
    wide.find((across) => fits(across, MIN_PANE_COLUMNS)) ??
    null
  );
}

/** Rows of panes; a last row with fewer panes shares the whole width. */
function placeGrid(consoles: number, across: number, area: Rect): Pick<Layout, "panes" | "separators"> {
  const down = Math.ceil(consoles / across);
  const panes: PanePlace[] = [];
  const separators: Rect[] = [];
  for (let row = 0; row < down; row++) {
    const inRow = Math.min(across, consoles - row * across);
    const y = area.y + share(area.height, down, row);
    const height = share(area.height, down, row + 1) - share(area.height, down, row);
    for (let column = 0; column < inRow; column++) {
      const left = column === 0 ? 0 : 1;
      const x = share(area.width, inRow, column);
      const width = share(area.width, inRow, column + 1) - x - left;
      if (left === 1) separators.push({ x: area.x + x, y, width: 1, height });
      panes.push(pane(row * across + column, { x: area.x + x + left, y, width, height }));
    }
  }
  return { panes, separators };
}

function pane(console: number, rect: Rect): PanePlace {
  return {
    console,
    title: { ...rect, height: 1 },
    body: { ...rect, y: rect.y + 1, height: rect.height - 1 },
  };
}

function share(length: number, parts: number, part: number): number {
  return Math.floor((length * part) / parts);
}

function cutBottom(area: Rect, height: number): [above: Rect, below: Rect] {
  const above = { ...area, height: area.height - height };
  return [above, { ...area, y: area.y + above.height, height }];
}
