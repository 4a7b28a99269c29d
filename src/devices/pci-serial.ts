// A PCI card with one, two or four 16550A UARTs behind one base address register (Red Hat 1b36:0002 to 1b36:0004).
import type { AccessSize, AccessSizes, DeviceState } from "../bus/device.js";
import type { GuestClock, IrqLine } from "../bus/ports.js";
import { shareLine } from "../bus/shared-line.js";
import { makePciFunction, type PciBackend, type PciFunction } from "./pci-function.js";
import { recordsOf } from "./state.js";
import { makeUart, UART_BYTES, type Uart } from "./uart.js";

/** Device number by the count of UARTs. */
const DEVICE_OF_PORTS = { 1: 0x0002, 2: 0x0003, 4: 0x0004 } as const;
/** Input clock of each UART in Hz: 115200 baud with a divisor of 1. */
const CLOCK_HZ = 1_843_200;
const SIZES: AccessSizes = { least: 1, most: 8, narrow: true };

export interface PciSerial {
  readonly pci: PciFunction;
  readonly uarts: readonly Uart[];
}

/**
 * @param line The interrupt line of its slot.
 * @param output Called with the number of the UART and each byte that the guest transmits.
 */
export function makePciSerial(
  ports: 1 | 2 | 4,
  line: IrqLine,
  clock: GuestClock,
  output: (port: number, byte: number) => void,
): PciSerial {
  let uarts: readonly Uart[] = [];
  const { pci } = makePciFunction((interrupt) => {
    uarts = shareLine(interrupt, ports).map((irq, port) =>
      makeUart(irq, clock, (byte) => output(port, byte), CLOCK_HZ),
    );
    return {
      identity: {
        ...{ vendor: 0x1b36, device: DEVICE_OF_PORTS[ports], revision: 1, classCode: 0x070002 },
        ...{ subsystemVendor: 0x1af4, subsystem: 0x1100 },
      },
      bars: [{ index: 0, kind: "io", bytes: UART_BYTES * ports, device: registersOf(uarts) }],
      line,
      backend: backendOf(uarts),
    };
  });
  return { pci, uarts };
}

/** The UARTs' registers one behind the other. */
function registersOf(uarts: readonly Uart[]) {
  const at = (offset: number) => uarts[Math.floor(offset / UART_BYTES)];
  return {
    sizes: () => SIZES,
    read: (offset: number, size: AccessSize) => at(offset)?.read(offset % UART_BYTES, size) ?? 0,
    write: (offset: number, size: AccessSize, value: number) => at(offset)?.write(offset % UART_BYTES, size, value),
  };
}

function backendOf(uarts: readonly Uart[]): PciBackend {
  return {
    deadline: () => Math.min(...uarts.map((uart) => uart.deadline())),
    elapse(): void {
      for (const uart of uarts) uart.elapse();
    },
    reset(): void {
      for (const uart of uarts) uart.reset();
    },
    save(): DeviceState {
      return { uarts: uarts.map((uart) => uart.save()) };
    },
    restore(state: DeviceState): void {
      recordsOf(state, "uarts", uarts.length).forEach((saved, port) => {
        uarts[port]?.restore(saved);
      });
    },
  };
}
