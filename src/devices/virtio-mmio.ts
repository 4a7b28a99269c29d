// virtio over MMIO (Virtual I/O Device specification 1.2, section 4.2): version 2, and version 1, the legacy interface.
import type { AccessSize, AccessSizes, Device, DeviceState } from "../bus/device.js";
import type { Dma, IrqLine } from "../bus/ports.js";
import { numberOf, recordOf, recordsOf } from "./state.js";
import type { VirtioDevice } from "./virtio-device.js";
import { makeVirtqueue, QUEUE_SIZE_MAX, type RingFeatures, type Virtqueue } from "./virtqueue.js";

/** Bytes that the registers and the configuration space take. */
export const VIRTIO_MMIO_BYTES = 0x200;

/** 4.2.2; those marked legacy exist in version 1 only (4.2.4). */
const MAGIC_VALUE = 0x000;
const VERSION = 0x004;
const DEVICE_ID = 0x008;
const VENDOR_ID = 0x00c;
const DEVICE_FEATURES = 0x010;
const DEVICE_FEATURES_SEL = 0x014;
const DRIVER_FEATURES = 0x020;
const DRIVER_FEATURES_SEL = 0x024;
const GUEST_PAGE_SIZE = 0x028; // legacy
const QUEUE_SEL = 0x030;
const QUEUE_NUM_MAX = 0x034;
const QUEUE_NUM = 0x038;
const QUEUE_ALIGN = 0x03c; // legacy
const QUEUE_PFN = 0x040; // legacy
const QUEUE_READY = 0x044;
const QUEUE_NOTIFY = 0x050;
const INTERRUPT_STATUS = 0x060;
const INTERRUPT_ACK = 0x064;
const STATUS = 0x070;
const QUEUE_DESC = 0x080;
const QUEUE_DRIVER = 0x090;
const QUEUE_DEVICE = 0x0a0;
const SHM_LENGTH = 0x0b0;
const CONFIG = 0x100;

const MAGIC = 0x74726976;
const VENDOR = 0x554d4551;

/** Device status (2.1). */
const STATUS_DRIVER_OK = 4;
const STATUS_FEATURES_OK = 8;
const STATUS_NEEDS_RESET = 64;

const INTERRUPT_USED = 1;
const INTERRUPT_CONFIG = 2;

/** Feature bits that the transport offers: rings (2.7), and bit 32 as bit 0 of the upper half (6). */
const F_INDIRECT_DESC = 1 << 28;
const F_EVENT_IDX = 1 << 29;
const F_VERSION_1_HIGH = 1;

const LEGACY_ALIGN = 4096;
const SIZES: AccessSizes = { least: 1, most: 8 };
/** More than an honest driver can announce at once: a request may write to the ring it came from. */
const CHAINS_PER_NOTIFICATION = 65536;
const WORD = 0x1_0000_0000;

/** @param device Undefined for an empty transport: it answers with device id 0. */
export function makeVirtioMmio(irq: IrqLine, dma: Dma, version: 1 | 2, device: VirtioDevice | undefined): Device {
  return device === undefined ? emptyTransport(version) : new Transport(irq, dma, version, device);
}

function emptyTransport(version: 1 | 2): Device {
  return {
    sizes: () => SIZES,
    read(offset: number): number {
      if (offset === MAGIC_VALUE) return MAGIC;
      if (offset === VERSION) return version;
      return offset === VENDOR_ID ? VENDOR : 0;
    },
    write(): void {},
    reset(): void {},
    save(): DeviceState {
      return {};
    },
    restore(): void {},
  };
}

class Transport implements Device {
  readonly #irq: IrqLine;
  readonly #legacy: boolean;
  readonly #device: VirtioDevice;
  readonly #queues: readonly Virtqueue[];
  /** Offered, by half. */
  readonly #offered: readonly [number, number];
  #status = 0;
  #interruptStatus = 0;
  #deviceFeaturesSel = 0;
  #driverFeaturesSel = 0;
  #driverFeatures: [number, number] = [0, 0];
  #queueSel = 0;
  #guestPageSize = 0;
  #queueAlign = LEGACY_ALIGN;

  constructor(irq: IrqLine, dma: Dma, version: 1 | 2, device: VirtioDevice) {
    this.#irq = irq;
    this.#legacy = version === 1;
    this.#device = device;
    this.#queues = Array.from({ length: device.queues }, () => makeVirtqueue(dma));
    this.#offered = [(device.features | F_INDIRECT_DESC | F_EVENT_IDX) >>> 0, this.#legacy ? 0 : F_VERSION_1_HIGH];
  }

  sizes(): AccessSizes {
    return SIZES;
  }

  read(offset: number, size: AccessSize): number {
    if (offset >= CONFIG) return this.#readConfig(offset - CONFIG, size);
    if (size !== 4) return 0;
    const queue = this.#queues[this.#queueSel];
    switch (offset) {
      case MAGIC_VALUE:
        return MAGIC;
      case VERSION:
        return this.#legacy ? 1 : 2;
      case DEVICE_ID:
        return this.#device.deviceId;
      case VENDOR_ID:
        return VENDOR;
      case DEVICE_FEATURES:
        return this.#offered[this.#deviceFeaturesSel] ?? 0;
      case QUEUE_NUM_MAX:
        return queue === undefined ? 0 : QUEUE_SIZE_MAX;
      case QUEUE_PFN:
        return this.#legacy && this.#guestPageSize > 0
          ? Math.floor((queue?.descriptors ?? 0) / this.#guestPageSize)
          : 0;
      case QUEUE_READY:
        return !this.#legacy && queue?.ready === true ? 1 : 0;
      case INTERRUPT_STATUS:
        return this.#interruptStatus;
      case STATUS:
        return this.#status;
      case SHM_LENGTH:
      case SHM_LENGTH + 4:
        // No shared memory region: a length of all ones (4.2.2).
        return this.#legacy ? 0 : 0xffff_ffff;
      default:
        return 0;
    }
  }

  write(offset: number, size: AccessSize, value: number): void {
    // Nothing in the configuration space of these devices is for the driver to write.
    if (offset >= CONFIG || size !== 4) return;
    switch (offset) {
      case DEVICE_FEATURES_SEL:
        this.#deviceFeaturesSel = value;
        return;
      case DRIVER_FEATURES_SEL:
        this.#driverFeaturesSel = value;
        return;
      case DRIVER_FEATURES:
        if (this.#driverFeaturesSel < 2) this.#driverFeatures[this.#driverFeaturesSel as 0 | 1] = value;
        return;
      case QUEUE_SEL:
        this.#queueSel = value;
        return;
      case QUEUE_NOTIFY:
        this.#notify(value);
        return;
      case INTERRUPT_ACK:
        this.#setInterrupt(this.#interruptStatus & ~value);
        return;
      case STATUS:
        this.#setStatus(value & 0xff);
        return;
    }
    const queue = this.#queues[this.#queueSel];
    if (this.#legacy) this.#writeLegacy(offset, value, queue);
    else if (queue !== undefined) writeQueue(queue, offset, value);
    if (offset === QUEUE_NUM && queue !== undefined && value > 0 && value <= QUEUE_SIZE_MAX) queue.size = value;
  }

  reset(): void {
    this.#status = 0;
    this.#deviceFeaturesSel = this.#driverFeaturesSel = this.#queueSel = 0;
    this.#driverFeatures = [0, 0];
    this.#guestPageSize = 0;
    this.#queueAlign = LEGACY_ALIGN;
    for (const queue of this.#queues) queue.reset();
    this.#device.reset();
    this.#setInterrupt(0);
  }

  save(): DeviceState {
    return {
      status: this.#status,
      interruptStatus: this.#interruptStatus,
      deviceFeaturesSel: this.#deviceFeaturesSel,
      driverFeaturesSel: this.#driverFeaturesSel,
      driverFeaturesLow: this.#driverFeatures[0],
      driverFeaturesHigh: this.#driverFeatures[1],
      queueSel: this.#queueSel,
      guestPageSize: this.#guestPageSize,
      queueAlign: this.#queueAlign,
      queues: this.#queues.map((queue) => queue.save()),
      device: this.#device.save(),
    };
  }

  restore(state: DeviceState): void {
    this.#status = numberOf(state, "status");
    this.#deviceFeaturesSel = numberOf(state, "deviceFeaturesSel");
    this.#driverFeaturesSel = numberOf(state, "driverFeaturesSel");
    this.#driverFeatures = [numberOf(state, "driverFeaturesLow"), numberOf(state, "driverFeaturesHigh")];
    this.#queueSel = numberOf(state, "queueSel");
    this.#guestPageSize = numberOf(state, "guestPageSize");
    this.#queueAlign = numberOf(state, "queueAlign");
    recordsOf(state, "queues", this.#queues.length).forEach((queue, index) => {
      this.#queues[index]?.restore(queue);
    });
    this.#device.restore(recordOf(state, "device"));
    this.#setInterrupt(numberOf(state, "interruptStatus"));
  }

  #readConfig(offset: number, size: AccessSize): number {
    const { config } = this.#device;
    let value = 0;
    for (let at = 0; at < size; at += 1)
      value |= (offset + size <= config.length ? (config[offset + at] ?? 0) : 0xff) << (8 * at);
    return value >>> 0;
  }

  #writeLegacy(offset: number, value: number, queue: Virtqueue | undefined): void {
    if (offset === GUEST_PAGE_SIZE) this.#guestPageSize = value;
    if (offset === QUEUE_ALIGN && value > 0) this.#queueAlign = value;
    if (offset !== QUEUE_PFN || queue === undefined) return;
    if (value === 0) {
      this.reset();
      return;
    }
    // 2.7.2: one area for the three rings, the used ring aligned.
    const start = value * this.#guestPageSize;
    const available = start + 16 * queue.size;
    const end = available + 4 + 2 * queue.size + 2;
    queue.descriptors = start;
    queue.available = available;
    queue.used = Math.ceil(end / this.#queueAlign) * this.#queueAlign;
    queue.ready = true;
  }

  #setStatus(value: number): void {
    if (value === 0) {
      this.reset();
      return;
    }
    const kept = this.#status & STATUS_NEEDS_RESET;
    const [low, high] = this.#driverFeatures;
    const subset = (low & ~this.#offered[0]) === 0 && (high & ~this.#offered[1]) === 0;
    // 2.2.2: features that were not offered are refused by not setting FEATURES_OK.
    const refused = !this.#legacy && !subset ? STATUS_FEATURES_OK : 0;
    this.#status = (value & ~STATUS_NEEDS_RESET & ~refused) | kept;
  }

  #ringFeatures(): RingFeatures {
    const accepted = this.#driverFeatures[0] & this.#offered[0];
    return { eventIndex: (accepted & F_EVENT_IDX) !== 0, indirect: (accepted & F_INDIRECT_DESC) !== 0 };
  }

  #notify(index: number): void {
    const queue = this.#queues[index];
    if (queue === undefined || (this.#status & STATUS_NEEDS_RESET) !== 0) return;
    // Legacy drivers are known to use a queue before DRIVER_OK.
    if (!this.#legacy && (this.#status & STATUS_DRIVER_OK) === 0) return;
    const features = this.#ringFeatures();
    const served = this.#serve(index, queue, features);
    if (queue.wantsInterrupt(features)) this.#setInterrupt(this.#interruptStatus | INTERRUPT_USED);
    if (!served || queue.broken) this.#fail();
  }

  /** Serves what is available; false when a chain is malformed, or when the ring never runs dry. */
  #serve(index: number, queue: Virtqueue, features: RingFeatures): boolean {
    let left = CHAINS_PER_NOTIFICATION;
    do {
      for (let chain = queue.next(features); chain !== undefined; chain = queue.next(features)) {
        if (!this.#device.handle(index, chain)) return false;
        left -= 1;
        if (left === 0) return false;
      }
    } while (queue.rearm(features));
    return true;
  }

  /** 2.1.2: the driver broke the device; it stays so until a reset. */
  #fail(): void {
    this.#status |= STATUS_NEEDS_RESET;
    if ((this.#status & STATUS_DRIVER_OK) !== 0) this.#setInterrupt(this.#interruptStatus | INTERRUPT_CONFIG);
  }

  #setInterrupt(value: number): void {
    this.#interruptStatus = value & (INTERRUPT_USED | INTERRUPT_CONFIG);
    this.#irq.set(this.#interruptStatus !== 0);
  }
}

function writeQueue(queue: Virtqueue, offset: number, value: number): void {
  if (offset === QUEUE_READY) queue.ready = (value & 1) !== 0;
  if (offset === QUEUE_DESC) queue.descriptors = withLow(queue.descriptors, value);
  if (offset === QUEUE_DESC + 4) queue.descriptors = withHigh(queue.descriptors, value);
  if (offset === QUEUE_DRIVER) queue.available = withLow(queue.available, value);
  if (offset === QUEUE_DRIVER + 4) queue.available = withHigh(queue.available, value);
  if (offset === QUEUE_DEVICE) queue.used = withLow(queue.used, value);
  if (offset === QUEUE_DEVICE + 4) queue.used = withHigh(queue.used, value);
}

function withLow(address: number, low: number): number {
  return Math.floor(address / WORD) * WORD + low;
}

function withHigh(address: number, high: number): number {
  return high * WORD + (address % WORD);
}
