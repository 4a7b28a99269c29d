// PCIe host bridge for bus 0 with an ECAM window (PCI Express Base 3.0, section 7.2.2), a window of ports and one of memory.
// Where nothing answers, reads give ones and writes are dropped.
import type { AccessSize, AccessSizes, Device, DeviceState, TimedDevice } from "../bus/device.js";
import { CONFIG_BYTES, makePciFunction, type PciFunction, type PciSpace } from "./pci-function.js";
import { recordOf } from "./state.js";

/** Bytes of the windows. */
export const PCI_ECAM_BYTES = 0x1000_0000;
export const PCI_PORT_BYTES = 0x1_0000;
/** Interrupt lines INTA to INTD of the bridge. */
export const PCI_LINES = 4;

/** ECAM: bits 27:20 bus, 19:15 device, 14:12 function, 11:0 register. */
const DEVICE_SHIFT = 15;
const FUNCTION_MASK = 0xf_ffff;
const SIZES: AccessSizes = { least: 1, most: 8 };

export interface PciHost {
  /** Configuration space of every function; it carries the state of all of them. */
  readonly ecam: TimedDevice;
  readonly ports: Device;
  /** The memory window that begins at `address` on the bus. */
  memory(address: number): Device;
}

/** The bridge's line that INTA of a slot is wired to. */
export function lineOfSlot(slot: number): number {
  return slot % PCI_LINES;
}

/** @param functions Function 0 of the devices on bus 0, by slot 1 to 31. */
export function makePciHost(functions: ReadonlyMap<number, PciFunction>): PciHost {
  const all = new Map([[0, hostBridge()], ...[...functions].sort(([a], [b]) => a - b)]);

  /** The function whose configuration space holds this offset of the ECAM window. */
  function configAt(offset: number): PciFunction | undefined {
    const register = offset & 0xfff;
    const inBus0 = offset <= FUNCTION_MASK && (offset >> 12) % 8 === 0;
    return inBus0 && register < CONFIG_BYTES ? all.get(offset >> DEVICE_SHIFT) : undefined;
  }

  const ecam: TimedDevice = {
    sizes: () => SIZES,
    read(offset: number, size: AccessSize): number {
      return configAt(offset)?.readConfig(offset & 0xff, size) ?? ones(size);
    },
    write(offset: number, size: AccessSize, value: number): void {
      configAt(offset)?.writeConfig(offset & 0xff, size, value);
    },
    deadline(): number {
      let soonest = Number.POSITIVE_INFINITY;
      for (const { backend } of all.values()) soonest = Math.min(soonest, backend.deadline?.() ?? soonest);
      return soonest;
    },
    elapse(): void {
      for (const { backend } of all.values()) backend.elapse?.();
    },
    reset(): void {
      for (const pci of all.values()) pci.reset();
    },
    save(): DeviceState {
      return Object.fromEntries([...all].map(([slot, pci]) => [`slot${slot}`, pci.save()]));
    },
    restore(state: DeviceState): void {
      for (const [slot, pci] of all) pci.restore(recordOf(state, `slot${slot}`));
    },
  };

  function window(space: PciSpace, base: number): Device {
    return {
      sizes: () => SIZES,
      read(offset: number, size: AccessSize): number {
        const hit = find(space, base + offset);
        if (hit === undefined) return ones(size);
        const { device } = hit.bar;
        if (size === 1 || device.sizes(hit.offset).narrow !== true) return device.read(hit.offset, size);
        // A byte register takes one byte; a wide access to ports is several accesses.
        let value = 0;
        for (let at = 0; at < size; at += 1) value |= this.read(offset + at, 1) << (8 * at);
        return value >>> 0;
      },
      write(offset: number, size: AccessSize, value: number): void {
        const hit = find(space, base + offset);
        if (hit === undefined) return;
        const { device } = hit.bar;
        if (size === 1 || device.sizes(hit.offset).narrow !== true) {
          device.write(hit.offset, size, value);
          return;
        }
        for (let at = 0; at < size; at += 1) this.write(offset + at, 1, (value >>> (8 * at)) & 0xff);
      },
      reset(): void {},
      /** What is mapped where belongs to the functions. */
      save(): DeviceState {
        return {};
      },
      restore(): void {},
    };
  }

  function find(space: PciSpace, address: number) {
    for (const pci of all.values()) {
      const hit = pci.decode(space, address);
      if (hit !== undefined) return hit;
    }
    return undefined;
  }

  return { ecam, ports: window("io", 0), memory: (address) => window("memory", address) };
}

/** Device 0: Red Hat's generic PCIe host bridge. */
function hostBridge(): PciFunction {
  const backend = {
    reset(): void {},
    save(): DeviceState {
      return {};
    },
    restore(): void {},
  };
  return makePciFunction(() => ({
    identity: {
      ...{ vendor: 0x1b36, device: 0x0008, revision: 0, classCode: 0x060000 },
      ...{ subsystemVendor: 0x1af4, subsystem: 0x1100 },
    },
    bars: [],
    backend,
  })).pci;
}

function ones(size: AccessSize): number {
  return size === 4 ? 0xffff_ffff : (1 << (8 * size)) - 1;
}
