// The catalogue of differences between versions: its rows, the facts behind them, the scenarios that show them.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { openProfile } from "../../src/cli/profile.js";
import { renderCatalogue } from "../../src/isa/catalogue/reference.js";
import { CATALOGUE } from "../../src/isa/catalogue.js";
import { EXTENSIONS } from "../../src/isa/extension-rows.js";
import { FACTS, type FactRow, factText } from "../../src/isa/facts.js";
import type { Profile } from "../../src/scenario/profile.js";

const CONFIGS = join(import.meta.dirname, "../../configs");
const REGRESSIONS = join(CONFIGS, "regressions");
const scenarios = readdirSync(REGRESSIONS).flatMap((name) => (name.endsWith(".yaml") ? [name.slice(0, -5)] : []));
const profiles = await Promise.all(
  readdirSync(join(CONFIGS, "profiles")).map((name) => openProfile(name.replace(/\.yaml$/, ""))),
);

/** Profiles under which one of these scenarios comes to something else than under `spec`. */
function departing(names: readonly string[]): readonly Profile[] {
  const results = names.map((name) => resultsOf(readFileSync(join(REGRESSIONS, `${name}.yaml`), "utf8")));
  return profiles.filter(({ name }) => results.some((each) => each[name] !== each["spec"]));
}

function resultsOf(text: string): Readonly<Record<string, string>> {
  const { results } = parse(text) as { readonly results: Readonly<Record<string, unknown>> };
  return Object.fromEntries(Object.entries(results).map(([name, result]) => [name, JSON.stringify(result)]));
}

/** Values of a fact in these profiles that the manual does not allow; none where the table cannot tell. */
function illegalValues(row: FactRow, where: readonly Profile[]): readonly string[] {
  if (row.type === "bits64" || row.legal.includes("any")) return [];
  const values = where.map(({ facts }) => factText(row, BigInt(facts[row.key as keyof typeof facts])));
  return values.filter((value) => !row.legal.some((each) => each === value || each.startsWith(`${value} (`)));
}

it("numbers run from 1 without a gap, and names are different", () => {
  expect(CATALOGUE.map(({ id }) => id)).toEqual(CATALOGUE.map((_, index) => index + 1));
  expect(CATALOGUE.length).toBeGreaterThanOrEqual(50);
  expect(new Set(CATALOGUE.map(({ name }) => name)).size).toBe(CATALOGUE.length);
});

it("every case has scenarios, or says why not; every scenario belongs to a case", () => {
  for (const { name, shown, missing } of CATALOGUE) expect(shown.length === 0, name).toBe(missing !== null);
  const shown = new Set(CATALOGUE.flatMap((row) => row.shown));
  expect([...shown].sort()).toEqual([...scenarios].sort());
});

it.each(CATALOGUE.filter(({ missing }) => missing === null))("$name is decided by facts that profiles set", (row) => {
  const extensions = EXTENSIONS.map(({ name }) => `extensions.${name}`);
  const keys: readonly string[] = [...FACTS.map(({ key }) => key), ...extensions];
  expect(row.facts.length).toBeGreaterThan(0);
  for (const key of row.facts) expect(keys).toContain(key);
});

describe("what a case says of QEMU agrees with what its facts call legal", () => {
  it.each(CATALOGUE)("$name", ({ facts, legal, shown }) => {
    const rows = FACTS.filter(({ key }) => facts.some((each) => each === key));
    const illegal = rows.flatMap((row) => illegalValues(row, departing(shown)));
    if (legal) expect(illegal).toEqual([]);
    else if (rows.some(({ type }) => type !== "bits64")) expect(illegal).not.toEqual([]);
  });
});

it("configs/regressions/README.md is fresh (node scripts/schema.mjs writes it)", () => {
  expect(readFileSync(join(REGRESSIONS, "README.md"), "utf8")).toBe(renderCatalogue());
});

const manual = process.env["HARTBED_ISA_MANUAL"];
if (manual === undefined)
  console.info("sections are not looked up: set HARTBED_ISA_MANUAL to the ISA manual's sources (riscv-isa-manual)");

describe.skipIf(manual === undefined)("sections are titles of the manual, one below the other", () => {
  const named = CATALOGUE.flatMap(({ name, section }) => section.split("; ").map((each) => [name, each] as const));
  it.each(named.filter(([, section]) => section.includes(".adoc: ")))("%s: %s", (_, section) => {
    const [file = "", path = ""] = /^(\S+): (.*)$/.exec(section)?.slice(1) ?? [];
    const titles = path.replace(/, step \d+$/, "").split(" > ");
    const source = ["priv", "unpriv"].map((part) => join(manual ?? "", "src", part, file)).find((at) => existsSync(at));
    const headings = readFileSync(source ?? "", "utf8")
      .split("\n")
      .flatMap(headingOf);
    let at = -1;
    let level = 0;
    for (const title of titles) {
      at = headings.findIndex(
        (each, index) => index > at && each.level > level && each.title.toLowerCase() === title.toLowerCase(),
      );
      expect(at, title).toBeGreaterThanOrEqual(0);
      level = headings[at]?.level ?? 0;
    }
  });
});

/** Markup is left out: `csr:henvcfg[]`, backquotes, extra spaces. */
function headingOf(line: string): readonly { readonly level: number; readonly title: string }[] {
  const [, marks, text] = /^(={2,6}) +(\S.*)$/.exec(line) ?? [];
  if (marks === undefined || text === undefined) return [];
  const title = text
    .replaceAll(/\w+:(\w+)\[\]/g, "$1")
    .replaceAll("`", "")
    .replaceAll(/\s+/g, " ");
  return [{ level: marks.length, title }];
}
