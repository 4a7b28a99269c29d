// Values with a unit or a notation of their own. Each is one row: how it looks, how it is read, what an error says.
import { z } from "zod";

interface QuantityRow<Value> {
  /** What an error says was expected. */
  readonly expected: string;
  /** For the JSON Schema: types and, for text, the pattern. */
  readonly json: Readonly<Record<string, unknown>>;
  /** The value, or null when it is none. */
  readonly parse: (value: unknown) => Value | null;
  /** What may have been meant by a value that is none. */
  readonly hint?: (value: unknown) => string | undefined;
}

/** A zod schema that reads one quantity; use `.describe` for the meaning at the place of use. */
export function quantity<Value>(row: QuantityRow<Value>) {
  return z
    .unknown()
    .meta({ ...row.json })
    .transform((value, context): Value => {
      const result = value === undefined ? null : row.parse(value);
      if (result !== null) return result;
      context.addIssue({ code: "custom", message: row.expected, params: { hint: row.hint?.(value) }, input: value });
      return z.NEVER;
    });
}

const NUMBER = "[0-9][0-9_]*(?:\\.[0-9]+)?";

function numberOf(text: string): number {
  return Number(text.replaceAll("_", ""));
}

function units(scale: Readonly<Record<string, number>>): { pattern: string; read: (text: string) => number | null } {
  const pattern = `^${NUMBER} ?(?:${Object.keys(scale).join("|")})$`;
  const expression = new RegExp(`^(${NUMBER}) ?(${Object.keys(scale).join("|")})$`);
  return {
    pattern,
    read(text) {
      const [, amount, unit] = expression.exec(text) ?? [];
      return amount === undefined
        ? null
        : Math.round(numberOf(amount) * (scale[unit ?? ""] ?? Number.NaN) * 1000) / 1000;
    },
  };
}

const BYTES = units({ B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 });
const NANOSECONDS = units({ ns: 1, us: 1e3, ms: 1e6, s: 1e9, min: 60e9, h: 3600e9 });

interface Range {
  readonly min: number;
  readonly max: number;
  /** The value is a multiple of it. */
  readonly multiple?: number;
}

/** A size in bytes: `16MiB`, `512KiB`, `1GiB`, `65536`. */
export function size({ min, max, multiple = 1 }: Range) {
  const bounds = `${sizeText(min)} to ${sizeText(max)}${multiple === 1 ? "" : ` in multiples of ${sizeText(multiple)}`}`;
  return quantity<number>({
    expected: `a size such as 64MiB, ${bounds}`,
    json: {
      title: "size",
      type: ["string", "integer"],
      pattern: `${BYTES.pattern}|^[0-9][0-9_]*$`,
      minimum: min,
      maximum: max,
    },
    parse(value) {
      const text = typeof value === "string" ? value.trim() : value;
      const bytes = typeof text === "string" ? (BYTES.read(text) ?? wholeNumber(text)) : text;
      const fits = typeof bytes === "number" && Number.isInteger(bytes) && bytes >= min && bytes <= max;
      return fits && bytes % multiple === 0 ? bytes : null;
    },
    hint(value) {
      const [, amount, letter] = /^([0-9_.]+) ?([KMG])(?:b|ib)?$/i.exec(String(value).trim()) ?? [];
      const correct = typeof value === "string" && BYTES.read(value.trim()) !== null;
      return correct || letter === undefined ? undefined : `did you mean ${amount}${letter.toUpperCase()}iB?`;
    },
  });
}

/** A size as the scenario would write it. */
export function sizeText(bytes: number): string {
  const [unit, scale] = (
    [
      ["GiB", 1024 ** 3],
      ["MiB", 1024 ** 2],
      ["KiB", 1024],
    ] as const
  ).find(([, unitBytes]) => bytes >= unitBytes && bytes % unitBytes === 0) ?? [bytes === 1 ? " byte" : " bytes", 1];
  return `${bytes / scale}${unit}`;
}

/** A duration of guest time in nanoseconds: `5s`, `200ms`, `10us`. */
export const duration = quantity<number>({
  expected: "a duration such as 5s, 200ms or 10us",
  json: { title: "duration", type: "string", pattern: NANOSECONDS.pattern },
  parse(value) {
    const ns = typeof value === "string" ? NANOSECONDS.read(value.trim()) : null;
    return ns !== null && Number.isSafeInteger(ns) && ns > 0 ? ns : null;
  },
  hint: (value) => (/^[0-9_.]+$/.test(String(value)) ? `did you mean ${value}s?` : undefined),
});

/** A count of instructions or events: `20e9`, `1_000_000`. */
export function count(what: string, min: number) {
  return quantity<number>({
    expected: `a number of ${what} such as 1_000_000 or 20e9${min === 0 ? "" : `, at least ${min}`}`,
    json: { title: "count", type: ["number", "string"], pattern: "^[0-9][0-9_]*$", minimum: min },
    parse(value) {
      const number = typeof value === "string" ? wholeNumber(value) : value;
      return typeof number === "number" && Number.isSafeInteger(number) && number >= min ? number : null;
    },
  });
}

function wholeNumber(text: string): number | null {
  return /^[0-9][0-9_]*$/.test(text) ? numberOf(text) : null;
}

/** An integer of 64 bits, read without loss: `0x2000000000000000`, `0x2000_0000_0000_0000`, decimal. */
export const bits64 = quantity<bigint>({
  expected: "a 64-bit integer such as 0x2000000000000000",
  json: { title: "64-bit integer", type: ["integer", "string"], pattern: "^(?:0x[0-9a-fA-F_]+|[0-9][0-9_]*)$" },
  parse(value) {
    const number = integer(value);
    return number !== null && number >= 0n && number < 1n << 64n ? number : null;
  },
});

/** One of a few whole numbers. */
export function oneOfNumbers(numbers: readonly bigint[]) {
  return quantity<bigint>({
    expected: numbers.join(" or "),
    json: { title: numbers.join(" or "), enum: numbers.map(Number) },
    parse(value) {
      const number = integer(value);
      return number !== null && numbers.includes(number) ? number : null;
    },
  });
}

function integer(value: unknown): bigint | null {
  if (typeof value === "bigint") return value;
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : null;
  const text =
    typeof value === "string" && /^(?:0x[0-9a-f_]+|[0-9][0-9_]*)$/i.test(value) ? value.replaceAll("_", "") : "x";
  return text === "x" || text === "0x" ? null : BigInt(text);
}

/** `on` or `off`; `true` and `false` are read as well. */
export const toggle = quantity<boolean>({
  expected: "on or off",
  json: { title: "on or off", enum: ["on", "off", true, false] },
  parse(value) {
    if (value === "on" || value === true) return true;
    return value === "off" || value === false ? false : null;
  },
});

/** A date with time in UTC, as milliseconds since 1970-01-01T00:00:00Z: `2024-01-01T00:00:00Z`. */
export const instant = quantity<number>({
  expected: "a date and time in UTC such as 2024-01-01T00:00:00Z",
  json: {
    title: "date and time",
    type: "string",
    pattern: "^\\d{4}-\\d{2}-\\d{2}(?:T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,3})?Z)?$",
  },
  parse(value) {
    const text =
      typeof value === "string" && /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,3})?Z)?$/.test(value) ? value : "";
    const milliseconds = Date.parse(text);
    // Date.parse carries the 30th of February over into March.
    const real = Number.isFinite(milliseconds) && new Date(milliseconds).toISOString().startsWith(text.slice(0, 10));
    return real ? milliseconds : null;
  },
});

/** A regular expression with the flag `u`, kept as text. */
export const pattern = quantity<string>({
  expected: "a regular expression",
  json: { title: "regular expression", type: "string", format: "regex" },
  parse: (value) => (typeof value === "string" && fault(value) === null ? value : null),
  hint: (value) => (typeof value === "string" ? (fault(value) ?? undefined) : undefined),
});

/** Why a text is no regular expression, in the engine's words; null when it is one. */
function fault(text: string): string | null {
  try {
    new RegExp(text, "u");
    return null;
  } catch (error) {
    return error instanceof Error ? error.message.slice(error.message.lastIndexOf(": ") + 2) : String(error);
  }
}
