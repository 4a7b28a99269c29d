/**
 * Checks a disk image of the guest kernel: `node scripts/fsck.mjs [--replay] IMAGE`. With --replay the log is replayed
 * first (in memory, as the kernel does when it mounts); without it a log that holds a transaction is an error.
 *
 * Exit codes: 0 consistent, 1 not (one line on stdout for each thing that is wrong), 2 bad command line or input.
 */
import { readFileSync } from "node:fs";
import { FormatError, INODE, KIND, readFormat, runCommand, SUPER_FIELDS } from "./fs-format.mjs";

/** An image and what is found in it. */
class Check {
  /**
   * @param {Buffer} image
   * @param {(name: string) => number} format
   */
  constructor(image, format) {
    this.image = image;
    this.format = format;
    this.blockBytes = format("BLOCK_BYTES");
    /** @type {string[]} */
    this.problems = [];
    /** @type {Map<number, string>} what each block is used for */
    this.owners = new Map();
    const superblock = image.subarray(format("SUPER_BLOCK") * this.blockBytes);
    this.super = Object.fromEntries(SUPER_FIELDS.map((field, index) => [field, superblock.readUInt32LE(4 * index)]));
    if (this.super.magic !== format("MAGIC")) {
      throw new FormatError(`no file system: magic 0x${this.super.magic.toString(16)}`, 2);
    }
    if (this.super.blocks * this.blockBytes > image.length) {
      throw new FormatError(`the image has ${image.length} bytes, the file system ${this.super.blocks} blocks`, 2);
    }
  }

  /** @param {number} number */
  block(number) {
    return this.image.subarray(number * this.blockBytes, (number + 1) * this.blockBytes);
  }

  /** Puts the blocks of a committed transaction where they belong; returns their number. */
  replay() {
    const header = this.block(this.super.logStart);
    const count = header.readUInt32LE(0);
    if (count >= this.super.logBlocks) {
      this.problems.push(`the log's header lists ${count} blocks`);
      return 0;
    }
    for (let index = 0; index < count; index++) {
      this.block(this.super.logStart + 1 + index).copy(this.block(header.readUInt32LE(4 + 4 * index)));
    }
    header.writeUInt32LE(0, 0);
    return count;
  }

  /** @param {number} number */
  inode(number) {
    const at = this.super.inodeStart * this.blockBytes + number * this.format("INODE_BYTES");
    const inode = this.image.subarray(at, at + this.format("INODE_BYTES"));
    return {
      number,
      kind: inode.readUInt16LE(INODE.kind),
      links: inode.readUInt16LE(INODE.links),
      size: inode.readUInt32LE(INODE.size),
      pointers: Array.from({ length: this.format("DIRECT") + 1 }, (_, i) => inode.readUInt32LE(INODE.direct + 4 * i)),
    };
  }

  /**
   * @param {number} block
   * @param {string} owner
   * @returns {boolean} true if the block can be looked into
   */
  claim(block, owner) {
    if (block < this.super.dataStart || block >= this.super.blocks) {
      this.problems.push(`${owner} has block ${block}, which is none of the data`);
      return false;
    }
    const other = this.owners.get(block);
    if (other !== undefined) this.problems.push(`block ${block} belongs to ${other} and to ${owner}`);
    this.owners.set(block, owner);
    return true;
  }

  /**
   * Claims an inode's blocks.
   * @param {ReturnType<Check["inode"]>} inode
   * @returns {number[]} its data blocks by their place in the file, 0 where there is none
   */
  claimBlocks(inode) {
    const owner = `inode ${inode.number}`;
    const direct = inode.pointers.slice(0, -1);
    const indirect = inode.pointers.at(-1) ?? 0;
    const blocks = direct.map((block) => (block !== 0 && this.claim(block, owner) ? block : 0));
    if (indirect !== 0 && this.claim(indirect, owner)) {
      const table = this.block(indirect);
      for (let at = 0; at < this.blockBytes; at += 4) {
        const block = table.readUInt32LE(at);
        blocks.push(block !== 0 && this.claim(block, owner) ? block : 0);
      }
    }
    if (inode.size > (direct.length + this.blockBytes / 4) * this.blockBytes) {
      this.problems.push(`${owner} has ${inode.size} bytes, more than a file can have`);
    }
    return blocks;
  }

  /**
   * @param {number} size of the directory in bytes
   * @param {number[]} blocks
   * @returns {{ name: string, inode: number }[]} the entries in use
   */
  entries(size, blocks) {
    const bytes = Buffer.concat(
      blocks.map((block) => (block === 0 ? Buffer.alloc(this.blockBytes) : this.block(block))),
    );
    const found = [];
    for (let at = 0; at + this.format("ENTRY_BYTES") <= size; at += this.format("ENTRY_BYTES")) {
      const inode = bytes.readUInt32LE(at);
      const name = bytes.toString("latin1", at + 4, at + this.format("ENTRY_BYTES")).replace(/\0.*$/s, "");
      if (inode !== 0) found.push({ name, inode });
    }
    return found;
  }

  /** Walks from the root directory; returns how many names lead to each inode. */
  countNames(contents) {
    const root = this.format("ROOT_INODE");
    const names = new Map([[root, 1]]);
    const visit = (number, parent) => {
      const entries = contents.get(number) ?? [];
      const expected = { ".": number, "..": parent };
      for (const [dot, target] of Object.entries(expected)) {
        const entry = entries.find(({ name }) => name === dot);
        if (entry?.inode !== target) this.problems.push(`directory ${number}: ${dot} leads to ${entry?.inode}`);
      }
      const seen = new Set();
      for (const { name, inode } of entries) {
        if (seen.has(name)) this.problems.push(`directory ${number} has "${name}" twice`);
        seen.add(name);
        if (name === "." || name === "..") continue;
        const isFirst = !names.has(inode);
        names.set(inode, (names.get(inode) ?? 0) + 1);
        if (!contents.has(inode)) continue;
        // A directory's own "..", but for the root's, is a link to its parent.
        names.set(number, names.get(number) + 1);
        if (isFirst) visit(inode, number);
        else this.problems.push(`directory ${inode} has two names`);
      }
    };
    visit(root, root);
    return names;
  }

  /** The bitmap says what the inodes say. */
  checkBitmap() {
    for (let block = 0; block < this.super.blocks; block++) {
      const bits = this.image.readUInt8(this.super.bitmapStart * this.blockBytes + (block >> 3));
      const isMarked = (bits >> (block & 7)) % 2 === 1;
      const isUsed = block < this.super.dataStart || this.owners.has(block);
      if (isUsed && !isMarked) this.problems.push(`block ${block} of ${this.owners.get(block)} is marked as free`);
      if (!isUsed && isMarked) this.problems.push(`block ${block} is marked as used, and nobody uses it`);
    }
  }

  /** @returns {string} a summary; what is wrong is in `problems` */
  run() {
    if (this.block(this.super.logStart).readUInt32LE(0) !== 0) this.problems.push("the log holds a transaction");
    /** @type {Map<number, { name: string, inode: number }[]>} */
    const contents = new Map();
    const inodes = [];
    for (let number = 1; number < this.super.inodeCount; number++) {
      const inode = this.inode(number);
      if (inode.kind === KIND.free) continue;
      if (!Object.values(KIND).includes(inode.kind)) this.problems.push(`inode ${number} is of kind ${inode.kind}`);
      inodes.push(inode);
      const blocks = this.claimBlocks(inode);
      // One without links is open, or will be freed at the next mount: no name leads to it.
      if (inode.kind === KIND.directory && inode.links > 0) contents.set(number, this.entries(inode.size, blocks));
    }
    const names = this.countNames(contents);
    for (const { number, links } of inodes) {
      const count = names.get(number) ?? 0;
      if (links !== count) this.problems.push(`inode ${number} has ${links} links, and ${count} names lead to it`);
      names.delete(number);
    }
    for (const number of names.keys()) this.problems.push(`a name leads to inode ${number}, which is free`);
    this.checkBitmap();
    return `${inodes.length} inodes, ${this.owners.size} data blocks`;
  }
}

runCommand("fsck", () => {
  const args = process.argv.slice(2);
  const replays = args[0] === "--replay";
  const [path, ...rest] = replays ? args.slice(1) : args;
  if (path === undefined || rest.length > 0) throw new FormatError("usage: node scripts/fsck.mjs [--replay] IMAGE", 2);
  const check = new Check(readFileSync(path), readFormat());
  const replayed = replays ? check.replay() : 0;
  const summary = check.run();
  for (const problem of check.problems) process.stdout.write(`${path}: ${problem}\n`);
  if (check.problems.length > 0) process.exitCode = 1;
  else process.stdout.write(`${path}: consistent: ${summary}${replayed > 0 ? `, ${replayed} replayed` : ""}\n`);
});
