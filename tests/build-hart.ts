// Vitest's global setup: hart.wasm is built when it is missing or older than its sources.
import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

export function setup(): void {
  const built = statSync(join(root, "dist/hart.wasm"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (built >= Math.max(newest("src/hart"), newest("src/layout"))) return;
  const { status } = spawnSync(process.execPath, ["scripts/build.mjs", "hart"], { cwd: root, stdio: "inherit" });
  if (status !== 0) throw new Error("src/hart does not compile");
}

/** When a folder's newest file changed. */
function newest(folder: string): number {
  const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  );
  return Math.max(...files.map((file) => statSync(join(file.parentPath, file.name)).mtimeMs));
}
