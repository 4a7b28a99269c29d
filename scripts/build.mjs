// Builds dist/: the hart (AssemblyScript to hart.wasm) and everything else (TypeScript).
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { HART_COMPILATION } from "./hart-flags.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const require = createRequire(import.meta.url);

/** Runs a package's command line in the repository's root and stops the build when it fails. */
function run(packageName, bin, args) {
  const command = join(dirname(require.resolve(`${packageName}/package.json`)), bin);
  const { status } = spawnSync(process.execPath, [command, ...args], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

mkdirSync(join(root, "dist"), { recursive: true });
const only = process.argv[2];
if (only !== "hart") run("typescript", "bin/tsc", ["-p", "tsconfig.build.json"]);
if (only !== "ts") {
  run("assemblyscript", "bin/asc.js", HART_COMPILATION);
}
const main = join(root, "dist/cli/main.js");
if (existsSync(main)) chmodSync(main, 0o755);
