import fc from "fast-check";
import { expect, test } from "vitest";
import { type Layout, type LayoutRequest, layOut, type Rect } from "../../src/tui/layout.js";

function request(part: Partial<LayoutRequest>): LayoutRequest {
  const defaults = { columns: 160, rows: 50, consoles: 4, focus: 0, zoom: false, counters: null, exits: null, vms: 3 };
  return { ...defaults, ...part };
}

function rects(layout: Layout): readonly Rect[] {
  return [
    layout.machine,
    layout.keys,
    ...layout.panes.flatMap(({ title, body }) => [title, body]),
    ...layout.separators,
    ...[layout.list, layout.counters?.rect ?? null, layout.exits].filter((rect) => rect !== null),
  ];
}

test("160x50 shows four panes of 79 columns or more, the counters table and the last exits", () => {
  const layout = layOut(request({}));
  expect(layout?.kind).toBe("grid");
  expect(layout?.panes.map(({ console }) => console)).toEqual([0, 1, 2, 3]);
  expect(Math.min(...(layout?.panes.map(({ body }) => body.width) ?? []))).toBeGreaterThanOrEqual(79);
  expect(layout?.counters?.form).toBe("table");
  expect(layout?.exits?.width).toBeGreaterThanOrEqual(60);
});

test("80x24 shows the focused console at full width, a row for each other one, and the counters in two lines", () => {
  const layout = layOut(request({ columns: 80, rows: 24, focus: 2 }));
  expect(layout?.kind).toBe("list");
  expect(layout?.panes).toHaveLength(1);
  expect(layout?.panes[0]?.console).toBe(2);
  expect(layout?.panes[0]?.body.width).toBe(80);
  expect(layout?.panes[0]?.body.height).toBeGreaterThanOrEqual(14);
  expect(layout?.list?.height).toBe(3);
  expect(layout?.counters).toMatchObject({ form: "lines", rect: { height: 2 } });
  expect(layout?.exits).toBeNull();
});

test("zoom gives the focused console everything but the lines at top and bottom", () => {
  const layout = layOut(request({ zoom: true, focus: 3 }));
  expect(layout?.panes).toEqual([
    {
      console: 3,
      title: { x: 0, y: 1, width: 160, height: 1 },
      body: { x: 0, y: 2, width: 160, height: 47 },
    },
  ]);
  expect([layout?.counters, layout?.exits, layout?.list]).toEqual([null, null, null]);
});

test("panels that are switched off leave their rows to the panes", () => {
  const on = layOut(request({}));
  const off = layOut(request({ counters: false, exits: false }));
  expect(off?.counters).toBeNull();
  expect(off?.exits).toBeNull();
  expect(off?.panes[0]?.body.height).toBeGreaterThan(on?.panes[0]?.body.height ?? 0);
});

test("the exits panel can be switched on at 80x24", () => {
  const layout = layOut(request({ columns: 80, rows: 24, exits: true }));
  expect(layout?.exits?.height).toBeGreaterThanOrEqual(5);
  expect(layout?.panes[0]?.body.height).toBeGreaterThanOrEqual(6);
});

test("a terminal under 40x10 has no layout", () => {
  expect(layOut(request({ columns: 39, rows: 10 }))).toBeNull();
  expect(layOut(request({ columns: 40, rows: 9 }))).toBeNull();
  expect(layOut(request({ columns: 40, rows: 10 }))).not.toBeNull();
});

const anyRequest = fc.record({
  columns: fc.integer({ min: 40, max: 300 }),
  rows: fc.integer({ min: 10, max: 100 }),
  consoles: fc.integer({ min: 1, max: 20 }),
  focus: fc.nat(19),
  zoom: fc.boolean(),
  counters: fc.constantFrom(null, true, false),
  exits: fc.constantFrom(null, true, false),
  vms: fc.nat(20),
});

test("nothing overlaps, nothing leaves the screen, and the focused console always has a pane", () => {
  fc.assert(
    fc.property(anyRequest, (any) => {
      const focus = any.focus % any.consoles;
      const layout = layOut({ ...any, focus });
      if (layout === null) throw new Error("no layout");
      expect(layout.panes.some(({ console, body }) => console === focus && body.height > 0)).toBe(true);
      const taken = new Set<number>();
      for (const { x, y, width, height } of rects(layout)) {
        expect(width).toBeGreaterThan(0);
        expect(height).toBeGreaterThan(0);
        for (let row = y; row < y + height; row++) {
          for (let column = x; column < x + width; column++) {
            const cell = row * any.columns + column;
            if (taken.has(cell) || row < 0 || row >= any.rows || column < 0 || column >= any.columns) {
              throw new Error(`cell ${column},${row} is taken twice or outside`);
            }
            taken.add(cell);
          }
        }
      }
    }),
  );
});
