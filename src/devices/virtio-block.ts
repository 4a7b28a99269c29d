// Block device (Virtual I/O Device specification 1.2, section 5.2): one request queue over a block store.
import type { BlockStore } from "../bus/ports.js";
import { SECTOR_BYTES } from "./block-store.js";
import { numberOf } from "./state.js";
import type { VirtioDevice } from "./virtio-device.js";
import type { Chain } from "./virtqueue.js";

const DEVICE_ID = 2;

/** Feature bits (5.2.3). */
const F_SEG_MAX = 1 << 2;
const F_GEOMETRY = 1 << 4;
const F_RO = 1 << 5;
const F_BLK_SIZE = 1 << 6;
const F_FLUSH = 1 << 9;
const F_TOPOLOGY = 1 << 10;
const F_CONFIG_WCE = 1 << 11;
const F_DISCARD = 1 << 13;
const F_WRITE_ZEROES = 1 << 14;

/** Configuration fields by offset (5.2.4). */
const CONFIG_BYTES = 57;
const CONFIG_CAPACITY = 0;
const CONFIG_SEG_MAX = 12;
const CONFIG_CYLINDERS = 16;
const CONFIG_HEADS = 18;
const CONFIG_SECTORS = 19;
const CONFIG_BLK_SIZE = 20;
const CONFIG_WRITEBACK = 32;
const CONFIG_QUEUES = 34;
const CONFIG_MAX_DISCARD_SECTORS = 36;
const CONFIG_MAX_DISCARD_SEG = 40;
const CONFIG_DISCARD_ALIGNMENT = 44;
const CONFIG_MAX_WRITE_ZEROES_SECTORS = 48;
const CONFIG_MAX_WRITE_ZEROES_SEG = 52;
const CONFIG_MAY_UNMAP = 56;
/** Geometry as a disk without one pretends it: at most 16383 cylinders. */
const HEADS = 16;
const SECTORS_PER_TRACK = 63;
const CYLINDERS = { least: 2, most: 16383 };
const QUEUE_SIZE = 256;
/** Sectors and segments of one discard or write-zeroes request. */
const ZERO_SECTORS_MAX = 0x3f_ffff;
const ZERO_SEGMENTS_MAX = 1;
const ZERO_SEGMENT_BYTES = 16;
const ZERO_UNMAP = 1;
/** Zeros are written in pieces of so many sectors. */
const ZERO_PIECE = 2048;
const FEATURES = F_SEG_MAX | F_GEOMETRY | F_BLK_SIZE | F_FLUSH | F_TOPOLOGY | F_CONFIG_WCE;
const F_WRITABLE = F_DISCARD | F_WRITE_ZEROES;
/** Data segments of one request: a chain of 256 without header and status. */
const SEG_MAX = 254;

const T_IN = 0;
const T_OUT = 1;
const T_FLUSH = 4;
const T_GET_ID = 8;
const T_DISCARD = 11;
const T_WRITE_ZEROES = 13;

const S_OK = 0;
const S_IOERR = 1;
const S_UNSUPP = 2;

const HEADER_BYTES = 16;
const STATUS_BYTES = 1;
const ID_BYTES = 20;

/** @param id What VIRTIO_BLK_T_GET_ID answers, cut to 20 bytes. */
export function makeVirtioBlock(store: BlockStore, id: string): VirtioDevice {
  const idBytes = new Uint8Array(ID_BYTES);
  idBytes.set(new TextEncoder().encode(id).subarray(0, ID_BYTES));

  /** Whether whole sectors from `sector` on lie on the disk. */
  function onDisk(sector: number, bytes: number): boolean {
    return bytes % SECTOR_BYTES === 0 && sector + bytes / SECTOR_BYTES <= store.sectors;
  }

  function readSectors(chain: Chain, sector: number, bytes: number): number {
    if (!onDisk(sector, bytes)) return S_IOERR;
    const data = new Uint8Array(bytes);
    store.read(sector, data);
    return chain.write(0, data) ? S_OK : S_IOERR;
  }

  function writeSectors(sector: number, data: Uint8Array): number {
    if (store.readOnly || !onDisk(sector, data.length)) return S_IOERR;
    store.write(sector, data);
    return S_OK;
  }

  /** A discard is a hint: the sectors keep what they hold. Write-zeroes (5.2.6) makes them zero. */
  function zero(data: Uint8Array, type: number): number {
    if (store.readOnly) return S_IOERR;
    if (data.length !== ZERO_SEGMENT_BYTES) return S_UNSUPP;
    const segment = new DataView(data.buffer, data.byteOffset, data.length);
    const sector = segment.getUint32(0, true) + segment.getUint32(4, true) * 0x1_0000_0000;
    const count = segment.getUint32(8, true);
    const flags = segment.getUint32(12, true);
    if ((flags & ~(type === T_WRITE_ZEROES ? ZERO_UNMAP : 0)) !== 0) return S_UNSUPP;
    if (count > ZERO_SECTORS_MAX || sector + count > store.sectors) return S_IOERR;
    if (type === T_DISCARD) return S_OK;
    const zeros = new Uint8Array(Math.min(count, ZERO_PIECE) * SECTOR_BYTES);
    for (let done = 0; done < count; done += ZERO_PIECE) {
      store.write(sector + done, zeros.subarray(0, Math.min(ZERO_PIECE, count - done) * SECTOR_BYTES));
    }
    return S_OK;
  }

  function serve(chain: Chain, room: number): number {
    const header = new DataView(chain.readable.buffer, chain.readable.byteOffset, HEADER_BYTES);
    const type = header.getUint32(0, true);
    const sector = header.getUint32(8, true) + header.getUint32(12, true) * 0x1_0000_0000;
    if (type === T_IN) return readSectors(chain, sector, room);
    if (type === T_OUT) return writeSectors(sector, chain.readable.subarray(HEADER_BYTES));
    if (type === T_GET_ID) return chain.write(0, idBytes.subarray(0, Math.min(room, ID_BYTES))) ? S_OK : S_IOERR;
    if (type === T_DISCARD || type === T_WRITE_ZEROES) return zero(chain.readable.subarray(HEADER_BYTES), type);
    if (type !== T_FLUSH) return S_UNSUPP;
    store.flush();
    return S_OK;
  }

  const config = configSpace(store);

  return {
    deviceId: DEVICE_ID,
    features: FEATURES | (store.readOnly ? F_RO : F_WRITABLE),
    queueSizes: [QUEUE_SIZE],
    config,

    /** The cache mode says nothing to a store that keeps all it is given. */
    writeConfig(offset: number, _size: number, value: number): void {
      if (offset === CONFIG_WRITEBACK) config[CONFIG_WRITEBACK] = value & 1;
    },

    handle(_queue: number, chain: Chain): boolean {
      if (chain.readable.length < HEADER_BYTES || chain.writableBytes < STATUS_BYTES) return false;
      const room = chain.writableBytes - STATUS_BYTES;
      const status = serve(chain, room);
      if (!chain.write(room, Uint8Array.of(status))) return false;
      chain.complete(chain.writableBytes);
      return true;
    },

    reset(): void {
      config[CONFIG_WRITEBACK] = 1;
    },

    /** Requests are served at once, so nothing is under way between two instructions. */
    save() {
      return { writeback: config[CONFIG_WRITEBACK] as number };
    },

    restore(state): void {
      config[CONFIG_WRITEBACK] = numberOf(state, "writeback");
    },
  };
}

function configSpace({ sectors }: BlockStore): Uint8Array {
  const config = new Uint8Array(CONFIG_BYTES);
  const view = new DataView(config.buffer);
  view.setUint32(CONFIG_CAPACITY, sectors >>> 0, true);
  view.setUint32(CONFIG_CAPACITY + 4, Math.floor(sectors / 0x1_0000_0000), true);
  view.setUint32(CONFIG_SEG_MAX, SEG_MAX, true);
  const cylinders = Math.floor(sectors / (HEADS * SECTORS_PER_TRACK));
  view.setUint16(CONFIG_CYLINDERS, Math.min(Math.max(cylinders, CYLINDERS.least), CYLINDERS.most), true);
  view.setUint8(CONFIG_HEADS, HEADS);
  view.setUint8(CONFIG_SECTORS, SECTORS_PER_TRACK);
  view.setUint32(CONFIG_BLK_SIZE, SECTOR_BYTES, true);
  view.setUint8(CONFIG_WRITEBACK, 1);
  view.setUint16(CONFIG_QUEUES, 1, true);
  view.setUint32(CONFIG_MAX_DISCARD_SECTORS, ZERO_SECTORS_MAX, true);
  view.setUint32(CONFIG_MAX_DISCARD_SEG, ZERO_SEGMENTS_MAX, true);
  view.setUint32(CONFIG_DISCARD_ALIGNMENT, 1, true);
  view.setUint32(CONFIG_MAX_WRITE_ZEROES_SECTORS, ZERO_SECTORS_MAX, true);
  view.setUint32(CONFIG_MAX_WRITE_ZEROES_SEG, ZERO_SEGMENTS_MAX, true);
  view.setUint8(CONFIG_MAY_UNMAP, 1);
  return config;
}
