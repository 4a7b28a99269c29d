// What a fact's row says, and the short forms that rows are written in.

/** How a fact's value is written and checked: 64 bits, a small number, on or off, one of several words. */
export type FactType = "bits64" | "number" | "flag" | "choice";

/** Parts of CSR rows that a fact's value takes the place of. */
export interface FactCsrs {
  readonly part: "reset" | "mask" | "present";
  /** Names of CSRs; `pmpaddr*` is every CSR whose name begins so. */
  readonly names: readonly string[];
}

export interface FactRow<Key extends string = string> {
  readonly key: Key;
  readonly type: FactType;
  readonly unit: string;
  /** What the manual says, or the choice that profile `spec` takes. A flag is 0 or 1, a choice its index. */
  readonly default: bigint;
  /** Words of a choice, in the order of their values; empty for other types. */
  readonly choices: readonly string[];
  /** Values that a number may have; empty when any number will do. */
  readonly numbers: readonly bigint[];
  /** Values that the manual allows, as a profile writes them; `any` where it leaves all of them open. */
  readonly legal: readonly string[];
  readonly doc: string;
  readonly source: string;
  readonly csrs?: FactCsrs;
}

/** What most rows need: a line of documentation, where it is from, and what the manual allows beside the default. */
export interface Words {
  readonly doc: string;
  readonly source: string;
  /** Values beside the default that the manual allows. */
  readonly alsoLegal?: readonly string[];
}

export function flag<const Key extends string>(key: Key, on: boolean, words: Words, csrs?: FactCsrs): FactRow<Key> {
  const shape = { key, type: "flag", unit: "on or off", default: on ? 1n : 0n, choices: [], numbers: [] } as const;
  return { ...shape, ...told(words, on ? "on" : "off"), ...(csrs === undefined ? {} : { csrs }) };
}

/** The first choice is the default. */
export function choice<const Key extends string>(key: Key, choices: readonly string[], words: Words): FactRow<Key> {
  const shape = { key, type: "choice", unit: "choice", default: 0n, choices, numbers: [] } as const;
  return { ...shape, ...told(words, choices[0] ?? "") };
}

/** The first number is the default. */
export function number<const Key extends string>(
  key: Key,
  unit: string,
  numbers: readonly bigint[],
  words: Words,
): FactRow<Key> {
  const standard = numbers[0] ?? 0n;
  const shape = { key, type: "number", unit, default: standard, choices: [], numbers } as const;
  return { ...shape, ...told(words, String(standard)) };
}

export function bits64<const Key extends string>(
  key: Key,
  unit: string,
  standard: bigint,
  words: Words,
  csrs?: FactCsrs,
): FactRow<Key> {
  const shape = { key, type: "bits64", unit, default: standard, choices: [], numbers: [] } as const;
  return { ...shape, ...told(words, hex(standard)), ...(csrs === undefined ? {} : { csrs }) };
}

function told({ doc, source, alsoLegal = [] }: Words, standard: string) {
  return { doc, source, legal: [standard, ...alsoLegal] };
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

/** A value as a profile writes it. */
export function factText(row: FactRow, value: bigint): string {
  if (row.type === "flag") return value === 0n ? "off" : "on";
  if (row.type === "choice") return row.choices[Number(value)] ?? hex(value);
  return row.type === "number" ? String(value) : hex(value);
}
