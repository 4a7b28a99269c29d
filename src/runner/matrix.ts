// Scenarios by profiles: every pair is run, and compared with what the scenario says it comes to.
import { createHash } from "node:crypto";
import type { Profile } from "../scenario/profile.js";
import type { ExpectedResult, Scenario } from "../scenario/scenario.js";
import type { Report } from "./report.js";
import type { RunPlan } from "./run-plan.js";
import { makeTrialPlan, withProfile } from "./trial-plan.js";
import { openTrialPool } from "./trial-pool.js";

/** A scenario under a profile. */
export interface Cell {
  readonly scenario: string;
  readonly profile: string;
  /** Digest of all that decides the run: a cell with the same one need not be run again. */
  readonly key: string;
  /** As the scenario's `results` say, or expectations met where they say nothing. */
  readonly ok: boolean;
  readonly outcome: string;
  /** What was found and what was expected; empty when it is as expected. */
  readonly detail: string;
  /** The last line of the first console that said anything. */
  readonly said: string;
  readonly wall_ms: number;
}

export interface MatrixOptions {
  /** Cells of an earlier run, by key; they are not run again. */
  readonly known?: ReadonlyMap<string, Cell>;
  /** Called with each cell as it is done, those known before included. */
  readonly onCell?: (cell: Cell, done: number, of: number) => void;
  readonly processes?: number;
}

/** A scenario with the profiles that it is to run under. */
export interface MatrixRow {
  readonly scenario: Scenario;
  readonly profiles: readonly Profile[];
}

/**
 * Runs every scenario under each of its profiles, in as many processes as the host has cores.
 * @returns The cells in the order of the rows.
 * @throws InputError when a file cannot be read or a machine cannot be built.
 */
export async function matrix(rows: readonly MatrixRow[], options: MatrixOptions = {}): Promise<readonly Cell[]> {
  const pool = openTrialPool(options.processes);
  const of = rows.reduce((sum, { profiles }) => sum + profiles.length, 0);
  let done = 0;
  const finish = (cell: Cell): Cell => {
    done += 1;
    options.onCell?.(cell, done, of);
    return cell;
  };
  try {
    const cells = rows.flatMap(({ scenario, profiles }) => {
      const plan = makeTrialPlan(scenario);
      return profiles.map(async (profile) => {
        const trial = withProfile(plan, profile);
        const key = keyOf(trial);
        const known = options.known?.get(key);
        if (known !== undefined) return finish(known);
        const expected = scenario.results.find((result) => result.profile === profile.name);
        return finish({ ...judge(await pool.run(trial), expected), scenario: plan.title, profile: profile.name, key });
      });
    });
    return await Promise.all(cells);
  } finally {
    pool.close();
  }
}

function keyOf(plan: RunPlan): string {
  const hash = createHash("sha256");
  const big = (_: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);
  hash.update(JSON.stringify([plan.title, plan.scenario, plan.expectations], big));
  for (const [name, bytes] of plan.files) hash.update(name).update(bytes);
  return hash.update(plan.hartWasm).digest("hex").slice(0, 32);
}

type Judged = Pick<Cell, "ok" | "outcome" | "detail" | "said" | "wall_ms">;

function judge(report: Report, expected: ExpectedResult | undefined): Judged {
  const lines = Object.values(report.consoles).flatMap((text) => text.split("\n").map((line) => line.trim()));
  const said = lines.filter((line) => line !== "").at(-1) ?? "";
  const met = report.exit_code === 0;
  const wanted = expected?.expectations ?? "met";
  const prints = expected?.prints ?? null;
  const wrong = [
    ...(met === (wanted === "met")
      ? []
      : [`expectations ${met ? "met" : `failed (${report.detail})`}; expected ${wanted}`]),
    ...(prints === null || lines.includes(prints) ? [] : [`printed "${said}"; expected "${prints}"`]),
  ];
  return {
    ok: wrong.length === 0,
    outcome: report.outcome,
    detail: wrong.join("; "),
    said,
    wall_ms: report.host.wall_ms,
  };
}
