// What lies in RAM and boot ROM at power-on, by the boot protocol of the `virt` board: images, device tree, reset code.
import { bootProperties, deviceTree, type Placement, type Range } from "./device-tree.js";
import type { Segment, SymbolTable } from "./elf.js";
import { writeDeviceTree } from "./fdt.js";
import { withChosen } from "./given-tree.js";
import { type Image, readImage } from "./image.js";
import { DEVICE_TREE_CAP, RAM_ADDRESS } from "./memory-map.js";
import type { BoardOptions } from "./options.js";
import { partNames } from "./parts.js";
import { PLATFORM } from "./platform.js";
import { resetRom } from "./reset-rom.js";

/** Bytes for RAM, and zeros up to `size`. `name` is for messages. */
export interface RamSegment {
  readonly name: string;
  /** Supervisor physical address. */
  readonly address: number;
  readonly bytes: Uint8Array;
  readonly size: number;
}

export interface Boot {
  readonly segments: readonly RamSegment[];
  /** Contents of the boot ROM from 0x1000 on. */
  readonly rom: Uint8Array;
  /** Supervisor physical address that the boot ROM jumps to. */
  readonly entry: number;
  readonly deviceTreeAddress: number;
  readonly firmwareSymbols: SymbolTable | undefined;
  readonly kernelSymbols: SymbolTable | undefined;
}

/** The description cannot be a board; the message is for the user. */
export class BoardError extends Error {
  override readonly name = "BoardError";
  /** Parts in RAM that it is about, by `partNames`; none when it is about the board. */
  readonly parts: readonly string[];

  constructor(message: string, parts: readonly string[] = []) {
    super(message);
    this.parts = parts;
  }
}

const PAGE = 4096;
const MEGAPAGE = 0x20_0000;
/** The initrd lies this far behind the kernel's entry, or half of RAM where that is less. */
const INITRD_DISTANCE = 128 * 0x10_0000;
/** Room for nodes that firmware adds to the device tree in place. */
const DEVICE_TREE_SLACK = PAGE;

/**
 * @throws BoardError when something does not fit into RAM or overlaps; ImageError when a file is no image: the caller
 * knows its name.
 */
export function boot(options: BoardOptions): Boot {
  const firmware = options.firmware === undefined ? undefined : readImage(options.firmware, RAM_ADDRESS);
  const kernel = options.kernel === undefined ? undefined : readImage(options.kernel, flatKernelAddress(firmware));
  const initrd = options.initrd === undefined ? undefined : initrdRange(options, options.initrd, kernel);
  const entry = firmware?.entry ?? kernel?.entry ?? RAM_ADDRESS;

  // Addresses take the same room whatever they are, so a tree with placeholders has the final size.
  const write = (placement: Placement) =>
    options.deviceTree === undefined
      ? writeDeviceTree(deviceTree(options, placement))
      : withChosen(options.deviceTree, bootProperties(options.bootargs, placement.initrd));
  const draft = write(placeVms(options, initrd, RAM_ADDRESS + options.memory));
  const deviceTreeAddress = deviceTreeAddressOf(options, draft.length);
  const placement = placeVms(options, initrd, deviceTreeAddress);
  const tree = write(placement);

  const segments = [
    ...imageSegments(partNames.firmware, firmware),
    ...imageSegments(partNames.kernel, kernel),
    ...blob(partNames.initrd, options.initrd, initrd),
    ...options.vms.flatMap((vm, index) => [
      ...blob(partNames.vmImage(vm.name), vm.image, placement.vms[index]?.image),
      ...blob(partNames.vmInitrd(vm.name), vm.initrd, placement.vms[index]?.initrd),
    ]),
    { name: partNames.deviceTree, address: deviceTreeAddress, bytes: tree, size: tree.length },
  ];
  checkInRam(segments, options.memory);
  checkApart(segments);
  return {
    segments,
    rom: resetRom({ entry, deviceTreeAddress, next: kernel?.entry ?? 0 }),
    entry,
    deviceTreeAddress,
    firmwareSymbols: firmware?.symbols,
    kernelSymbols: kernel?.symbols,
  };
}

/** Behind the firmware, at the next 2 MiB; at the start of RAM where there is no firmware. */
function flatKernelAddress(firmware: Image | undefined): number {
  const end = Math.max(RAM_ADDRESS, ...(firmware?.segments ?? []).map(({ address, size }) => address + size));
  return Math.ceil(end / MEGAPAGE) * MEGAPAGE;
}

function initrdRange({ memory }: BoardOptions, initrd: Uint8Array, kernel: Image | undefined): Range {
  const after = kernel?.entry ?? RAM_ADDRESS;
  const start = after + Math.min(Math.floor(memory / 2), INITRD_DISTANCE);
  return { address: Math.floor(start / PAGE) * PAGE, bytes: initrd.length };
}

function deviceTreeAddressOf({ memory, platform = PLATFORM }: BoardOptions, bytes: number): number {
  const end = RAM_ADDRESS + memory;
  const top = platform.treeBelow3GiB ? Math.min(end, DEVICE_TREE_CAP) : end;
  return Math.floor((top - bytes - DEVICE_TREE_SLACK) / MEGAPAGE) * MEGAPAGE;
}

/** VM files lie page by page below `top`, the first one highest. */
function placeVms({ vms }: BoardOptions, initrd: Range | undefined, top: number): Placement {
  let next = top;
  const place = (bytes: Uint8Array): Range => {
    next = Math.floor((next - bytes.length) / PAGE) * PAGE;
    return { address: next, bytes: bytes.length };
  };
  return {
    initrd,
    vms: vms.map((vm) => ({ image: place(vm.image), initrd: vm.initrd === undefined ? undefined : place(vm.initrd) })),
  };
}

function imageSegments(name: string, image: Image | undefined): readonly RamSegment[] {
  return (image?.segments ?? []).map((segment) => {
    const { address, bytes, size } = withoutHeaders(segment);
    return { name, address, bytes, size };
  });
}

/** A program linked to the start of RAM without a script has the ELF's headers in a page below: nobody reads them. */
function withoutHeaders(segment: Segment): Segment {
  const { address, bytes, size, headers } = segment;
  const below = RAM_ADDRESS - address;
  if (headers !== true || below <= 0 || below >= size) return segment;
  return { address: RAM_ADDRESS, bytes: bytes.subarray(below), size: size - below };
}

function blob(name: string, bytes: Uint8Array | undefined, range: Range | undefined): readonly RamSegment[] {
  return bytes === undefined || range === undefined
    ? []
    : [{ name, address: range.address, bytes, size: bytes.length }];
}

function checkInRam(segments: readonly RamSegment[], memory: number): void {
  const end = RAM_ADDRESS + memory;
  for (const segment of segments) {
    if (segment.address >= RAM_ADDRESS && segment.address + segment.size <= end) continue;
    const ram = `RAM (${hex(RAM_ADDRESS)} to ${hex(end)}, ${Math.floor(memory / 0x10_0000)} MiB)`;
    const message = `${placeOf(segment)} lies outside ${ram}; hint: give the machine more memory, or link lower`;
    throw new BoardError(message, [segment.name]);
  }
}

function checkApart(segments: readonly RamSegment[]): void {
  const sorted = [...segments].sort((a, b) => a.address - b.address);
  sorted.forEach((segment, index) => {
    const next = sorted[index + 1];
    if (next === undefined || segment.address + segment.size <= next.address) return;
    const message = `overlapping memory: ${placeOf(segment)} reaches into ${placeOf(next)}`;
    throw new BoardError(message, [segment.name, next.name]);
  });
}

function placeOf({ name, address, size }: RamSegment): string {
  return `${name} (${hex(address)} to ${hex(address + size)})`;
}

function hex(value: number): string {
  return value < 0 ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}
