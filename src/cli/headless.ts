// A run without a terminal: consoles as lines on stdout, messages on stderr.
import type { Writable } from "node:stream";
import type { Run } from "../runner/run.js";
import { makeConsoleLines } from "./console-lines.js";

/**
 * Prints what the consoles say until the run has ended, then what is left of lines that did not end.
 * A reader that is slow holds the machine back; one that is gone is the caller's affair.
 */
export async function printConsoles(run: Run, stdout: Writable): Promise<void> {
  const consoles = new Map(run.view.consoles.map(({ name }) => [name, makeConsoleLines(name)]));
  const unsubscribe = run.onOutput(({ console, bytes }) => {
    const text = consoles.get(console)?.push(bytes) ?? "";
    return text === "" ? undefined : written(stdout, text);
  });
  try {
    await run.ended;
  } finally {
    unsubscribe();
    const rest = Array.from(consoles.values(), (lines) => lines.flush()).join("");
    if (rest !== "") await written(stdout, rest);
  }
}

/** Resolves when the text has left, or never will. */
function written(stdout: Writable, text: string): Promise<void> {
  return new Promise((resolve) => {
    if (stdout.destroyed) resolve();
    else stdout.write(text, () => resolve());
  });
}
