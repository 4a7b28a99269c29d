// The catalogue of differences between versions: its rows, the facts behind them, the scenarios that show them.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { renderCatalogue } from "../../src/isa/catalogue/reference.js";
import { CATALOGUE } from "../../src/isa/catalogue.js";
import { EXTENSIONS } from "../../src/isa/extension-rows.js";
import { FACTS, type FactRow, factText } from "../../src/isa/facts.js";
import { openProfile } from "../../src/runner/open-profile.js";
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

/** Versions that answer otherwise than `spec`, as the versions were measured, for each scenario. */
const QEMU = ["7.2", "8.0.2", "8.1", "8.2", "9.0", "9.2.0", "10.0.13", "10.2", "11.1"];
const from = (first: string, last = "11.1") => QEMU.slice(QEMU.indexOf(first), QEMU.indexOf(last) + 1);
const upTo = (last: string) => from("7.2", last);
const DEPARTING: Readonly<Record<string, readonly string[]>> = {
  "henvcfg-adue-reset": upTo("8.2"),
  "vs-ad-reset": upTo("8.2"),
  "hw-ad-always": upTo("7.2"),
  "htinst-zero": upTo("7.2"),
  "hlvx-permission": upTo("8.0.2"),
  "hlvx-cause12": from("8.1"),
  "hlv-cause5": upTo("8.1"),
  "hlv-sum": upTo("8.1"),
  "mxr-gstage": upTo("8.1"),
  "gpa-bit40": upTo("8.0.2"),
  "implicit-cause": [...upTo("8.0.2"), "11.1"],
  "implicit-fetch": upTo("8.0.2"),
  "vs-ad-through-ro-gstage": upTo("10.2"),
  "amo-cause": upTo("9.0"),
  "amo-misaligned": [...upTo("9.2.0"), "10.2"],
  "sc-no-trap": [...upTo("9.2.0"), "10.2"],
  "hlv-stale-tval": upTo("8.0.2"),
  "hfence-gvma-stale-tval": [...from("8.0.2", "9.2.0"), "10.2"],
  "cbo-tval0": [...upTo("9.2.0"), "10.2"],
  "ebreak-tval": upTo("9.0"),
  "vu-fence-illegal": upTo("8.0.2"),
  "vu-scsr-illegal": upTo("9.2.0"),
  "vu-sret-illegal": [...upTo("9.2.0"), "10.2"],
  "vtvm-satp": upTo("8.0.2"),
  "tvm-in-vs": upTo("8.0.2"),
  "tvm-hgatp": upTo("8.0.2"),
  "tsr-in-vs": QEMU,
  "wrs-nto": upTo("9.0"),
  "mret-mpv-mpp3": upTo("8.0.2"),
  "mret-mprv": upTo("7.2"),
  "mpv-readonly": ["10.0.13", "11.1"],
  "gva-sticky": QEMU,
  "hvip-leak": from("8.2"),
  "vsip-seip": upTo("7.2"),
  "hgatp-warl": upTo("8.2"),
  "satp-warl": from("8.0.2", "8.2"),
  "stimer-stce-off": upTo("10.0.13"),
  "hvip-vstip-m": upTo("10.0.13"),
  "stimecmp-reset-pending": from("10.2"),
  "no-pmp-cause": upTo("9.0"),
  "mret-no-pmp": QEMU,
  "mtval2-junk": upTo("8.0.2"),
  "plic-pending-lower": from("8.0.2", "9.0"),
  "dtb-above-3g": from("10.0.13"),
  marchid: ["7.2", "8.0.2", "11.1"],
  "henvcfg-stale": from("8.0.2", "9.2.0"),
  "counteren-warl": QEMU,
  "readonly-csr-csrrs": upTo("9.0"),
  "mtime-half-write": ["8.0.2"],
  "sstc-mtime-write": upTo("10.0.13"),
  "hedeleg-warl": QEMU,
  "menvcfg-warl": QEMU,
  "mepc-bit0": upTo("10.0.13"),
  "plic-source-zero": from("8.0.2", "9.0"),
};

it.each(scenarios)("%s says of each version whether it departs from the manual", (name) => {
  const versions = departing([name]).map((profile) => profile.name);
  expect(versions.sort()).toEqual([...(DEPARTING[name] ?? [])].map((version) => `qemu-${version}`).sort());
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
