// Packs a directory as an initial RAM disk: a cpio archive in the "newc" format (Linux, Documentation/driver-api/
// early-userspace/buffer-format.rst), owned by root. Usage: node scripts/initramfs.mjs DIRECTORY FILE
import { lstatSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [directory, file] = process.argv.slice(2);
if (directory === undefined || file === undefined) {
  process.stderr.write("initramfs.mjs: expected DIRECTORY FILE\n");
  process.exit(2);
}

const parts = [];
let inode = 0;

/** @param {Uint8Array} bytes @param {number} after Bytes before them in the same record. */
function padded(bytes, after = 0) {
  return [bytes, new Uint8Array((4 - ((after + bytes.length) % 4)) % 4)];
}

/** @param {string} name @param {number} mode @param {Uint8Array} data */
function entry(name, mode, data) {
  inode += 1;
  const nameBytes = Buffer.from(`${name}\0`);
  const fields = [inode, mode, 0, 0, 1, 0, data.length, 0, 0, 0, 0, nameBytes.length, 0];
  const header = Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, "0")).join("")}`);
  parts.push(header, ...padded(nameBytes, header.length), ...padded(data));
}

/** @param {string} below Path relative to the directory. */
function walk(below) {
  for (const name of readdirSync(join(directory, below)).sort()) {
    const path = join(below, name);
    const stat = lstatSync(join(directory, path));
    if (stat.isSymbolicLink()) entry(path, 0o120777, Buffer.from(readlinkSync(join(directory, path))));
    else if (stat.isDirectory()) {
      entry(path, 0o40755, new Uint8Array());
      walk(path);
    } else entry(path, 0o100000 | (stat.mode & 0o777), readFileSync(join(directory, path)));
  }
}

walk("");
entry("TRAILER!!!", 0, new Uint8Array());
writeFileSync(file, Buffer.concat(parts));
