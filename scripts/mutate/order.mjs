// Which tests a fault meets first: those that caught the most for their time, near it before elsewhere.
import { readdirSync } from "node:fs";
import { join } from "node:path";

/** The folders whose tests are about hart, tables and semantics. */
const FOLDERS = ["tests/isa", "tests/hart", "tests/engine", "tests/profiles", "tests/machine", "tests/observe"];

/** Long tests of one thing: run only for faults in what they are about. */
const ABOUT = [
  { tests: /float/, sources: /float|src\/engine|src\/isa\/(?!facts|csr)/ },
  { tests: /engine\/(equivalence|translated)/, sources: /src\/engine|src\/isa\/(?!facts|csr)/ },
  { tests: /binutils|disassemble/, sources: /src\/isa/ },
];

export function relatedTests(root) {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => `${folder}/${name}`),
  ).sort();
}

/** Test files for a fault in `file`, the most promising first. `caught` lists { file, by } of faults caught before. */
export function orderTests(tests, file, caught, times) {
  const worth = (test) => {
    let hits = 0.02 + likeness(test, file);
    for (const { file: where, by } of caught) {
      if (by?.file !== test) continue;
      if (where === file) hits += 1;
      else if (where.split("/")[1] === file.split("/")[1]) hits += 0.1;
    }
    return hits / ((times[test]?.seconds ?? 1) + 0.3);
  };
  const related = tests.filter((test) => ABOUT.every((row) => !row.tests.test(test) || row.sources.test(file)));
  const scores = new Map(related.map((test) => [test, worth(test)]));
  return related.sort((a, b) => scores.get(b) - scores.get(a));
}

/** How much the names of a test and a source have in common; a folder says less than a file. */
function likeness(test, file) {
  const [folder, ...words] = partsOf(test);
  const [home, ...own] = partsOf(file);
  return (folder === home ? 0.03 : 0) + words.filter((word) => own.includes(word)).length;
}

/** Folder, then the words of the path below it. */
function partsOf(path) {
  return path
    .replace(/(\.test)?\.ts$/, "")
    .split(/[/-]/)
    .slice(1);
}
