// The reference in configs/README.md: tables of keys, from the JSON Schemas.
import { type JsonSchema, profileJsonSchema, scenarioJsonSchema } from "./json-schema.js";

const BLOCK = /(<!-- keys of (\w+) -->\n)[\s\S]*?(<!-- end -->)/g;

/** The text with every block from `<!-- keys of scenario -->` to `<!-- end -->` written anew. */
export function renderReference(readme: string): string {
  const tables: Readonly<Record<string, () => string>> = {
    scenario: () => tablesOf(scenarioJsonSchema(), ""),
    profile: () => tablesOf(profileJsonSchema(), ""),
  };
  return readme.replace(
    BLOCK,
    (_, start: string, what: string, end: string) => `${start}${tables[what]?.() ?? ""}\n${end}`,
  );
}

/** A table for the map and for every map below it. */
function tablesOf(schema: JsonSchema, path: string): string {
  const properties = Object.entries(schema.properties ?? {}).map(([key, value]) => [key, schemaOf(value)] as const);
  const rows = properties.map(([key, value]) => {
    const standard = schema.required?.includes(key) ? "(needed)" : defaultOf(value);
    return [`\`${key}\``, formOf(value), standard, value.description ?? ""].map((cell) => cell.replaceAll("|", "\\|"));
  });
  const below = properties.flatMap(([key, value]) => {
    const name = path === "" ? key : `${path}.${key}`;
    return mapsIn(value, name).map(([map, at]) => tablesOf(map, at));
  });
  const title = path === "" ? "" : `\n### \`${path}\`\n\n`;
  return [title, tableOf(["key", "value", "default", "meaning"], rows), ...below].join("");
}

/** Columns as wide as their widest cell, as the formatter has it. */
function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |\n`;
  return [head, widths.map((width) => "-".repeat(width)), ...rows].map(line).join("");
}

/** The maps with keys of their own in a value, and how the reference calls them. */
function mapsIn(schema: JsonSchema, name: string): (readonly [JsonSchema, string])[] {
  if (schema.properties !== undefined) return [[schema, name]];
  if (schema.items !== undefined) return mapsIn(schemaOf(schema.items), `${name}[]`);
  if (schema.anyOf !== undefined)
    return schema.anyOf.flatMap((each) => mapsIn(schemaOf(each), nameOf(schemaOf(each), name)));
  const values = schema.additionalProperties;
  return typeof values === "object" ? mapsIn(values, `${name}.NAME`) : [];
}

/** A branch of a list of kinds is called after its first key: `expect[] with console`. */
function nameOf(branch: JsonSchema, name: string): string {
  const [first] = branch.required ?? [];
  return first === undefined ? name : `${name} with ${first}`;
}

function formOf(schema: JsonSchema): string {
  if (schema.title !== undefined) return schema.title;
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(code).join(", ");
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map((each) => formOf(schemaOf(each))))].join(" or ");
  if (schema.items !== undefined) return `list of ${formOf(schemaOf(schema.items))}`;
  if (typeof schema.additionalProperties === "object") return `map of names to ${formOf(schema.additionalProperties)}`;
  if (schema.type === "object") return "map";
  if (schema.type === "integer") return `${schema.minimum} to ${schema.maximum}`;
  return String(schema.type);
}

function code(value: unknown): string {
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

/** Maps and lists default to what their own keys default to. */
function defaultOf({ default: value }: JsonSchema): string {
  return value === undefined || typeof value === "object" ? "" : code(value);
}

function schemaOf(value: JsonSchema["items"]): JsonSchema {
  return typeof value === "object" && !Array.isArray(value) ? value : {};
}
