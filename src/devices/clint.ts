// Core-local interruptor as SiFive's CLINT lays it out: software interrupts, timer compare registers and mtime.
// Privileged architecture, section 3.2.1 (mtime, mtimecmp) and 3.1.9 (MSIP).
import type { AccessSize, AccessSizes, Device, DeviceState } from "../bus/device.js";
import { SILENT } from "../bus/guest-log.js";
import type { HartLines, TimerPort } from "../bus/ports.js";
import { numbersOf } from "./state.js";

const MSIP = 0x0;
const MTIMECMP = 0x4000;
const MTIME = 0xbff8;
/** Bit of mip that msip drives. */
const MIP_MSIP = 3;
const MSIP_SIZES: AccessSizes = { least: 4, most: 4 };
const TIMER_SIZES: AccessSizes = { least: 4, most: 8 };

/** Bytes that the registers take. */
export const CLINT_BYTES = 0xc000;

/** @param keepsOtherHalf A 32-bit write to mtime leaves the other half; otherwise that becomes the raw clock's. */
export function makeClint(timer: TimerPort, lines: HartLines, keepsOtherHalf = true, log = SILENT): Device {
  const msip = new Array<number>(lines.count).fill(0);

  function setMsip(hart: number, value: number): void {
    msip[hart] = value & 1;
    lines.set(hart, MIP_MSIP, msip[hart] === 1);
  }

  /** @param offset From the start of its half, of software interrupts or of timers. */
  function unimplemented(half: "swi" | "mtimer", access: "read" | "write", offset: number): 0 {
    log.unimplemented(`aclint-${half}: invalid ${access}: ${offset.toString(16).padStart(8, "0")}`);
    return 0;
  }

  /** Hart whose mtimecmp lies at an offset, or -1. */
  function compareAt(offset: number): number {
    const hart = (offset - MTIMECMP) >> 3;
    return offset >= MTIMECMP && hart < lines.count ? hart : -1;
  }

  return {
    sizes: (offset) => (offset < MTIMECMP ? MSIP_SIZES : TIMER_SIZES),

    read(offset: number): number {
      if (offset < MTIMECMP) return msip[(offset - MSIP) >> 2] ?? unimplemented("swi", "read", offset);
      const upper = (offset & 4) !== 0;
      if ((offset & ~7) === MTIME) return upper ? timer.mtime().high : timer.mtime().low;
      const hart = compareAt(offset);
      if (hart < 0) return unimplemented("mtimer", "read", offset - MTIMECMP);
      return upper ? timer.mtimecmp(hart).high : timer.mtimecmp(hart).low;
    },

    write(offset: number, _size: AccessSize, value: number): void {
      if (offset < MTIMECMP) {
        const hart = (offset - MSIP) >> 2;
        if (hart < lines.count) setMsip(hart, value);
        else unimplemented("swi", "write", offset);
        return;
      }
      const upper = (offset & 4) !== 0;
      if ((offset & ~7) === MTIME) {
        const { low, high } = keepsOtherHalf ? timer.mtime() : timer.rawTime();
        timer.setMtime(upper ? low : value, upper ? value : high);
        return;
      }
      const hart = compareAt(offset);
      if (hart < 0) {
        unimplemented("mtimer", "write", offset - MTIMECMP);
        return;
      }
      const { low, high } = timer.mtimecmp(hart);
      timer.setMtimecmp(hart, upper ? low : value, upper ? value : high);
    },

    reset(): void {
      timer.setMtime(0, 0);
      for (let hart = 0; hart < lines.count; hart += 1) {
        setMsip(hart, 0);
        timer.setMtimecmp(hart, 0, 0);
      }
    },

    /** mtime and mtimecmp belong to the timer behind the port, and to its snapshot. */
    save(): DeviceState {
      return { msip: [...msip] };
    },

    restore(state: DeviceState): void {
      numbersOf(state, "msip", lines.count).forEach((value, hart) => {
        setMsip(hart, value);
      });
    },
  };
}
