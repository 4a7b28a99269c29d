// Numbers in assembly text: literals, labels, `.` for the pc, and sums of them.
import { AssemblyError } from "./assembly-error.js";

/** Where an instruction stands and what the labels around it mean (addresses in bytes). */
export interface Scope {
  readonly pc: number;
  readonly labels: ReadonlyMap<string, number>;
}

const TERM = /\s*([+-]?)\s*(0[xX][0-9a-fA-F]+|0[bB][01]+|\d+|'(?:[^'\\]|\\.)'|[A-Za-z_.$][\w.$]*)\s*/y;
const ESCAPES: { readonly [letter: string]: string } = { n: "\n", r: "\r", t: "\t", "0": "\0" };

/** The value of an expression; throws an AssemblyError when it is none or names an unknown label. */
export function evaluate(text: string, scope: Scope): bigint {
  let sum = 0n;
  let at = 0;
  while (at < text.length || at === 0) {
    TERM.lastIndex = at;
    const match = TERM.exec(text);
    if (match === null || (at > 0 && match[1] === "")) {
      throw new AssemblyError(`"${text}" is no number; expected for example 16, -0x10 or label+4`);
    }
    const value = term(match[2]!, scope);
    sum += match[1] === "-" ? -value : value;
    at = TERM.lastIndex;
  }
  return sum;
}

function term(text: string, { pc, labels }: Scope): bigint {
  if (/^\d/.test(text)) return BigInt(text);
  if (text === ".") return BigInt(pc);
  if (text.startsWith("'")) {
    const body = text.slice(1, -1);
    return BigInt((body.length === 1 ? body : (ESCAPES[body[1]!] ?? body[1]!)).charCodeAt(0));
  }
  const address = labels.get(text);
  if (address === undefined) throw new AssemblyError(`unknown label or name ${text}`);
  return BigInt(address);
}
