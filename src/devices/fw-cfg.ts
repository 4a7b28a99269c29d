// QEMU's firmware configuration device (QEMU documentation, "QEMU Firmware Configuration (fw_cfg) Device"):
// items behind a selector, read byte by byte or by DMA. Registers are big-endian.
import type { AccessSize, AccessSizes, Device, DeviceState } from "../bus/device.js";
import type { Dma } from "../bus/ports.js";
import { numberOf } from "./state.js";

/** Bytes that the registers take. */
export const FW_CFG_BYTES = 0x18;

const DATA = 0x00;
const SELECTOR = 0x08;
const DMA_HIGH = 0x10;
const DMA_LOW = 0x14;

/** Keys of items that are no files. */
const KEY_SIGNATURE = 0x00;
const KEY_ID = 0x01;
const KEY_NO_GRAPHIC = 0x04;
const KEY_HARTS = 0x05;
const KEY_DIRECTORY = 0x19;
const KEY_FIRST_FILE = 0x20;
/** Bit 14 asks for a write, which no item takes. */
const KEY_MASK = 0xbfff;

/** Both interfaces are there: the registers and DMA. */
const ID = 3;
/** What DMA registers read as: "QEMU CFG". */
const DMA_SIGNATURE = new TextEncoder().encode("QEMU CFG");

/** Control word of a DMA descriptor. */
const CONTROL_ERROR = 1;
const CONTROL_READ = 2;
const CONTROL_SKIP = 4;
const CONTROL_SELECT = 8;
const CONTROL_WRITE = 16;
const DESCRIPTOR_BYTES = 16;
/** DMA copies in pieces of so many bytes. */
const PIECE_BYTES = 65536;

const FILE_ENTRY_BYTES = 64;
const FILE_NAME_AT = 8;

const DATA_SIZES: AccessSizes = { least: 1, most: 8 };
const SELECTOR_SIZES: AccessSizes = { least: 2, most: 2 };
const DMA_SIZES: AccessSizes = { least: 1, most: 8 };
const NO_SIZES: AccessSizes = { least: 1, most: 0 };

export interface FwCfgFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The files that a board without option ROMs and firmware tables has. */
const STANDARD_FILES: readonly FwCfgFile[] = [
  { name: "bios-geometry", bytes: new Uint8Array(0) },
  { name: "bootorder", bytes: new Uint8Array(0) },
  { name: "etc/boot-fail-wait", bytes: new Uint8Array(4).fill(0xff) },
];

export function makeFwCfg(dma: Dma, harts: number, files: readonly FwCfgFile[] = STANDARD_FILES): Device {
  const items = itemsOf(harts, files);
  let key = KEY_SIGNATURE;
  let offset = 0;
  let addressHigh = 0;

  function select(value: number): void {
    key = value & KEY_MASK;
    offset = 0;
  }

  /** The next bytes of the item; zeros behind its end. */
  function take(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    bytes.set(items.get(key)?.subarray(offset, offset + count) ?? []);
    offset += count;
    return bytes;
  }

  function transfer(address: number): void {
    const descriptor = new Uint8Array(DESCRIPTOR_BYTES);
    if (!dma.read(address, descriptor)) return;
    const view = new DataView(descriptor.buffer);
    const control = view.getUint32(0);
    const target = view.getUint32(8) * 2 ** 32 + view.getUint32(12);
    if ((control & CONTROL_SELECT) !== 0) select(control >>> 16);
    const done = copy(control, target, view.getUint32(4));
    view.setUint32(0, done ? 0 : CONTROL_ERROR);
    dma.write(address, descriptor.subarray(0, 4));
  }

  /** False when guest memory refuses, or software wants to write: no item is writable. */
  function copy(control: number, address: number, bytes: number): boolean {
    if ((control & CONTROL_READ) !== 0) {
      for (let at = 0; at < bytes; at += PIECE_BYTES) {
        if (!dma.write(address + at, take(Math.min(PIECE_BYTES, bytes - at)))) return false;
      }
      return true;
    }
    if ((control & CONTROL_WRITE) !== 0) return false;
    if ((control & CONTROL_SKIP) !== 0) offset += bytes;
    return true;
  }

  return {
    sizes(register: number): AccessSizes {
      if (register === DATA) return DATA_SIZES;
      if (register === SELECTOR) return SELECTOR_SIZES;
      return register >= DMA_HIGH ? DMA_SIZES : NO_SIZES;
    },

    read(register: number, size: AccessSize): number {
      const from = register - DMA_HIGH;
      const bytes = register < SELECTOR ? take(size) : DMA_SIGNATURE.subarray(Math.max(from, 0), from + size);
      return register === SELECTOR ? 0 : littleEndian(bytes);
    },

    write(register: number, size: AccessSize, value: number): void {
      if (register === SELECTOR) select(swap(value, 2));
      if (size !== 4) return;
      if (register === DMA_HIGH) addressHigh = swap(value, 4);
      if (register === DMA_LOW) {
        const address = addressHigh * 2 ** 32 + swap(value, 4);
        addressHigh = 0;
        transfer(address);
      }
    },

    reset(): void {
      select(KEY_SIGNATURE);
      addressHigh = 0;
    },

    save(): DeviceState {
      return { key, offset, addressHigh };
    },

    restore(state: DeviceState): void {
      key = numberOf(state, "key");
      offset = numberOf(state, "offset");
      addressHigh = numberOf(state, "addressHigh");
    },
  };
}

function itemsOf(harts: number, files: readonly FwCfgFile[]): ReadonlyMap<number, Uint8Array> {
  return new Map([
    [KEY_SIGNATURE, new TextEncoder().encode("QEMU")],
    [KEY_ID, Uint8Array.of(ID, 0, 0, 0)],
    [KEY_NO_GRAPHIC, Uint8Array.of(1, 0)],
    [KEY_HARTS, Uint8Array.of(harts, 0)],
    [KEY_DIRECTORY, directoryOf(files)],
    ...files.map(({ bytes }, index) => [KEY_FIRST_FILE + index, bytes] as const),
  ]);
}

/** The count of files, then size, key and name of each; big-endian. */
function directoryOf(files: readonly FwCfgFile[]): Uint8Array {
  const directory = new Uint8Array(4 + files.length * FILE_ENTRY_BYTES);
  const view = new DataView(directory.buffer);
  view.setUint32(0, files.length);
  files.forEach(({ name, bytes }, index) => {
    const entry = 4 + index * FILE_ENTRY_BYTES;
    view.setUint32(entry, bytes.length);
    view.setUint16(entry + 4, KEY_FIRST_FILE + index);
    directory.set(new TextEncoder().encode(name), entry + FILE_NAME_AT);
  });
  return directory;
}

function littleEndian(bytes: Uint8Array): number {
  return bytes.reduce((value, byte, at) => value + byte * 2 ** (8 * at), 0);
}

/** The bytes of a value the other way round. */
function swap(value: number, bytes: 2 | 4): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, value, true);
  return bytes === 2 ? view.getUint16(0) : view.getUint32(0);
}
