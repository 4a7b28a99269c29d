// What a virtio transport asks of the device behind it (Virtual I/O Device specification 1.2, chapter 2).
import type { Saved } from "../bus/device.js";
import type { Chain } from "./virtqueue.js";

export interface VirtioDevice extends Saved {
  /** Chapter 5: 2 is a block device. */
  readonly deviceId: number;
  /** Features of this device type, bits 31:0; the transport adds those of rings and of version 1. */
  readonly features: number;
  readonly queues: number;
  /** The configuration space, little-endian. */
  readonly config: Uint8Array;
  /** Serves one request and completes it; false when the chain is malformed, which stops the device until a reset. */
  handle(queue: number, chain: Chain): boolean;
  reset(): void;
}
