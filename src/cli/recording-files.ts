// Files of recorded input: read for a replay, written as a run goes on.
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import { InputError } from "../runner/input-error.js";
import { parseRecording, type Recording } from "../runner/recording.js";
import type { Scenario } from "../scenario/scenario.js";

/** @throws InputError when the file cannot be read or is no recording for this scenario. */
export function openRecording(file: string, scenario: Scenario): Recording {
  let text: string;
  try {
    text = readFileSync(resolve(file), "utf8");
  } catch (error) {
    throw new InputError(`--replay-input ${file}: cannot read: ${(error as Error).message}`);
  }
  const names = scenario.consoles.map(({ name }) => name);
  return parseRecording(file, text, names);
}

/** Each line is in the file as soon as it is recorded. */
export function openRecordingFile(file: string): { write(line: string): void; close(): void } {
  try {
    const descriptor = openSync(file, "w");
    return { write: (line) => void writeSync(descriptor, line), close: () => closeSync(descriptor) };
  } catch (error) {
    throw new InputError(`--record-input ${file}: cannot write: ${(error as Error).message}`);
  }
}
