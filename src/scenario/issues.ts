// zod's issues as problems: each at the place in the file that it is about.
import type { z } from "zod";
import { oneOf, type Problem, type Report } from "./problem.js";
import { keyOriginAt, nodeAt, originAt, type Path, type ScalarValue, type SourceNode } from "./source.js";
import { didYouMean } from "./suggest.js";

type Issue = z.core.$ZodIssue;

/** What zod's type names are called here. */
const TYPES: Readonly<Record<string, string>> = {
  object: "a map",
  record: "a map",
  array: "a list",
  string: "text",
  int: "a whole number",
  number: "a number",
};

/** Reports the issues of a value that was read from `root`. */
export function reportIssues(issues: readonly Issue[], root: SourceNode, report: Report): void {
  for (const issue of issues) for (const problem of problemsOf(issue, [], root)) report(problem);
}

function problemsOf(issue: Issue, base: Path, root: SourceNode): Problem[] {
  const path = [...base, ...(issue.path as Path)];
  const node = nodeAt(root, path);
  const place = { origin: originAt(root, path), path, found: foundText(node) };
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey(key, issue.message.split(" "), path, root));
    case "invalid_union":
      return unionProblems(issue, path, root, place);
    case "invalid_key": {
      const key = String(path.at(-1));
      return [{ ...place, origin: keyOriginAt(root, path), found: `key ${key}`, expected: issue.issues[0]?.message }];
    }
    case "invalid_value": {
      if (issue.values.length === 1) return [{ ...place, expected: issue.message }];
      const names = issue.values.map(String);
      return [{ ...place, expected: oneOf(names), hint: didYouMean(scalarText(node), names) }];
    }
    case "invalid_type": {
      const plain = issue.message.startsWith("Invalid input");
      return [{ ...place, expected: plain ? (TYPES[issue.expected] ?? issue.expected) : issue.message }];
    }
    case "custom": {
      const { hint }: { readonly hint?: unknown } = issue.params ?? {};
      return [{ ...place, expected: issue.message, hint: typeof hint === "string" ? hint : undefined }];
    }
    default:
      return [{ ...place, expected: issue.message }];
  }
}

function unknownKey(key: string, known: readonly string[], path: Path, root: SourceNode): Problem {
  const whole = [...path, key];
  const hint = didYouMean(key, known);
  // A long list helps only the reader who has no nearer clue.
  const expected = hint !== undefined && known.length > 8 ? undefined : oneOf(known);
  return { origin: keyOriginAt(root, whole), path: whole, found: "unknown key", expected, hint };
}

/** The branch that was meant is the one that lacks and refuses the fewest keys; without one, all are named. */
function unionProblems(issue: z.core.$ZodIssueInvalidUnion, path: Path, root: SourceNode, place: Problem): Problem[] {
  const scores = issue.errors.map((branch) => branch.reduce((sum, inner) => sum + distance(inner, path, root), 0));
  const least = Math.min(...scores);
  const meant = issue.errors.filter((_, index) => scores[index] === least);
  const [branch] = meant;
  if (meant.length === 1 && branch !== undefined) return branch.flatMap((inner) => problemsOf(inner, path, root));
  const node = nodeAt(root, path);
  const keys = node?.kind === "map" ? [...node.entries.keys()] : [];
  if (!issue.message.startsWith("Invalid input")) {
    const wanted = issue.errors.flatMap((inner) => inner.map((each) => String(each.path.at(-1) ?? "")));
    const found = keys.length === 0 ? place.found : `a map of ${keys.join(", ")}`;
    return [{ ...place, found, expected: issue.message, hint: didYouMean(keys[0] ?? "", wanted) }];
  }
  const expected = issue.errors.flatMap((inner) => inner.flatMap((each) => problemsOf(each, path, root)));
  return [{ ...place, expected: oneOf([...new Set(expected.map((each) => each.expected ?? ""))]) }];
}

/** How much speaks against a branch of a union: keys that are missing or unknown; another type rules it out. */
function distance(issue: Issue, path: Path, root: SourceNode): number {
  if (issue.code === "unrecognized_keys") return issue.keys.length;
  if (issue.path.length === 0) return issue.code === "invalid_type" || issue.code === "invalid_value" ? 1000 : 0;
  return issue.path.length === 1 && nodeAt(root, [...path, ...(issue.path as Path)]) === null ? 1 : 0;
}

function scalarText(node: SourceNode | null): string {
  return node?.kind === "scalar" ? String(node.value) : "";
}

/** What stands there, short enough for a line. */
function foundText(node: SourceNode | null): string {
  if (node === null) return "missing";
  if (node.kind !== "scalar") return node.kind === "list" ? "a list" : "a map";
  if (node.value === null) return "nothing";
  const text = scalarFound(node.value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function scalarFound(value: ScalarValue): string {
  if (typeof value === "string") return JSON.stringify(value);
  return typeof value === "bigint" && value > Number.MAX_SAFE_INTEGER ? `0x${value.toString(16)}` : String(value);
}
