// Names of keys in the bytes that a terminal sends (xterm control sequences, "PC-style function keys").

/** A key and how many bytes it took; `null` when the bytes may be the start of a longer sequence. */
export interface NamedKey {
  readonly name: string;
  readonly length: number;
}

const ESCAPE = 0x1b;

const SEQUENCES: { readonly [sequence: string]: string } = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  H: "home",
  F: "end",
  Z: "shift-tab",
  "1~": "home",
  "7~": "home",
  "4~": "end",
  "8~": "end",
  "5~": "pageup",
  "6~": "pagedown",
};

const CONTROLS: { readonly [byte: number]: string } = {
  9: "tab",
  10: "enter",
  13: "enter",
  32: "space",
  127: "backspace",
};

/**
 * The key at `at`. Sequences without a name are `unknown`. With `complete` the bytes are all there will be: an ESC at
 * the end is the Escape key.
 */
export function readKey(bytes: Uint8Array, at: number, complete: boolean): NamedKey | null {
  const first = bytes[at] ?? 0;
  if (first === ESCAPE) return readEscape(bytes, at, complete);
  const control = CONTROLS[first];
  if (control !== undefined) return { name: control, length: 1 };
  if (first < 32) return { name: `ctrl-${String.fromCharCode(first + 96)}`, length: 1 };
  if (first < 0x80) return { name: String.fromCharCode(first), length: 1 };
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  if (at + length > bytes.length && !complete) return null;
  return { name: new TextDecoder().decode(bytes.subarray(at, at + length)), length };
}

/** CSI (ESC [), SS3 (ESC O), or a key with Alt. */
function readEscape(bytes: Uint8Array, at: number, complete: boolean): NamedKey | null {
  const kind = bytes[at + 1];
  if (kind === undefined) return complete ? { name: "escape", length: 1 } : null;
  if (kind !== 0x5b && kind !== 0x4f) return kind === ESCAPE ? { name: "escape", length: 1 } : altKey(bytes, at);
  for (let end = at + 2; end < bytes.length; end++) {
    const byte = bytes[end] ?? 0;
    if (byte < 0x20 || byte > 0x7e) return { name: "unknown", length: end - at };
    if (byte < 0x40) continue;
    const sequence = String.fromCharCode(...bytes.subarray(at + 2, end + 1));
    return { name: SEQUENCES[sequence] ?? "unknown", length: end + 1 - at };
  }
  return complete ? { name: "unknown", length: bytes.length - at } : null;
}

function altKey(bytes: Uint8Array, at: number): NamedKey {
  const key = readKey(bytes, at + 1, true);
  return { name: `alt-${key?.name ?? ""}`, length: 1 + (key?.length ?? 0) };
}
