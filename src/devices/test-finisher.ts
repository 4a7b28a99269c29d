// SiFive's test finisher, which is also the syscon for power-off and reboot: one write-only word.
import type { AccessSize, AccessSizes, Device, DeviceState } from "../bus/device.js";
import { hex, SILENT } from "../bus/guest-log.js";
import type { PowerPort } from "../bus/ports.js";

const FINISHER_FAIL = 0x3333;
const FINISHER_PASS = 0x5555;
const FINISHER_RESET = 0x7777;
const SIZES: AccessSizes = { least: 2, most: 4 };

export function makeTestFinisher(power: PowerPort, log = SILENT): Device {
  return {
    sizes: () => SIZES,

    read(): number {
      return 0;
    },

    /** Bits 15:0 say what to do, bits 31:16 are the exit code of a failure. */
    write(offset: number, _size: AccessSize, value: number): void {
      const status = offset === 0 ? value & 0xffff : 0;
      if (status === FINISHER_PASS) power.finish(0);
      else if (status === FINISHER_RESET) power.reset();
      else if (status === FINISHER_FAIL) power.finish(value >>> 16);
      else {
        const digits = (value >>> 0).toString(16).padStart(16, "0");
        log.guestError(`sifive_test_write: write: addr=${hex(offset)} val=0x${digits}`);
      }
    },

    reset(): void {},

    save(): DeviceState {
      return {};
    },

    restore(): void {},
  };
}
