// What makes one profile of another, piece by piece: facts, bits of facts, extensions.
import { csrByName } from "../isa/csr.js";
import { fieldMask } from "../isa/csr-row.js";
import { extensionsOf } from "../isa/extensions.js";
import { FACTS } from "../isa/facts.js";
import type { Profile } from "../scenario/profile.js";

/** One piece: a fact, a bit of one, or an extension. */
export interface Change {
  /** Key of a fact, or `extensions.NAME`. */
  readonly key: string;
  /** Null for the whole. */
  readonly bit: number | null;
  /** As profiles write it; 0 or 1 for a bit; on or off for an extension. */
  readonly good: string;
  readonly bad: string;
}

const EXTENSION = "extensions.";

/** What differs between two profiles: whole facts, and extensions. */
export function profileChanges(good: Profile, bad: Profile): readonly Change[] {
  const facts = FACTS.flatMap(({ key }) => {
    const [a, b] = [good.facts[key], bad.facts[key]];
    return sameValue(a, b) ? [] : [{ key, bit: null, good: a, bad: b }];
  });
  const [a, b] = [good, bad].map(({ extensions }) => new Set(extensionsOf(extensions).named)) as [
    Set<string>,
    Set<string>,
  ];
  const extensions = [...new Set([...a, ...b])].flatMap((name): readonly Change[] => {
    if (a.has(name) === b.has(name)) return [];
    const state = (set: Set<string>) => (set.has(name) ? "on" : "off");
    return [{ key: `${EXTENSION}${name}`, bit: null, good: state(a), bad: state(b) }];
  });
  return [...facts, ...extensions];
}

function sameValue(a: string, b: string): boolean {
  return a === b || (isNumber(a) && isNumber(b) && BigInt(a) === BigInt(b));
}

function isNumber(text: string): boolean {
  return /^(?:0x[0-9a-f]+|\d+)$/i.test(text);
}

/** The bits of a change to a fact that is a set of bits; other changes are one piece. */
export function splitChange(change: Change): readonly Change[] {
  const row = FACTS.find(({ key }) => key === change.key);
  if (row?.type !== "bits64" || change.bit !== null) return [change];
  const [good, bad] = [BigInt(change.good), BigInt(change.bad)];
  const bits = Array.from({ length: 64 }, (_, bit) => bit).filter((bit) => ((good ^ bad) >> BigInt(bit)) & 1n);
  if (bits.length === 1 && bits[0] === undefined) return [change];
  const at = (value: bigint, bit: number) => String((value >> BigInt(bit)) & 1n);
  return bits.map((bit) => ({ key: change.key, bit, good: at(good, bit), bad: at(bad, bit) }));
}

/** The profile with these pieces as the good or the bad one has them. */
export function withChanges(profile: Profile, changes: readonly Change[], side: "good" | "bad"): Profile {
  const facts: Record<string, string> = { ...profile.facts };
  const extensions: Record<string, "on" | "off"> = { ...profile.extensions };
  for (const change of changes) {
    const value = change[side];
    if (change.key.startsWith(EXTENSION))
      extensions[change.key.slice(EXTENSION.length)] = value === "on" ? "on" : "off";
    else if (change.bit === null) facts[change.key] = value;
    else facts[change.key] = withBit(facts[change.key] ?? "0x0", change.bit, value === "1");
  }
  const name = `${profile.name} with ${changes.length} ${side} pieces`;
  return { ...profile, name, facts: facts as Profile["facts"], extensions };
}

function withBit(text: string, bit: number, on: boolean): string {
  const mask = 1n << BigInt(bit);
  const value = BigInt(text);
  return `0x${(on ? value | mask : value & ~mask).toString(16)}`;
}

/** The piece in words: `reset.henvcfg bit 61 (ADUE)`. */
export function changeName({ key, bit }: Change): string {
  if (bit === null) return key;
  const csr = csrByName(key.split(".").at(-1) ?? "");
  const field = csr?.fields.find((each) => (fieldMask(each) >> BigInt(bit)) & 1n);
  return `${key} bit ${bit}${field === undefined ? "" : ` (${field.name})`}`;
}
