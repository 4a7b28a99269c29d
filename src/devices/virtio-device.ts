// What a virtio transport asks of the device behind it (Virtual I/O Device specification 1.2, chapter 2).
import type { Saved } from "../bus/device.js";
import type { Chain } from "./virtqueue.js";

export interface VirtioDevice extends Saved {
  /** Chapter 5: 2 is a block device. */
  readonly deviceId: number;
  /** Features of this device type, bits 31:0; the transport adds those of rings and of version 1. */
  readonly features: number;
  /** Descriptors of each queue, as PCI offers them. */
  readonly queueSizes: readonly number[];
  /** The configuration space, little-endian. */
  readonly config: Uint8Array;
  /** Serves one request and completes it; false when the chain is malformed, which stops the device until a reset. */
  handle(queue: number, chain: Chain): boolean;
  /** Whether the device can serve a request of this queue now; always, when left out. */
  accepts?(queue: number): boolean;
  /** Told once who is to be called when the device has something for a queue, by itself or because of another queue. */
  attach?(kick: (queue: number) => void): void;
  /** The features that the driver accepted, bits 31:0, with every change of the status. */
  negotiated?(features: number): void;
  /** A write to the configuration space, `size` bytes; dropped when left out. */
  writeConfig?(offset: number, size: number, value: number): void;
  /** A reset by the driver. */
  reset(): void;
  /** Forgets what outlives a reset by the driver, too; nothing does when left out. */
  powerOn?(): void;
}
