// What differs between two machines at power-on, before anything ran: CSRs, and what lies in RAM and boot ROM.
import type { Boot } from "../machine/boot.js";
import type { Inspect } from "../machine/inspect.js";
import { type CsrDifference, csrDifferences } from "./csr-difference.js";

export interface ResetDifferences {
  /** Of hart 0; the others are reset like it. */
  readonly csrs: readonly CsrDifference[];
  /** Names of parts in RAM and ROM whose bytes differ, with how many do. */
  readonly parts: readonly { readonly name: string; readonly bytes: number }[];
}

export interface PowerOn {
  readonly inspect: Inspect;
  readonly boot: Boot;
}

export function resetDifferences(left: PowerOn, right: PowerOn): ResetDifferences {
  const [a, b] = [partsOf(left.boot), partsOf(right.boot)];
  const names = [...new Set([...a.keys(), ...b.keys()])];
  const parts = names.map((name) => ({ name, bytes: differing(a.get(name), b.get(name)) }));
  return { csrs: csrDifferences(left.inspect, right.inspect, 0), parts: parts.filter(({ bytes }) => bytes > 0) };
}

function partsOf({ segments, rom }: Boot): ReadonlyMap<string, Uint8Array> {
  const named = segments.map(({ name, address, bytes }) => [`${name} at 0x${address.toString(16)}`, bytes] as const);
  return new Map([...named, ["boot ROM at 0x1000", rom]]);
}

/** Bytes that are not the same in both, or in one only. */
function differing(a: Uint8Array = new Uint8Array(), b: Uint8Array = new Uint8Array()): number {
  const common = Math.min(a.length, b.length);
  let count = Math.max(a.length, b.length) - common;
  for (let index = 0; index < common; index++) if (a[index] !== b[index]) count += 1;
  return count;
}
