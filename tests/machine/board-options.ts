// A small board for tests; each test names what matters to it.
import { makeMemoryStore } from "../../src/devices/block-store.js";
import type { BoardOptions, DiskOptions } from "../../src/machine/options.js";

export const MIB = 0x10_0000;

export function boardOptions(changes: Partial<BoardOptions> = {}): BoardOptions {
  return {
    harts: 1,
    memory: 128 * MIB,
    cpu: { isa: "rv64imafdch", mmu: "riscv,sv57" },
    uarts: 1,
    disks: [],
    vms: [],
    seed: 1,
    rtcNs: 0n,
    ...changes,
  };
}

export function disk(name: string, transport: number, bytes = 4096): DiskOptions {
  return { name, transport, store: makeMemoryStore(new Uint8Array(bytes)) };
}
