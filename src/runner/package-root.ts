// Where the installed package keeps what ships with it: found from this file, never from the working directory.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Root of the package: this file lies in `dist/runner/` (or `src/runner/` under test). */
export const PACKAGE_ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Absolute path of a file that ships with the package. */
export function shippedPath(...parts: string[]): string {
  return join(PACKAGE_ROOT, ...parts);
}
