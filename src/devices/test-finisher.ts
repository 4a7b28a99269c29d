// SiFive's test finisher, which is also the syscon for power-off and reboot: one write-only word.
import type { AccessSize, AccessSizes, Device, DeviceState } from "../bus/device.js";
import type { PowerPort } from "../bus/ports.js";

const FINISHER_FAIL = 0x3333;
const FINISHER_PASS = 0x5555;
const FINISHER_RESET = 0x7777;
const SIZES: AccessSizes = { least: 2, most: 4 };

export function makeTestFinisher(power: PowerPort): Device {
  return {
    sizes: () => SIZES,

    read(): number {
      return 0;
    },

    /** Bits 15:0 say what to do, bits 31:16 are the exit code of a failure. */
    write(offset: number, _size: AccessSize, value: number): void {
      if (offset !== 0) return;
      const status = value & 0xffff;
      if (status === FINISHER_PASS) power.finish(0);
      if (status === FINISHER_RESET) power.reset();
      if (status === FINISHER_FAIL) power.finish(value >>> 16);
    },

    reset(): void {},

    save(): DeviceState {
      return {};
    },

    restore(): void {},
  };
}
