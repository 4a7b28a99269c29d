// virtio over MMIO (Virtual I/O Device specification 1.2, section 4.2): version 2, and version 1, the legacy interface.
import type { AccessSize, AccessSizes, Device, DeviceState } from "../bus/device.js";
import type { Dma, IrqLine } from "../bus/ports.js";
import { numberOf, recordOf } from "./state.js";
import { placeLegacyQueue, VirtioCore, withHigh, withLow } from "./virtio-core.js";
import type { VirtioDevice } from "./virtio-device.js";
import { QUEUE_SIZE_MAX, type Virtqueue } from "./virtqueue.js";

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

const LEGACY_ALIGN = 4096;
const SIZES: AccessSizes = { least: 1, most: 8 };

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
  readonly #legacy: boolean;
  readonly #core: VirtioCore;
  #deviceFeaturesSel = 0;
  #driverFeaturesSel = 0;
  #queueSel = 0;
  #guestPageSize = 0;
  #queueAlign = LEGACY_ALIGN;

  constructor(irq: IrqLine, dma: Dma, version: 1 | 2, device: VirtioDevice) {
    this.#legacy = version === 1;
    this.#core = new VirtioCore({
      device,
      dma,
      queueSizes: device.queueSizes.map(() => QUEUE_SIZE_MAX),
      versionOne: version === 2,
      early: () => version === 1,
      interrupt: (status) => irq.set(status !== 0),
    });
  }

  sizes(): AccessSizes {
    return SIZES;
  }

  read(offset: number, size: AccessSize): number {
    const core = this.#core;
    if (offset >= CONFIG) return core.readConfig(offset - CONFIG, size);
    if (size !== 4) return 0;
    const queue = core.queues[this.#queueSel];
    switch (offset) {
      case MAGIC_VALUE:
        return MAGIC;
      case VERSION:
        return this.#legacy ? 1 : 2;
      case DEVICE_ID:
        return core.device.deviceId;
      case VENDOR_ID:
        return VENDOR;
      case DEVICE_FEATURES:
        return core.offered[this.#deviceFeaturesSel] ?? 0;
      case QUEUE_NUM_MAX:
        return queue === undefined ? 0 : QUEUE_SIZE_MAX;
      case QUEUE_PFN:
        return this.#legacy && this.#guestPageSize > 0
          ? Math.floor((queue?.descriptors ?? 0) / this.#guestPageSize)
          : 0;
      case QUEUE_READY:
        return !this.#legacy && queue?.ready === true ? 1 : 0;
      case INTERRUPT_STATUS:
        return core.interruptStatus;
      case STATUS:
        return core.status;
      case SHM_LENGTH:
      case SHM_LENGTH + 4:
        // No shared memory region: a length of all ones (4.2.2).
        return this.#legacy ? 0 : 0xffff_ffff;
      default:
        return 0;
    }
  }

  write(offset: number, size: AccessSize, value: number): void {
    const core = this.#core;
    if (offset >= CONFIG) {
      core.writeConfig(offset - CONFIG, size, value);
      return;
    }
    if (size !== 4) return;
    switch (offset) {
      case DEVICE_FEATURES_SEL:
        this.#deviceFeaturesSel = value;
        return;
      case DRIVER_FEATURES_SEL:
        this.#driverFeaturesSel = value;
        return;
      case DRIVER_FEATURES:
        if (this.#driverFeaturesSel < 2) core.driverFeatures[this.#driverFeaturesSel as 0 | 1] = value;
        return;
      case QUEUE_SEL:
        this.#queueSel = value;
        return;
      case QUEUE_NOTIFY:
        core.notify(value);
        return;
      case INTERRUPT_ACK:
        core.setInterrupt(core.interruptStatus & ~value);
        return;
      case STATUS:
        if (!core.setStatus(value & 0xff)) this.#resetByDriver();
        return;
    }
    const queue = core.queues[this.#queueSel];
    if (this.#legacy) this.#writeLegacy(offset, value, queue);
    else if (queue !== undefined) writeQueue(queue, offset, value);
    if (offset === QUEUE_NUM && queue !== undefined && value > 0 && value <= QUEUE_SIZE_MAX) queue.size = value;
  }

  reset(): void {
    this.#core.device.powerOn?.();
    this.#resetByDriver();
  }

  #resetByDriver(): void {
    this.#deviceFeaturesSel = this.#driverFeaturesSel = this.#queueSel = 0;
    this.#guestPageSize = 0;
    this.#queueAlign = LEGACY_ALIGN;
    this.#core.reset();
  }

  save(): DeviceState {
    return {
      deviceFeaturesSel: this.#deviceFeaturesSel,
      driverFeaturesSel: this.#driverFeaturesSel,
      queueSel: this.#queueSel,
      guestPageSize: this.#guestPageSize,
      queueAlign: this.#queueAlign,
      core: this.#core.save(),
    };
  }

  restore(state: DeviceState): void {
    this.#deviceFeaturesSel = numberOf(state, "deviceFeaturesSel");
    this.#driverFeaturesSel = numberOf(state, "driverFeaturesSel");
    this.#queueSel = numberOf(state, "queueSel");
    this.#guestPageSize = numberOf(state, "guestPageSize");
    this.#queueAlign = numberOf(state, "queueAlign");
    this.#core.restore(recordOf(state, "core"));
  }

  #writeLegacy(offset: number, value: number, queue: Virtqueue | undefined): void {
    if (offset === GUEST_PAGE_SIZE) this.#guestPageSize = value;
    if (offset === QUEUE_ALIGN && value > 0) this.#queueAlign = value;
    if (offset !== QUEUE_PFN || queue === undefined) return;
    if (value === 0) this.#resetByDriver();
    else placeLegacyQueue(queue, value * this.#guestPageSize, this.#queueAlign);
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
