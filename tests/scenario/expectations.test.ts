// What a scenario expects: kinds, names, bounds.
import { describe, expect, it } from "vitest";
import { LEAST, problemsOf, scenarioOf } from "./memory-files.js";

const TOP = `${LEAST}consoles: {monitor: uart0}\nvms:\n  - {name: a, kernel: kernel.elf, console: uart1}\n  - {name: b, kernel: kernel.elf}\nexpect:\n`;

describe("expectations", () => {
  it("are resolved to kinds, with bounds in ns and console names", () => {
    const text = `${TOP}  - {console: a, match: 'x', send: "ls\\n", within: {guest: 5s, instructions: 1e9}}
  - {console: uart0, match: y}
  - {counter: a.exits.wfi, min: 3}
  - {counter: hart0.traps.hs.ecall_from_vs, equals: 5}
  - {vm: b, state: idle}
  - {outcome: shutdown}
`;
    const none = { guestNs: null, instructions: null };
    expect(scenarioOf(text).expect).toEqual([
      {
        kind: "console",
        path: "expect[0]",
        console: "a",
        match: "x",
        send: "ls\n",
        within: { guestNs: 5e9, instructions: 1e9 },
      },
      { kind: "console", path: "expect[1]", console: "monitor", match: "y", send: null, within: none },
      { kind: "counter", path: "expect[2]", counter: "a.exits.wfi", min: 3, max: null },
      { kind: "counter", path: "expect[3]", counter: "hart0.traps.hs.ecall_from_vs", min: 5, max: 5 },
      { kind: "vm", path: "expect[4]", vm: "b", state: "idle" },
      { kind: "outcome", path: "expect[5]", outcome: "shutdown" },
    ]);
  });

  it.each([
    ["{console: uart9, match: x}", "15: expect[0].console: no console uart9; expected monitor or a"],
    [
      "{console: montor, match: x}",
      "15: expect[0].console: no console montor; expected monitor or a (did you mean monitor?)",
    ],
    [
      "{console: b, match: x}",
      "15: expect[0].console: no console b; expected monitor or a (VM b has no console of its own)",
    ],
    ["{console: a}", "5: expect[0].match: missing; expected a regular expression"],
    [
      "{console: a, match: x, wihin: {guest: 5s}}",
      "28: expect[0].wihin: unknown key; expected console, match, send or within (did you mean within?)",
    ],
    ["{console: a, match: x, within: 5s}", '36: expect[0].within: "5s"; expected a map'],
    [
      "{countr: 3}",
      "5: expect[0]: a map of countr; expected an expectation: console, counter, vm, outcome (did you mean counter?)",
    ],
    ["{}", "5: expect[0]: a map; expected an expectation: console, counter, vm, outcome"],
    ["5", "5: expect[0]: 5; expected an expectation: console, counter, vm, outcome"],
    [
      "{outcome: shutdwn}",
      '15: expect[0].outcome: "shutdwn"; expected shutdown, guest-failed, deadlock, trap-loop or limit (did you mean shutdown?)',
    ],
    ["{vm: c}", "10: expect[0].vm: no VM c; expected a or b"],
    [
      "{vm: a, state: runing}",
      '20: expect[0].state: "runing"; expected waiting, running or idle (did you mean running?)',
    ],
    ["{counter: a.exits.wfi}", "5: expect[0]: no bound; expected min, max or equals"],
    ["{counter: a.exits.wfi, min: 3, max: 2}", "33: expect[0].min: min 3 above max 2; expected min at most max"],
    [
      "{counter: a.exits.wfi, min: 3, equals: 2}",
      "44: expect[0].equals: equals beside min or max; expected one or the other",
    ],
    ["{counter: a.exits.wfi, min: -1}", "33: expect[0].min: -1; expected a number of events such as 1_000_000 or 20e9"],
  ])("%s is refused", (entry, message) => {
    expect(problemsOf(`${TOP}  - ${entry}\n`)).toEqual([`s.yaml:9:${message}`]);
  });

  it.each([
    ["c.exits.wfi", "no VM or hart c; expected a, b or hart0"],
    ["hart1.instret", "no VM or hart hart1; expected a, b or hart0 (did you mean hart0?)"],
    ["a.exit.wfi", "no counter below a is called exit; expected exits, injected or instructions (did you mean exits?)"],
    [
      "a.exits.load_guest_page_falt",
      "no counter below a.exits is called load_guest_page_falt; expected a trap cause (did you mean load_guest_page_fault?)",
    ],
    ["a.exits", "a.exits is a group of counters; expected one of a.exits.CAUSE"],
    ["a.injected", "a.injected is a group of counters; expected one of a.injected.{software,timer,external}"],
    ["hart0.instret.x", "hart0.instret is a counter, with nothing below it"],
    ["a.exits.toString", "no counter below a.exits is called toString; expected a trap cause"],
  ])("counter %s is refused", (counter, message) => {
    expect(problemsOf(`${TOP}  - {counter: ${counter}, min: 1}\n`)).toEqual([
      `s.yaml:9:15: expect[0].counter: ${message}`,
    ]);
  });

  it("one outcome is enough", () => {
    expect(problemsOf(`${TOP}  - {outcome: shutdown}\n  - {outcome: limit}\n`)).toEqual([
      "s.yaml:10:5: expect[1]: a second outcome; expected one; the first is expect[0]",
    ]);
  });
});
