// Goldfish real-time clock ("Goldfish virtual hardware", section on the timer): nanoseconds since 1970, and an alarm.
// 64-bit times are BigInt here: software reads the clock rarely.
import type { AccessSize, AccessSizes, DeviceState, TimedDevice } from "../bus/device.js";
import { hex, SILENT } from "../bus/guest-log.js";
import type { GuestClock, IrqLine } from "../bus/ports.js";
import { booleanOf, numberOf, stringOf } from "./state.js";

const TIME_LOW = 0x00;
const TIME_HIGH = 0x04;
const ALARM_LOW = 0x08;
const ALARM_HIGH = 0x0c;
const IRQ_ENABLED = 0x10;
const CLEAR_ALARM = 0x14;
const ALARM_STATUS = 0x18;
const CLEAR_INTERRUPT = 0x1c;

/** Registers that a write means something to. */
const WRITTEN = new Set([TIME_LOW, TIME_HIGH, ALARM_LOW, ALARM_HIGH, IRQ_ENABLED, CLEAR_ALARM, CLEAR_INTERRUPT]);

/** Bytes that the registers take. */
export const RTC_BYTES = 0x24;

const SIZES: AccessSizes = { least: 4, most: 8 };
const LOW = 0xffff_ffffn;

/**
 * @param baseNs Nanoseconds since 1970 at power-on; guest time is added.
 * @param outlivesReset The time that software set goes on over a reset, as a battery would keep it.
 */
export function makeGoldfishRtc(
  irq: IrqLine,
  clock: GuestClock,
  baseNs: bigint,
  outlivesReset = true,
  log = SILENT,
): TimedDevice {
  /** Time minus guest time; software that sets the clock changes it. */
  let offset = baseNs;
  /** Upper half of the time, latched by a read of TIME_LOW. */
  let timeHigh = 0;
  let alarm = 0n;
  let alarmRunning = false;
  let irqPending = false;
  let irqEnabled = false;

  function now(): bigint {
    return BigInt.asUintN(64, offset + BigInt(clock.nanoseconds()));
  }

  function updateIrq(): void {
    irq.set(irqPending && irqEnabled);
  }

  function setTime(time: bigint): void {
    offset = BigInt.asUintN(64, offset + time - now());
  }

  function fireIfDue(): void {
    if (!alarmRunning || alarm > now()) return;
    alarmRunning = false;
    irqPending = true;
    updateIrq();
  }

  function withLow(time: bigint, value: number): bigint {
    return (time & ~LOW) | BigInt(value);
  }

  function withHigh(time: bigint, value: number): bigint {
    return (time & LOW) | (BigInt(value) << 32n);
  }

  return {
    sizes: () => SIZES,

    read(register: number): number {
      if (register === TIME_LOW) {
        const time = now();
        timeHigh = Number(time >> 32n);
        return Number(time & LOW);
      }
      if (register === TIME_HIGH) return timeHigh;
      if (register === ALARM_LOW) return Number(alarm & LOW);
      if (register === ALARM_HIGH) return Number(alarm >> 32n);
      if (register === IRQ_ENABLED) return irqEnabled ? 1 : 0;
      if (register === ALARM_STATUS) return alarmRunning ? 1 : 0;
      log.unimplemented(`goldfish_rtc_read: offset ${hex(register)} is UNIMP.`);
      return 0;
    },

    write(register: number, _size: AccessSize, value: number): void {
      if (register === TIME_LOW) setTime(withLow(now(), value));
      if (register === TIME_HIGH) setTime(withHigh(now(), value));
      if (register === ALARM_HIGH) alarm = withHigh(alarm, value);
      if (register === ALARM_LOW) {
        // The low half arms the alarm, so drivers write the high half first.
        alarm = withLow(alarm, value);
        alarmRunning = true;
        fireIfDue();
      }
      if (register === IRQ_ENABLED) irqEnabled = (value & 1) !== 0;
      if (register === CLEAR_ALARM) alarmRunning = false;
      if (register === CLEAR_INTERRUPT) irqPending = false;
      if (!WRITTEN.has(register)) log.unimplemented(`goldfish_rtc_write: offset ${hex(register)} is UNIMP.`);
      updateIrq();
    },

    deadline(): number {
      if (!alarmRunning) return Number.POSITIVE_INFINITY;
      const time = now();
      return clock.nanoseconds() + (alarm > time ? Number(alarm - time) : 0);
    },

    elapse: fireIfDue,

    reset(): void {
      if (!outlivesReset) offset = baseNs;
      timeHigh = 0;
      alarm = 0n;
      alarmRunning = irqPending = irqEnabled = false;
      updateIrq();
    },

    save(): DeviceState {
      return { offset: `${offset}`, timeHigh, alarm: `${alarm}`, alarmRunning, irqPending, irqEnabled };
    },

    restore(state: DeviceState): void {
      offset = BigInt(stringOf(state, "offset"));
      timeHigh = numberOf(state, "timeHigh");
      alarm = BigInt(stringOf(state, "alarm"));
      alarmRunning = booleanOf(state, "alarmRunning");
      irqPending = booleanOf(state, "irqPending");
      irqEnabled = booleanOf(state, "irqEnabled");
      updateIrq();
    },
  };
}
