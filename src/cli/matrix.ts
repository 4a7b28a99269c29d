// `hartbed matrix`: scenarios under profiles, as a table, as JUnit XML and as JSON.
import { appendFileSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { EXIT_DONE, EXIT_FAILED } from "../runner/exit-codes.js";
import { InputError } from "../runner/input-error.js";
import { type Cell, type MatrixRow, matrix } from "../runner/matrix.js";
import { openProfileFor } from "../runner/open-profile.js";
import { openScenario } from "../runner/open-scenario.js";
import type { Profile } from "../scenario/profile.js";
import { checkWritable, writeJson, writeText } from "./json-output.js";
import { junitXml } from "./junit-xml.js";
import { openProgress, progressBar } from "./progress.js";
import { shippedConfig } from "./shipped.js";

export interface MatrixFlags {
  /** Names with commas between; absent: those of each scenario's `results`. */
  readonly profiles?: string;
  readonly json?: string;
  readonly junit?: string;
  /** File of cells that are done: read first, then written to. */
  readonly resume?: string;
}

/** Returns 0 when every cell is as expected, 1 otherwise. */
export async function runMatrix(asked: readonly string[], flags: MatrixFlags): Promise<number> {
  const rows = await rowsOf(asked, flags.profiles);
  for (const [file, option] of [
    [flags.json, "--json"],
    [flags.junit, "--junit"],
  ] as const) {
    if (file !== undefined) checkWritable(file, option);
  }
  const known = flags.resume === undefined ? new Map<string, Cell>() : readCells(flags.resume);
  const progress = openProgress("matrix");
  try {
    const cells = await matrix(rows, {
      known,
      onCell: (cell, done, of) => {
        progress.say(`${progressBar(done, of)} ${done} of ${of}`);
        if (flags.resume !== undefined && !known.has(cell.key))
          appendFileSync(flags.resume, `${JSON.stringify(cell)}\n`);
      },
    });
    progress.close();
    if (flags.json !== undefined) writeJson(flags.json, { schema: 1, cells });
    if (flags.junit !== undefined) writeText(flags.junit, junitXml(cells), "--junit");
    if (flags.json !== "-") process.stdout.write(table(cells));
    return cells.every(({ ok }) => ok) ? EXIT_DONE : EXIT_FAILED;
  } finally {
    progress.close();
  }
}

async function rowsOf(asked: readonly string[], profiles: string | undefined): Promise<readonly MatrixRow[]> {
  const opened = new Map<string, Promise<Profile>>();
  const open = (name: string) => {
    const profile = opened.get(name) ?? openProfileFor(profiles === undefined ? name : `--profiles ${profiles}`, name);
    opened.set(name, profile);
    return profile;
  };
  const chosen = profiles?.split(",").map((name) => name.trim());
  const rows: MatrixRow[] = [];
  for (const file of asked.flatMap(filesOf)) {
    const scenario = await openScenario(file);
    const own = scenario.results.map(({ profile }) => profile);
    const names = chosen ?? own;
    const list = names.length === 0 ? [scenario.profile] : await Promise.all(names.map(open));
    rows.push({ scenario, profiles: list });
  }
  return rows;
}

/** A folder stands for the scenarios in it. */
function filesOf(asked: string): readonly string[] {
  const folder = [asked, shippedConfig(asked)].find((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory());
  if (folder === undefined) return [asked];
  const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  if (files.length === 0) throw new InputError(`${asked}: no scenarios (*.yaml) in this folder`);
  return files.sort().map((name) => join(folder, name));
}

function readCells(file: string): Map<string, Cell> {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return new Map();
  const lines = readFileSync(file, "utf8").split("\n");
  const cells = new Map<string, Cell>();
  for (const [index, line] of lines.entries()) {
    // The last line may be cut short where the run before was.
    if (index === lines.length - 1) break;
    try {
      const cell = JSON.parse(line) as Cell;
      cells.set(cell.key, cell);
    } catch {
      throw new InputError(`--resume ${file}:${index + 1}:1: expected a cell as \`hartbed matrix --resume\` writes it`);
    }
  }
  return cells;
}

function table(cells: readonly Cell[]): string {
  const scenarios = [...new Set(cells.map(({ scenario }) => scenario))];
  const profiles = [...new Set(cells.map(({ profile }) => profile))];
  const find = (scenario: string, profile: string) =>
    cells.find((cell) => cell.scenario === scenario && cell.profile === profile);
  const width = Math.max(...scenarios.map((name) => title(name).length));
  const columns = profiles.map((profile) => Math.max(profile.length, 4));
  const lines = [
    `${" ".repeat(width)}  ${profiles.map((name, i) => name.padEnd(columns[i] ?? 0)).join("  ")}`.trimEnd(),
    ...scenarios.map((scenario) => {
      const states = profiles.map((profile, i) => stateOf(find(scenario, profile)).padEnd(columns[i] ?? 0));
      return `${title(scenario).padEnd(width)}  ${states.join("  ")}`.trimEnd();
    }),
  ];
  const failed = cells.filter(({ ok }) => !ok);
  const details = failed.map(({ scenario, profile, detail }) => `${title(scenario)} under ${profile}: ${detail}`);
  return `${[...lines, ...(details.length > 0 ? ["", ...details] : []), "", `${cells.length - failed.length} of ${cells.length} as expected`].join("\n")}\n`;
}

function title(scenario: string): string {
  return basename(scenario, ".yaml");
}

function stateOf(cell: Cell | undefined): string {
  if (cell === undefined) return "-";
  return cell.ok ? "ok" : "FAIL";
}
