// A recording: everything from outside that a run was given, with the step at which it took effect. JSON lines:
// a header, then one line for each event. `bytes` holds one character (0 to 255) for each byte.
import { InputError } from "./input-error.js";

export interface RecordingHeader {
  /** Version of the format. */
  readonly hartbed_input: 1;
  readonly scenario: string;
  readonly profile: string;
  /** Whether the recorded run followed the scenario's expectations. */
  readonly expectations: boolean;
  /** Step of the snapshot from which the recorded run went on; power-on when left out. */
  readonly from?: number;
}

export type RecordedEvent =
  | { readonly step: number; readonly console: string; readonly bytes: string }
  | { readonly step: number; readonly reset: true }
  /** The user ended the run. */
  | { readonly step: number; readonly end: true; readonly exit_code: number };

export interface Recording {
  readonly header: RecordingHeader;
  /** In the order of their steps. */
  readonly events: readonly RecordedEvent[];
}

/**
 * The events of a recording that are still to come in a run that begins there.
 * @param at The snapshot's step and how many events had gone in; null at power-on.
 * @throws InputError when the recording begins elsewhere.
 */
export function eventsFrom(
  { header, events }: Recording,
  at: { readonly steps: number; readonly events: number } | null,
): readonly RecordedEvent[] {
  const from = header.from ?? 0;
  if (from === (at?.steps ?? 0)) return events;
  if (from === 0) return events.slice(at?.events);
  const here = at === null ? "at power-on" : `at step ${at.steps}`;
  throw new InputError(`the recording begins at step ${from}, the run ${here}; expected --from-snapshot of that step`);
}

/** One line of a recording's file, with its line feed. */
export function recordingLine(entry: RecordingHeader | RecordedEvent): string {
  return `${JSON.stringify(entry)}\n`;
}

export function bytesToText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

export function textToBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

/**
 * Reads a recording.
 * @param file Its name, for messages.
 * @param consoles Names that events may have.
 * @throws InputError naming file and line.
 */
export function parseRecording(file: string, text: string, consoles: readonly string[]): Recording {
  const lines = text.split("\n").map((line, index) => ({ line: line.trim(), where: `${file}:${index + 1}:1` }));
  const entries = lines.filter(({ line }) => line !== "");
  const [first, ...rest] = entries;
  const header = first === undefined ? undefined : parseLine(first.line, first.where);
  if (first === undefined || !isHeader(header)) {
    const expected = '{"hartbed_input":1,"scenario":...,"profile":...,"expectations":true}';
    throw new InputError(`${first?.where ?? `${file}:1:1`}: not a recording of input: expected ${expected} first`);
  }
  let last = 0;
  const events = rest.map(({ line, where }) => {
    const event = checkEvent(parseLine(line, where), where, consoles);
    if (event.step < last)
      throw new InputError(`${where}: step ${event.step} comes after step ${last}: sort the lines`);
    last = event.step;
    return event;
  });
  return { header, events };
}

type Line = { readonly [key: string]: unknown };

function parseLine(line: string, where: string): Line {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // The message below says what was expected.
  }
  if (typeof value !== "object" || value === null)
    throw new InputError(`${where}: expected a JSON object on this line`);
  return value as Line;
}

function isHeader(line: Line | undefined): line is Line & RecordingHeader {
  const { hartbed_input: version, scenario, profile, expectations, from } = line ?? {};
  const names = typeof scenario === "string" && typeof profile === "string";
  const begins = from === undefined || typeof from === "number";
  return version === 1 && names && begins && typeof expectations === "boolean";
}

function checkEvent(line: Line, where: string, consoles: readonly string[]): RecordedEvent {
  const { step, console: name, bytes, reset, end, exit_code: code } = line;
  if (typeof step !== "number" || !Number.isSafeInteger(step) || step < 0) {
    throw new InputError(`${where}: expected "step", a whole number of machine steps`);
  }
  if (reset === true) return { step, reset };
  if (end === true && typeof code === "number") return { step, end, exit_code: code };
  if (typeof name !== "string" || typeof bytes !== "string") {
    throw new InputError(`${where}: expected "console" and "bytes", or "reset": true`);
  }
  if (!consoles.includes(name)) {
    throw new InputError(`${where}: no console ${name}: expected one of ${consoles.join(", ")}`);
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: every byte is allowed
  if (!/^[\u0000-\u00ff]*$/.test(bytes)) {
    throw new InputError(`${where}: "bytes" has a character above \\u00ff: write each byte of it as one character`);
  }
  return { step, console: name, bytes };
}
