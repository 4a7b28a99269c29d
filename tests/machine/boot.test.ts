import { expect, test } from "vitest";
import { BoardError, type Boot, boot, type RamSegment } from "../../src/machine/boot.js";
import { cellsOf, type Node, nodeAt, property, readDeviceTree, stringsOf } from "../../src/machine/fdt.js";
import { PLATFORM } from "../../src/machine/platform.js";
import { boardOptions, disk, MIB } from "./board-options.js";
import { elfFile } from "./elf-file.js";

const LOOP = Uint8Array.of(0x6f, 0, 0, 0);

function elf(address: number, size = 4): Uint8Array {
  return elfFile({
    entry: BigInt(address),
    segments: [{ virtual: BigInt(address), physical: address, bytes: LOOP, size }],
  });
}

function segment(result: Boot, name: string): RamSegment {
  const found = result.segments.find((entry) => entry.name === name);
  if (found === undefined) throw new Error(`no segment ${name}`);
  return found;
}

function tree(result: Boot): Node {
  return readDeviceTree(segment(result, "the device tree").bytes);
}

function words(rom: Uint8Array): bigint[] {
  const view = new DataView(rom.buffer, rom.byteOffset);
  return Array.from({ length: (rom.length - 0x18) / 8 }, (_, index) => view.getBigUint64(0x18 + 8 * index, true));
}

test("the reset ROM holds the board's instructions, then entry, device tree and the fw_dynamic block", () => {
  const result = boot(boardOptions({ firmware: elf(0x8000_0000), kernel: LOOP }));
  const view = new DataView(result.rom.buffer);
  expect(Array.from({ length: 6 }, (_, index) => view.getUint32(4 * index, true))).toEqual([
    0x00000297, 0x02828613, 0xf1402573, 0x0202b583, 0x0182b283, 0x00028067,
  ]);
  expect(words(result.rom)).toEqual([0x8000_0000n, 0x87e0_0000n, 0x4942_534fn, 2n, 0x8020_0000n, 1n, 0n, 0n]);
});

test("without firmware the kernel's ELF entry is where harts start, in M-mode", () => {
  const result = boot(boardOptions({ kernel: elf(0x8000_1000) }));
  expect(result.entry).toBe(0x8000_1000);
  expect(segment(result, "the kernel").address).toBe(0x8000_1000);
});

test("an ELF linked to the start of RAM without a script leaves the headers that lie below it out", () => {
  const page = 4096;
  const file = elfFile({ entry: 0x8000_0000n, segments: [] });
  const whole = new Uint8Array(page + 4);
  whole.set(file);
  whole.set(LOOP, page);
  const view = new DataView(whole.buffer);
  // One PT_LOAD of all of the file, a page below RAM, behind the ELF header.
  view.setUint16(56, 1, true);
  view.setUint16(60, 0, true);
  view.setUint32(64, 1, true);
  view.setUint32(68, 5, true);
  for (const [at, value] of [
    [72, 0],
    [80, 0x7fff_f000],
    [88, 0x7fff_f000],
    [96, whole.length],
    [104, whole.length],
  ] as const) {
    view.setBigUint64(at, BigInt(value), true);
  }
  const result = boot(boardOptions({ kernel: whole }));
  expect(segment(result, "the kernel")).toMatchObject({ address: 0x8000_0000, bytes: LOOP, size: 4 });
  expect(result.entry).toBe(0x8000_0000);
});

test("a flat kernel goes behind the firmware at the next 2 MiB, or to the start of RAM", () => {
  const address = (firmware: Uint8Array | undefined) =>
    segment(boot(boardOptions({ firmware, kernel: LOOP })), "the kernel").address;
  expect(address(LOOP)).toBe(0x8020_0000);
  expect(address(elf(0x8000_0000, 3 * MIB))).toBe(0x8040_0000);
  expect(address(undefined)).toBe(0x8000_0000);
});

test.each([
  [128, true, 0x87e0_0000],
  [256, true, 0x8fe0_0000],
  [2048, true, 0xbfe0_0000],
  [2048, false, 0xffe0_0000],
])("with %i MiB (cap: %s) the device tree lies at %i", (mebibytes, treeBelow3GiB, address) => {
  const result = boot(boardOptions({ memory: mebibytes * MIB, platform: { ...PLATFORM, treeBelow3GiB } }));
  expect(result.deviceTreeAddress).toBe(address);
});

test.each([
  [64, 0x8200_0000],
  [128, 0x8400_0000],
  [512, 0x8800_0000],
  [2048, 0x8800_0000],
])("with %i MiB the initrd lies half of RAM behind the kernel, at most 128 MiB", (mebibytes, address) => {
  const result = boot(boardOptions({ memory: mebibytes * MIB, kernel: LOOP, initrd: new Uint8Array(5000) }));
  expect(segment(result, "the initrd")).toMatchObject({ address, size: 5000 });
  const chosen = nodeAt(tree(result), "/chosen") as Node;
  expect(cellsOf(chosen, "linux,initrd-start")).toEqual([0, address]);
  expect(cellsOf(chosen, "linux,initrd-end")).toEqual([0, address + 5000]);
});

test("a VM is described under /chosen, its files lie in reserved memory below the device tree", () => {
  const result = boot(
    boardOptions({
      harts: 2,
      uarts: 2,
      devices: [disk("d0", 3)],
      vms: [
        {
          name: "alpha",
          image: new Uint8Array(5000).fill(1),
          initrd: new Uint8Array(100).fill(2),
          bootargs: "noad",
          memory: 16 * MIB,
          vcpus: 2,
          pin: [0, 1],
          console: 1,
          disk: 3,
          henvcfg: { value: 1n << 63n, mask: 3n << 62n },
        },
        { name: "beta", image: new Uint8Array(1).fill(3), memory: 2 ** 32, vcpus: 1 },
      ],
    }),
  );
  const root = tree(result);
  const alpha = nodeAt(root, "/chosen/vm@0") as Node;
  const beta = nodeAt(root, "/chosen/vm@1") as Node;
  const uart1 = nodeAt(root, "/soc/serial@10201000") as Node;
  const virtio3 = nodeAt(root, "/soc/virtio_mmio@10004000") as Node;
  expect(stringsOf(alpha, "compatible")).toEqual(["hartbed,vm"]);
  expect(stringsOf(alpha, "hartbed,name")).toEqual(["alpha"]);
  expect(cellsOf(alpha, "hartbed,image")).toEqual([0, 0x87df_e000, 0, 5000]);
  expect(cellsOf(alpha, "hartbed,initrd")).toEqual([0, 0x87df_d000, 0, 100]);
  expect(stringsOf(alpha, "bootargs")).toEqual(["noad"]);
  expect(cellsOf(alpha, "hartbed,memory")).toEqual([0, 16 * MIB]);
  expect(cellsOf(alpha, "hartbed,vcpus")).toEqual([2]);
  expect(cellsOf(alpha, "hartbed,pin")).toEqual([0, 1]);
  expect(cellsOf(alpha, "hartbed,console")).toEqual(cellsOf(uart1, "phandle"));
  expect(cellsOf(alpha, "hartbed,disk")).toEqual(cellsOf(virtio3, "phandle"));
  expect(cellsOf(alpha, "hartbed,henvcfg")).toEqual([0x8000_0000, 0, 0xc000_0000, 0]);
  expect(cellsOf(beta, "hartbed,memory")).toEqual([1, 0]);
  for (const name of [
    "hartbed,initrd",
    "bootargs",
    "hartbed,pin",
    "hartbed,console",
    "hartbed,disk",
    "hartbed,henvcfg",
  ]) {
    expect(property(beta, name)).toBeUndefined();
  }
  expect(segment(result, "the image of VM alpha")).toMatchObject({ address: 0x87df_e000, size: 5000 });
  expect(segment(result, "the initrd of VM alpha").bytes[0]).toBe(2);
  expect(segment(result, "the image of VM beta").address).toBe(0x87df_c000);
  const reserved = nodeAt(root, "/reserved-memory") as Node;
  expect(reserved.children.map((child) => cellsOf(child, "reg"))).toEqual([
    [0, 0x87df_e000, 0, 5000],
    [0, 0x87df_d000, 0, 100],
    [0, 0x87df_c000, 0, 1],
  ]);
});

test("the tree has room to grow in place before the end of RAM", () => {
  const result = boot(boardOptions());
  const { address, size } = segment(result, "the device tree");
  expect(address + size + 4096).toBeLessThanOrEqual(0x8800_0000);
});

test("images that overlap are refused by name and place", () => {
  const overlap = () => boot(boardOptions({ firmware: elf(0x8000_0000, 4 * MIB), kernel: elf(0x8020_0000) }));
  expect(overlap).toThrow(BoardError);
  expect(overlap).toThrow(
    "overlapping memory: the firmware (0x80000000 to 0x80400000) reaches into the kernel (0x80200000 to 0x80200004)",
  );
});

test("a kernel that reaches the device tree is refused", () => {
  expect(() => boot(boardOptions({ kernel: elf(0x8020_0000, 126 * MIB) }))).toThrow(
    "the kernel (0x80200000 to 0x88000000) reaches into the device tree",
  );
});

test("an image outside RAM is refused with the size of RAM", () => {
  expect(() => boot(boardOptions({ kernel: elf(0x1000) }))).toThrow(
    "the kernel (0x1000 to 0x1004) lies outside RAM (0x80000000 to 0x88000000, 128 MiB)",
  );
  expect(() => boot(boardOptions({ memory: 16 * MIB, kernel: elf(0x8100_0000) }))).toThrow(BoardError);
});

test("files of VMs that do not fit are refused", () => {
  const vms = [{ name: "big", image: new Uint8Array(16 * MIB), memory: MIB, vcpus: 1 }];
  expect(() => boot(boardOptions({ memory: 16 * MIB, kernel: LOOP, vms }))).toThrow("the image of VM big");
});

test("the seed alone decides rng-seed", () => {
  const seedOf = (seed: number) => [
    ...(property(nodeAt(tree(boot(boardOptions({ seed }))), "/chosen") as Node, "rng-seed") ?? []),
  ];
  expect(seedOf(1)).toHaveLength(32);
  expect(seedOf(1)).toEqual(seedOf(1));
  expect(seedOf(2)).not.toEqual(seedOf(1));
});
