// Entropy device (Virtual I/O Device specification 1.2, section 5.4): one queue of buffers to fill.
// What it gives follows from the seed, so that a run can be repeated.
import type { DeviceState } from "../bus/device.js";
import { makeRandomBytes } from "./random-bytes.js";
import { numberOf } from "./state.js";
import type { VirtioDevice } from "./virtio-device.js";
import type { Chain } from "./virtqueue.js";

const DEVICE_ID = 4;
const QUEUE_SIZE = 8;
/** Bytes given to one request; the rest of a larger buffer stays as it was. */
const REQUEST_BYTES = 65536;

export function makeVirtioRandom(seed: number): VirtioDevice {
  const random = makeRandomBytes(seed);

  return {
    deviceId: DEVICE_ID,
    features: 0,
    queueSizes: [QUEUE_SIZE],
    config: new Uint8Array(0),

    handle(_queue: number, chain: Chain): boolean {
      const bytes = Math.min(chain.writableBytes, REQUEST_BYTES);
      if (!chain.write(0, random.take(bytes))) return false;
      chain.complete(bytes);
      return true;
    },

    powerOn(): void {
      random.state = seed | 0;
    },

    /** Goes on: software that resets the device must not see the same bytes again. */
    reset(): void {},

    save(): DeviceState {
      return { random: random.state };
    },

    restore(state: DeviceState): void {
      random.state = numberOf(state, "random");
    },
  };
}
