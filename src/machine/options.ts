// What a board is built from: a typed description, independent of scenario files and of the host.
import type { BlockStore } from "../bus/ports.js";
import type { Platform } from "./platform.js";

/** A virtio device's place. Numbers left out are given as QEMU does: the highest free transport, the lowest free slot. */
export type VirtioPlace =
  | {
      /** On a virtio-mmio transport, 0 to 63. */
      readonly bus: "mmio";
      readonly transport?: number | undefined;
    }
  | {
      /** On PCI bus 0, device number 1 to 31, function 0. */
      readonly bus: "pci";
      readonly slot?: number | undefined;
    };

/** A port of a virtio console device; consoles are called `virtio-console0`, ... over all of them in order. */
export interface VirtioPortOptions {
  /** A console (hvc), not a plain serial port (vport). */
  readonly console: boolean;
  /** Name that the guest reads. */
  readonly name?: string | undefined;
}

/** A device beside those that every board has. */
export type DeviceOptions =
  /** A PCI card with ns16550a ports; consoles are called `pci-serial0`, ... over all cards in order. */
  | { readonly kind: "pci-serial"; readonly ports: 1 | 2 | 4; readonly slot?: number | undefined }
  | {
      readonly kind: "virtio-block";
      readonly place: VirtioPlace;
      readonly name: string;
      readonly store: BlockStore;
    }
  | { readonly kind: "virtio-console"; readonly place: VirtioPlace; readonly ports: readonly VirtioPortOptions[] }
  /** Random numbers that follow from the seed. */
  | { readonly kind: "virtio-rng"; readonly place: VirtioPlace };

export type VirtioOptions = Exclude<DeviceOptions, { readonly kind: "pci-serial" }>;

/** One VM that a hypervisor is asked to run; it finds this as /chosen/vm@N. */
export interface VmOptions {
  readonly name: string;
  /** The guest kernel as a file: ELF or flat. */
  readonly image: Uint8Array;
  readonly initrd?: Uint8Array | undefined;
  readonly bootargs?: string | undefined;
  /** Mode in which its vCPUs start; s-mode when left out. */
  readonly boot?: "s-mode" | "m-mode" | undefined;
  /** Guest RAM in bytes. */
  readonly memory: number;
  readonly vcpus: number;
  /** Hart ids that its vCPUs may run on; any when left out. */
  readonly pin?: readonly number[] | undefined;
  /** Its UART's number; a virtual one when left out. */
  readonly console?: number | undefined;
  /** Its disk's transport. */
  readonly disk?: number | undefined;
  /** Bits under `mask` are written to henvcfg before the guest runs. */
  readonly henvcfg?: { readonly value: bigint; readonly mask: bigint } | undefined;
}

/** What the device tree says about every hart. */
export interface CpuDescription {
  /** riscv,isa: `rv64imafdch_zicsr`. */
  readonly isa: string;
  /** riscv,isa-base and riscv,isa-extensions, for boards whose profile has them. */
  readonly isaBase?: string | undefined;
  readonly isaExtensions?: readonly string[] | undefined;
  /** mmu-type: `riscv,sv57`. */
  readonly mmu: string;
  /** Block sizes in bytes by property: `riscv,cbom-block-size`. */
  readonly blockSizes?: Readonly<Record<string, number>> | undefined;
}

export interface BoardOptions {
  readonly harts: number;
  /** RAM in bytes. */
  readonly memory: number;
  readonly cpu: CpuDescription;
  /** M-mode firmware as a file; without it the kernel starts in M-mode. */
  readonly firmware?: Uint8Array | undefined;
  readonly kernel?: Uint8Array | undefined;
  readonly initrd?: Uint8Array | undefined;
  readonly bootargs?: string | undefined;
  /** A blob that is handed over instead of the board's own device tree; its /chosen gets bootargs and the initrd. */
  readonly deviceTree?: Uint8Array | undefined;
  /** UARTs, 1 to 65. */
  readonly uarts: number;
  /** Devices beside those that every board has, in the order in which places are given out. */
  readonly devices?: readonly DeviceOptions[] | undefined;
  /** Transports are version 1 (legacy) instead of 2. */
  readonly legacyVirtio?: boolean | undefined;
  readonly vms: readonly VmOptions[];
  /** Seeds /chosen/rng-seed. */
  readonly seed: number;
  /** Real-time clock at power-on: nanoseconds since 1970. */
  readonly rtcNs: bigint;
  /** What the version of the board is; PLATFORM when left out. */
  readonly platform?: Platform | undefined;
}
