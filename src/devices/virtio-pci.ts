// virtio over PCI (Virtual I/O Device specification 1.2, section 4.1) as a transitional device: the modern register sets
// behind a 64-bit base address register, the legacy ones (4.1.4.10) among the ports. Interrupts are INTx.
import type { AccessSize, AccessSizes, DeviceState } from "../bus/device.js";
import type { Dma, IrqLine } from "../bus/ports.js";
import { makePciFunction, type PciBackend, type PciCapability, type PciFunction } from "./pci-function.js";
import { numberOf, recordOf } from "./state.js";
import { placeLegacyQueue, VirtioCore, withHigh, withLow } from "./virtio-core.js";
import type { VirtioDevice } from "./virtio-device.js";
import type { Virtqueue } from "./virtqueue.js";

/** Transitional device numbers (4.1.2.1) and class codes by the kind of device. */
const IDENTITIES: Readonly<Record<number, { readonly device: number; readonly classCode: number }>> = {
  2: { device: 0x1001, classCode: 0x010000 },
  3: { device: 0x1003, classCode: 0x078000 },
  4: { device: 0x1005, classCode: 0x00ff00 },
};
const VENDOR = 0x1af4;

/** The structures in the modern base address register (4.1.4): a page each. */
const MODERN_BAR = 4;
const MODERN_BYTES = 0x4000;
const STRUCTURE_BYTES = 0x1000;
const COMMON = 0;
const ISR = 1;
const DEVICE = 2;
const NOTIFY = 3;
const NOTIFY_MULTIPLIER = 4;

/** cfg_type of the capabilities. */
const CFG_COMMON = 1;
const CFG_NOTIFY = 2;
const CFG_ISR = 3;
const CFG_DEVICE = 4;
const CFG_PCI = 5;
const CAPABILITY_VENDOR_SPECIFIC = 9;

/** The window into the register sets through configuration space (4.1.4.9). */
const PCI_CFG_AT = 0x84;
const PCI_CFG_BAR = PCI_CFG_AT + 4;
const PCI_CFG_OFFSET = PCI_CFG_AT + 8;
const PCI_CFG_LENGTH = PCI_CFG_AT + 12;
const PCI_CFG_DATA = PCI_CFG_AT + 16;

/** Common configuration (4.1.4.3). */
const DEVICE_FEATURE_SELECT = 0x00;
const DEVICE_FEATURE = 0x04;
const DRIVER_FEATURE_SELECT = 0x08;
const DRIVER_FEATURE = 0x0c;
const MSIX_VECTOR = 0x10;
const NUM_QUEUES = 0x12;
const DEVICE_STATUS = 0x14;
const QUEUE_SELECT = 0x16;
const QUEUE_SIZE = 0x18;
const QUEUE_MSIX_VECTOR = 0x1a;
const QUEUE_ENABLE = 0x1c;
const QUEUE_NOTIFY_OFF = 0x1e;
const QUEUE_DESC = 0x20;
const QUEUE_DRIVER = 0x28;
const QUEUE_DEVICE = 0x30;
const NO_VECTOR = 0xffff;

/** Legacy registers. */
const LEGACY_DEVICE_FEATURES = 0x00;
const LEGACY_DRIVER_FEATURES = 0x04;
const LEGACY_QUEUE_ADDRESS = 0x08;
const LEGACY_QUEUE_SIZE = 0x0c;
const LEGACY_QUEUE_SELECT = 0x0e;
const LEGACY_QUEUE_NOTIFY = 0x10;
const LEGACY_STATUS = 0x12;
const LEGACY_ISR = 0x13;
const LEGACY_CONFIG = 0x14;
/** Room that the registers take with MSI-X vectors, which the size of the register set allows for. */
const LEGACY_BYTES = 0x18;
const LEGACY_PAGE = 4096;

const SIZES: AccessSizes = { least: 1, most: 4 };

/** @param line The interrupt line of its slot. */
export function makeVirtioPci(device: VirtioDevice, line: IrqLine, dma: Dma): PciFunction {
  const identity = IDENTITIES[device.deviceId] ?? { device: 0x1040 + device.deviceId, classCode: 0x00ff00 };
  return makePciFunction((interrupt) => {
    const transport = new Transport(device, interrupt, dma);
    const modern = { sizes: () => SIZES, ...transport.modern };
    return {
      identity: { ...identity, vendor: VENDOR, revision: 0, subsystemVendor: VENDOR, subsystem: device.deviceId },
      bars: [
        {
          index: 0,
          kind: "io",
          bytes: 2 ** Math.ceil(Math.log2(LEGACY_BYTES + device.config.length)),
          device: { sizes: () => SIZES, ...transport.legacy },
        },
        { index: MODERN_BAR, kind: "prefetchable64", bytes: MODERN_BYTES, device: modern },
      ],
      capabilities: CAPABILITIES,
      line,
      backend: transport,
      onRead(config, offset, size) {
        const window = windowOf(config, offset, size);
        if (window === undefined) return;
        const value = modern.read(window.offset, window.size);
        if (window.size === 1) config.setUint8(PCI_CFG_DATA, value);
        else if (window.size === 2) config.setUint16(PCI_CFG_DATA, value, true);
        else config.setUint32(PCI_CFG_DATA, value, true);
      },
      onWrite(config, offset, size) {
        const window = windowOf(config, offset, size);
        if (window === undefined) return;
        const value = config.getUint32(PCI_CFG_DATA, true);
        modern.write(window.offset, window.size, window.size === 4 ? value : value & (2 ** (8 * window.size) - 1));
      },
    };
  }).pci;
}

/** What an access to the data of the window asks for; undefined when it is another one, or the window is not set. */
function windowOf(config: DataView, offset: number, size: number): { offset: number; size: AccessSize } | undefined {
  if (offset >= PCI_CFG_DATA + 4 || offset + size <= PCI_CFG_DATA) return undefined;
  const length = config.getUint32(PCI_CFG_LENGTH, true);
  const at = config.getUint32(PCI_CFG_OFFSET, true);
  if (config.getUint8(PCI_CFG_BAR) !== MODERN_BAR || (length !== 1 && length !== 2 && length !== 4)) return undefined;
  return at % length === 0 && at + length <= MODERN_BYTES ? { offset: at, size: length } : undefined;
}

function capability(at: number, type: number, structure: number, tail: readonly number[] = []): PciCapability {
  const head = [CAPABILITY_VENDOR_SPECIFIC, 0, 16 + tail.length, type, MODERN_BAR, 0, 0, 0];
  return { at, bytes: [...head, ...word(structure * STRUCTURE_BYTES), ...word(STRUCTURE_BYTES), ...tail] };
}

function word(value: number): readonly number[] {
  return [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
}

const CAPABILITIES: readonly PciCapability[] = [
  {
    at: PCI_CFG_AT,
    bytes: [CAPABILITY_VENDOR_SPECIFIC, 0, 20, CFG_PCI, ...new Array<number>(16).fill(0)],
    writable: [0, 0, 0, 0, 0xff, 0, 0, 0, ...new Array<number>(12).fill(0xff)],
  },
  capability(0x70, CFG_NOTIFY, NOTIFY, word(NOTIFY_MULTIPLIER)),
  capability(0x60, CFG_DEVICE, DEVICE),
  capability(0x50, CFG_ISR, ISR),
  capability(0x40, CFG_COMMON, COMMON),
];

class Transport implements PciBackend {
  readonly #core: VirtioCore;
  #deviceFeatureSelect = 0;
  #driverFeatureSelect = 0;
  #queueSelect = 0;

  constructor(device: VirtioDevice, interrupt: IrqLine, dma: Dma) {
    this.#core = new VirtioCore({
      ...{ device, dma, queueSizes: device.queueSizes, versionOne: true },
      early: (core) => !core.isVersionOne,
      interrupt: (status) => interrupt.set(status !== 0),
    });
  }

  readonly modern = {
    read: (offset: number, size: AccessSize): number => {
      const structure = Math.floor(offset / STRUCTURE_BYTES);
      const at = offset % STRUCTURE_BYTES;
      if (structure === COMMON) return this.#readCommon(at);
      if (structure === ISR) return at === 0 ? this.#takeIsr() : 0;
      return structure === DEVICE ? this.#core.readConfig(at, size) : 0;
    },
    write: (offset: number, size: AccessSize, value: number): void => {
      const structure = Math.floor(offset / STRUCTURE_BYTES);
      const at = offset % STRUCTURE_BYTES;
      if (structure === COMMON) this.#writeCommon(at, value);
      if (structure === DEVICE) this.#core.writeConfig(at, size, value);
      if (structure === NOTIFY) this.#core.notify(Math.floor(at / NOTIFY_MULTIPLIER));
    },
  };

  readonly legacy = {
    read: (offset: number, size: AccessSize): number => {
      const queue = this.#core.queues[this.#queueSelect];
      if (offset >= LEGACY_CONFIG) return this.#core.readConfig(offset - LEGACY_CONFIG, size);
      if (offset === LEGACY_DEVICE_FEATURES) return this.#core.offered[0];
      if (offset === LEGACY_DRIVER_FEATURES) return this.#core.driverFeatures[0];
      if (offset === LEGACY_QUEUE_ADDRESS) return Math.floor((queue?.descriptors ?? 0) / LEGACY_PAGE);
      if (offset === LEGACY_QUEUE_SIZE) return queue?.size ?? 0;
      if (offset === LEGACY_QUEUE_SELECT) return this.#queueSelect;
      if (offset === LEGACY_STATUS) return this.#core.status;
      return offset === LEGACY_ISR ? this.#takeIsr() : 0;
    },
    write: (offset: number, size: AccessSize, value: number): void => {
      if (offset >= LEGACY_CONFIG) this.#core.writeConfig(offset - LEGACY_CONFIG, size, value);
      if (offset === LEGACY_DRIVER_FEATURES) this.#core.driverFeatures[0] = value;
      if (offset === LEGACY_QUEUE_ADDRESS) this.#placeQueue(value);
      if (offset === LEGACY_QUEUE_SELECT) this.#queueSelect = value & 0xffff;
      if (offset === LEGACY_QUEUE_NOTIFY) this.#core.notify(value & 0xffff);
      if (offset === LEGACY_STATUS) this.#setStatus(value & 0xff);
    },
  };

  reset(): void {
    this.#core.device.powerOn?.();
    this.#resetByDriver();
  }

  #resetByDriver(): void {
    this.#deviceFeatureSelect = this.#driverFeatureSelect = this.#queueSelect = 0;
    this.#core.reset();
  }

  save(): DeviceState {
    return {
      deviceFeatureSelect: this.#deviceFeatureSelect,
      driverFeatureSelect: this.#driverFeatureSelect,
      queueSelect: this.#queueSelect,
      core: this.#core.save(),
    };
  }

  restore(state: DeviceState): void {
    this.#deviceFeatureSelect = numberOf(state, "deviceFeatureSelect");
    this.#driverFeatureSelect = numberOf(state, "driverFeatureSelect");
    this.#queueSelect = numberOf(state, "queueSelect");
    this.#core.restore(recordOf(state, "core"));
  }

  /** Reading the interrupt status takes it. */
  #takeIsr(): number {
    const status = this.#core.interruptStatus;
    this.#core.setInterrupt(0);
    return status;
  }

  #setStatus(value: number): void {
    if (!this.#core.setStatus(value)) this.#resetByDriver();
  }

  #placeQueue(page: number): void {
    const queue = this.#core.queues[this.#queueSelect];
    if (page === 0) this.#resetByDriver();
    else if (queue !== undefined) placeLegacyQueue(queue, page * LEGACY_PAGE, LEGACY_PAGE);
  }

  #readCommon(offset: number): number {
    const core = this.#core;
    const queue = core.queues[this.#queueSelect];
    switch (offset) {
      case DEVICE_FEATURE_SELECT:
        return this.#deviceFeatureSelect;
      case DEVICE_FEATURE:
        return core.offered[this.#deviceFeatureSelect] ?? 0;
      case DRIVER_FEATURE_SELECT:
        return this.#driverFeatureSelect;
      case DRIVER_FEATURE:
        return core.driverFeatures[this.#driverFeatureSelect] ?? 0;
      case MSIX_VECTOR:
      case QUEUE_MSIX_VECTOR:
        return NO_VECTOR;
      case NUM_QUEUES:
        return core.queues.length;
      case DEVICE_STATUS:
        return core.status;
      case QUEUE_SELECT:
        return this.#queueSelect;
      case QUEUE_SIZE:
        return queue?.size ?? 0;
      case QUEUE_ENABLE:
        return queue?.ready === true ? 1 : 0;
      case QUEUE_NOTIFY_OFF:
        return queue === undefined ? 0 : this.#queueSelect;
      default:
        return queue === undefined ? 0 : halfOf(queue, offset);
    }
  }

  #writeCommon(offset: number, value: number): void {
    const core = this.#core;
    if (offset === DEVICE_FEATURE_SELECT) this.#deviceFeatureSelect = value;
    if (offset === DRIVER_FEATURE_SELECT) this.#driverFeatureSelect = value;
    if (offset === DRIVER_FEATURE && this.#driverFeatureSelect < 2) {
      core.driverFeatures[this.#driverFeatureSelect as 0 | 1] = value;
    }
    if (offset === DEVICE_STATUS) this.#setStatus(value & 0xff);
    if (offset === QUEUE_SELECT) this.#queueSelect = value & 0xffff;
    const queue = core.queues[this.#queueSelect];
    if (queue !== undefined) writeQueue(queue, offset, value, core.device.queueSizes[this.#queueSelect] ?? 0);
  }
}

function halfOf(queue: Virtqueue, offset: number): number {
  const address = { [QUEUE_DESC]: queue.descriptors, [QUEUE_DRIVER]: queue.available, [QUEUE_DEVICE]: queue.used }[
    offset & ~4
  ];
  if (address === undefined) return 0;
  return (offset & 4) === 0 ? address % 2 ** 32 : Math.floor(address / 2 ** 32);
}

function writeQueue(queue: Virtqueue, offset: number, value: number, sizeMax: number): void {
  if (offset === QUEUE_SIZE && value > 0 && value <= sizeMax) queue.size = value;
  if (offset === QUEUE_ENABLE) queue.ready = value === 1;
  const change = (offset & 4) === 0 ? withLow : withHigh;
  if ((offset & ~4) === QUEUE_DESC) queue.descriptors = change(queue.descriptors, value);
  if ((offset & ~4) === QUEUE_DRIVER) queue.available = change(queue.available, value);
  if ((offset & ~4) === QUEUE_DEVICE) queue.used = change(queue.used, value);
}
