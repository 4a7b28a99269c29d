// The physical address space outside RAM and boot ROM: regions, each answered by one device.
import type { Device } from "./device.js";

/** A device at its place. Addresses are supervisor physical, in bytes. */
export interface Region {
  readonly name: string;
  readonly address: number;
  readonly bytes: number;
  readonly device: Device;
}

export interface Bus {
  /** True when the last access was refused: no device, or a size it does not take. */
  readonly fault: boolean;
  /** Bits 63:32 of the last 8-byte read. */
  readonly high: number;
  /** Zero-extended value, or bits 31:0 of an 8-byte one; 0 with `fault` set when nothing answers. */
  read(address: number, size: number): number;
  /** Writes `value`, or for 8 bytes `value` and then `high` to the next word. */
  write(address: number, size: number, value: number, high?: number): void;
}

/** Two regions claim the same address. */
export class RegionOverlapError extends Error {
  override readonly name = "RegionOverlapError";
}

/** @throws RegionOverlapError naming both regions. */
export function makeBus(regions: readonly Region[]): Bus {
  return new AddressSpace(regions);
}

class AddressSpace implements Bus {
  fault = false;
  high = 0;
  readonly #regions: readonly Region[];
  readonly #scratch = new DataView(new ArrayBuffer(16));
  /** The region that answered last: devices are polled. */
  #last: Region | undefined;

  constructor(regions: readonly Region[]) {
    const sorted = [...regions].sort((a, b) => a.address - b.address);
    sorted.forEach((region, index) => {
      const next = sorted[index + 1];
      if (next !== undefined && region.address + region.bytes > next.address) {
        throw new RegionOverlapError(
          `${region.name} at ${hex(region.address)} reaches into ${next.name} at ${hex(next.address)}`,
        );
      }
    });
    this.#regions = sorted;
  }

  read(address: number, size: number): number {
    this.high = 0;
    if (address % size !== 0) return this.#readMisaligned(address, size);
    const region = this.#find(address, size);
    if (region === undefined) return 0;
    const { device } = region;
    const offset = address - region.address;
    if (device.sizes(offset).narrow === true) return device.read(offset, 1) & 0xff;
    if (size === 1 || size === 2 || size === 4) return device.read(offset, size) >>> 0;
    const low = device.read(offset, 4) >>> 0;
    this.high = device.read(offset + 4, 4) >>> 0;
    return low;
  }

  write(address: number, size: number, value: number, high = 0): void {
    if (address % size !== 0) {
      this.#writeMisaligned(address, size, value, high);
      return;
    }
    const region = this.#find(address, size);
    if (region === undefined) return;
    const { device } = region;
    const offset = address - region.address;
    if (size === 1 || device.sizes(offset).narrow === true) device.write(offset, 1, value & 0xff);
    else if (size === 2) device.write(offset, 2, value & 0xffff);
    else device.write(offset, 4, value >>> 0);
    if (size === 8 && device.sizes(offset).narrow !== true) device.write(offset + 4, 4, high >>> 0);
  }

  /** Takes the bytes out of the two aligned reads that hold them, as QEMU 7.2 does; the manual leaves it to the platform. */
  #readMisaligned(address: number, size: number): number {
    const start = address - (address % size);
    for (const at of [0, size]) {
      const low = this.read(start + at, size);
      if (this.fault) return 0;
      if (size === 2) this.#scratch.setUint16(at, low, true);
      else this.#scratch.setUint32(at, low, true);
      if (size === 8) this.#scratch.setUint32(at + 4, this.high, true);
    }
    const from = address - start;
    if (size === 2) return this.#scratch.getUint16(from, true);
    this.high = size === 8 ? this.#scratch.getUint32(from + 4, true) : 0;
    return this.#scratch.getUint32(from, true);
  }

  /** Byte by byte, lowest first; ends at the first that is refused. */
  #writeMisaligned(address: number, size: number, value: number, high: number): void {
    this.#scratch.setUint32(0, value, true);
    this.#scratch.setUint32(4, high, true);
    for (let at = 0; at < size; at += 1) {
      this.write(address + at, 1, this.#scratch.getUint8(at));
      if (this.fault) return;
    }
  }

  /** The region that takes this access, or undefined with `fault` set. */
  #find(address: number, size: number): Region | undefined {
    this.fault = true;
    let region = this.#last;
    if (region === undefined || address < region.address || address >= region.address + region.bytes) {
      region = this.#search(address);
      if (region === undefined) return undefined;
      this.#last = region;
    }
    const { least, most } = region.device.sizes(address - region.address);
    if (size < least || size > most) return undefined;
    if (address + size > region.address + region.bytes) return undefined;
    this.fault = false;
    return region;
  }

  #search(address: number): Region | undefined {
    const regions = this.#regions;
    let from = 0;
    let to = regions.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      const region = regions[middle] as Region;
      if (address < region.address) to = middle;
      else if (address >= region.address + region.bytes) from = middle + 1;
      else return region;
    }
    return undefined;
  }
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
