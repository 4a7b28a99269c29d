// A disk in memory over an image that is never changed: clusters are copied when they are first written.
import type { DeviceState, Saved } from "../bus/device.js";
import type { BlockStore } from "../bus/ports.js";
import { fromBase64, toBase64 } from "./base64.js";
import { recordOf, StateError } from "./state.js";

export const SECTOR_BYTES = 512;
const CLUSTER_BYTES = 4096;

export interface MemoryStore extends BlockStore, Saved {}

/** @param image Contents at the start; the last sector is filled up with zeros. */
export function makeMemoryStore(image: Uint8Array, readOnly = false): MemoryStore {
  const sectors = Math.ceil(image.length / SECTOR_BYTES);
  const written = new Map<number, Uint8Array>();

  function original(cluster: number): Uint8Array {
    const copy = new Uint8Array(CLUSTER_BYTES);
    copy.set(image.subarray(cluster * CLUSTER_BYTES, (cluster + 1) * CLUSTER_BYTES));
    return copy;
  }

  /** Calls `visit` with the cluster, offset in it, position in the transfer and length of each piece. */
  function eachPiece(
    sector: number,
    bytes: number,
    visit: (cluster: number, at: number, from: number, n: number) => void,
  ): void {
    const start = sector * SECTOR_BYTES;
    for (let from = 0; from < bytes; ) {
      const at = (start + from) % CLUSTER_BYTES;
      const count = Math.min(CLUSTER_BYTES - at, bytes - from);
      visit(Math.floor((start + from) / CLUSTER_BYTES), at, from, count);
      from += count;
    }
  }

  return {
    sectors,
    readOnly,

    read(sector: number, into: Uint8Array): void {
      eachPiece(sector, into.length, (cluster, at, from, count) => {
        const copy = written.get(cluster);
        const source = copy === undefined ? image.subarray(cluster * CLUSTER_BYTES) : copy;
        const piece = source.subarray(at, at + count);
        into.set(piece, from);
        into.fill(0, from + piece.length, from + count);
      });
    },

    write(sector: number, from: Uint8Array): void {
      eachPiece(sector, from.length, (cluster, at, start, count) => {
        let copy = written.get(cluster);
        if (copy === undefined) {
          copy = original(cluster);
          written.set(cluster, copy);
        }
        copy.set(from.subarray(start, start + count), at);
      });
    },

    flush(): void {},

    save(): DeviceState {
      const clusters = [...written].sort(([a], [b]) => a - b);
      return { written: Object.fromEntries(clusters.map(([cluster, bytes]) => [`${cluster}`, toBase64(bytes)])) };
    },

    restore(state: DeviceState): void {
      written.clear();
      for (const [cluster, text] of Object.entries(recordOf(state, "written"))) {
        if (typeof text !== "string") throw new StateError(`saved state: cluster ${cluster} must be a string`);
        written.set(Number(cluster), fromBase64(text));
      }
    },
  };
}
