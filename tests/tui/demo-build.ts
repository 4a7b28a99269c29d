// Compiles the demo, so that a real process in a real terminal can run it.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");

export interface Demo {
  /** Its program, for `node`. */
  readonly program: string;
  remove(): void;
}

/** Throws an Error with the compiler's output when it fails. */
export function buildDemo(): Demo {
  const folder = mkdtempSync(join(tmpdir(), "hartbed-demo-"));
  const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
  const project = join(here, "tsconfig.demo.json");
  const { status, stdout } = spawnSync(process.execPath, [compiler, "-p", project, "--outDir", folder], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stdout);
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{"type": "module"}');
  return {
    program: join(folder, "tests/tui/demo-guests.js"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
