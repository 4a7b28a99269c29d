// The terminal as a console, the monitor behind its escape key. It is raw while the run lasts.
import type { Chardev } from "../../scenario/qemu/chardev.js";
import type { Endpoint } from "./endpoint.js";
import { ESCAPE_HELP, makeEscapeKeys } from "./escape-keys.js";

const CTRL_C = 3;

export interface TerminalPorts {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** The user ends the run. */
  quit(exitCode: number): void;
}

export interface Terminal extends Endpoint {
  /** What the monitor reads and prints; null when it has no part of this terminal. */
  readonly monitor: Endpoint | null;
}

/** @throws Error never: a terminal that cannot be raw is used as it is. */
export function openTerminal(
  { mux, signal }: Extract<Chardev, { kind: "stdio" }>,
  { stdin, stdout, quit }: TerminalPorts,
  exitCodeOfSignal: number,
): Terminal {
  let takeConsole: (bytes: Uint8Array) => void = () => undefined;
  let takeMonitor: (bytes: Uint8Array) => void = () => undefined;
  let onMonitor = false;
  const keys = makeEscapeKeys();

  function receive(bytes: Uint8Array): void {
    if (!mux) {
      // A raw terminal makes no signals.
      if (signal && stdin.isTTY && bytes.includes(CTRL_C)) quit(exitCodeOfSignal);
      else takeConsole(bytes);
      return;
    }
    for (const key of keys(bytes)) {
      if (key === "quit") quit(0);
      else if (key === "help") void write(new TextEncoder().encode(ESCAPE_HELP));
      else if (key === "switch") {
        onMonitor = !onMonitor;
        if (onMonitor) takeMonitor(new Uint8Array([13]));
      } else if (onMonitor) takeMonitor(key);
      else takeConsole(key);
    }
  }

  function write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      if (stdout.destroyed) resolve();
      else stdout.write(bytes, () => resolve());
    });
  }

  if (stdin.isTTY) stdin.setRawMode(true);
  stdin.on("data", receive);
  stdin.on("error", () => undefined);

  return {
    write,
    listen(take) {
      takeConsole = take;
    },
    monitor: mux
      ? {
          write,
          listen(take) {
            takeMonitor = take;
          },
          close() {},
        }
      : null,
    close() {
      stdin.off("data", receive);
      stdin.pause();
      if (stdin.isTTY) stdin.setRawMode(false);
    },
  };
}
