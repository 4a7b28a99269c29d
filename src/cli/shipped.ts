// What ships with the package, by its names.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { PACKAGE_ROOT, shippedPath } from "../runner/package-root.js";

/** Names in a folder of `configs/` that ships, without `.yaml`, sorted. */
export function shippedNames(...folder: string[]): readonly string[] {
  const names = readdirSync(shippedPath("configs", ...folder)).filter((name) => name.endsWith(".yaml"));
  return names.map((name) => name.replace(/\.yaml$/, "")).sort();
}

/** Path of a scenario or profile that ships. */
export function shippedConfig(...parts: string[]): string {
  return join(PACKAGE_ROOT, "configs", ...parts);
}
