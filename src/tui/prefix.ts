// The prefix key as a user writes it: `ctrl-a`, `C-a`, `^A`.

export interface Prefix {
  /** The byte that a terminal sends for it. */
  readonly byte: number;
  /** `Ctrl-A` */
  readonly title: string;
}

export const DEFAULT_PREFIX = "ctrl-a";

const FORM = /^(?:ctrl-|c-|\^)([a-z\\\]^_@])$/i;
/** Keys that a terminal cannot tell from Tab, Enter and Escape, or that users need too often. */
const TAKEN: { readonly [letter: string]: string } = { I: "Tab", J: "Enter", M: "Enter", H: "Backspace" };

/** Throws an Error with a hint when `text` names no control key that can be a prefix. */
export function parsePrefix(text: string): Prefix {
  const letter = FORM.exec(text.trim())?.[1]?.toUpperCase();
  if (letter === undefined) {
    throw new Error(
      `prefix key "${text}": expected a control key such as ctrl-a, C-a or ^A (hint: ctrl-] is seldom used)`,
    );
  }
  const taken = TAKEN[letter];
  if (taken !== undefined) {
    throw new Error(
      `prefix key "${text}": a terminal sends the same byte for ${taken}; expected another, such as ctrl-a`,
    );
  }
  return { byte: letter.charCodeAt(0) & 0x1f, title: `Ctrl-${letter}` };
}
