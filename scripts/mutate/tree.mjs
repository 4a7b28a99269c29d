// A copy of the committed tree in which faults are planted, built and taken out again.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import asc from "assemblyscript/asc";
import { HART_COMPILATION } from "../hart-flags.mjs";

const require = createRequire(import.meta.url);
const TSC = join(require.resolve("typescript/package.json"), "../bin/tsc");
const FACTS = "src/hart/facts.ts";
const WASM = "dist/hart.wasm";

export function git(root, ...args) {
  const { status, stdout, stderr } = spawnSync("git", args, { cwd: root, maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
  return stdout;
}

/** Copies a commit's files to a temporary folder and builds them. */
export async function makeTree(repository, commit) {
  const root = mkdtempSync(join(tmpdir(), "hartbed-mutate-"));
  const archive = git(repository, "archive", commit);
  const { status } = spawnSync("tar", ["x"], { cwd: root, input: archive });
  if (status !== 0) throw new Error("tar cannot unpack the tree");
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"));
  mkdirSync(join(root, "dist"));
  const tree = { root, sound: new Map() };
  const problem = compileScripts(tree) ?? (await compileHart(tree));
  if (problem !== null) throw new Error(`the tree without a fault does not build: ${problem}`);
  tree.soundHart = readFileSync(join(root, WASM));
  tree.soundFacts = readFileSync(join(root, FACTS), "utf8");
  tree.scripts = digestOfScripts(root);
  cpSync(join(root, "dist"), join(root, "dist.sound"), { recursive: true });
  return tree;
}

export function removeTree({ root }) {
  rmSync(root, { recursive: true, force: true });
}

/** Puts the fault into its file and builds: "built", "equivalent" when what is built is the same, or "does not compile". */
export async function plant(tree, fault) {
  const path = join(tree.root, fault.file);
  const source = readFileSync(path, "utf8");
  const lines = source.split("\n");
  if (lines[fault.line] !== fault.was) throw new Error(`${fault.file}:${fault.line + 1} is not the line of the fault`);
  lines[fault.line] = fault.becomes;
  tree.sound.set(path, source);
  writeFileSync(path, lines.join("\n"));
  if (fault.file.startsWith("src/hart/")) {
    if ((await compileHart(tree)) !== null) return "does not compile";
    return sameCode(readFileSync(join(tree.root, WASM)), tree.soundHart) ? "equivalent" : "built";
  }
  if (compileScripts(tree) !== null) return "does not compile";
  if (digestOfScripts(tree.root) === tree.scripts) return "equivalent";
  return await renewFacts(tree);
}

/** Constants that hart code takes from the tables follow the fault. A table that throws is left to the tests. */
async function renewFacts(tree) {
  const { status, stdout } = spawnSync(
    process.execPath,
    ["-e", 'import("./dist/isa/hart-facts.js").then((m) => process.stdout.write(m.renderHartFacts()))'],
    { cwd: tree.root, encoding: "utf8" },
  );
  if (status !== 0 || stdout === tree.soundFacts) return "built";
  const path = join(tree.root, FACTS);
  tree.sound.set(path, tree.soundFacts);
  writeFileSync(path, stdout);
  return (await compileHart(tree)) === null ? "built" : "does not compile";
}

/** Takes the fault out. The build comes last: tests build again when it is older than the sources. */
export function restore(tree) {
  const scripts = [...tree.sound.keys()].some((path) => !path.includes("/src/hart/"));
  for (const [path, source] of tree.sound) writeFileSync(path, source);
  tree.sound.clear();
  if (scripts) {
    rmSync(join(tree.root, "dist"), { recursive: true });
    cpSync(join(tree.root, "dist.sound"), join(tree.root, "dist"), { recursive: true });
  }
  writeFileSync(join(tree.root, WASM), tree.soundHart);
}

/** The whole TypeScript half; null, or the compiler's complaint. What a fault leaves unused is none. */
function compileScripts({ root }) {
  const flags = ["-p", "tsconfig.build.json", "--incremental", "--tsBuildInfoFile", "dist/tsbuildinfo"];
  flags.push("--noUnusedLocals", "false", "--noUnusedParameters", "false");
  const { status, stdout } = spawnSync(process.execPath, [TSC, ...flags], { cwd: root, encoding: "utf8" });
  return status === 0 ? null : stdout;
}

/** The AssemblyScript half, by a compiler that stays in this process and warm. */
async function compileHart({ root }) {
  const messages = [];
  const stream = { write: (text) => messages.push(text) };
  const { error } = await asc.main([...HART_COMPILATION, "--baseDir", root], { stdout: stream, stderr: stream });
  return error === null ? null : `${error.message} ${messages.join("")}`;
}

function digestOfScripts(root) {
  const hash = createHash("sha256");
  const files = readdirSync(join(root, "dist"), { recursive: true }).filter((name) => name.endsWith(".js"));
  for (const file of files.sort()) hash.update(readFileSync(join(root, "dist", file), "utf8").replace(/\n\/\/#.*/, ""));
  return hash.digest("hex");
}

/** Whether two binaries are the same but for custom sections (names of locals). */
function sameCode(a, b) {
  return Buffer.concat(sections(a)).equals(Buffer.concat(sections(b)));
}

function sections(bytes) {
  const kept = [];
  let at = 8;
  while (at < bytes.length) {
    let size = 0;
    let shift = 0;
    let next = at + 1;
    let byte = 128;
    while (byte >= 128) {
      byte = bytes[next++];
      size += (byte & 127) * 2 ** shift;
      shift += 7;
    }
    if (bytes[at] !== 0) kept.push(bytes.subarray(at, next + size));
    at = next + size;
  }
  return kept;
}
