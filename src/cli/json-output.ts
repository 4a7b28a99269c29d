// Where `--json` goes: a file, or stdout for `-`.
import { closeSync, openSync, writeFileSync } from "node:fs";
import { InputError } from "../runner/input-error.js";

/** @throws InputError when the file cannot be written. */
export function writeJson(file: string, value: unknown): void {
  const text = `${JSON.stringify(value, null, 1)}\n`;
  if (file === "-") process.stdout.write(text);
  else writeText(file, text, "--json");
}

/** @param option Names the file in the message. */
export function writeText(file: string, text: string, option: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new InputError(`${option} ${file}: cannot write: ${(error as Error).message}`);
  }
}

/**
 * Finds out before the work begins that its result could not be written.
 * @throws InputError when the file cannot be written.
 */
export function checkWritable(file: string, option: string): void {
  if (file === "-") return;
  try {
    closeSync(openSync(file, "a"));
  } catch (error) {
    throw new InputError(`${option} ${file}: cannot write: ${(error as Error).message}`);
  }
}
