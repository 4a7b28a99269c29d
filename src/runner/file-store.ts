// A disk whose writes reach its image file: `persist: on` in a scenario.
import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from "node:fs";
import type { BlockStore } from "../bus/ports.js";
import { SECTOR_BYTES } from "../devices/block-store.js";

export interface FileStore extends BlockStore {
  close(): void;
}

/**
 * @param readOnly The guest may not write.
 * @throws Error of the file system when the file cannot be opened.
 */
export function makeFileStore(file: string, readOnly: boolean): FileStore {
  const descriptor = openSync(file, readOnly ? "r" : "r+");
  const sectors = Math.ceil(fstatSync(descriptor).size / SECTOR_BYTES);
  return {
    sectors,
    readOnly,

    read(sector, into) {
      let done = 0;
      while (done < into.length) {
        const count = readSync(descriptor, into, done, into.length - done, sector * SECTOR_BYTES + done);
        if (count === 0) break;
        done += count;
      }
      // Behind the end of a file that is no whole number of sectors.
      into.fill(0, done);
    },

    write(sector, from) {
      let done = 0;
      while (done < from.length) {
        done += writeSync(descriptor, from, done, from.length - done, sector * SECTOR_BYTES + done);
      }
    },

    flush: () => fsyncSync(descriptor),
    close: () => closeSync(descriptor),
  };
}
