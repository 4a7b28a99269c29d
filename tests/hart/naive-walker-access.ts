// Accesses for the naive walker: the instructions, and what the manual says that one of them comes to in a world.
import fc from "fast-check";
import { assembleProgram } from "../../src/isa/assemble-program.js";
import { CODE, type Mode } from "./hart-fixture.js";
import { type Access, answers, type Fault, type Found, naiveTranslate, type Regime } from "./naive-walker.js";
import { type Drawn, PAGES } from "./naive-walker-draws.js";
import { Unsuited, type World } from "./naive-walker-world.js";

export interface Operation {
  readonly text: string;
  readonly access: Access;
  readonly bytes: number;
  readonly signed: boolean;
  /** HLV, HLVX and HSV. */
  readonly guest: boolean;
}
/** The address stands in a0, what is stored in a1; what is loaded goes to a2. */
export const OPERATIONS: readonly Operation[] = [
  ...["lb", "lbu", "lh", "lhu", "lw", "lwu", "ld"].map((name) => operation(`${name} a2, 0(a0)`, "load", name)),
  ...["sb", "sh", "sw", "sd"].map((name) => operation(`${name} a1, 0(a0)`, "store", name)),
  ...["w", "d"].map((width) => operation(`lr.${width} a2, (a0)`, "load", width)),
  ...["w", "d"].map((width) => operation(`amoadd.${width} a2, a1, (a0)`, "store", width)),
  ...["b", "bu", "h", "hu", "w", "wu", "d"].map((width) => operation(`hlv.${width} a2, (a0)`, "load", width)),
  ...["hu", "wu"].map((width) => operation(`hlvx.${width} a2, (a0)`, "execute-read", width)),
  ...["b", "h", "w", "d"].map((width) => operation(`hsv.${width} a1, (a0)`, "store", width)),
  operation("jr a0", "fetch", "w"),
];
export function operation(text: string, access: Access, width: string): Operation {
  const [letter] = width.replace(/^[ls]/, "") as string;
  const bytes = { b: 1, h: 2, w: 4, d: 8 }[letter as "b" | "h" | "w" | "d"];
  return { text, access, bytes, signed: !width.endsWith("u"), guest: text.startsWith("h") };
}

export const drawnAccess = fc.record({
  mode: fc.constantFrom<Mode>("M", "HS", "HS", "U", "VS", "VS", "VU"),
  operation: fc.nat(OPERATIONS.length - 1),
  /** Where to: a place in the data page, one that crosses into the next page, one in the next, or none of ours. */
  to: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom("data", "data", "cross", "next") },
    { weight: 1, arbitrary: fc.constantFrom("flipped", "physical", "raw") },
  ),
  offset: fc.nat(4095),
  raw: fc.bigInt(0n, (1n << 64n) - 1n),
  /** Bits: SUM and MXR of mstatus, SUM and MXR of vsstatus. */
  status: fc.oneof(fc.constantFrom(5, 15), fc.nat(15)),
  /** MPRV's MPP and MPV. */
  mprv: fc.constantFrom<Mode | null>(null, "M", "HS", "U", "VS", "VU", "VS", "VU"),
  spvp: fc.boolean(),
  value: fc.bigInt(0n, (1n << 64n) - 1n),
});
export type DrawnAccess = typeof drawnAccess extends fc.Arbitrary<infer T> ? T : never;

export const slotOf = (index: number) => BigInt(8 * index);

/** What an access comes to: a register's value, or a trap. */
export interface Outcome {
  readonly a2: bigint;
  readonly pc: bigint;
  readonly mode: Mode;
  readonly trap: readonly bigint[] | null;
}

export interface Setting {
  readonly world: World;
  readonly access: DrawnAccess;
  readonly operation: Operation;
  readonly address: bigint;
  readonly pc: bigint;
  readonly delegated: boolean;
  readonly delegatedOn: boolean;
}

export const regimeOf = (mode: Mode, status: number): Regime => {
  const v = mode === "VS" || mode === "VU";
  const flag = (n: number) => (status & n) !== 0;
  const level = mode === "M" ? "M" : mode === "HS" || mode === "VS" ? "S" : "U";
  return { level, v, sum: flag(v ? 4 : 1), mxr: flag(2), vmxr: flag(8) };
};

/** What the manual says of the access. */
export function expected(setting: Setting): Outcome {
  const { world: w, access: a, operation: o, pc } = setting;
  const fetch = reach(w, regimeOf(a.mode, a.status), pc, 4n, "fetch");
  if ("cause" in fetch) return trapped(setting, fetch, pc, pc, fetch.pseudo, regimeOf(a.mode, 0).v);
  if (fetch.pa !== BigInt(CODE) + slotOf(a.operation)) throw new Unsuited();
  return o.access === "fetch" ? expectedFetch(setting) : expectedData(setting);
}

/** The same for a load or a store whose instruction was fetched. */
export function expectedData(setting: Setting): Outcome {
  const { world: w, access: a, operation: o, address, pc } = setting;
  const effective: Mode = o.guest ? (a.spvp ? "VS" : "VU") : a.mode === "M" && a.mprv !== null ? a.mprv : a.mode;
  const regime = regimeOf(effective, a.status);
  const faultAt = (va: bigint, fault: Fault) => {
    // All fields but rs1, and without an immediate: these operations have none.
    const word = BigInt(assembleWord(o.text)) & ~(31n << 15n);
    const tinst = fault.pseudo !== 0n ? fault.pseudo : word | (BigInt.asUintN(64, va - address) << 15n);
    return trapped(setting, fault, pc, va, tinst, regime.v);
  };
  const parts: { va: bigint; pa: bigint; bytes: bigint }[] = [];
  for (const part of partsOf(address, BigInt(o.bytes))) {
    const found = naiveTranslate(w, regime, part.va, part.bytes, o.access);
    if ("cause" in found) return faultAt(part.va, found);
    parts.push({ ...part, pa: found.pa });
  }
  // Both halves are translated before the first is accessed, and a store's first half stands when the bus refuses the
  // second: the manual leaves that open.
  let old = 0n;
  let done = 0n;
  for (const { va, pa, bytes } of parts) {
    const fault = answers(w, pa, bytes, o.access);
    if (fault !== null) return faultAt(va, fault);
    old |= readBytes(w, pa, bytes) << (8n * done);
    if (o.access === "store")
      writeBytes(w, pa, bytes, (o.text.startsWith("amo") ? old + a.value : a.value) >> (8n * done));
    done += bytes;
  }
  const loads = o.access !== "store" || o.text.startsWith("amo");
  const a2 = o.signed ? BigInt.asUintN(64, BigInt.asIntN(8 * o.bytes, old)) : old;
  return { pc: pc + 4n, mode: a.mode, trap: null, a2: loads ? a2 : 0n };
}

/** Bytes that may lie in two cells of eight. */
function readBytes(w: World, pa: bigint, bytes: bigint): bigint {
  let value = 0n;
  for (let i = bytes; i-- > 0n; )
    value = (value << 8n) | ((w.read64(pa + i - ((pa + i) & 7n)) >> (8n * ((pa + i) & 7n))) & 0xffn);
  return value;
}

function writeBytes(w: World, pa: bigint, bytes: bigint, value: bigint): void {
  for (let i = 0n; i < bytes; i++) {
    const cell = pa + i - ((pa + i) & 7n);
    const shift = 8n * ((pa + i) & 7n);
    w.stored(cell);
    w.write64(cell, (w.read64(cell) & ~(0xffn << shift)) | (((value >> (8n * i)) & 0xffn) << shift));
  }
}

export function reach(w: World, regime: Regime, va: bigint, bytes: bigint, access: Access): Found {
  const found = naiveTranslate(w, regime, va, bytes, access);
  return "cause" in found ? found : (answers(w, found.pa, bytes, access) ?? found);
}

/** An access that crosses a page is two. */
function partsOf(address: bigint, bytes: bigint): readonly { va: bigint; bytes: bigint }[] {
  const left = 4096n - (address & 4095n);
  if (left >= bytes) return [{ va: address, bytes }];
  const second = BigInt.asUintN(64, address + left);
  return [
    { va: address, bytes: left },
    { va: second, bytes: bytes - left },
  ];
}

/** A jump, and the instruction it leads to: every word of RAM is `lui a3`. */
function expectedFetch(setting: Setting): Outcome {
  const { world: w, access: a, address } = setting;
  const regime = regimeOf(a.mode, a.status);
  const at = address & ~1n;
  let word = 0n;
  for (const [i, { va, bytes }] of [
    { va: at, bytes: 2n },
    { va: BigInt.asUintN(64, at + 2n), bytes: 2n },
  ].entries()) {
    const found = reach(w, regime, va, bytes, "fetch");
    if ("cause" in found) return trapped(setting, found, at, va, found.pseudo, regime.v);
    word |= ((w.read64((found.pa >> 3n) << 3n) >> (8n * (found.pa & 7n))) & 0xffffn) << BigInt(16 * i);
    // A store made a compressed instruction of it.
    if ((word & 3n) !== 3n) throw new Unsuited();
  }
  // Something else lies there: not a subject here.
  if ((word & 0xfffn) !== 0x6b7n) throw new Unsuited();
  return { a2: word >> 12n, pc: BigInt.asUintN(64, at + 4n), mode: a.mode, trap: null };
}

const DELEGABLE = new Set([1, 5, 7, 12, 13, 15]);

export function trapped(
  setting: Setting,
  fault: Fault,
  epc: bigint,
  tval: bigint,
  tinst: bigint,
  gva: boolean,
): Outcome {
  const { mode } = setting.access;
  const v = mode === "VS" || mode === "VU";
  const to: Mode =
    mode === "M" || !setting.delegated ? "M" : v && setting.delegatedOn && DELEGABLE.has(fault.cause) ? "VS" : "HS";
  const more = to === "VS" ? [] : [fault.gpa >> 2n, tinst, gva ? 1n : 0n];
  return { a2: 0n, pc: 0n, mode: to, trap: [BigInt(fault.cause), epc, tval, ...more] };
}

const words = new Map<string, number>();
function assembleWord(text: string): number {
  const known = words.get(text);
  if (known !== undefined) return known;
  const { bytes } = assembleProgram(text, 0);
  const word = new DataView(Uint8Array.from(bytes).buffer).getUint32(0, true);
  words.set(text, word);
  return word;
}

export function addressOf(w: World, drawn: Drawn, a: DrawnAccess, o: Operation): bigint {
  const effective: Mode = o.guest ? "VS" : a.mode === "M" ? (o.access === "fetch" ? "M" : (a.mprv ?? "M")) : a.mode;
  const space = effective === "VS" || effective === "VU" ? w.vs : effective === "M" ? null : w.s;
  const base = space === null ? BigInt(PAGES) + BigInt(drawn.data.page * 4096) : space.data;
  // LR and AMOs are aligned here; a fetch is at a word, or at the last halfword of a page.
  const step = /^lr|^amo/.test(o.text) ? o.bytes : o.access === "fetch" ? 4 : 1;
  const inside = BigInt(a.offset - (a.offset % step));
  const within = step === 1 ? inside % BigInt(4096 - o.bytes) : inside;
  switch (a.to) {
    case "data":
      return base + within;
    case "next":
      return BigInt.asUintN(64, base + 4096n + within);
    case "cross":
      if (o.access === "fetch") return base + 4094n;
      return step === 1 && o.bytes > 1 ? base + 4096n - 1n - BigInt(a.offset % (o.bytes - 1)) : base + within;
    case "flipped":
      return (base ^ (1n << (38n + (a.raw % 26n)))) + within;
    case "physical":
      return BigInt(PAGES) + (((a.raw % 0x8_0000n) >> 3n) << 3n);
    case "raw":
      return step === 1 ? a.raw : (a.raw >> 3n) << 3n;
  }
}
