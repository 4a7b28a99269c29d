// How hartbed and QEMU are asked to run an image: the same board, the same bytes.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const HARTBED = [process.execPath, join(ROOT, "dist/cli/main.js")];
const QEMU = "qemu-system-riscv64";

/** First line of QEMU's version; null when it is not installed. */
export const QEMU_VERSION = (() => {
  const { status, stdout } = spawnSync(QEMU, ["--version"], { encoding: "utf8" });
  return status === 0 ? stdout.split("\n")[0] : null;
})();

let scratch = null;

/** A directory for what the measurements write; it goes with the process. */
export function scratchDirectory() {
  if (scratch === null) {
    const made = mkdtempSync(join(tmpdir(), "hartbed-bench-"));
    process.on("exit", () => rmSync(made, { recursive: true, force: true }));
    scratch = made;
  }
  return scratch;
}

export function imagePath(image) {
  return join(ROOT, "guests/prebuilt", image);
}

/** @returns The path of a scenario written to the scratch directory. */
export function writeScenario(name, scenario) {
  const file = join(scratchDirectory(), `${name}.yaml`);
  writeFileSync(file, JSON.stringify({ version: 1, name, ...scenario }));
  return file;
}

/** Runs a scenario to its end. */
export function hartbedRun(file, ...args) {
  return [...HARTBED, "run", file, "--headless", ...args];
}

/** QEMU's command line for a board with this much memory and nothing on its serial line. */
export function qemuRun(memory, ...args) {
  const quiet = ["-display", "none", "-serial", "null", "-monitor", "none"];
  return [QEMU, "-M", "virt", "-m", memory, ...quiet, ...args];
}

/** One image in M-mode on one hart, in either machine. */
export const bare = {
  hartbed: (image) => {
    const machine = { harts: 1, memory: "128MiB" };
    return hartbedRun(writeScenario(image, { firmware: "none", kernel: imagePath(image), machine }));
  },
  qemu: (image, args = []) => qemuRun("128M", "-bios", "none", "-kernel", imagePath(image), ...args),
};
