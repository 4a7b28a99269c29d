/**
 * Makes the disk image of the guest kernel: `node scripts/mkfs.mjs IMAGE FILE...`
 * puts every FILE under its own name into the root directory. The same files give
 * the same bytes. All numbers of the format come from guests/kernel/fs.h.
 *
 * Exit codes: 0 done, 1 the image cannot hold the files, 2 bad command line or input.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

const FORMAT_FILE = "guests/kernel/fs.h";

/** What the image is wrong or too small for; shown without a stack trace. */
class ImageError extends Error {
  /**
   * @param {string} message
   * @param {number} exitCode
   */
  constructor(message, exitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Reads `#define FS_NAME number` lines.
 * @param {string} header text of fs.h
 * @returns {(name: string) => number} a lookup by the name without FS_; an unknown name is an ImageError
 */
function formatOf(header) {
  const numbers = new Map(
    [...header.matchAll(/^#define FS_(\w+) (0x[0-9a-fA-F]+|\d+)\s*$/gm)].map(([, name, value]) => [
      name,
      Number(value),
    ]),
  );
  return (name) => {
    const value = numbers.get(name);
    if (value === undefined) {
      throw new ImageError(`${FORMAT_FILE}: expected a line "#define FS_${name} NUMBER"`, 2);
    }
    return value;
  };
}

const KIND_FILE = 1;
const KIND_DIRECTORY = 2;

/** A file system under construction, in memory. */
class Image {
  /** @param {(name: string) => number} format */
  constructor(format) {
    this.blockBytes = format("BLOCK_BYTES");
    this.blocks = format("IMAGE_BLOCKS");
    this.inodeBytes = format("INODE_BYTES");
    this.inodeCount = format("INODE_COUNT");
    this.direct = format("DIRECT");
    this.entryBytes = format("ENTRY_BYTES");
    this.nameBytes = format("NAME_BYTES");
    this.rootInode = format("ROOT_INODE");

    const logBlocks = format("LOG_BLOCKS");
    const logStart = format("SUPER_BLOCK") + 1;
    this.inodeStart = logStart + logBlocks;
    this.bitmapStart = this.inodeStart + Math.ceil((this.inodeCount * this.inodeBytes) / this.blockBytes);
    this.dataStart = this.bitmapStart + Math.ceil(this.blocks / (8 * this.blockBytes));
    this.nextBlock = this.dataStart;
    this.nextInode = this.rootInode;

    this.bytes = Buffer.alloc(this.blocks * this.blockBytes);
    const superblock = [
      format("MAGIC"),
      this.blocks,
      logStart,
      logBlocks,
      this.inodeStart,
      this.inodeCount,
      this.bitmapStart,
      this.dataStart,
    ];
    superblock.forEach((value, index) => {
      this.bytes.writeUInt32LE(value, format("SUPER_BLOCK") * this.blockBytes + 4 * index);
    });
  }

  /** @returns {number} the number of a free block */
  takeBlock() {
    if (this.nextBlock === this.blocks) {
      throw new ImageError(
        `the files do not fit into ${this.blocks} blocks of ${this.blockBytes} bytes; raise FS_IMAGE_BLOCKS in ${FORMAT_FILE}`,
        1,
      );
    }
    return this.nextBlock++;
  }

  /** @returns {number} the number of a free inode */
  takeInode() {
    if (this.nextInode === this.inodeCount) {
      throw new ImageError(`more than ${this.inodeCount - 1} files; raise FS_INODE_COUNT in ${FORMAT_FILE}`, 1);
    }
    return this.nextInode++;
  }

  /**
   * Stores an inode with its content.
   * @param {number} number of the inode
   * @param {number} kind
   * @param {number} links
   * @param {Buffer} content
   */
  writeInode(number, kind, links, content) {
    const at = this.inodeStart * this.blockBytes + number * this.inodeBytes;
    this.bytes.writeUInt16LE(kind, at);
    this.bytes.writeUInt16LE(links, at + 2);
    this.bytes.writeUInt32LE(content.length, at + 8);
    const pointers = at + 12;
    let indirect = 0;
    for (let index = 0; index * this.blockBytes < content.length; index++) {
      const block = this.takeBlock();
      content.copy(this.bytes, block * this.blockBytes, index * this.blockBytes, (index + 1) * this.blockBytes);
      if (index < this.direct) {
        this.bytes.writeUInt32LE(block, pointers + 4 * index);
        continue;
      }
      if (indirect === 0) {
        indirect = this.takeBlock();
        this.bytes.writeUInt32LE(indirect, pointers + 4 * this.direct);
      }
      if (index - this.direct >= this.blockBytes / 4) {
        throw new ImageError(`a file of ${content.length} bytes is too large for the format`, 1);
      }
      this.bytes.writeUInt32LE(block, indirect * this.blockBytes + 4 * (index - this.direct));
    }
  }

  /**
   * @param {[name: string, inode: number][]} entries
   * @returns {Buffer} the content of a directory
   */
  directory(entries) {
    const content = Buffer.alloc(entries.length * this.entryBytes);
    entries.forEach(([name, inode], index) => {
      if (Buffer.byteLength(name) > this.nameBytes) {
        throw new ImageError(`the name "${name}" is longer than ${this.nameBytes} bytes`, 1);
      }
      content.writeUInt32LE(inode, index * this.entryBytes);
      content.write(name, index * this.entryBytes + 4);
    });
    return content;
  }

  /** Marks every block before nextBlock as used. */
  writeBitmap() {
    for (let block = 0; block < this.nextBlock; block++) {
      const at = this.bitmapStart * this.blockBytes + (block >> 3);
      this.bytes.writeUInt8(this.bytes.readUInt8(at) | (1 << (block & 7)), at);
    }
  }
}

/**
 * @param {(name: string) => number} format
 * @param {{ name: string, content: Buffer }[]} files
 * @returns {Buffer} the image
 */
function makeImage(format, files) {
  const image = new Image(format);
  const root = image.takeInode();
  /** @type {[string, number][]} */
  const entries = [
    [".", root],
    ["..", root],
  ];
  for (const { name, content } of files) {
    if (entries.some(([other]) => other === name)) throw new ImageError(`two files are called "${name}"`, 2);
    const inode = image.takeInode();
    image.writeInode(inode, KIND_FILE, 1, content);
    entries.push([name, inode]);
  }
  image.writeInode(root, KIND_DIRECTORY, 1, image.directory(entries));
  image.writeBitmap();
  return image.bytes;
}

try {
  const [output, ...inputs] = process.argv.slice(2);
  if (output === undefined) throw new ImageError("usage: node scripts/mkfs.mjs IMAGE FILE...", 2);
  const header = readFileSync(fileURLToPath(new URL(`../${FORMAT_FILE}`, import.meta.url)), "utf8");
  const files = inputs.map((path) => ({ name: basename(path), content: readFileSync(path) }));
  writeFileSync(output, makeImage(formatOf(header), files));
} catch (error) {
  const isOurs = error instanceof ImageError;
  if (!isOurs && !(error instanceof Error && "code" in error)) throw error;
  process.stderr.write(`mkfs: ${error.message}\n`);
  process.exitCode = isOurs ? error.exitCode : 2;
}
