import { expect, test } from "vitest";
import { bytesToText, eventsFrom, parseRecording, recordingLine, textToBytes } from "../../src/runner/recording.js";

const HEADER = recordingLine({ hartbed_input: 1, scenario: "s.yaml", profile: "spec", expectations: true });
const parse = (text: string) => parseRecording("in.jsonl", text, ["alpha", "beta"]);

test("what was written is read back", () => {
  const events = [
    { step: 100_000, console: "alpha", bytes: bytesToText(Uint8Array.of(0, 10, 0x1b, 0xff)) },
    { step: 200_000, reset: true } as const,
    { step: 300_000, end: true, exit_code: 130 } as const,
  ];
  const recording = parse(HEADER + events.map(recordingLine).join(""));
  expect(recording.header).toMatchObject({ scenario: "s.yaml", profile: "spec", expectations: true });
  expect(recording.events).toEqual(events);
  expect(textToBytes((events[0] as { bytes: string }).bytes)).toEqual(Uint8Array.of(0, 10, 0x1b, 0xff));
});

test.each([
  ["", "in.jsonl:1:1: not a recording of input: expected"],
  ["hello\n", "in.jsonl:1:1: expected a JSON object on this line"],
  [`${HEADER}{"step":1,"console":"gamma","bytes":"x"}`, "in.jsonl:2:1: no console gamma: expected one of alpha, beta"],
  [`${HEADER}\n{"step":-1,"console":"alpha","bytes":"x"}`, 'in.jsonl:3:1: expected "step"'],
  [`${HEADER}{"step":1}`, 'in.jsonl:2:1: expected "console" and "bytes"'],
  [`${HEADER}{"step":1,"console":"alpha","bytes":"\u20ac"}`, 'in.jsonl:2:1: "bytes" has a character above'],
  [`${HEADER}{"step":5,"reset":true}\n{"step":4,"reset":true}`, "in.jsonl:3:1: step 4 comes after step 5"],
])("a recording that cannot be used is refused with its line: %j", (text, message) => {
  expect(() => parse(text)).toThrow(message);
});

test("of a recording from power-on a run from a snapshot takes what had not gone in yet", () => {
  const events = [1, 2, 2, 3].map((step) => ({ step, reset: true }) as const);
  const recording = parse(HEADER + events.map(recordingLine).join(""));
  expect(eventsFrom(recording, null)).toEqual(events);
  expect(eventsFrom(recording, { steps: 2, events: 2 })).toEqual(events.slice(2));
});

test("a recording from a snapshot serves only runs from that step", () => {
  const header = { ...JSON.parse(HEADER), from: 2 };
  const recording = parse(recordingLine(header) + recordingLine({ step: 3, reset: true }));
  expect(eventsFrom(recording, { steps: 2, events: 7 })).toHaveLength(1);
  expect(() => eventsFrom(recording, null)).toThrow("begins at step 2, the run at power-on; expected --from-snapshot");
  expect(() => eventsFrom(recording, { steps: 4, events: 7 })).toThrow("begins at step 2, the run at step 4");
});
