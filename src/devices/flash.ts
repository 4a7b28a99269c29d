// A bank of NOR flash: two 16-bit chips side by side that speak the Intel command set
// (JEDEC JESD68.01, Common Flash Interface; Intel StrataFlash J3 data sheet, table 5).
import type { AccessSize, AccessSizes, Device, DeviceState } from "../bus/device.js";
import { fromBase64, toBase64 } from "./base64.js";
import { numberOf, recordOf, StateError, stringOf } from "./state.js";

/** Bytes of a bank. */
export const FLASH_BYTES = 0x200_0000;

/** Bytes that one erase sets: 128 KiB of each chip. */
const BLOCK_BYTES = 0x4_0000;
const PAGE_BYTES = 4096;
const SIZES: AccessSizes = { least: 1, most: 8 };

/** Commands, in the low byte that each chip sees. */
const READ_ARRAY = 0xff;
const READ_ARRAY_AMD = 0xf0;
const PROGRAM = 0x40;
const PROGRAM_OTHER = 0x10;
const ERASE = 0x20;
const CLEAR_STATUS = 0x50;
const READ_STATUS = 0x70;
const READ_IDENTIFIER = 0x90;
const READ_QUERY = 0x98;
const WRITE_BUFFER = 0xe8;
const CONFIRM = 0xd0;

const STATUS_READY = 0x80;
/** Manufacturer (Intel) and device. */
const IDENTIFIERS = [0x89, 0x18];

/** Query table from index 0x10 on: "QRY", command set 1, voltages, times, size, one region of 128 blocks; then "PRI". */
const QUERY_AT = 0x10;
const QUERY = [
  ...[0x51, 0x52, 0x59, 0x01, 0x00, 0x31, 0x00, 0x00, 0x00, 0x00, 0x00, 0x45, 0x55, 0x00, 0x00, 0x07],
  ...[0x07, 0x0a, 0x00, 0x04, 0x04, 0x04, 0x00, 0x18, 0x02, 0x00, 0x0b, 0x00, 0x01, 0x7f, 0x00, 0x00],
  ...[0x02, 0x50, 0x52, 0x49, 0x31, 0x30, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01],
];

/** What reads give. */
type Mode = "array" | "status" | "identifier" | "query";
/** What the next write is: a command, or a part of one. */
type Step = "command" | "program" | "erase" | "count" | "buffer" | "confirm";

/** A bank without an image: it reads as zeros until it is erased or programmed. */
export function makeFlash(): Device {
  /** Pages that are not all zero any longer, by number. */
  const pages = new Map<number, Uint8Array>();
  let mode: Mode = "array";
  let step: Step = "command";
  /** Writes to come of a buffer. */
  let left = 0;

  function pageOf(offset: number): Uint8Array {
    const number = Math.floor(offset / PAGE_BYTES);
    const page = pages.get(number) ?? new Uint8Array(PAGE_BYTES);
    pages.set(number, page);
    return page;
  }

  function byteAt(offset: number): number {
    const index = offset >> 2;
    // Each chip answers in the low byte of its half of the word.
    const low = offset % 2 === 0;
    if (mode === "status") return low ? STATUS_READY : 0;
    if (mode === "identifier") return low ? (IDENTIFIERS[index & 0xff] ?? 0) : 0;
    if (mode === "query") return low ? (QUERY[(index & 0xff) - QUERY_AT] ?? 0) : 0;
    return pages.get(Math.floor(offset / PAGE_BYTES))?.[offset % PAGE_BYTES] ?? 0;
  }

  function program(offset: number, size: AccessSize, value: number): void {
    for (let at = 0; at < size; at += 1) {
      const page = pageOf(offset + at);
      page[(offset + at) % PAGE_BYTES] = value >>> (8 * at);
    }
  }

  function erase(offset: number): void {
    const start = offset - (offset % BLOCK_BYTES);
    for (let at = start; at < start + BLOCK_BYTES; at += PAGE_BYTES) pageOf(at).fill(0xff);
  }

  function command(value: number): void {
    mode = "status";
    if (value === PROGRAM || value === PROGRAM_OTHER) step = "program";
    else if (value === ERASE) step = "erase";
    else if (value === WRITE_BUFFER) step = "count";
    else if (value === READ_IDENTIFIER) mode = "identifier";
    else if (value === READ_QUERY) mode = "query";
    else if (value !== READ_STATUS && value !== CLEAR_STATUS) mode = "array";
  }

  return {
    sizes: () => SIZES,

    read(offset: number, size: AccessSize): number {
      let value = 0;
      for (let at = 0; at < size; at += 1) value |= byteAt(offset + at) << (8 * at);
      return value >>> 0;
    },

    write(offset: number, size: AccessSize, value: number): void {
      const low = value & 0xff;
      const before = step;
      step = "command";
      if (before === "program") program(offset, size, value);
      else if (before === "erase" && low === CONFIRM) erase(offset);
      else if (before === "count") {
        left = (value & 0xffff) + 1;
        step = "buffer";
      } else if (before === "buffer") {
        program(offset, size, value);
        left -= 1;
        step = left === 0 ? "confirm" : "buffer";
      } else if (before === "command") command(low);
      else if (low === READ_ARRAY || low === READ_ARRAY_AMD) mode = "array";
    },

    /** What it holds outlives power. */
    reset(): void {
      mode = "array";
      step = "command";
      left = 0;
    },

    save(): DeviceState {
      const sorted = [...pages].sort(([a], [b]) => a - b);
      return { mode, step, left, pages: Object.fromEntries(sorted.map(([at, page]) => [`${at}`, toBase64(page)])) };
    },

    restore(state: DeviceState): void {
      mode = stringOf(state, "mode") as Mode;
      step = stringOf(state, "step") as Step;
      left = numberOf(state, "left");
      pages.clear();
      for (const [at, text] of Object.entries(recordOf(state, "pages"))) {
        if (typeof text !== "string") throw new StateError(`saved state: page ${at} must be a string`);
        pages.set(Number(at), fromBase64(text));
      }
    },
  };
}
