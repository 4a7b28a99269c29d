// YAML 1.2 text to a source tree. Integers are read as bigint; syntax errors are put in our words.
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Range,
  type YAMLParseError,
} from "yaml";
import type { Problem } from "./problem.js";
import { type Entry, emptyMap, type Origin, type ScalarValue, type SourceNode } from "./source.js";

/** Nodes that aliases may blow a file up to. */
const NODE_LIMIT = 100_000;

type Words = readonly [found: string, expected: string, hint?: string];

const SYNTAX: { readonly [code in YAMLParseError["code"]]?: Words } = {
  TAB_AS_INDENT: ["tab in the indentation", "spaces", "YAML indents with spaces only"],
  MULTIPLE_DOCS: ["a second document", "one document in a file", "remove the line ---"],
  NON_STRING_KEY: ["a list or map as key", "a word as key"],
  BAD_INDENT: ["wrong indentation", "the column of the entry above"],
  BLOCK_AS_IMPLICIT_KEY: [
    "a map inside a value on one line",
    "one `key: value` on a line",
    "quote a value that holds `: `",
  ],
  MULTILINE_IMPLICIT_KEY: ["a key over several lines", "one `key: value` on a line"],
  BAD_DQ_ESCAPE: [
    "unknown escape in double quotes",
    '\\n, \\t, \\\\, \\" and such',
    "single quotes take backslashes as they are",
  ],
  BAD_SCALAR_START: ["a value that starts with a reserved character", "quotes around it"],
};

/** Errors that follow from another one on the same line are not worth a line. */
const CAUSES_OTHERS = new Set<string>(["TAB_AS_INDENT", "BLOCK_AS_IMPLICIT_KEY"]);

/**
 * @param file Absolute path, for the places.
 * @returns the tree, or the syntax errors.
 */
export function parseYaml(text: string, file: string): { root: SourceNode } | { problems: readonly Problem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    intAsBigInt: true,
    prettyErrors: false,
    stringKeys: true,
  });
  const at = (offset: number): Origin => {
    const { line, col } = lines.linePos(offset);
    return { kind: "file", file, line, column: col };
  };
  if (document.errors.length > 0) return { problems: syntaxProblems(document.errors, text, at) };
  try {
    return { root: convert(document, at) };
  } catch (error) {
    if (error instanceof AliasError) return { problems: [error.problem] };
    throw error;
  }
}

/** A single value, as `--set` takes it: all of it stands at `origin`. Null when it is no YAML. */
export function parseYamlValue(text: string, origin: Origin): SourceNode | null {
  const document = parseDocument(text, { intAsBigInt: true, prettyErrors: false, stringKeys: true });
  if (document.errors.length > 0) return null;
  if (document.contents === null) return { kind: "scalar", origin, value: null };
  try {
    return convert(document, () => origin);
  } catch (error) {
    if (error instanceof AliasError) return null;
    throw error;
  }
}

function syntaxProblems(errors: readonly YAMLParseError[], text: string, at: (offset: number) => Origin): Problem[] {
  const cause = errors.find(({ code }) => CAUSES_OTHERS.has(code));
  const reported = cause === undefined ? errors : [cause];
  return reported.map((error) => {
    const origin = at(error.pos[0]);
    if (error.code === "DUPLICATE_KEY") {
      const key = /^[^\s:]+/.exec(text.slice(error.pos[0]))?.[0] ?? "";
      return { origin, path: [], found: `duplicate key ${key}`, expected: "each key once in a map" };
    }
    const words = SYNTAX[error.code];
    if (words === undefined) return { origin, path: [], found: `not valid YAML: ${error.message}` };
    return { origin, path: [], found: words[0], expected: words[1], hint: words[2] };
  });
}

class AliasError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.found);
    this.problem = problem;
  }
}

function convert(document: Document.Parsed, at: (offset: number) => Origin): SourceNode {
  const open = new Set<Node>();
  let count = 0;

  function place(node: { range?: Range | null | undefined } | null): Origin {
    return at(node?.range?.[0] ?? 0);
  }

  function nodeOf(value: unknown, fallback: Origin): SourceNode {
    const node = value as (Node & { range?: Range | null }) | null;
    if (node === null) return { kind: "scalar", origin: fallback, value: null };
    const origin = place(node);
    count += 1;
    if (count > NODE_LIMIT) throw new AliasError({ origin, path: [], found: "aliases that expand without end" });
    if (isAlias(node)) {
      const target = node.resolve(document);
      if (target === undefined || open.has(target)) {
        const found =
          target === undefined ? `unknown alias *${node.source}` : `alias *${node.source} inside its own anchor`;
        throw new AliasError({ origin, path: [], found, expected: `an anchor &${node.source} before it` });
      }
      return nodeOf(target, origin);
    }
    if (isScalar(node)) return { kind: "scalar", origin, value: node.value as ScalarValue };
    open.add(node);
    let result: SourceNode;
    if (isSeq(node)) {
      result = { kind: "list", origin, items: node.items.map((item) => nodeOf(item, origin)) };
    } else if (isMap(node)) {
      const entries = new Map<string, Entry>();
      for (const { key, value } of node.items) {
        const keyOrigin = place(key as Node);
        entries.set(String((key as { value: unknown }).value), { key: keyOrigin, value: nodeOf(value, keyOrigin) });
      }
      result = { kind: "map", origin, entries };
    } else {
      result = { kind: "scalar", origin, value: null };
    }
    open.delete(node);
    return result;
  }

  return document.contents === null ? emptyMap(at(0)) : nodeOf(document.contents, at(0));
}
