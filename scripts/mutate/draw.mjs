// Where faults can be planted, in the order in which a seed draws them: lines by a hash, one fault of each. The hash is
// of text, not of position, so that a change elsewhere leaves the draw as it was.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { faultsOf } from "./operators.mjs";
import { codeTokens } from "./tokens.mjs";

/**
 * A mistake there makes a wrong machine, but for src/isa/catalogue, a list of what others got wrong; src/hart/facts.ts
 * is generated from src/isa.
 */
const FOLDERS = ["src/hart", "src/isa", "src/engine"];
const NOT_PLANTED = /^src\/hart\/facts\.ts$|^src\/isa\/catalogue\/|\.d\.ts$/;

/** Faults, drawn: { id, file, line, column, length, text, operator, was, becomes }. */
export function drawFaults(root, seed, only) {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .map((name) => `${folder}/${name}`)
      .filter(
        (file) => file.endsWith(".ts") && !NOT_PLANTED.test(file) && (only === undefined || file.startsWith(only)),
      ),
  ).sort();
  const drawn = files.flatMap((file) => drawFile(root, file, seed));
  return drawn.sort((a, b) => (a.order < b.order ? -1 : 1));
}

function drawFile(root, file, seed) {
  const source = readFileSync(join(root, file), "utf8");
  const lines = source.split("\n");
  const byLine = grouped(faultsOf(source, codeTokens(source), file.startsWith("src/hart/")));
  const seen = new Map();
  return [...byLine].map(([line, faults]) => {
    const was = lines[line];
    const copy = seen.get(was) ?? 0;
    seen.set(was, copy + 1);
    const order = hash(`${seed} ${file} ${copy} ${was}`);
    // First the kind of fault, then the place: a mask has many bits, and yet is one thing to get wrong.
    const kinds = [...new Set(faults.map(({ operator }) => operator))].sort();
    const operator = kinds[pick(`${order} kind`, kinds.length)];
    const places = faults.filter((fault) => fault.operator === operator);
    const fault = places[pick(`${order} place`, places.length)];
    const becomes = was.slice(0, fault.column) + fault.text + was.slice(fault.column + fault.length);
    return { id: hash(`${order} ${becomes}`).slice(0, 10), order, file, ...fault, was, becomes };
  });
}

function grouped(faults) {
  const groups = new Map();
  for (const fault of faults) groups.set(fault.line, [...(groups.get(fault.line) ?? []), fault]);
  return groups;
}

function hash(text) {
  return createHash("sha256").update(text).digest("hex");
}

function pick(text, count) {
  return Number.parseInt(hash(text).slice(0, 8), 16) % count;
}
