// The `key=value,key=value` notation of QEMU's options (QEMU manual, "Invocation").

/** Values by key, in the order in which they were written; a key that is written twice has the last value. */
export type Properties = ReadonlyMap<string, string>;

/**
 * A comma inside a value is written twice. A word without `=` switches that key on, `noWORD` off.
 * @param implied Key of a first word without `=`: `virt` in `-machine virt` is `type=virt`.
 */
export function parseProperties(text: string, implied?: string): Properties {
  const parts = splitAtCommas(text).filter((part) => part !== "");
  return new Map(parts.map((part, index) => keyAndValue(part, index === 0 ? implied : undefined)));
}

function keyAndValue(part: string, implied: string | undefined): readonly [string, string] {
  const equals = part.indexOf("=");
  if (equals >= 0) return [part.slice(0, equals), part.slice(equals + 1)];
  if (implied !== undefined) return [implied, part];
  return part.startsWith("no") ? [part.slice(2), "off"] : [part, "on"];
}

function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  let part = "";
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "," && text[at + 1] !== ",") {
      parts.push(part);
      part = "";
      continue;
    }
    if (text[at] === ",") at += 1;
    part += text.charAt(at);
  }
  return [...parts, part];
}

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ...["on", "yes", "true", "y"].map((word) => [word, true] as const),
  ...["off", "no", "false", "n"].map((word) => [word, false] as const),
]);

/** The boolean that a word stands for; null when it stands for none. */
export function onOff(word: string): boolean | null {
  return WORDS.get(word.toLowerCase()) ?? null;
}

const SUFFIXES: Readonly<Record<string, number>> = { b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

/**
 * A size in bytes: `128M`, `1.5G`, `256`.
 * @param unit Bytes that a number without a suffix counts.
 * @returns null when the text is no size.
 */
export function sizeOf(text: string, unit: number): number | null {
  const [, amount, suffix] = /^(\d+(?:\.\d+)?)([bkmgt]?)$/i.exec(text) ?? [];
  if (amount === undefined) return null;
  return Math.round(Number(amount) * (suffix === "" ? unit : (SUFFIXES[suffix?.toLowerCase() ?? ""] ?? Number.NaN)));
}
