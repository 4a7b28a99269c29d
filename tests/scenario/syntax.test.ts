// YAML that is none, or that no scenario may use.
import { describe, expect, it } from "vitest";
import { LEAST, problemsOf } from "./memory-files.js";

describe("a scenario that is no YAML", () => {
  const cases = [
    [
      "a tab in the indentation",
      "machine:\n\tharts: 2\n",
      "s.yaml:5:1: tab in the indentation; expected spaces (YAML indents with spaces only)",
    ],
    ["a duplicate key", "kernel: a.elf\n", "s.yaml:4:1: duplicate key kernel; expected each key once in a map"],
    [
      "a duplicate key on one line",
      "machine: {harts: 1, harts: 2}\n",
      "s.yaml:4:21: duplicate key harts; expected each key once in a map",
    ],
    [
      "a second document",
      "---\nname: b\n",
      "s.yaml:4:1: a second document; expected one document in a file (remove the line ---)",
    ],
    [
      "a colon in plain text",
      "bootargs: a: b\n",
      "s.yaml:4:11: a map inside a value on one line; expected one `key: value` on a line (quote a value that holds `: `)",
    ],
    [
      "an escape that is none",
      'bootargs: "\\q"\n',
      's.yaml:4:12: unknown escape in double quotes; expected \\n, \\t, \\\\, \\" and such (single quotes take backslashes as they are)',
    ],
    ["an alias without anchor", "bootargs: *x\n", "s.yaml:4:11: unknown alias *x; expected an anchor &x before it"],
    ["an open quote", "bootargs: 'a\n", "s.yaml:5:1: not valid YAML: Missing closing 'quote"],
    [
      "a reserved character",
      "bootargs: @a\n",
      "s.yaml:4:11: a value that starts with a reserved character; expected quotes around it",
    ],
  ] as const;
  it.each(cases)("says where %s is", (_, text, message) => {
    expect(problemsOf(LEAST + text)).toEqual([message]);
  });

  it("says where the indentation is wrong", () => {
    expect(problemsOf("machine:\n  harts: 1\n memory: 2\n")).toEqual([
      "s.yaml:3:1: wrong indentation; expected the column of the entry above",
    ]);
  });

  it("says that a list is no scenario", () => {
    expect(problemsOf("- 1\n")).toEqual(["s.yaml:1:1: a list; expected a map"]);
  });

  it("says that an alias lies inside its own anchor", () => {
    expect(problemsOf(`${LEAST}vms: &v [*v]\n`)).toEqual([
      "s.yaml:4:10: alias *v inside its own anchor; expected an anchor &v before it",
    ]);
  });

  it("refuses aliases that expand without end", () => {
    const names = [..."abcdefgh"];
    const level = (name: string, below: string) => `${name}: &${name} [${Array(10).fill(`*${below}`).join(", ")}]\n`;
    const bomb = `a: &a [1]\n${names
      .slice(1)
      .map((name, index) => level(name, names[index] ?? ""))
      .join("")}`;
    const [problem] = problemsOf(bomb);
    expect(problem).toMatch(/^s\.yaml:\d+:\d+: aliases that expand without end$/);
  });
});
