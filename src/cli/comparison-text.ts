// What `compare` and `bisect` print: outcomes, what differed at power-on, where the runs part.
import type { CsrDifference } from "../debug/csr-difference.js";
import type { DivergenceAccount, SideAccount } from "../debug/divergence-account.js";
import type { TrapAccount } from "../debug/step-account.js";
import type { Comparison, PairComparison } from "../runner/compare.js";
import type { Report } from "../runner/report.js";

/** Lines of a console that are shown beside each other, from the first that differs. */
const CONSOLE_LINES = 12;

export function renderComparison({ scenario, reports, pairs }: Comparison): string {
  const lines = [`${scenario}`, "", ...outcomeTable(reports), ""];
  for (const [index, pair] of pairs.entries()) {
    lines.push(...pairLines(pair, reports[0] as Report, reports[index + 1] as Report), "");
  }
  return lines.join("\n");
}

function outcomeTable(reports: readonly Report[]): readonly string[] {
  const rows = reports.map(
    (report) => [report.profile, report.outcome, `${report.steps} steps`, report.detail] as const,
  );
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] as string).length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function pairLines(pair: PairComparison, left: Report, right: Report): readonly string[] {
  const [a, b] = pair.profiles;
  const lines = [`== ${a} | ${b}`];
  const { csrs, parts } = pair.reset;
  if (csrs.length + parts.length > 0) {
    lines.push("From reset (no behaviour until something reads it):");
    lines.push(...seriesOf(csrs).map((text) => `  ${text}`));
    lines.push(...parts.map(({ name, bytes }) => `  ${name}: ${bytes} bytes`));
  }
  lines.push(...counterLines(left, right), ...consoleLines(left, right));
  if (pair.divergences.length === 0) {
    lines.push(pair.sameReport ? "The runs behave alike." : "No step of any hart differs.");
    return lines;
  }
  lines.push(...pair.divergences.flatMap((account) => divergenceLines(account, pair.profiles)));
  if (pair.readsDeviceTree) {
    lines.push("This step reads the device tree, which differs.");
    if (pair.sameTree?.length === 0) lines.push("With the same device tree the runs behave alike.");
    else lines.push("With the same device tree under both:");
    for (const account of pair.sameTree ?? []) lines.push(...divergenceLines(account, pair.profiles));
  }
  return lines;
}

const HEADINGS = {
  value: "The first thing that differs",
  path: "Where the paths part",
  exception: "The first exception that differs",
} as const;

/** A divergence, in words; the two names are those of the runs. */
export function divergenceLines(account: DivergenceAccount, names: readonly [string, string]): readonly string[] {
  const { hart, kind, sides, csrs } = account;
  const [left, right] = sides;
  const heading = `${HEADINGS[kind]} (hart ${hart})`;
  const width = Math.max(names[0].length, names[1].length);
  const differed = csrs.map((csr) => `  differed before: ${csrText(csr)}`);
  const done = sides.map(
    (side, index) => `  ${(names[index] as string).padEnd(width)}  ${sideText(side, other(sides, index))}`,
  );
  if (left.taken.pc === right.taken.pc && left.taken.mode === right.taken.mode) {
    const steps = left.step === right.step ? `step ${left.step}` : `steps ${left.step} and ${right.step}`;
    const side = left.taken.word === 0 ? right : left;
    return [`${heading}: ${steps}, ${placeText(side)}`, ...beforeLines(left), ...done, ...differed];
  }
  return [
    `${heading}:`,
    ...sides.flatMap((side, index) => [
      `  ${names[index]}: step ${side.step}, ${placeText(side)}`,
      ...beforeLines(side),
      done[index] as string,
    ]),
    ...differed,
  ];
}

function placeText({ taken, symbol }: SideAccount): string {
  return `${taken.mode}, pc ${taken.pc}${symbol === null ? "" : ` <${symbol}>`}: ${taken.instruction}`;
}

function beforeLines({ before }: SideAccount): readonly string[] {
  return before.slice(-4).map((step) => `    before: ${step.pc}: ${step.instruction}`);
}

function other(sides: DivergenceAccount["sides"], index: number): SideAccount {
  return sides[index === 0 ? 1 : 0];
}

/** What the step did, as far as it differs from the other run's. */
function sideText({ taken, trap }: SideAccount, against: SideAccount): string {
  if (taken.trap !== null) return `traps: ${trapText(taken.trap)}`;
  const names = [...new Set([...Object.keys(taken.written), ...Object.keys(against.taken.written)])];
  const written = names
    .filter((name) => taken.written[name] !== against.taken.written[name])
    .map((name) => `${name} = ${taken.written[name] ?? "as it was"}`);
  const parts = [...written];
  if (taken.nextPc !== against.taken.nextPc || parts.length === 0) parts.push(`goes on at ${taken.nextPc}`);
  if (taken.nextMode !== against.taken.nextMode) parts.push(`in ${taken.nextMode}`);
  const then = trap === null ? "" : `; next trap after ${trap.after} steps: ${trapText(trap.account)}`;
  return `${parts.join(", ")}${then}`;
}

function trapText(trap: TrapAccount): string {
  const { cause, code, to, epc, tval, tval2, tinst } = trap;
  const more = tval2 === null ? "" : ` tval2 ${tval2} tinst ${tinst}`;
  return `${cause} (cause ${code}) to ${to}, epc ${epc} tval ${tval}${more}`;
}

function csrText({ csr, values, fields }: CsrDifference): string {
  const [left, right] = values.map((value) => value ?? "absent");
  return `${csr} ${left} | ${right}${fields.length === 0 ? "" : ` (${fields.join(", ")})`}`;
}

/** A line each; CSRs of a series that differ alike share one: `hpmcounter19 to hpmcounter31 0x0 | absent`. */
function seriesOf(csrs: readonly CsrDifference[]): readonly string[] {
  const series: { first: CsrDifference; last: CsrDifference }[] = [];
  for (const csr of csrs) {
    const open = series.at(-1);
    if (open !== undefined && follows(open.last, csr)) open.last = csr;
    else series.push({ first: csr, last: csr });
  }
  return series.map(({ first, last }) => (first === last ? "" : `${first.csr} to `) + csrText(last));
}

function follows(before: CsrDifference, csr: CsrDifference): boolean {
  const [a, b] = [before, csr].map(({ csr: name }) => /^(.*\D)(\d+)$/.exec(name));
  const next = a?.[1] === b?.[1] && Number(a?.[2]) + 1 === Number(b?.[2]);
  return next && csrText({ ...before, csr: "" }) === csrText({ ...csr, csr: "" });
}

/** Counts of traps and exits that differ. */
function counterLines(left: Report, right: Report): readonly string[] {
  const [a, b] = [countsOf(left), countsOf(right)];
  const names = [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name));
  if (names.length === 0) return [];
  return ["Counts that differ:", ...names.map((name) => `  ${name}: ${a.get(name) ?? "0"} | ${b.get(name) ?? "0"}`)];
}

function countsOf({ harts, vms }: Report): ReadonlyMap<string, string> {
  const ofHarts = harts.flatMap(({ id, traps }) =>
    Object.entries(traps).flatMap(([mode, counts]) =>
      Object.entries(counts).map(([cause, times]) => [`hart${id}.traps.${mode}.${cause}`, times] as const),
    ),
  );
  const ofVms = vms.flatMap(({ name, exits, injected }) => [
    ...Object.entries(exits).map(([cause, times]) => [`${name}.exits.${cause}`, times] as const),
    ...Object.entries(injected).map(([kind, times]) => [`${name}.injected.${kind}`, times] as const),
  ]);
  return new Map([...ofHarts, ...ofVms]);
}

/** Consoles side by side, from the first line that differs. */
function consoleLines(left: Report, right: Report): readonly string[] {
  return Object.keys(left.consoles).flatMap((name) => {
    const [a, b] = [left.consoles[name] ?? "", right.consoles[name] ?? ""].map((text) =>
      text.replaceAll("\r", "").split("\n"),
    );
    if (a === undefined || b === undefined) return [];
    const first = a.findIndex((line, index) => line !== b[index]);
    const from = first < 0 ? (a.length === b.length ? -1 : a.length) : first;
    if (from < 0) return [];
    const count = Math.min(CONSOLE_LINES, Math.max(a.length, b.length) - from);
    const rows = Array.from({ length: count }, (_, index) => {
      return `  ${cell(a[from + index])} | ${cell(b[from + index]).trimEnd()}`.trimEnd();
    });
    return [`Console ${name}, from line ${from + 1}:`, ...rows];
  });
}

/** Control characters are shown as question marks. */
export function printable(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return line.replace(/[\u0000-\u001f\u007f]/g, "?");
}

function cell(line = ""): string {
  const width = 58;
  const shown = printable(line);
  return shown.length > width ? `${shown.slice(0, width - 3)}...` : shown.padEnd(width);
}
