import xterm from "@xterm/headless";
import { beforeEach, expect, test } from "vitest";
import { makePainter, type Painter } from "../../src/tui/painter.js";

const HEIGHT = 4;
let painter: Painter;
let display: InstanceType<typeof xterm.Terminal>;

beforeEach(() => {
  painter = makePainter();
  display = new xterm.Terminal({ cols: 10, rows: HEIGHT, allowProposedApi: true });
});

async function paint(): Promise<string> {
  const out = painter.paint(HEIGHT);
  await new Promise<void>((resolve) => display.write(out, resolve));
  return out;
}

function screen(): readonly string[] {
  return Array.from({ length: HEIGHT }, (_, y) => display.buffer.active.getLine(y)?.translateToString(true) ?? "");
}

test("bodies stand over the base", async () => {
  painter.setBase("title\n\n\nbottom 890");
  painter.place("a", { rect: { x: 2, y: 1, width: 3, height: 2 }, rows: () => ["abc", "def"] });
  await paint();
  expect(screen()).toEqual(["title", "  abc", "  def", "bottom 890"]);
});

test("only rows that changed are written, and nothing when none did", async () => {
  let rows = ["abc", "def"];
  painter.setBase("title\n\n\nbottom");
  painter.place("a", { rect: { x: 2, y: 1, width: 3, height: 2 }, rows: () => rows });
  await paint();
  expect(await paint()).toBe("");
  rows = ["abc", "xyz"];
  const out = await paint();
  expect(out).toContain("xyz");
  expect(out).not.toContain("abc");
  expect(out).not.toContain("title");
  expect(painter.frames).toBe(2);
});

test("a base row that changes does not wipe the bodies on it", async () => {
  painter.setBase("\n|\n\n");
  painter.place("a", { rect: { x: 2, y: 1, width: 3, height: 1 }, rows: () => ["abc"] });
  await paint();
  painter.setBase("\n!\n\n");
  await paint();
  expect(screen()[1]).toBe("! abc");
});

test("the base shows again where a body was removed or became narrower", async () => {
  painter.setBase("\n0123456789\n0123456789\n");
  painter.place("a", { rect: { x: 2, y: 1, width: 6, height: 2 }, rows: () => ["abcdef", "ghijkl"] });
  await paint();
  painter.place("a", { rect: { x: 2, y: 1, width: 3, height: 1 }, rows: () => ["abc"] });
  await paint();
  expect(screen()).toEqual(["", "01abc56789", "0123456789", ""]);
  painter.remove("a");
  await paint();
  expect(screen()[1]).toBe("0123456789");
});

test("a row that fills the terminal keeps its last column", async () => {
  painter.setBase("0123456789\n0123456789\n\n0123456789");
  const out = await paint();
  expect(screen()).toEqual(["0123456789", "0123456789", "", "0123456789"]);
  // Erased after writing, a terminal that waits at the last column with its wrap would lose it.
  expect(out).toContain("\x1b[2K0123456789");
});

test("after invalidate everything is written, over whatever was there", async () => {
  painter.setBase("title\n\n\n");
  painter.place("a", { rect: { x: 0, y: 1, width: 3, height: 1 }, rows: () => ["abc"] });
  await paint();
  await new Promise<void>((resolve) => display.write("\x1b[3;1Hgarbage\x1b[1;1Hx", resolve));
  painter.invalidate();
  await paint();
  expect(screen()).toEqual(["title", "abc", "", ""]);
});
