// Whatever stands in a file, loading answers with problems that name a place; it never throws.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LEAST, loadText, problemsOf } from "./memory-files.js";

const RIGHT = `${LEAST}machine: {harts: 2, memory: 64MiB}
consoles: {monitor: uart0}
disks: {d0: {image: fs.img, persist: on}}
vms:
  - {name: a, kernel: kernel.elf, console: uart1, disk: d0, pin: [0, 1], henvcfg: {ADUE: off}}
  - {name: b, match: {hart: 1, order: 0}}
expect:
  - {console: a, match: 'x', send: "y\\n", within: {guest: 5s, instructions: 1e9}}
  - {counter: a.exits.wfi, min: 1}
limits: {guest: 60s}
profile: qemu-8.0.2
`;

const PLACE = /^(?:\S+:\d+:\d+|s\.yaml): ./;

function expectAnswer(text: string): void {
  const loaded = loadText(text);
  if (loaded.ok) return;
  expect(loaded.problems.length).toBeGreaterThan(0);
  for (const problem of loaded.problems) expect(problem).toMatch(PLACE);
}

describe("loading never throws", () => {
  it("on a scenario with a piece cut out or put elsewhere", () => {
    const place = fc.nat(RIGHT.length);
    fc.assert(
      fc.property(place, place, place, (from, to, at) => {
        const [start, end] = [Math.min(from, to), Math.max(from, to)];
        const rest = RIGHT.slice(0, start) + RIGHT.slice(end);
        expectAnswer(rest);
        expectAnswer(rest.slice(0, at) + RIGHT.slice(start, end) + rest.slice(at));
      }),
      { numRuns: 150 },
    );
  });

  it("on a scenario whose values are of any type", () => {
    const keys = [
      "machine",
      "clock",
      "consoles",
      "disks",
      "vms",
      "expect",
      "limits",
      "profile",
      "firmware",
      "extends",
      "ui",
    ];
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
        expectAnswer(`${LEAST}${key}: ${JSON.stringify(value)}\n`);
      }),
      { numRuns: 150 },
    );
  });

  it("on any text at all", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), expectAnswer), { numRuns: 150 });
  });
});

it.each(["constructor", "toString", "hasOwnProperty"])("%s is no console and no disk", (name) => {
  const text = `${LEAST}vms:\n  - {name: a, kernel: kernel.elf, console: ${name}, disk: ${name}}\n`;
  expect(problemsOf(text)).toEqual([
    `s.yaml:5:44: vms[0].console: no console ${name}; expected a device such as uart1`,
    `s.yaml:5:${52 + name.length}: vms[0].disk: no disk ${name}; expected an entry in disks`,
  ]);
});

it("__proto__ is a key like any other", () => {
  expect(problemsOf(`${LEAST}machine: {__proto__: {harts: 3}}\n`)).toEqual([
    "s.yaml:4:11: machine.__proto__: unknown key; expected harts, memory, virtio_mmio or reboot",
  ]);
});
