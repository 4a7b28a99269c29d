// The catalogue in configs/regressions: every scenario comes to what it says, the facts of its case decide that, and
// bisection names them. catalogue.fidelity.ts runs every scenario under every profile.
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, it } from "vitest";
import type { Cell, MatrixRow, Profile } from "../../src/index.js";
import { CATALOGUE } from "../../src/isa/catalogue.js";
import { hartbed, ROOT } from "../cli/hartbed.js";

// The package as it is built: its worker processes run files of dist/.
const built = join(ROOT, "dist/index.js");
const { matrix, openProfile, openScenario } = (await import(built)) as typeof import("../../src/index.js");
const REGRESSIONS = join(ROOT, "configs/regressions");
const files = readdirSync(REGRESSIONS).filter((name) => name.endsWith(".yaml"));
const scenarios = await Promise.all(files.map((name) => openScenario(join(REGRESSIONS, name))));

it("every regression comes to what its results say, under one profile for each result", async () => {
  const cells = await matrix(
    await Promise.all(
      scenarios.map(async (scenario) => ({
        scenario,
        profiles: await Promise.all(["spec", ...differentResults(scenario.results)].map(openProfile)),
      })),
    ),
  );
  expect(failures(cells)).toEqual([]);
  expect(cells.length).toBeGreaterThan(2 * scenarios.length);
});

it("a version with the facts of a case as the manual has them comes to what `spec` comes to", async () => {
  const spec = await openProfile("spec");
  const rows = scenarios.map(async (scenario): Promise<MatrixRow> => {
    const name = basename(scenario.file, ".yaml");
    const facts = CATALOGUE.filter(({ shown }) => shown.includes(name)).flatMap((row) => row.facts);
    const profiles = await Promise.all(differentResults(scenario.results).map(openProfile));
    return { scenario, profiles: profiles.map((profile) => restored(profile, spec, facts)) };
  });
  const cells = await matrix(await Promise.all(rows));
  expect(failures(cells)).toEqual([]);
  expect(cells.length).toBeGreaterThan(scenarios.length);
});

function failures(cells: readonly Cell[]): readonly string[] {
  return cells.flatMap(({ ok, scenario, profile, detail }) => (ok ? [] : [`${scenario} under ${profile}: ${detail}`]));
}

/** One profile for each result other than spec's. */
function differentResults(results: MatrixRow["scenario"]["results"]): readonly string[] {
  const texts = results.map(({ profile, expectations, prints }) => [`${expectations} ${prints}`, profile] as const);
  const spec = texts.find(([, profile]) => profile === "spec")?.[0];
  return [...new Map(texts.filter(([text]) => text !== spec)).values()];
}

/** The profile with some facts and extensions as `spec` has them, judged by spec's results. */
function restored(profile: Profile, spec: Profile, keys: readonly string[]): Profile {
  const facts: Readonly<Record<string, string>> = spec.facts;
  const own = keys.flatMap((key) => (key in facts ? [[key, facts[key]] as const] : []));
  const extensions = keys.flatMap((key) => {
    const name = /^extensions\.(.*)$/.exec(key)?.[1];
    return name === undefined ? [] : [[name, spec.extensions[name] ?? "on"] as const];
  });
  return {
    ...profile,
    name: "spec",
    facts: { ...profile.facts, ...Object.fromEntries(own) },
    extensions: { ...profile.extensions, ...Object.fromEntries(extensions) },
  };
}

it.each([
  ["henvcfg-adue-reset", "qemu-8.0.2", "qemu-9.2.0", ["reset.henvcfg bit 61 (ADUE)"]],
  ["htinst-zero", "qemu-8.0.2", "qemu-7.2", ["tinst"]],
  ["hgatp-warl", "qemu-9.0", "qemu-8.2", ["vsatp-modes bit 15", "hgatp-modes bit 15"]],
  ["vu-scsr-illegal", "qemu-10.0.13", "qemu-9.2.0", ["vu-supervisor-csr-cause"]],
  ["mxr-gstage", "qemu-8.2", "qemu-8.1", ["mxr-model"]],
  ["stimer-stce-off", "qemu-10.2", "qemu-9.2.0", ["sstc-pending"]],
  ["amo-cause", "spec", "qemu-7.2", ["amo-guest-page-fault-cause"]],
])("bisecting %s from %s to %s names %j", async (name, good, bad, facts) => {
  const asked = ["bisect", `configs/regressions/${name}.yaml`, "--good", good, "--bad", bad, "--json", "-"];
  const { code, stdout } = await hartbed(...asked);
  const result = JSON.parse(stdout) as { proven: boolean; sets: { name: string }[][] };
  expect(result.sets.flat().map((culprit) => culprit.name)).toEqual(facts);
  expect(result.proven).toBe(true);
  expect(code).toBe(0);
});
