// The guest kernel's file system: mkfs makes it, fsck finds what is wrong with it, and a crash at any time leaves it sound.
import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT, scratch } from "../cli/hartbed.js";
import { prebuilt, runScenario } from "./scenario-file.js";

function script(name: string, ...args: string[]) {
  return spawnSync(process.execPath, [join(ROOT, "scripts", name), ...args], { encoding: "utf8" });
}

/** A copy of the committed image, changed. */
function changed(change: (image: Buffer) => void): string {
  const image = readFileSync(prebuilt("fs.img"));
  change(image);
  const file = join(scratch(), "changed.img");
  writeFileSync(file, image);
  return file;
}

/** A number of guests/kernel/fs.h. */
function format(name: string): number {
  const header = readFileSync(join(ROOT, "guests/kernel/fs.h"), "utf8");
  return Number(header.match(new RegExp(`^#define FS_${name} (\\w+)`, "m"))?.[1]);
}

const BLOCK = format("BLOCK_BYTES");
const LOG_START = format("SUPER_BLOCK") + 1;
const INODES = (LOG_START + format("LOG_BLOCKS")) * BLOCK;
const INODE = format("INODE_BYTES");
const BITMAP = INODES + format("INODE_COUNT") * INODE;
/** The first file in the root directory: number, and where its link count and first block pointer lie. */
const FILE = format("ROOT_INODE") + 1;
const LINKS = INODES + FILE * INODE + 2;
const POINTER = INODES + FILE * INODE + 12;

test("the same files give the same image, and fsck finds nothing wrong with it", () => {
  const directory = scratch();
  const content = join(directory, "content");
  writeFileSync(content, Buffer.alloc(20 * BLOCK, 7));
  const images = ["a.img", "b.img"].map((name) => join(directory, name));
  for (const image of images) expect(script("mkfs.mjs", image, content).status).toBe(0);
  expect(readFileSync(images[0]!).equals(readFileSync(images[1]!))).toBe(true);
  expect(script("fsck.mjs", images[0]!).stdout).toMatch(/consistent: 2 inodes, 22 data blocks\n$/);
});

test("the committed image is consistent", () => {
  expect(script("fsck.mjs", prebuilt("fs.img")).status).toBe(0);
});

test("files that do not fit are refused with a hint", () => {
  const content = join(scratch(), "large");
  writeFileSync(content, Buffer.alloc(3 << 20));
  const { status, stderr } = script("mkfs.mjs", join(scratch(), "x.img"), content);
  expect(stderr).toMatch(/^mkfs: the files do not fit .* raise FS_IMAGE_BLOCKS in guests\/kernel\/fs\.h\n$/);
  expect(status).toBe(1);
});

test("two files of one name are refused", () => {
  const { status, stderr } = script("mkfs.mjs", join(scratch(), "x.img"), prebuilt("hello.elf"), prebuilt("hello.elf"));
  expect(stderr).toBe('mkfs: two files are called "hello.elf"\n');
  expect(status).toBe(2);
});

test.each<[string, (image: Buffer) => void, RegExp]>([
  [
    "a used block that is marked as free",
    (i) => i.writeUInt8(0, BITMAP + 7),
    /block 56 of inode \d+ is marked as free/,
  ],
  ["a free block that is marked as used", (i) => i.writeUInt8(1, BITMAP + 60), /block 480 is marked as used/],
  ["a wrong link count", (i) => i.writeUInt16LE(3, LINKS), /inode 2 has 3 links, and 1 names lead to it/],
  [
    "a block with two owners",
    (i) => i.writeUInt32LE(i.readUInt32LE(POINTER + INODE), POINTER),
    /belongs to inode 2 and/,
  ],
  ["a block outside of the data", (i) => i.writeUInt32LE(3, POINTER), /inode 2 has block 3, which is none of the data/],
  ["a name of a free inode", (i) => i.writeUInt16LE(0, LINKS - 2), /a name leads to inode 2, which is free/],
  ["a committed transaction", (i) => i.writeUInt32LE(1, LOG_START * BLOCK), /the log holds a transaction/],
])("fsck finds %s", (_, change, problem) => {
  const { status, stdout } = script("fsck.mjs", changed(change));
  expect(stdout).toMatch(problem);
  expect(status).toBe(1);
});

test("fsck says that a file is none of our images", () => {
  const { status, stderr } = script("fsck.mjs", prebuilt("kernel.elf"));
  expect(stderr).toMatch(/^fsck: no file system: magic 0x/);
  expect(status).toBe(2);
});

test("mounting replays a committed transaction", async () => {
  // The transaction writes the bitmap again, as it is, over one that lost its bits.
  const image = changed((bytes) => {
    bytes.writeUInt32LE(1, LOG_START * BLOCK);
    bytes.writeUInt32LE(BITMAP / BLOCK, LOG_START * BLOCK + 4);
    bytes.copy(bytes, (LOG_START + 1) * BLOCK, BITMAP, BITMAP + BLOCK);
    bytes.fill(0, BITMAP, BITMAP + BLOCK);
  });
  const run = await runScenario({
    machine: { harts: 1, memory: "16MiB" },
    kernel: prebuilt("kernel.elf"),
    bootargs: "run=poweroff",
    disks: { root: { image, persist: "on" } },
  });
  expect(run.console("uart0")).toMatch(/^log: replaying 1 blocks$/m);
  expect(script("fsck.mjs", image).stdout).toMatch(/consistent/);
});

// Instructions after which the machine stops, spread over writes of every kind.
test.each([5, 13, 21, 25])("a machine that stops after %i million instructions leaves a sound disk", async (at) => {
  const image = join(scratch(), "crash.img");
  copyFileSync(prebuilt("fs.img"), image);
  const scenario = {
    machine: { harts: 2, memory: "32MiB" },
    kernel: prebuilt("kernel.elf"),
    bootargs: 'run="selftest -q create_and_unlink_many_names directories_fought_over writers_of_different_files"',
    disks: { root: { image, persist: "on" } },
  };
  const stopped = await runScenario({ ...scenario, limits: { instructions: at * 1_000_000 } });
  expect(stopped.report.outcome).toBe("limit");
  expect(script("fsck.mjs", "--replay", image).stdout).toMatch(/consistent/);
  const again = await runScenario({ ...scenario, bootargs: "run=poweroff" });
  expect(again.report.outcome).toBe("shutdown");
  expect(script("fsck.mjs", image).stdout).toMatch(/consistent/);
});
