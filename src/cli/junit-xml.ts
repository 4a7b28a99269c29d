// Cells of a matrix as JUnit XML: a suite for each scenario, a case for each profile.
import type { Cell } from "../runner/matrix.js";

export function junitXml(cells: readonly Cell[]): string {
  const suites = [...new Set(cells.map(({ scenario }) => scenario))].map((scenario) => {
    return suiteXml(
      scenario,
      cells.filter((cell) => cell.scenario === scenario),
    );
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts(cells)}>\n${suites.join("")}</testsuites>\n`;
}

function suiteXml(name: string, cells: readonly Cell[]): string {
  return ` <testsuite name="${escaped(name)}" ${counts(cells)}>\n${cells.map(caseXml).join("")} </testsuite>\n`;
}

function caseXml({ scenario, profile, ok, detail, said, wall_ms: ms }: Cell): string {
  const open = `  <testcase classname="${escaped(scenario)}" name="${escaped(profile)}" time="${ms / 1000}"`;
  return ok
    ? `${open}/>\n`
    : `${open}>\n   <failure message="${escaped(detail)}">${escaped(said)}</failure>\n  </testcase>\n`;
}

function counts(cells: readonly Cell[]): string {
  const failures = cells.filter(({ ok }) => !ok).length;
  const seconds = cells.reduce((sum, { wall_ms: ms }) => sum + ms, 0) / 1000;
  return `tests="${cells.length}" failures="${failures}" errors="0" time="${seconds}"`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Control characters, which XML does not allow, become question marks. */
function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char).replace(/\p{Cc}/gu, "?");
}
