// What every virtio transport does alike: status, features, queues and their service
// (Virtual I/O Device specification 1.2, chapters 2 and 3).
import type { AccessSize, DeviceState, Saved } from "../bus/device.js";
import type { Dma } from "../bus/ports.js";
import { numberOf, recordOf, recordsOf } from "./state.js";
import type { VirtioDevice } from "./virtio-device.js";
import { makeVirtqueue, type RingFeatures, type Virtqueue } from "./virtqueue.js";

/** Device status (2.1). */
const STATUS_DRIVER_OK = 4;
const STATUS_FEATURES_OK = 8;
const STATUS_NEEDS_RESET = 64;

/** Interrupt status: a buffer was used, the configuration changed. */
const INTERRUPT_USED = 1;
const INTERRUPT_CONFIG = 2;

/** Feature bits that the transport offers: rings (2.7), and bit 32 as bit 0 of the upper half (6). */
const F_INDIRECT_DESC = 1 << 28;
const F_EVENT_IDX = 1 << 29;
const F_VERSION_1_HIGH = 1;

/** More than an honest driver can announce at once: a request may write to the ring it came from. */
const CHAINS_PER_NOTIFICATION = 65536;
const WORD = 0x1_0000_0000;

export interface VirtioCoreOptions {
  readonly device: VirtioDevice;
  readonly dma: Dma;
  /** Descriptors of each queue after a reset. */
  readonly queueSizes: readonly number[];
  /** VIRTIO_F_VERSION_1 is offered. */
  readonly versionOne: boolean;
  /** Whether queues are served before DRIVER_OK, because the driver is a legacy one: some are known to want that. */
  readonly early: (core: VirtioCore) => boolean;
  /** Called with the interrupt status whenever it may have changed. */
  readonly interrupt: (status: number) => void;
}

export class VirtioCore implements Saved {
  readonly device: VirtioDevice;
  readonly queues: readonly Virtqueue[];
  /** Offered, by half. */
  readonly offered: readonly [number, number];
  readonly driverFeatures: [number, number] = [0, 0];
  status = 0;
  interruptStatus = 0;
  readonly #options: VirtioCoreOptions;

  constructor(options: VirtioCoreOptions) {
    const { device, dma, queueSizes, versionOne } = options;
    this.#options = options;
    this.device = device;
    this.queues = queueSizes.map((size) => makeVirtqueue(dma, size));
    this.offered = [(device.features | F_INDIRECT_DESC | F_EVENT_IDX) >>> 0, versionOne ? F_VERSION_1_HIGH : 0];
    device.attach?.((queue) => {
      this.notify(queue);
    });
  }

  /** The driver accepted VIRTIO_F_VERSION_1. */
  get isVersionOne(): boolean {
    return (this.driverFeatures[1] & F_VERSION_1_HIGH) !== 0;
  }

  /** Bytes of the configuration space; ones behind its end. */
  readConfig(offset: number, size: AccessSize): number {
    const { config } = this.device;
    let value = 0;
    for (let at = 0; at < size; at += 1)
      value |= (offset + size <= config.length ? (config[offset + at] ?? 0) : 0xff) << (8 * at);
    return value >>> 0;
  }

  writeConfig(offset: number, size: AccessSize, value: number): void {
    if (offset + size <= this.device.config.length) this.device.writeConfig?.(offset, size, value);
  }

  /** @returns False when the driver asked for a reset, which is the transport's to do. */
  setStatus(value: number): boolean {
    if (value === 0) return false;
    const kept = this.status & STATUS_NEEDS_RESET;
    const [low, high] = this.driverFeatures;
    const subset = (low & ~this.offered[0]) === 0 && (high & ~this.offered[1]) === 0;
    // 2.2.2: features that were not offered are refused by not setting FEATURES_OK.
    const refused = this.offered[1] !== 0 && !subset ? STATUS_FEATURES_OK : 0;
    this.status = (value & ~STATUS_NEEDS_RESET & ~refused) | kept;
    this.device.negotiated?.((low & this.offered[0]) >>> 0);
    return true;
  }

  /** Serves what is available in a queue. */
  notify(index: number): void {
    const queue = this.queues[index];
    if (queue === undefined || (this.status & STATUS_NEEDS_RESET) !== 0) return;
    if ((this.status & STATUS_DRIVER_OK) === 0 && !this.#options.early(this)) return;
    const features = this.#ringFeatures();
    const served = this.#serve(index, queue, features);
    if (queue.wantsInterrupt(features)) this.setInterrupt(this.interruptStatus | INTERRUPT_USED);
    if (!served || queue.broken) this.#fail();
  }

  setInterrupt(value: number): void {
    this.interruptStatus = value & (INTERRUPT_USED | INTERRUPT_CONFIG);
    this.#options.interrupt(this.interruptStatus);
  }

  reset(): void {
    this.status = 0;
    this.driverFeatures.fill(0);
    for (const queue of this.queues) queue.reset();
    this.device.reset();
    this.setInterrupt(0);
  }

  save(): DeviceState {
    return {
      status: this.status,
      interruptStatus: this.interruptStatus,
      driverFeaturesLow: this.driverFeatures[0],
      driverFeaturesHigh: this.driverFeatures[1],
      queues: this.queues.map((queue) => queue.save()),
      device: this.device.save(),
    };
  }

  restore(state: DeviceState): void {
    this.status = numberOf(state, "status");
    this.driverFeatures[0] = numberOf(state, "driverFeaturesLow");
    this.driverFeatures[1] = numberOf(state, "driverFeaturesHigh");
    recordsOf(state, "queues", this.queues.length).forEach((queue, index) => {
      this.queues[index]?.restore(queue);
    });
    this.device.restore(recordOf(state, "device"));
    this.setInterrupt(numberOf(state, "interruptStatus"));
  }

  #ringFeatures(): RingFeatures {
    const accepted = this.driverFeatures[0] & this.offered[0];
    return { eventIndex: (accepted & F_EVENT_IDX) !== 0, indirect: (accepted & F_INDIRECT_DESC) !== 0 };
  }

  /** False when a chain is malformed, or when the ring never runs dry. */
  #serve(index: number, queue: Virtqueue, features: RingFeatures): boolean {
    const accepts = () => this.device.accepts?.(index) ?? true;
    let left = CHAINS_PER_NOTIFICATION;
    do {
      while (accepts()) {
        const chain = queue.next(features);
        if (chain === undefined) break;
        if (!this.device.handle(index, chain)) return false;
        left -= 1;
        if (left === 0) return false;
      }
    } while (queue.rearm(features) && accepts());
    return true;
  }

  /** 2.1.2: the driver broke the device; it stays so until a reset. */
  #fail(): void {
    this.status |= STATUS_NEEDS_RESET;
    if ((this.status & STATUS_DRIVER_OK) !== 0) this.setInterrupt(this.interruptStatus | INTERRUPT_CONFIG);
  }
}

/** 2.7.2: a legacy queue is one area for its three rings, the used ring aligned. */
export function placeLegacyQueue(queue: Virtqueue, start: number, align: number): void {
  const available = start + 16 * queue.size;
  const end = available + 4 + 2 * queue.size + 2;
  queue.descriptors = start;
  queue.available = available;
  queue.used = Math.ceil(end / align) * align;
  queue.ready = true;
}

/** An address with its lower or its upper 32 bits replaced. */
export function withLow(address: number, low: number): number {
  return Math.floor(address / WORD) * WORD + low;
}

export function withHigh(address: number, high: number): number {
  return high * WORD + (address % WORD);
}
