// Configuration space of a PCI function of header type 0 (PCI Local Bus 3.0, chapter 6), and its base address registers.
import type { AccessSize, Device, DeviceState, Saved, TimedDevice } from "../bus/device.js";
import type { IrqLine } from "../bus/ports.js";
import { numbersOf, recordOf } from "./state.js";

export type PciSpace = "io" | "memory";

/** What a base address register maps. */
export interface PciBar {
  /** 0 to 5; a 64-bit one takes the next register, too. */
  readonly index: number;
  readonly kind: "io" | "memory" | "prefetchable64";
  /** A power of two, at least 4 for ports and 16 for memory. */
  readonly bytes: number;
  /** Registers behind it; offsets are bytes from the base. */
  readonly device: Pick<Device, "sizes" | "read" | "write">;
}

/** A capability (6.7): its bytes but for the link to the next, and which of their bits software may write. */
export interface PciCapability {
  readonly at: number;
  readonly bytes: readonly number[];
  readonly writable?: readonly number[];
}

export interface PciIdentity {
  readonly vendor: number;
  readonly device: number;
  readonly revision: number;
  /** Base class, sub-class and programming interface: 0x070002. */
  readonly classCode: number;
  readonly subsystemVendor: number;
  readonly subsystem: number;
}

/** What lies behind the configuration space. */
export interface PciBackend extends Saved {
  reset(): void;
  readonly deadline?: TimedDevice["deadline"];
  readonly elapse?: TimedDevice["elapse"];
}

export interface PciFunctionOptions {
  readonly identity: PciIdentity;
  readonly bars: readonly PciBar[];
  /** Linked in their order. */
  readonly capabilities?: readonly PciCapability[];
  /** Its INTA; a function without interrupts leaves it out. */
  readonly line?: IrqLine;
  readonly backend: PciBackend;
  /** Called before software reads `bytes` bytes at an offset, and after it wrote them; may change the bytes. */
  readonly onRead?: (config: DataView, offset: number, bytes: number) => void;
  readonly onWrite?: (config: DataView, offset: number, bytes: number) => void;
}

export interface PciFunction extends Saved {
  readConfig(offset: number, size: AccessSize): number;
  writeConfig(offset: number, size: AccessSize, value: number): void;
  /** The register set that answers an address, and the offset in it; undefined when none of this function does. */
  decode(space: PciSpace, address: number): { readonly bar: PciBar; readonly offset: number } | undefined;
  readonly backend: PciBackend;
  reset(): void;
}

export const CONFIG_BYTES = 256;

const VENDOR_ID = 0x00;
const DEVICE_ID = 0x02;
const COMMAND = 0x04;
const STATUS = 0x06;
const REVISION = 0x08;
const CACHE_LINE = 0x0c;
const BARS = 0x10;
const SUBSYSTEM_VENDOR = 0x2c;
const SUBSYSTEM = 0x2e;
const CAPABILITIES = 0x34;
const INTERRUPT_LINE = 0x3c;
const INTERRUPT_PIN = 0x3d;
/** From here on a function has what it likes; bytes outside its capabilities keep what is written. */
const DEVICE_SPECIFIC = 0x40;

const COMMAND_IO = 1;
const COMMAND_MEMORY = 2;
const COMMAND_BUS_MASTER = 4;
const COMMAND_SERR = 0x100;
const COMMAND_INTX_DISABLE = 0x400;
const COMMAND_WRITABLE = COMMAND_IO | COMMAND_MEMORY | COMMAND_BUS_MASTER | COMMAND_SERR | COMMAND_INTX_DISABLE;
const STATUS_INTERRUPT = 8;
const STATUS_CAPABILITIES = 0x10;

/** Low bits of a base address register: ports; or 64-bit and prefetchable memory. */
const BAR_IO = 1;
const BAR_PREFETCHABLE64 = 0xc;
const PORTS = 0x1_0000;
const WORD = 0x1_0000_0000;

/** A function and the way in which what is behind it asks for an interrupt. */
export interface PciFunctionWithInterrupt {
  readonly pci: PciFunction;
  /** INTx: the level that the backend drives, before INTX_DISABLE. */
  readonly interrupt: IrqLine;
}

/** @param make Builds the options once the interrupt is there to be driven. */
export function makePciFunction(make: (interrupt: IrqLine) => PciFunctionOptions): PciFunctionWithInterrupt {
  let pci: Function0 | undefined;
  const interrupt: IrqLine = {
    set(level) {
      pci?.setInterrupt(level);
    },
  };
  pci = new Function0(make(interrupt));
  return { pci, interrupt };
}

class Function0 implements PciFunction {
  readonly #options: PciFunctionOptions;
  readonly #config = new Uint8Array(CONFIG_BYTES);
  readonly #writable: Uint8Array;
  readonly #initial: Uint8Array;
  readonly #view = new DataView(this.#config.buffer);

  constructor(options: PciFunctionOptions) {
    this.#options = options;
    this.#initial = initialConfig(options);
    this.#writable = writableBits(options);
    this.#config.set(this.#initial);
  }

  get backend(): PciBackend {
    return this.#options.backend;
  }

  readConfig(offset: number, size: AccessSize): number {
    this.#options.onRead?.(this.#view, offset, size);
    if (size === 1) return this.#view.getUint8(offset);
    return size === 2 ? this.#view.getUint16(offset, true) : this.#view.getUint32(offset, true);
  }

  writeConfig(offset: number, size: AccessSize, value: number): void {
    for (let at = 0; at < size; at += 1) {
      const mask = this.#writable[offset + at] as number;
      const before = this.#config[offset + at] as number;
      this.#config[offset + at] = (before & ~mask) | ((value >>> (8 * at)) & mask);
    }
    if (offset < COMMAND + 2 && offset + size > COMMAND) this.#driveLine();
    this.#options.onWrite?.(this.#view, offset, size);
  }

  decode(space: PciSpace, address: number): { bar: PciBar; offset: number } | undefined {
    for (const bar of this.#options.bars) {
      if ((bar.kind === "io") !== (space === "io")) continue;
      const base = this.#baseOf(bar);
      if (base !== undefined && address >= base && address < base + bar.bytes) return { bar, offset: address - base };
    }
    return undefined;
  }

  setInterrupt(level: boolean): void {
    const status = this.#view.getUint16(STATUS, true);
    this.#view.setUint16(STATUS, level ? status | STATUS_INTERRUPT : status & ~STATUS_INTERRUPT, true);
    this.#driveLine();
  }

  reset(): void {
    this.#config.set(this.#initial);
    this.backend.reset();
    this.#driveLine();
  }

  save(): DeviceState {
    return { config: [...this.#config], backend: this.backend.save() };
  }

  restore(state: DeviceState): void {
    this.#config.set(numbersOf(state, "config", CONFIG_BYTES));
    // What is behind it drives its interrupt, and so the line.
    this.backend.restore(recordOf(state, "backend"));
  }

  #driveLine(): void {
    const asserted = (this.#view.getUint16(STATUS, true) & STATUS_INTERRUPT) !== 0;
    const masked = (this.#view.getUint16(COMMAND, true) & COMMAND_INTX_DISABLE) !== 0;
    this.#options.line?.set(asserted && !masked);
  }

  /** Where a register set lies; undefined while the command register or the address keeps it away. */
  #baseOf({ index, kind, bytes }: PciBar): number | undefined {
    const command = this.#view.getUint16(COMMAND, true);
    const low = this.#view.getUint32(BARS + 4 * index, true);
    if (kind === "io") {
      const base = (low & ~3) >>> 0;
      return (command & COMMAND_IO) !== 0 && base + bytes <= PORTS ? base : undefined;
    }
    if ((command & COMMAND_MEMORY) === 0) return undefined;
    const high = kind === "prefetchable64" ? this.#view.getUint32(BARS + 4 * index + 4, true) : 0;
    return high * WORD + ((low & ~0xf) >>> 0);
  }
}

function initialConfig({ identity, bars, capabilities = [], line }: PciFunctionOptions): Uint8Array {
  const config = new Uint8Array(CONFIG_BYTES);
  const view = new DataView(config.buffer);
  view.setUint16(VENDOR_ID, identity.vendor, true);
  view.setUint16(DEVICE_ID, identity.device, true);
  view.setUint32(REVISION, (identity.classCode << 8) | identity.revision, true);
  view.setUint16(SUBSYSTEM_VENDOR, identity.subsystemVendor, true);
  view.setUint16(SUBSYSTEM, identity.subsystem, true);
  if (line !== undefined) view.setUint8(INTERRUPT_PIN, 1);
  for (const { index, kind } of bars) view.setUint8(BARS + 4 * index, flagsOf(kind));
  if (capabilities.length > 0) view.setUint16(STATUS, STATUS_CAPABILITIES, true);
  let link = CAPABILITIES;
  for (const { at, bytes } of capabilities) {
    view.setUint8(link, at);
    config.set(bytes, at);
    link = at + 1;
    view.setUint8(link, 0);
  }
  return config;
}

function writableBits({ bars, capabilities = [] }: PciFunctionOptions): Uint8Array {
  const writable = new Uint8Array(CONFIG_BYTES).fill(0xff, DEVICE_SPECIFIC);
  const view = new DataView(writable.buffer);
  view.setUint16(COMMAND, COMMAND_WRITABLE, true);
  view.setUint8(CACHE_LINE, 0xff);
  view.setUint8(INTERRUPT_LINE, 0xff);
  for (const { index, kind, bytes } of bars) {
    // 6.2.5.1: the bits below the size are wired, which is how software learns it.
    view.setUint32(BARS + 4 * index, (~(bytes - 1) & (kind === "io" ? ~3 : ~0xf)) >>> 0, true);
    if (kind === "prefetchable64") view.setUint32(BARS + 4 * index + 4, 0xffff_ffff, true);
  }
  for (const { at, bytes, writable: bits = [] } of capabilities) {
    bytes.forEach((_, offset) => {
      writable[at + offset] = bits[offset] ?? 0;
    });
  }
  return writable;
}

function flagsOf(kind: PciBar["kind"]): number {
  if (kind === "io") return BAR_IO;
  return kind === "memory" ? 0 : BAR_PREFETCHABLE64;
}
