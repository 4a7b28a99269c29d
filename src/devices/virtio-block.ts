// Block device (Virtual I/O Device specification 1.2, section 5.2): one request queue over a block store.
import type { BlockStore } from "../bus/ports.js";
import { SECTOR_BYTES } from "./block-store.js";
import type { VirtioDevice } from "./virtio-device.js";
import type { Chain } from "./virtqueue.js";

const DEVICE_ID = 2;

/** Feature bits (5.2.3). */
const F_SEG_MAX = 1 << 2;
const F_RO = 1 << 5;
const F_BLK_SIZE = 1 << 6;
const F_FLUSH = 1 << 9;

/** Configuration fields by offset (5.2.4). */
const CONFIG_BYTES = 60;
const CONFIG_CAPACITY = 0;
const CONFIG_SEG_MAX = 12;
const CONFIG_BLK_SIZE = 20;
/** Data segments of one request: a chain of 256 without header and status. */
const SEG_MAX = 254;

const T_IN = 0;
const T_OUT = 1;
const T_FLUSH = 4;
const T_GET_ID = 8;

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

  function serve(chain: Chain, room: number): number {
    const header = new DataView(chain.readable.buffer, chain.readable.byteOffset, HEADER_BYTES);
    const type = header.getUint32(0, true);
    const sector = header.getUint32(8, true) + header.getUint32(12, true) * 0x1_0000_0000;
    if (type === T_IN) return readSectors(chain, sector, room);
    if (type === T_OUT) return writeSectors(sector, chain.readable.subarray(HEADER_BYTES));
    if (type === T_GET_ID) return chain.write(0, idBytes.subarray(0, Math.min(room, ID_BYTES))) ? S_OK : S_IOERR;
    if (type !== T_FLUSH) return S_UNSUPP;
    store.flush();
    return S_OK;
  }

  return {
    deviceId: DEVICE_ID,
    features: F_SEG_MAX | F_BLK_SIZE | F_FLUSH | (store.readOnly ? F_RO : 0),
    queues: 1,
    config: configSpace(store),

    handle(_queue: number, chain: Chain): boolean {
      if (chain.readable.length < HEADER_BYTES || chain.writableBytes < STATUS_BYTES) return false;
      const room = chain.writableBytes - STATUS_BYTES;
      const status = serve(chain, room);
      if (!chain.write(room, Uint8Array.of(status))) return false;
      chain.complete(chain.writableBytes);
      return true;
    },

    reset(): void {},

    /** Requests are served at once, so nothing is under way between two instructions. */
    save() {
      return {};
    },

    restore(): void {},
  };
}

function configSpace({ sectors }: BlockStore): Uint8Array {
  const config = new Uint8Array(CONFIG_BYTES);
  const view = new DataView(config.buffer);
  view.setUint32(CONFIG_CAPACITY, sectors >>> 0, true);
  view.setUint32(CONFIG_CAPACITY + 4, Math.floor(sectors / 0x1_0000_0000), true);
  view.setUint32(CONFIG_SEG_MAX, SEG_MAX, true);
  view.setUint32(CONFIG_BLK_SIZE, SECTOR_BYTES, true);
  return config;
}
