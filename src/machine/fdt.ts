// Flattened device trees, version 17 (Devicetree Specification 0.4, chapter 5): writer and reader.

export interface Property {
  readonly name: string;
  readonly value: Uint8Array;
}

export interface Node {
  readonly name: string;
  readonly properties: readonly Property[];
  readonly children: readonly Node[];
}

/** The bytes are no device tree that this reader understands. */
export class DeviceTreeError extends Error {
  override readonly name = "DeviceTreeError";
}

const MAGIC = 0xd00dfeed;
const VERSION = 17;
const LAST_COMPATIBLE = 16;
const HEADER_BYTES = 40;
/** The memory reservation block: entries of an address and a size, 64 bits each, until one of zeros. */
const RESERVATION_BYTES = 16;
const NO_RESERVATIONS = new Uint8Array(RESERVATION_BYTES);

const BEGIN_NODE = 1;
const END_NODE = 2;
const PROP = 3;
const NOP = 4;
const END = 9;

/** A property of 32-bit cells. */
export function cells(name: string, ...values: readonly number[]): Property {
  const value = new Uint8Array(values.length * 4);
  const view = new DataView(value.buffer);
  values.forEach((cell, index) => {
    view.setUint32(index * 4, cell);
  });
  return { name, value };
}

/** A property of 64-bit numbers, two cells each. */
export function wide(name: string, ...values: readonly (number | bigint)[]): Property {
  const halves = values.flatMap((value) => {
    const bits = BigInt(value);
    return [Number(bits >> 32n), Number(bits & 0xffff_ffffn)];
  });
  return cells(name, ...halves);
}

/** A property of one string or of several, each ended by a zero byte. */
export function text(name: string, ...values: readonly string[]): Property {
  return { name, value: new TextEncoder().encode(values.map((value) => `${value}\0`).join("")) };
}

/** A property whose presence says it all. */
export function flag(name: string): Property {
  return { name, value: new Uint8Array(0) };
}

/**
 * The tree as a packed blob.
 * @param reservations The memory reservation block, its terminating entry last.
 */
export function writeDeviceTree(root: Node, reservations: Uint8Array = NO_RESERVATIONS): Uint8Array<ArrayBuffer> {
  const names = new Map<string, number>();
  let namesBytes = 0;
  const structure: number[] = [];

  function put(...values: readonly number[]): void {
    for (const value of values) structure.push(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
  }

  function putBytes(bytes: Uint8Array): void {
    for (const byte of bytes) structure.push(byte);
    while (structure.length % 4 !== 0) structure.push(0);
  }

  function nameOffset(name: string): number {
    const known = names.get(name);
    if (known !== undefined) return known;
    const offset = namesBytes;
    names.set(name, offset);
    namesBytes += name.length + 1;
    return offset;
  }

  function putNode(node: Node): void {
    put(BEGIN_NODE);
    putBytes(text("", node.name).value);
    for (const { name, value } of node.properties) {
      put(PROP, value.length, nameOffset(name));
      putBytes(value);
    }
    node.children.forEach(putNode);
    put(END_NODE);
  }

  putNode(root);
  put(END);
  const strings = new TextEncoder().encode([...names.keys()].map((name) => `${name}\0`).join(""));
  const structureAt = HEADER_BYTES + reservations.length;
  const stringsAt = structureAt + structure.length;
  const blob = new Uint8Array(stringsAt + strings.length);
  const header = [MAGIC, blob.length, structureAt, stringsAt, HEADER_BYTES, VERSION, LAST_COMPATIBLE, 0];
  blob.set(cells("", ...header, strings.length, structure.length).value);
  blob.set(reservations, HEADER_BYTES);
  blob.set(structure, structureAt);
  blob.set(strings, stringsAt);
  return blob;
}

/** @throws DeviceTreeError saying what is wrong. */
export function readDeviceTree(blob: Uint8Array): Node {
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  const word = (at: number): number => {
    if (at + 4 > blob.length) throw new DeviceTreeError("device tree: cut off");
    return view.getUint32(at);
  };
  if (word(0) !== MAGIC) throw new DeviceTreeError("device tree: the first word is not 0xd00dfeed");
  const stringsAt = word(12);
  let at = word(8);

  function string(from: number): string {
    const end = blob.indexOf(0, from);
    if (end < 0) throw new DeviceTreeError("device tree: a string without its end");
    return new TextDecoder().decode(blob.subarray(from, end));
  }

  function token(): number {
    let value = NOP;
    while (value === NOP) {
      value = word(at);
      at += 4;
    }
    return value;
  }

  function align(): void {
    at = (at + 3) & ~3;
  }

  /** A node whose FDT_BEGIN_NODE was read. */
  function node(): Node {
    const name = string(at);
    at += new TextEncoder().encode(name).length + 1;
    align();
    const properties: Property[] = [];
    const children: Node[] = [];
    for (let next = token(); next !== END_NODE; next = token()) {
      if (next === BEGIN_NODE) {
        children.push(node());
      } else if (next === PROP) {
        const length = word(at);
        const property = string(stringsAt + word(at + 4));
        at += 8;
        if (at + length > blob.length) throw new DeviceTreeError(`device tree: ${property} is cut off`);
        properties.push({ name: property, value: blob.slice(at, at + length) });
        at += length;
        align();
      } else {
        throw new DeviceTreeError(`device tree: unexpected token ${next} in ${name === "" ? "/" : name}`);
      }
    }
    return { name, properties, children };
  }

  if (token() !== BEGIN_NODE) throw new DeviceTreeError("device tree: the structure does not begin with a node");
  return node();
}

/**
 * The memory reservation block of a blob, its terminating entry with it.
 * @throws DeviceTreeError saying what is wrong.
 */
export function reservationsOf(blob: Uint8Array): Uint8Array {
  const start = new DataView(blob.buffer, blob.byteOffset, blob.byteLength).getUint32(16);
  for (let at = start; at + RESERVATION_BYTES <= blob.length; at += RESERVATION_BYTES) {
    const end = at + RESERVATION_BYTES;
    if (blob.subarray(at, end).every((byte) => byte === 0)) return blob.slice(start, end);
  }
  throw new DeviceTreeError("device tree: memory reservations without their end");
}

/** The node at a path such as `/soc/serial@10000000`; undefined when there is none. */
export function nodeAt(root: Node, path: string): Node | undefined {
  let node: Node | undefined = root;
  for (const name of path.split("/").filter((part) => part !== "")) {
    node = node?.children.find((child) => child.name === name);
  }
  return node;
}

/** A property's bytes; undefined when the node does not have it. */
export function property(node: Node, name: string): Uint8Array | undefined {
  return node.properties.find((entry) => entry.name === name)?.value;
}

/** A property's cells; empty when the node does not have it. */
export function cellsOf(node: Node, name: string): readonly number[] {
  const value = property(node, name) ?? new Uint8Array(0);
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  return Array.from({ length: value.length >> 2 }, (_, index) => view.getUint32(index * 4));
}

/** A property's strings; empty when the node does not have it. */
export function stringsOf(node: Node, name: string): readonly string[] {
  const value = property(node, name);
  return value === undefined ? [] : new TextDecoder().decode(value).split("\0").slice(0, -1);
}
