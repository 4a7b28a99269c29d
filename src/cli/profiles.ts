// `hartbed profiles [A [B]]`: all profiles, the facts of one, or what differs between two; masks bit by bit.
import { casesOf } from "../isa/catalogue.js";
import { csrByName } from "../isa/csr.js";
import { extensionsOf } from "../isa/extensions.js";
import { FACT_GROUPS, FACTS, type FactRow, factText } from "../isa/facts.js";
import { EXIT_DONE } from "../runner/exit-codes.js";
import { openProfile, openProfileFor } from "../runner/open-profile.js";
import type { Profile } from "../scenario/profile.js";
import { shippedNames } from "./shipped.js";

/** @param names None, one or two profiles, by name or file. */
export async function showProfiles(names: readonly string[]): Promise<number> {
  const [first, second] = names;
  const lines =
    first === undefined
      ? await listed()
      : second === undefined
        ? described(await openProfileFor(first, first))
        : differences(await openProfileFor(first, first), await openProfileFor(second, second));
  process.stdout.write(`${lines.join("\n")}\n`);
  return EXIT_DONE;
}

async function listed(): Promise<readonly string[]> {
  const profiles = await Promise.all(shippedNames("profiles").map(openProfile));
  const width = Math.max(...profiles.map(({ name }) => name.length));
  return profiles.map(({ name, description }) => `${name.padEnd(width)}  ${description ?? ""}`.trimEnd());
}

/** Every fact with its value, what the manual allows, and what it is about. */
function described(profile: Profile): readonly string[] {
  const chain = profile.extends.length === 0 ? "" : ` (extends ${profile.extends.join(", ")})`;
  const groups = FACT_GROUPS.map((group) => ({ title: group.title, facts: group.facts as readonly FactRow[] }));
  return [
    `${profile.name}${chain}: ${profile.description ?? ""}`,
    `extensions: ${extensionsOf(profile.extensions).named.join(" ")}`,
    ...groups.flatMap(({ title, facts }) => ["", `${title}:`, ...facts.flatMap((row) => factLines(row, profile))]),
  ];
}

function factLines(row: FactRow, profile: Profile): readonly string[] {
  const value = valueIn(row, profile);
  const standard = value === row.default ? "" : `   (manual: ${factText(row, row.default)})`;
  return [
    `  ${row.key}: ${factText(row, value)}${standard}`,
    `      ${row.doc} Legal: ${row.legal.join(", ")}. Source: ${row.source}.`,
    ...casesOf(row.key).map(({ id, name, symptom }) => `      Case ${id}, ${name}: ${symptom}.`),
  ];
}

/** One line for each fact and extension that differs: `key: value in A -> value in B`, and for masks the bits. */
function differences(a: Profile, b: Profile): readonly string[] {
  const [here, there] = [a, b].map(({ extensions }) => extensionsOf(extensions).named) as [string[], string[]];
  const only = (these: readonly string[], those: readonly string[]) => these.filter((name) => !those.includes(name));
  const lines = [
    ...only(here, there).map((name) => `extension ${name}: on -> off`),
    ...only(there, here).map((name) => `extension ${name}: off -> on`),
    ...FACTS.flatMap((row) => {
      const [from, to] = [valueIn(row, a), valueIn(row, b)];
      if (from === to) return [];
      const bits = row.type === "bits64" ? bitLines(row, from, to) : [];
      return [`${row.key}: ${factText(row, from)} -> ${factText(row, to)}`, ...bits];
    }),
  ];
  return lines.length === 0 ? [`${a.name} and ${b.name} do not differ`] : lines;
}

/** The bits that differ, named by the CSR's fields; neighbours without a name share a line. */
function bitLines(row: FactRow, from: bigint, to: bigint): readonly string[] {
  const fields = row.csrs === undefined ? [] : (csrByName(row.csrs.names[0] ?? "")?.fields ?? []);
  const changed = Array.from({ length: 64 }, (_, bit) => bit).filter(
    (bit) => (((from ^ to) >> BigInt(bit)) & 1n) === 1n,
  );
  const runs: { name: string; low: number; high: number; set: boolean }[] = [];
  for (const bit of changed) {
    const name = fields.find(({ high, low }) => bit <= high && bit >= low)?.name ?? "";
    const set = ((to >> BigInt(bit)) & 1n) === 1n;
    const last = runs.at(-1);
    if (last !== undefined && last.high === bit - 1 && last.name === name && last.set === set) last.high = bit;
    else runs.push({ name, low: bit, high: bit, set });
  }
  return runs.map(({ name, low, high, set }) => {
    const place = high === low ? `bit ${low}` : `bits ${high}:${low}`;
    return `    ${place}${name === "" ? "" : ` ${name}`}: ${set ? "0 -> 1" : "1 -> 0"}`;
  });
}

function valueIn({ key }: FactRow, profile: Profile): bigint {
  return BigInt((profile.facts as Readonly<Record<string, string>>)[key] ?? "0");
}
