// How a command that cannot go on says so: bad input in words, anything else as an internal error with a log.
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXIT_BAD_INPUT, EXIT_INTERNAL } from "../runner/exit-codes.js";
import { InputError } from "../runner/input-error.js";

/** Prints the failure on stderr and returns the exit code. A stack trace goes to a file, never to the terminal. */
export function reportFailure(error: unknown): number {
  if (error instanceof InputError) {
    process.stderr.write(`${error.message}\n`);
    return EXIT_BAD_INPUT;
  }
  const message = error instanceof Error ? error.message : String(error);
  const log = join(tmpdir(), `hartbed-${process.pid}.log`);
  const stack = error instanceof Error ? (error.stack ?? message) : message;
  let where = `log: ${log}`;
  try {
    writeFileSync(log, `hartbed, node ${process.version}, ${process.argv.slice(2).join(" ")}\n${stack}\n`);
  } catch {
    where = `no log could be written to ${log}`;
  }
  process.stderr.write(`hartbed: internal error: ${message.split("\n")[0]} (${where})\n`);
  return EXIT_INTERNAL;
}
