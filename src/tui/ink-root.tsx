// Mounts the application in Ink, whose frames go to the painter instead of to the terminal.
//
// Ink's own output repaints relative to the cursor, clears the terminal (and its scrollback) when a frame is as tall as
// the screen, and is silent where CI is set. Its `debug` mode hands out every frame whole: the painter takes it from
// there.
import { Writable } from "node:stream";
import { render } from "ink";
import { App } from "./app.js";
import type { Model, TerminalSize } from "./model.js";

export interface InkRoot {
  /** Before the model's size changes. */
  resize(size: TerminalSize): void;
  unmount(): void;
}

/** `failed` is called when a component throws. */
export function mountInk(
  model: Model,
  stdin: NodeJS.ReadStream,
  framed: () => void,
  failed: (error: unknown) => void,
): InkRoot {
  const sink = new Writable({
    decodeStrings: false,
    write: (frame: unknown, _encoding, done) => {
      if (typeof frame === "string" && frame !== "") {
        model.painter.setBase(frame);
        framed();
      }
      done();
    },
  });
  const stdout = Object.assign(sink, { ...model.size.get(), isTTY: true });
  const ink = render(<App model={model} />, {
    // Of a terminal's stream Ink uses the size and `write`.
    stdout: stdout as unknown as NodeJS.WriteStream,
    stdin,
    debug: true,
    concurrent: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  ink.waitUntilExit().catch(failed);
  return {
    resize: ({ columns, rows }) => {
      stdout.columns = columns;
      stdout.rows = rows;
    },
    unmount: () => ink.unmount(),
  };
}
