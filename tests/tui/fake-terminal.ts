// A terminal without a tty: what is written is shown on an @xterm/headless screen, keys are typed by the test.
import { EventEmitter } from "node:events";
import xterm from "@xterm/headless";

export interface FakeTerminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Everything written so far. */
  readonly written: string;
  /** Raw mode as last set. */
  readonly raw: boolean;
  type(text: string): void;
  /** A terminal that does not take what is written: `write` gives false until it is set back, which drains it. */
  block(blocked: boolean): void;
  resize(columns: number, rows: number): void;
  /** The visible rows as text without trailing spaces. */
  screen(): Promise<string>;
  /** The attributes of a cell. */
  cell(
    column: number,
    row: number,
  ): Promise<{ readonly bold: boolean; readonly inverse: boolean; readonly fg: number }>;
  readonly alternate: boolean;
}

export function makeFakeTerminal(columns: number, rows: number): FakeTerminal {
  const display = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 100 });
  let written = "";
  let raw = false;
  let blocked = false;
  const stdin = Object.assign(new EventEmitter(), {
    isTTY: true,
    setRawMode: (on: boolean) => {
      raw = on;
    },
    resume: () => {},
    pause: () => {},
  });
  const stdout = Object.assign(new EventEmitter(), {
    isTTY: true,
    columns,
    rows,
    write: (text: string) => {
      written += text;
      display.write(text);
      return !blocked;
    },
  });
  const settled = (): Promise<void> => new Promise((resolve) => display.write("", resolve));
  return {
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    get written() {
      return written;
    },
    get raw() {
      return raw;
    },
    get alternate() {
      return display.buffer.active.type === "alternate";
    },
    type: (text) => {
      stdin.emit("data", Buffer.from(text));
    },
    block: (on) => {
      blocked = on;
      if (!on) stdout.emit("drain");
    },
    resize: (newColumns, newRows) => {
      display.resize(newColumns, newRows);
      Object.assign(stdout, { columns: newColumns, rows: newRows });
      stdout.emit("resize");
    },
    screen: async () => {
      await settled();
      const { active } = display.buffer;
      const lines = Array.from({ length: display.rows }, (_, row) => active.getLine(active.baseY + row));
      return lines.map((line) => line?.translateToString(true) ?? "").join("\n");
    },
    cell: async (column, row) => {
      await settled();
      const { active } = display.buffer;
      const cell = active.getLine(active.baseY + row)?.getCell(column);
      return {
        bold: cell?.isBold() !== 0,
        inverse: cell?.isInverse() !== 0,
        fg: cell?.isFgDefault() === true ? -1 : (cell?.getFgColor() ?? -1),
      };
    },
  };
}
