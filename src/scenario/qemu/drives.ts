// -drive, -blockdev: images behind disks.
import type { Origin } from "../source.js";
import { type Draft, type Drive, refuse } from "./draft.js";
import { onOff, type Properties, parseProperties } from "./properties.js";

/** `-drive if=` that a device option has to take up, and the one for which QEMU makes the device. */
const INTERFACES = { none: false, virtio: true } as const;

export function takeDrive(draft: Draft, text: string, origin: Origin): void {
  const given = parseProperties(text, "file");
  const image = given.get("file");
  if (image === undefined) {
    refuse(draft, origin, "a drive without an image", "file=PATH", "raw images only");
    return;
  }
  const name = given.get("if") ?? "none";
  if (name === "pflash") {
    refuse(draft, origin, "if=pflash", "-bios FILE or -kernel FILE", "no code runs from flash here");
    return;
  }
  if (!Object.hasOwn(INTERFACES, name)) {
    refuse(
      draft,
      origin,
      `if=${name}`,
      "if=none with a -device, or if=virtio",
      "the board has no other disk controller",
    );
    return;
  }
  if (!isRaw(draft, given.get("format"), origin)) return;
  draft.drives.push({
    id: given.get("id") ?? `${name}${draft.drives.length}`,
    origin,
    image,
    readonly: flag(draft, given, "readonly", origin),
    snapshot: flag(draft, given, "snapshot", origin),
    automatic: name === "virtio",
  });
}

export function takeBlockdev(draft: Draft, text: string, origin: Origin): void {
  const given = text.startsWith("{") ? fromJson(draft, text, origin) : parseProperties(text, "driver");
  const name = given.get("node-name");
  if (name === undefined) refuse(draft, origin, "a block node without a name", "node-name=NAME");
  else draft.nodes.set(name, { origin, properties: given });
}

/** The drive that a device names: of `-drive`, or at the end of a chain of `-blockdev` nodes. */
export function driveOf(draft: Draft, name: string, origin: Origin): Drive | null {
  const drive = draft.drives.find(({ id }) => id === name);
  if (drive !== undefined) return drive;
  const made = nodeDrive(draft, name, origin);
  if (made !== null) draft.drives.push(made);
  return made;
}

function nodeDrive(draft: Draft, name: string, from: Origin): Drive | null {
  const node = draft.nodes.get(name);
  if (node === undefined) {
    const names = [...draft.drives.map(({ id }) => id), ...draft.nodes.keys()];
    refuse(draft, from, `no drive ${name}`, names.length === 0 ? "a -drive with that id" : names.join(", "));
    return null;
  }
  const { origin, properties } = node;
  const readonly = flag(draft, properties, "read-only", origin);
  const below = properties.get("file");
  if (below !== undefined) {
    draft.nodes.delete(name);
    const drive = isRaw(draft, properties.get("driver"), origin) ? nodeDrive(draft, below, origin) : null;
    return drive === null ? null : { ...drive, id: name, readonly: readonly || drive.readonly };
  }
  const driver = properties.get("file.driver") ?? properties.get("driver");
  const image = properties.get("file.filename") ?? properties.get("filename");
  if ((driver !== "file" && driver !== "raw") || image === undefined) {
    refuse(draft, origin, `block driver ${driver ?? "(none)"}`, "driver=file,filename=PATH, or driver=raw over it");
    return null;
  }
  return { id: name, origin, image, readonly, snapshot: false, automatic: false };
}

function isRaw(draft: Draft, format: string | undefined, origin: Origin): boolean {
  if (format === undefined || format === "raw") return true;
  refuse(draft, origin, `format ${format}`, "raw", "qemu-img convert -O raw makes one");
  return false;
}

function flag(draft: Draft, given: Properties, key: string, origin: Origin): boolean {
  const word = given.get(key);
  if (word === undefined) return false;
  const value = onOff(word);
  if (value === null) refuse(draft, origin, `${key}=${word}`, "on or off");
  return value ?? false;
}

/** JSON as the keyed notation: `{"file": {"driver": "file"}}` is `file.driver=file`. */
function fromJson(draft: Draft, text: string, origin: Origin): Properties {
  const flat = new Map<string, string>();
  const add = (prefix: string, value: unknown): void => {
    if (typeof value !== "object" || value === null) flat.set(prefix, String(value));
    else for (const [key, below] of Object.entries(value)) add(prefix === "" ? key : `${prefix}.${key}`, below);
  };
  try {
    add("", JSON.parse(text));
  } catch {
    refuse(draft, origin, "not valid JSON", 'such as {"driver": "file", "filename": "fs.img", "node-name": "d0"}');
  }
  return flat;
}
