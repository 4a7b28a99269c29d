// The files of the host, for scenario loading.
import { readdirSync, readFileSync, statSync } from "node:fs";
import type { Files } from "../scenario/files.js";

export const NODE_FILES: Files = {
  facts(path) {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat === undefined ? null : { kind: stat.isDirectory() ? "directory" : "file", bytes: stat.size };
  },
  read: (path) => new Uint8Array(readFileSync(path)),
  list: (path) => (statSync(path, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(path).sort() : []),
  variable: (name) => process.env[name],
};
