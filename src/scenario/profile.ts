// A profile after loading: a value for every fact of src/isa/facts.ts. Data; nothing asks for its name.
import type { FactKey } from "../isa/facts.js";

export interface Profile {
  readonly name: string;
  readonly description: string | null;
  /** Names (or files) it extends, nearest first. */
  readonly extends: readonly string[];
  /** Value of each fact, as text that BigInt() reads: `0x2000000000000000`; a flag is `0x0` or `0x1`. */
  readonly facts: { readonly [key in FactKey]: string };
  /** Extensions switched by name: `svadu`, `v`. What is not named is as the harts have it. */
  readonly extensions: { readonly [name: string]: "on" | "off" };
}
