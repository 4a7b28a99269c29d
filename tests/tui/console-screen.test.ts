import { beforeEach, expect, test } from "vitest";
import { type ConsoleScreen, makeConsoleScreen } from "../../src/tui/console-screen.js";

let screen: ConsoleScreen;
let replies: string;

beforeEach(() => {
  replies = "";
  screen = makeConsoleScreen("alpha", (bytes) => {
    replies += new TextDecoder().decode(bytes);
  });
  screen.resize(10, 3);
});

async function show(text: string | Uint8Array): Promise<void> {
  screen.write(typeof text === "string" ? new TextEncoder().encode(text) : text);
  while (screen.pending > 0) await screen.drain(64 * 1024);
}

const rows = (cursor = false, colour = true) => screen.rows(cursor, colour);

test("every row has the columns of the pane", async () => {
  await show("hi");
  expect(rows()).toEqual(["hi        ", "          ", "          "]);
});

test("a line feed alone starts a new line at the left, as on a serial terminal", async () => {
  await show("one\ntwo\r\nthree");
  expect(rows()).toEqual(["one       ", "two       ", "three     "]);
});

test("attributes and colours are kept: bold, inverse, 16, 256 and 24-bit colours", async () => {
  await show("\x1b[1;31ma\x1b[0;7mb\x1b[0;96mc\x1b[38;5;200md\x1b[48;2;1;2;3me\x1b[0mf");
  const [row] = rows();
  const c256 = "\x1b[0;38;5;200md";
  expect(row).toBe(`\x1b[0;1;31ma\x1b[0;7mb\x1b[0;96mc${c256}\x1b[0;38;5;200;48;2;1;2;3me\x1b[0mf    `);
});

test("without colour attributes remain and colours do not", async () => {
  await show("\x1b[1;31ma\x1b[0;42mb");
  expect(rows(false, false)[0]).toBe("\x1b[0;1ma\x1b[0mb        ");
});

test("the cursor is inverted, also over an inverse cell, and hidden when the guest hides it", async () => {
  await show("a");
  expect(rows(true)[0]).toBe("a\x1b[0;7m \x1b[0m        ");
  await show("\r\x1b[7mb\x1b[0m\r");
  expect(rows(true)[0]).toBe("b         ");
  await show("\x1b[?25l");
  expect(rows(true)[0]).toBe("\x1b[0;7mb\x1b[0m         ");
});

test("a wide character takes two columns, and none is cut in half at the edge", async () => {
  await show("你😀x");
  expect(rows()[0]).toBe("你😀x     ");
  await show("\r123456789你");
  expect(rows().slice(0, 2)).toEqual(["123456789 ", "你        "]);
});

test("marks stay with their letter; direction overrides do not leave the pane", async () => {
  await show("e\u0301a\u202eb");
  expect(rows()[0]).toBe("e\u0301ab       ");
});

test("a character whose bytes come in two pieces is one character", async () => {
  const bytes = new TextEncoder().encode("é");
  await show(bytes.subarray(0, 1));
  await show(bytes.subarray(1));
  expect(rows()[0]).toBe("é         ");
});

test("what left the screen can be scrolled back to, and new output does not move the view", async () => {
  await show("1\n2\n3\n4\n5");
  expect(rows().map((row) => row.trim())).toEqual(["3", "4", "5"]);
  screen.scroll(1);
  expect(rows().map((row) => row.trim())).toEqual(["2", "3", "4"]);
  expect(screen.scrolled).toBe(1);
  await show("\n6");
  expect(rows().map((row) => row.trim())).toEqual(["2", "3", "4"]);
  screen.scrollTo("oldest");
  expect(rows()[0]?.trim()).toBe("1");
  screen.scrollTo("newest");
  expect(rows().map((row) => row.trim())).toEqual(["4", "5", "6"]);
});

test("the alternate screen gives the first one back unharmed", async () => {
  await show("shell\x1b[?1049h\x1b[H\x1b[2Jeditor");
  expect(rows()[0]).toBe("editor    ");
  await show("\x1b[?1049l");
  expect(rows()[0]).toBe("shell     ");
});

test("a narrower pane wraps long lines anew", async () => {
  await show("0123456789");
  screen.resize(5, 3);
  expect(rows()).toEqual(["01234", "56789", "     "]);
});

test("the guest's question for the cursor's position is answered to it", async () => {
  await show("ab\x1b[6n");
  expect(replies).toBe("\x1b[1;3R");
});

test("the modes of the keyboard are those that the guest set", async () => {
  expect(screen.keyboard).toEqual({ cursorKeys: false, keypad: false, bracketedPaste: false });
  await show("\x1b[?1h\x1b=\x1b[?2004h");
  expect(screen.keyboard).toEqual({ cursorKeys: true, keypad: true, bracketedPaste: true });
});

test("a reset of the machine is marked, and undoes what the guest had switched on", async () => {
  await show("shell\x1b[?1049h\x1b[?1h\x1b[?2004h\x1b[7meditor");
  screen.markReset();
  screen.resize(20, 4);
  await show("boot");
  expect(rows().map((row) => row.trim())).toEqual(["shell", "\x1b[0;2m--- reset ---\x1b[0m", "boot", ""]);
  expect(screen.keyboard).toEqual({ cursorKeys: false, keypad: false, bracketedPaste: false });
});

test("the mark of a reset comes below what was printed", async () => {
  await show("one\r\ntwo");
  screen.markReset();
  screen.resize(20, 5);
  await show("boot");
  const shown = ["one", "two", "\x1b[0;2m--- reset ---\x1b[0m", "boot", ""];
  expect(rows().map((row) => row.trim())).toEqual(shown);
});

test("output beyond what can be parsed loses its oldest part, and what was switched on before it is off", async () => {
  await show("\x1b[31m");
  screen.write(new TextEncoder().encode("x".repeat(80).concat("\n").repeat(10_000)));
  screen.write(new TextEncoder().encode("newest"));
  while (screen.pending > 0) await screen.drain(64 * 1024);
  expect(screen.skipped).toBeGreaterThan(500_000);
  expect(rows().at(-1)).toBe("newest    ");
});
