// Split virtqueues as the device sees them (Virtual I/O Device specification 1.2, section 2.7).
// What a driver leaves in memory is not trusted: every broken ring ends in `broken`, never in an exception or a hang.
import type { DeviceState } from "../bus/device.js";
import type { Dma } from "../bus/ports.js";
import { booleanOf, numberOf } from "./state.js";

export const QUEUE_SIZE_MAX = 1024;

const DESCRIPTOR_BYTES = 16;
const DESCRIPTOR_NEXT = 1;
const DESCRIPTOR_WRITE = 2;
const DESCRIPTOR_INDIRECT = 4;
const AVAILABLE_NO_INTERRUPT = 1;
const USED_ELEMENT_BYTES = 8;
/** Bytes of one chain: more than any request needs, and a bound on what a broken driver can make us copy. */
const CHAIN_BYTES_MAX = 64 * 1024 * 1024;

/** Guest memory that a descriptor points to. */
interface GuestBuffer {
  readonly address: number;
  readonly bytes: number;
}

/** A descriptor chain taken from the available ring. */
export interface Chain {
  /** What the driver wrote for the device. */
  readonly readable: Uint8Array;
  /** Bytes that the device may write. */
  readonly writableBytes: number;
  /** Writes from byte `at` of the writable part on; false when guest memory refuses it. */
  write(at: number, from: Uint8Array): boolean;
  /** Hands the chain back; `written` bytes of its writable part were filled. */
  complete(written: number): void;
}

/** What the transport negotiated. */
export interface RingFeatures {
  readonly eventIndex: boolean;
  readonly indirect: boolean;
}

export interface Virtqueue {
  size: number;
  ready: boolean;
  /** Guest addresses of the three areas; set by halves, used as they are. */
  descriptors: number;
  available: number;
  used: number;
  /** A ring was broken; nothing is taken from it until a reset. */
  readonly broken: boolean;
  /** The next chain; undefined when there is none, or the ring is broken. */
  next(features: RingFeatures): Chain | undefined;
  /** Whether the driver wants an interrupt for the chains completed since the last call. */
  wantsInterrupt(features: RingFeatures): boolean;
  /** Tells a driver that uses event indices to notify at the next chain; true when one has come meanwhile. */
  rearm(features: RingFeatures): boolean;
  reset(): void;
  save(): DeviceState;
  restore(state: DeviceState): void;
}

/** @param initialSize Descriptors after a reset. */
export function makeVirtqueue(dma: Dma, initialSize: number): Virtqueue {
  return new SplitQueue(dma, initialSize);
}

class SplitQueue implements Virtqueue {
  size: number;
  ready = false;
  descriptors = 0;
  available = 0;
  used = 0;
  broken = false;
  /** Free-running 16-bit indices: next to take, next to hand back, and the latter when the driver was last interrupted. */
  #nextAvailable = 0;
  #nextUsed = 0;
  #signalledUsed = 0;
  readonly #dma: Dma;
  readonly #initialSize: number;
  readonly #cell = new Uint8Array(DESCRIPTOR_BYTES);
  readonly #view = new DataView(this.#cell.buffer);

  constructor(dma: Dma, initialSize: number) {
    this.#dma = dma;
    this.#initialSize = initialSize;
    this.size = initialSize;
  }

  next(features: RingFeatures): Chain | undefined {
    if (!this.ready || this.broken || this.size === 0) return undefined;
    const index = this.#load16(this.available + 2);
    const waiting = (index - this.#nextAvailable) & 0xffff;
    if (waiting > this.size) this.broken = true;
    if (this.broken || waiting === 0) return undefined;
    const head = this.#load16(this.available + 4 + 2 * (this.#nextAvailable % this.size));
    const buffers = this.#walk(head, features);
    if (this.broken || buffers === undefined) {
      this.broken = true;
      return undefined;
    }
    this.#nextAvailable = (this.#nextAvailable + 1) & 0xffff;
    return this.#chain(head, buffers.readable, buffers.writable);
  }

  wantsInterrupt({ eventIndex }: RingFeatures): boolean {
    const before = this.#signalledUsed;
    const after = this.#nextUsed;
    this.#signalledUsed = after;
    if (before === after) return false;
    if (!eventIndex) return (this.#load16(this.available) & AVAILABLE_NO_INTERRUPT) === 0;
    const event = this.#load16(this.available + 4 + 2 * this.size);
    return ((after - event - 1) & 0xffff) < ((after - before) & 0xffff);
  }

  rearm({ eventIndex }: RingFeatures): boolean {
    if (!eventIndex || !this.ready || this.broken) return false;
    this.#store16(this.used + 4 + USED_ELEMENT_BYTES * this.size, this.#nextAvailable);
    return !this.broken && this.#load16(this.available + 2) !== this.#nextAvailable;
  }

  reset(): void {
    this.size = this.#initialSize;
    this.ready = this.broken = false;
    this.descriptors = this.available = this.used = 0;
    this.#nextAvailable = this.#nextUsed = this.#signalledUsed = 0;
  }

  save(): DeviceState {
    const { size, ready, broken, descriptors, available, used } = this;
    const indices = {
      nextAvailable: this.#nextAvailable,
      nextUsed: this.#nextUsed,
      signalledUsed: this.#signalledUsed,
    };
    return { size, ready, broken, descriptors, available, used, ...indices };
  }

  restore(state: DeviceState): void {
    this.size = numberOf(state, "size");
    this.ready = booleanOf(state, "ready");
    this.broken = booleanOf(state, "broken");
    this.descriptors = numberOf(state, "descriptors");
    this.available = numberOf(state, "available");
    this.used = numberOf(state, "used");
    this.#nextAvailable = numberOf(state, "nextAvailable");
    this.#nextUsed = numberOf(state, "nextUsed");
    this.#signalledUsed = numberOf(state, "signalledUsed");
  }

  /** The buffers of a chain, in order; undefined when the chain is not one. */
  #walk(head: number, { indirect }: RingFeatures): { readable: GuestBuffer[]; writable: GuestBuffer[] } | undefined {
    const readable: GuestBuffer[] = [];
    const writable: GuestBuffer[] = [];
    let table = this.descriptors;
    let entries = this.size;
    let index = head;
    let inTable = false;
    let bytes = 0;
    // A chain cannot be longer than its table: a loop is found at the latest then.
    for (let taken = 0; taken < entries; taken += 1) {
      if (index >= entries || !this.#dma.read(table + DESCRIPTOR_BYTES * index, this.#cell)) return undefined;
      const address = this.#view.getUint32(0, true) + this.#view.getUint32(4, true) * 0x1_0000_0000;
      const length = this.#view.getUint32(8, true);
      const flags = this.#view.getUint16(12, true);
      const next = this.#view.getUint16(14, true);
      if ((flags & DESCRIPTOR_INDIRECT) !== 0) {
        // 2.7.5.3.1: an indirect table stands alone at the end of a chain and holds no other.
        if (!indirect || inTable || (flags & DESCRIPTOR_NEXT) !== 0) return undefined;
        if (length === 0 || length % DESCRIPTOR_BYTES !== 0 || length / DESCRIPTOR_BYTES > QUEUE_SIZE_MAX)
          return undefined;
        inTable = true;
        table = address;
        entries = length / DESCRIPTOR_BYTES;
        index = 0;
        taken = -1;
        continue;
      }
      bytes += length;
      if (bytes > CHAIN_BYTES_MAX) return undefined;
      if ((flags & DESCRIPTOR_WRITE) !== 0) writable.push({ address, bytes: length });
      else if (writable.length > 0) return undefined;
      else readable.push({ address, bytes: length });
      if ((flags & DESCRIPTOR_NEXT) === 0) return { readable, writable };
      index = next;
    }
    return undefined;
  }

  #chain(head: number, readable: readonly GuestBuffer[], writable: readonly GuestBuffer[]): Chain | undefined {
    const input = new Uint8Array(readable.reduce((sum, { bytes }) => sum + bytes, 0));
    let at = 0;
    for (const { address, bytes } of readable) {
      if (bytes > 0 && !this.#dma.read(address, input.subarray(at, at + bytes))) {
        this.broken = true;
        return undefined;
      }
      at += bytes;
    }
    return {
      readable: input,
      writableBytes: writable.reduce((sum, { bytes }) => sum + bytes, 0),
      write: (from, bytes) => this.#scatter(writable, from, bytes),
      complete: (written) => {
        this.#complete(head, written);
      },
    };
  }

  #scatter(buffers: readonly GuestBuffer[], at: number, from: Uint8Array): boolean {
    let skip = at;
    let taken = 0;
    for (const { address, bytes } of buffers) {
      if (taken === from.length) break;
      if (skip >= bytes) {
        skip -= bytes;
        continue;
      }
      const count = Math.min(bytes - skip, from.length - taken);
      if (!this.#dma.write(address + skip, from.subarray(taken, taken + count))) return false;
      taken += count;
      skip = 0;
    }
    return taken === from.length;
  }

  #complete(head: number, written: number): void {
    this.#view.setUint32(0, head, true);
    this.#view.setUint32(4, written, true);
    const element = this.used + 4 + USED_ELEMENT_BYTES * (this.#nextUsed % this.size);
    if (!this.#dma.write(element, this.#cell.subarray(0, USED_ELEMENT_BYTES))) this.broken = true;
    this.#nextUsed = (this.#nextUsed + 1) & 0xffff;
    this.#store16(this.used + 2, this.#nextUsed);
  }

  #load16(address: number): number {
    if (!this.#dma.read(address, this.#cell.subarray(0, 2))) this.broken = true;
    return this.#view.getUint16(0, true);
  }

  #store16(address: number, value: number): void {
    this.#view.setUint16(0, value, true);
    if (!this.#dma.write(address, this.#cell.subarray(0, 2))) this.broken = true;
  }
}
