/**
 * The numbers of the guest kernel's file system, read out of the kernel's own header, so that they stand in one place.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const FORMAT_FILE = "guests/kernel/fs.h";

/** Values of a disk inode's `kind` (enum file_kind). */
export const KIND = { free: 0, file: 1, directory: 2, device: 3 };

/** Where the fields of struct disk_inode lie, in bytes. */
export const INODE = { kind: 0, links: 2, major: 4, minor: 6, size: 8, direct: 12 };

/** The fields of struct superblock in their order, 32 bits each. */
export const SUPER_FIELDS = [
  "magic",
  "blocks",
  "logStart",
  "logBlocks",
  "inodeStart",
  "inodeCount",
  "bitmapStart",
  "dataStart",
];

/** What is wrong with an input, a command line or an image; shown without a stack trace. */
export class FormatError extends Error {
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
 * Reads the `#define FS_NAME number` lines.
 * @returns {(name: string) => number} a lookup by the name without FS_; an unknown name is a FormatError
 */
export function readFormat() {
  const header = readFileSync(fileURLToPath(new URL(`../${FORMAT_FILE}`, import.meta.url)), "utf8");
  const defines = header.matchAll(/^#define FS_(\w+) (0x[0-9a-fA-F]+|\d+)\s*$/gm);
  const numbers = new Map([...defines].map(([, name, value]) => [name, Number(value)]));
  return (name) => {
    const value = numbers.get(name);
    if (value === undefined) {
      throw new FormatError(`${FORMAT_FILE}: expected a line "#define FS_${name} NUMBER"`, 2);
    }
    return value;
  };
}

/**
 * Runs a command's body; a FormatError or a file that cannot be read becomes a message and an exit code.
 * @param {string} command for the message
 * @param {() => void} body
 */
export function runCommand(command, body) {
  try {
    body();
  } catch (error) {
    const isOurs = error instanceof FormatError;
    if (!isOurs && !(error instanceof Error && "code" in error)) throw error;
    process.stderr.write(`${command}: ${error.message}\n`);
    process.exitCode = isOurs ? error.exitCode : 2;
  }
}
