/**
 * Makes the disk image of the guest kernel: `node scripts/mkfs.mjs IMAGE FILE...`
 * puts every FILE under its own name into the root directory. The same files give
 * the same bytes. All numbers of the format come from guests/kernel/fs.h.
 *
 * Exit codes: 0 done, 1 the image cannot hold the files, 2 bad command line or input.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { FORMAT_FILE, FormatError, INODE, KIND, readFormat, runCommand, SUPER_FIELDS } from "./fs-format.mjs";

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
    const superblock = {
      magic: format("MAGIC"),
      blocks: this.blocks,
      logStart,
      logBlocks,
      inodeStart: this.inodeStart,
      inodeCount: this.inodeCount,
      bitmapStart: this.bitmapStart,
      dataStart: this.dataStart,
    };
    SUPER_FIELDS.forEach((field, index) => {
      this.bytes.writeUInt32LE(superblock[field], format("SUPER_BLOCK") * this.blockBytes + 4 * index);
    });
  }

  /** @returns {number} the number of a free block */
  takeBlock() {
    if (this.nextBlock === this.blocks) {
      throw new FormatError(
        `the files do not fit into ${this.blocks} blocks of ${this.blockBytes} bytes; raise FS_IMAGE_BLOCKS in ${FORMAT_FILE}`,
        1,
      );
    }
    return this.nextBlock++;
  }

  /** @returns {number} the number of a free inode */
  takeInode() {
    if (this.nextInode === this.inodeCount) {
      throw new FormatError(`more than ${this.inodeCount - 1} files; raise FS_INODE_COUNT in ${FORMAT_FILE}`, 1);
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
    this.bytes.writeUInt16LE(kind, at + INODE.kind);
    this.bytes.writeUInt16LE(links, at + INODE.links);
    this.bytes.writeUInt32LE(content.length, at + INODE.size);
    const pointers = at + INODE.direct;
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
        throw new FormatError(`a file of ${content.length} bytes is too large for the format`, 1);
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
        throw new FormatError(`the name "${name}" is longer than ${this.nameBytes} bytes`, 1);
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
    if (entries.some(([other]) => other === name)) throw new FormatError(`two files are called "${name}"`, 2);
    const inode = image.takeInode();
    image.writeInode(inode, KIND.file, 1, content);
    entries.push([name, inode]);
  }
  image.writeInode(root, KIND.directory, 1, image.directory(entries));
  image.writeBitmap();
  return image.bytes;
}

runCommand("mkfs", () => {
  const [output, ...inputs] = process.argv.slice(2);
  if (output === undefined) throw new FormatError("usage: node scripts/mkfs.mjs IMAGE FILE...", 2);
  const files = inputs.map((path) => ({ name: basename(path), content: readFileSync(path) }));
  writeFileSync(output, makeImage(readFormat(), files));
});
