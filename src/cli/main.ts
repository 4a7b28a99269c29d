#!/usr/bin/env node
// Entry of the `hartbed` command: parses the command line, runs one command, turns its end into an exit code.
import { CommanderError } from "commander";
import { EXIT_BAD_INPUT, EXIT_CLOSED_PIPE, EXIT_DONE } from "../runner/exit-codes.js";
import { reportFailure } from "./failure.js";
import { makeProgram } from "./program.js";

/** A reader that went away (`| head`) ends the command without a word; commands that must save something listen too. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exitCode = EXIT_CLOSED_PIPE;
  if (process.stdout.listenerCount("error") === 1) process.exit();
});

process.on("uncaughtException", (error) => process.exit(reportFailure(error)));

try {
  await makeProgram((code) => {
    process.exitCode ??= code;
  }).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT_DONE : EXIT_BAD_INPUT;
  else process.exitCode = reportFailure(error);
}
