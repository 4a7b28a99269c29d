// A small board for tests; each test names what matters to it.
import { makeMemoryStore } from "../../src/devices/block-store.js";
import type { BoardOptions, DeviceOptions } from "../../src/machine/options.js";

export const MIB = 0x10_0000;

export function boardOptions(changes: Partial<BoardOptions> = {}): BoardOptions {
  return {
    harts: 1,
    memory: 128 * MIB,
    cpu: { isa: "rv64imafdch", mmu: "riscv,sv57" },
    uarts: 1,
    vms: [],
    seed: 1,
    rtcNs: 0n,
    ...changes,
  };
}

/** A disk in memory on a transport. */
export function disk(
  name: string,
  transport: number,
  image: Uint8Array = new Uint8Array(4096),
): Extract<DeviceOptions, { readonly kind: "virtio-block" }> {
  return { kind: "virtio-block", place: { bus: "mmio", transport }, name, store: makeMemoryStore(image) };
}
