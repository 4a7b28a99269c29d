// Mutation score: plants faults of one line in hart, tables and semantics, one at a time, and runs the related tests
// for each. Usage: npm run mutate -- [--count 200] [--seed 1] [--jobs 1] [--only PATH] [--json FILE] [--resume]
// [--commit HEAD] [--quick SECONDS]
// --quick runs only the most promising tests, for so many processor seconds; what they let through waits for --resume.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { drawFaults } from "./mutate/draw.mjs";
import { orderTests, relatedTests } from "./mutate/order.mjs";
import { git, makeTree, plant, removeTree, restore } from "./mutate/tree.mjs";
import { runTests } from "./mutate/trial.mjs";

const repository = dirname(dirname(fileURLToPath(import.meta.url)));

function fail(message) {
  console.error(`mutate: ${message}`);
  process.exit(2);
}

function readOptions() {
  const text = { type: "string" };
  const options = {
    count: text,
    seed: text,
    jobs: text,
    only: text,
    json: text,
    commit: text,
    quick: text,
    resume: { type: "boolean" },
  };
  try {
    const { values } = parseArgs({ options });
    const number = (name, preset) => {
      const value = Number(values[name] ?? preset);
      if (!Number.isInteger(value) || value < 1) fail(`--${name} takes a whole number from 1, not ${values[name]}`);
      return value;
    };
    if (values.resume && values.json === undefined) fail("--resume needs --json FILE, to go on from it");
    const quick = values.quick === undefined ? Number.POSITIVE_INFINITY : number("quick");
    return { ...values, quick, count: number("count", 200), seed: number("seed", 1), jobs: number("jobs", 1) };
  } catch (error) {
    return fail(error.message);
  }
}

const options = readOptions();
const commit = git(repository, "rev-parse", `${options.commit ?? "HEAD"}^{commit}`)
  .toString()
  .trim();
const before = options.resume && existsSync(options.json) ? JSON.parse(readFileSync(options.json, "utf8")) : undefined;
if (before !== undefined && before.seed !== options.seed) fail(`${options.json} was drawn with seed ${before.seed}`);

/** Results of before that hold: what was caught, and what all of these same tests have let through. */
const known = new Map((before?.results ?? []).map((result) => [result.id, result]));
const holds = (result) =>
  result !== undefined && (result.status !== "survived" || (result.commit === commit && result.all));

const trees = [];
process.on("exit", () => trees.forEach(removeTree));
let stopping = false;
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    stopping = true;
    console.error("mutate: stops after the fault at hand");
  });
}

for (let job = 0; job < options.jobs; job++) trees.push(await makeTree(repository, commit));
const root = trees[0].root;
console.log(`commit ${commit.slice(0, 10)}, seed ${options.seed}; first all related tests without a fault`);
const sound = before?.commit === commit ? before.sound : await soundRun();
const tests = Object.keys(sound);

/** Files of related tests, with their times. One that fails without a fault cannot tell of any: it is left out. */
async function soundRun() {
  const run = await runTests(root, relatedTests(root), {}, true);
  if (!run.passed) fail(`without a fault, the tests end with a ${run.by.how} in ${run.by.file}`);
  for (const file of run.failed) {
    console.log(`left out: ${file} fails without a fault`);
    delete run.files[file];
  }
  return run.files;
}

const draw = drawFaults(root, options.seed, options.only);
const results = [];
const counted = () => results.filter(({ status }) => status === "caught" || status === "survived").length;
let next = 0;
let running = 0;

function save() {
  if (options.json === undefined) return;
  const order = new Map(draw.map(({ id }, place) => [id, place]));
  // What is drawn already but waits for its turn again is kept, so that nothing is lost when this run is stopped.
  const done = new Set(results.map(({ id }) => id));
  const all = [...results, ...[...known.values()].filter(({ id }) => order.has(id) && !done.has(id))];
  all.sort((a, b) => order.get(a.id) - order.get(b.id));
  const text = JSON.stringify({ commit, seed: options.seed, sound, results: all }, null, 1);
  writeFileSync(options.json, `${text}\n`);
}

/** The first files of those that fit into so many processor seconds together. */
function within(files, seconds) {
  let left = seconds;
  return files.filter((file) => {
    if (sound[file].seconds > left) return false;
    left -= sound[file].seconds;
    return true;
  });
}

async function tryFault(tree, fault) {
  const { id, file, line, operator, was, becomes } = fault;
  const result = { id, file, line: line + 1, operator, was: was.trim(), becomes: becomes.trim(), commit };
  const status = await plant(tree, fault);
  if (status === "built") {
    const caught = [...known.values(), ...results].filter(({ by }) => by !== undefined);
    const related = orderTests(tests, file, caught, sound);
    const first = within(related, options.quick);
    const run = await runTests(tree.root, first, sound);
    Object.assign(result, { status: run.passed ? "survived" : "caught", seconds: Math.round(run.seconds) });
    if (run.passed) result.all = first.length === related.length;
    if (!run.passed) result.by = run.by;
  } else result.status = status;
  restore(tree);
  return result;
}

function show(result, place) {
  const where = `${result.file}:${result.line}`;
  if (result.status === "caught") {
    const { how, file, test } = result.by;
    console.log(`${place} caught   ${where} (${result.operator}) by ${how} in ${file}: ${test} [${result.seconds} s]`);
  } else if (result.status === "survived") {
    console.log(`${place} SURVIVED ${where} (${result.operator}) [${result.seconds} s]`);
    console.log(`    - ${result.was}\n    + ${result.becomes}`);
  }
}

async function work(tree) {
  while (!stopping && next < draw.length && counted() + running < options.count) {
    const fault = draw[next++];
    const old = known.get(fault.id);
    if (holds(old)) {
      results.push({ ...old, line: fault.line + 1 });
      continue;
    }
    running++;
    const result = await tryFault(tree, fault);
    running--;
    results.push(result);
    save();
    show(result, `${counted()}/${options.count}`);
  }
}

await Promise.all(trees.map(work));
save();

const having = (status) => results.filter((result) => result.status === status);
const [caught, survived] = [having("caught"), having("survived")];
console.log(`\n${caught.length} of ${caught.length + survived.length} faults caught (${percent()} %)`);
console.log(
  `drawn besides: ${having("does not compile").length} do not compile, ${having("equivalent").length} build to the same`,
);
for (const result of survived) show(result, "-");
process.exitCode = survived.length > 0.05 * (caught.length + survived.length) ? 1 : 0;

function percent() {
  return ((100 * caught.length) / Math.max(caught.length + survived.length, 1)).toFixed(1);
}
