// `hartbed list`: the scenarios, regressions and profiles that ship with the package.
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { EXIT_DONE } from "../runner/exit-codes.js";
import { writeJson } from "./json-output.js";
import { shippedConfig, shippedNames } from "./shipped.js";

interface Listed {
  readonly name: string;
  readonly title: string;
}

/** @param json File for machines, `-` for stdout; otherwise a table on stdout. */
export function listShipped(json: string | undefined): number {
  const scenarios = shippedNames().map((name) => listed(name, shippedConfig(`${name}.yaml`), "name"));
  const regressions = shippedNames("regressions").map((name) => {
    return listed(name, shippedConfig("regressions", `${name}.yaml`), "name");
  });
  const profiles = shippedNames("profiles").map((name) => {
    return listed(name, shippedConfig("profiles", `${name}.yaml`), "description");
  });
  if (json !== undefined) writeJson(json, { schema: 1, scenarios, regressions, profiles });
  else {
    const tables = [table("scenarios", scenarios), table("regressions", regressions), table("profiles", profiles)];
    process.stdout.write(tables.join("\n"));
  }
  return EXIT_DONE;
}

function listed(name: string, file: string, key: "name" | "description"): Listed {
  const content = parse(readFileSync(file, "utf8")) as { readonly [key: string]: unknown } | null;
  const title = content?.[key];
  return { name, title: typeof title === "string" ? title : "" };
}

function table(heading: string, rows: readonly Listed[]): string {
  const width = Math.max(0, ...rows.map(({ name }) => name.length));
  const lines = rows.map(({ name, title }) => `  ${name.padEnd(width)}  ${title}`.trimEnd());
  return [`${heading}:`, ...lines, ""].join("\n");
}
