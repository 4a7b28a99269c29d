// UART 16550A with both FIFOs (National Semiconductor PC16550D data sheet, sections 8.0 and 9.0).
// The transmitter is infinitely fast: a byte leaves at the write. Received bytes wait in a host queue without a bound.
import type { AccessSize, AccessSizes, DeviceState, TimedDevice } from "../bus/device.js";
import type { GuestClock, IrqLine } from "../bus/ports.js";
import { makeByteQueue } from "./byte-queue.js";
import { booleanOf, numberOf, numbersOf } from "./state.js";
import * as r from "./uart-registers.js";

/** Input clock of the board's UARTs in Hz; a bit lasts 16 divisors of it. */
export const UART_CLOCK_HZ = 3_686_400;
/** Bytes that the registers take. */
export const UART_BYTES = 8;

const SIZES: AccessSizes = { least: 1, most: 8, narrow: true };
const FIFO_BYTES = 16;
const RESET_DIVISOR = 12;
/** The receiver times out after four characters without traffic (section 8.1). */
const TIMEOUT_CHARACTERS = 4;
const NEVER = -1;

export interface Uart extends TimedDevice {
  /** Bytes from the host, queued until the receiver has room. */
  receive(bytes: Uint8Array): void;
}

/**
 * @param output Called with each byte that the guest transmits.
 * @param inputHz Input clock.
 */
export function makeUart(
  irq: IrqLine,
  clock: GuestClock,
  output: (byte: number) => void,
  inputHz = UART_CLOCK_HZ,
): Uart {
  let ier = 0;
  let fcr = 0;
  let lcr = 0;
  let mcr = r.MCR_OUT2;
  let lsr = r.LSR_THRE | r.LSR_TEMT;
  let scr = 0;
  let rbr = 0;
  let divisor = RESET_DIVISOR;
  /** The THR became empty and IIR was not read since. */
  let threPending = false;
  let timeoutPending = false;
  /** Guest time in nanoseconds at which the receiver times out, or NEVER. */
  let timeoutAt = NEVER;
  let fifo: number[] = [];
  const host = makeByteQueue();

  function trigger(): number {
    return r.FCR_TRIGGER[(fcr >> 6) as 0 | 1 | 2 | 3];
  }

  function fifosEnabled(): boolean {
    return (fcr & r.FCR_ENABLE) !== 0;
  }

  function interruptIdentity(): number {
    if ((ier & r.IER_ELSI) !== 0 && (lsr & r.LSR_ERRORS) !== 0) return r.IIR_LINE_STATUS;
    if ((ier & r.IER_ERBFI) !== 0 && (lsr & r.LSR_DR) !== 0 && (!fifosEnabled() || fifo.length >= trigger())) {
      return r.IIR_DATA;
    }
    if ((ier & r.IER_ERBFI) !== 0 && timeoutPending) return r.IIR_TIMEOUT;
    if ((ier & r.IER_ETBEI) !== 0 && threPending) return r.IIR_THRE;
    return r.IIR_NONE;
  }

  function updateIrq(): void {
    irq.set(interruptIdentity() !== r.IIR_NONE);
  }

  function armTimeout(): void {
    const bits =
      1 +
      5 +
      (lcr & r.LCR_WORD_LENGTH) +
      ((lcr & r.LCR_PARITY) !== 0 ? 1 : 0) +
      ((lcr & r.LCR_STOP_BITS) !== 0 ? 2 : 1);
    const characterNs = Math.ceil((bits * 16 * Math.max(divisor, 1) * 1e9) / inputHz);
    timeoutAt = clock.nanoseconds() + TIMEOUT_CHARACTERS * characterNs;
  }

  /** A character has arrived in the receiver's shift register. */
  function arrive(byte: number): void {
    if (!fifosEnabled()) {
      if ((lsr & r.LSR_DR) !== 0) lsr |= r.LSR_OE;
      rbr = byte;
    } else if (fifo.length < FIFO_BYTES) {
      fifo.push(byte);
    } else {
      lsr |= r.LSR_OE;
    }
    lsr |= r.LSR_DR;
    if (fifosEnabled()) armTimeout();
  }

  /** Moves host bytes to the receiver while it has room; in loopback nothing comes from outside. */
  function refill(): void {
    if ((mcr & r.MCR_LOOP) !== 0) return;
    while (host.length > 0 && (fifosEnabled() ? fifo.length < FIFO_BYTES : (lsr & r.LSR_DR) === 0)) {
      arrive(host.shift() as number);
    }
  }

  function readReceiver(): number {
    let byte = rbr;
    if (fifosEnabled()) {
      byte = fifo.shift() ?? 0;
      timeoutPending = false;
      timeoutAt = NEVER;
      if (fifo.length > 0) armTimeout();
    }
    if (fifo.length === 0) lsr &= ~(r.LSR_DR | r.LSR_BI);
    refill();
    updateIrq();
    return byte;
  }

  function transmit(byte: number): void {
    if ((mcr & r.MCR_LOOP) !== 0) arrive(byte);
    else output(byte);
    threPending = true;
    updateIrq();
  }

  function writeIer(value: number): void {
    const next = value & 0x0f;
    // What changes nothing says nothing: a gateway that counts what its line says would see a new request.
    if (next === ier) return;
    const raised = next & ~ier & r.IER_ETBEI;
    ier = next;
    // The transmitter is always empty, and enabling its interrupt tells so at once.
    if (raised !== 0) threPending = true;
    updateIrq();
  }

  function writeFcr(value: number): void {
    if (value === fcr) return;
    const changed = ((value ^ fcr) & r.FCR_ENABLE) !== 0;
    fcr = value & r.FCR_KEPT;
    if (changed || (value & r.FCR_RESET_RECEIVER) !== 0) {
      fifo = [];
      lsr &= ~(r.LSR_DR | r.LSR_BI);
      timeoutPending = false;
      timeoutAt = NEVER;
    }
    refill();
    updateIrq();
  }

  function readMsr(): number {
    if ((mcr & r.MCR_LOOP) !== 0) {
      return (
        ((mcr & r.MCR_RTS) !== 0 ? r.MSR_CTS : 0) |
        ((mcr & r.MCR_DTR) !== 0 ? r.MSR_DSR : 0) |
        ((mcr & r.MCR_OUT1) !== 0 ? r.MSR_RI : 0) |
        ((mcr & r.MCR_OUT2) !== 0 ? r.MSR_DCD : 0)
      );
    }
    // The other end is always there: no delta bit is ever set, and no modem status interrupt comes.
    return r.MSR_DCD | r.MSR_DSR | r.MSR_CTS;
  }

  function readIir(): number {
    const identity = interruptIdentity();
    if (identity === r.IIR_THRE) {
      threPending = false;
      updateIrq();
    }
    return identity | (fifosEnabled() ? r.IIR_FIFOS_ENABLED : 0);
  }

  function readLsr(): number {
    const value = lsr;
    lsr &= ~(r.LSR_BI | r.LSR_OE);
    if (value !== lsr) updateIrq();
    return value;
  }

  function reset(): void {
    ier = fcr = lcr = scr = rbr = 0;
    mcr = r.MCR_OUT2;
    lsr = r.LSR_THRE | r.LSR_TEMT;
    divisor = RESET_DIVISOR;
    threPending = timeoutPending = false;
    timeoutAt = NEVER;
    fifo = [];
    host.clear();
    updateIrq();
  }

  return {
    sizes: () => SIZES,

    read(offset: number): number {
      const latch = (lcr & r.LCR_DLAB) !== 0;
      if (offset === r.RBR_THR_DLL) return latch ? divisor & 0xff : readReceiver();
      if (offset === r.IER_DLM) return latch ? divisor >> 8 : ier;
      if (offset === r.IIR_FCR) return readIir();
      if (offset === r.LCR) return lcr;
      if (offset === r.MCR) return mcr;
      if (offset === r.LSR) return readLsr();
      if (offset === r.MSR) return readMsr();
      return scr;
    },

    write(offset: number, _size: AccessSize, value: number): void {
      const latch = (lcr & r.LCR_DLAB) !== 0;
      if (offset === r.RBR_THR_DLL) {
        if (latch) divisor = (divisor & 0xff00) | value;
        else transmit(value);
      } else if (offset === r.IER_DLM) {
        if (latch) divisor = (divisor & 0xff) | (value << 8);
        else writeIer(value);
      } else if (offset === r.IIR_FCR) {
        writeFcr(value);
      } else if (offset === r.LCR) {
        lcr = value;
      } else if (offset === r.MCR) {
        mcr = value & r.MCR_WRITABLE;
        refill();
        updateIrq();
      } else if (offset === r.SCR) {
        scr = value;
      }
    },

    receive(bytes: Uint8Array): void {
      host.push(bytes);
      refill();
      updateIrq();
    },

    deadline(): number {
      return timeoutAt === NEVER ? Number.POSITIVE_INFINITY : timeoutAt;
    },

    elapse(): void {
      if (timeoutAt === NEVER || clock.nanoseconds() < timeoutAt) return;
      timeoutAt = NEVER;
      timeoutPending = fifo.length > 0;
      updateIrq();
    },

    reset,

    save(): DeviceState {
      return {
        ...{ ier, fcr, lcr, mcr, lsr, scr, rbr, divisor, threPending, timeoutPending, timeoutAt },
        ...{ fifo: [...fifo], host: host.toArray() },
      };
    },

    restore(state: DeviceState): void {
      ier = numberOf(state, "ier");
      fcr = numberOf(state, "fcr");
      lcr = numberOf(state, "lcr");
      mcr = numberOf(state, "mcr");
      lsr = numberOf(state, "lsr");
      scr = numberOf(state, "scr");
      rbr = numberOf(state, "rbr");
      divisor = numberOf(state, "divisor");
      threPending = booleanOf(state, "threPending");
      timeoutPending = booleanOf(state, "timeoutPending");
      timeoutAt = numberOf(state, "timeoutAt");
      fifo = numbersOf(state, "fifo");
      host.clear();
      host.push(Uint8Array.from(numbersOf(state, "host")));
      updateIrq();
    },
  };
}
