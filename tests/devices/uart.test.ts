import { expect, test } from "vitest";
import { makeUart } from "../../src/devices/uart.js";
import { fakeClock, fakeLine } from "./fake-ports.js";

const [RBR, THR, IER, IIR, FCR, LCR, MCR, LSR, MSR, SCR] = [0, 0, 1, 2, 2, 3, 4, 5, 6, 7] as const;

function setup() {
  const irq = fakeLine();
  const clock = fakeClock();
  let output = "";
  const uart = makeUart(irq, clock, (byte) => {
    output += String.fromCharCode(byte);
  });
  return {
    uart,
    irq,
    clock,
    output: () => output,
    read: (register: number) => uart.read(register, 1),
    write: (register: number, value: number) => uart.write(register, 1, value),
    type: (text: string) => uart.receive(new TextEncoder().encode(text)),
  };
}

test("a write that changes no register leaves the line unspoken, as a PLIC that counts requests needs it", () => {
  let said = 0;
  const uart = makeUart({ set: () => void said++ }, fakeClock(), () => {});
  uart.write(IER, 1, 3);
  uart.write(FCR, 1, 1);
  const before = said;
  uart.write(IER, 1, 3);
  uart.write(FCR, 1, 1);
  expect(said).toBe(before);
  uart.write(IER, 1, 0);
  expect(said).toBe(before + 1);
});

test("after power-on the transmitter is empty and nothing is received", () => {
  const { read, irq } = setup();
  expect(read(LSR)).toBe(0x60);
  expect(read(IIR)).toBe(0x01);
  expect(read(MSR)).toBe(0xb0);
  expect(read(MCR)).toBe(0x08);
  expect(read(IER)).toBe(0);
  expect(irq.level).toBe(false);
});

test("a byte written to THR leaves at once", () => {
  const { write, read, output } = setup();
  write(THR, 0x68);
  write(THR, 0x69);
  expect(output()).toBe("hi");
  expect(read(LSR)).toBe(0x60);
});

test("DLAB puts the divisor latch in the place of RBR and IER", () => {
  const { write, read, output } = setup();
  write(LCR, 0x83);
  write(0, 0x34);
  write(1, 0x12);
  expect([read(0), read(1)]).toEqual([0x34, 0x12]);
  write(LCR, 0x03);
  expect(read(IER)).toBe(0);
  expect(output()).toBe("");
});

test("SCR keeps what is written, IER its low four bits, MCR its low five", () => {
  const { write, read } = setup();
  write(SCR, 0xa5);
  write(IER, 0xff);
  write(MCR, 0xff);
  expect([read(SCR), read(IER), read(MCR)]).toEqual([0xa5, 0x0f, 0x1f]);
});

test("without FIFOs one byte is received at a time and the host queue waits", () => {
  const { read, type } = setup();
  type("ab");
  expect(read(LSR) & 1).toBe(1);
  expect(read(RBR)).toBe(0x61);
  expect(read(LSR) & 1).toBe(1);
  expect(read(RBR)).toBe(0x62);
  expect(read(LSR) & 3).toBe(0);
});

test("whatever was typed arrives through the FIFO, in order and without overrun", () => {
  const { write, read, type } = setup();
  write(FCR, 0x01);
  const text = "The quick brown fox jumps over the lazy dog, again and again. ".repeat(200);
  type(text);
  let received = "";
  while ((read(LSR) & 1) !== 0) received += String.fromCharCode(read(RBR));
  expect(received).toBe(text);
  expect(read(LSR)).toBe(0x60);
});

test.each([
  [0x01, 1],
  [0x41, 4],
  [0x81, 8],
  [0xc1, 14],
])("with FCR %i received data interrupts from %i bytes on", (fcr, trigger) => {
  const { write, read, type, irq } = setup();
  write(FCR, fcr);
  write(IER, 0x01);
  type("x".repeat(trigger - 1));
  expect(irq.level).toBe(false);
  type("y");
  expect(irq.level).toBe(true);
  expect(read(IIR)).toBe(0xc4);
  read(RBR);
  expect(irq.level).toBe(false);
});

test("bytes below the trigger level interrupt after four characters of silence", () => {
  const { uart, write, read, type, irq, clock } = setup();
  write(LCR, 0x83);
  write(0, 2); // 115200 baud
  write(LCR, 0x03);
  write(FCR, 0xc1);
  write(IER, 0x01);
  clock.now = 1000;
  type("a");
  const due = uart.deadline();
  expect(due).toBe(1000 + 4 * Math.ceil((10 * 1e9) / 115200));
  clock.now = due - 1;
  uart.elapse();
  expect(irq.level).toBe(false);
  clock.now = due;
  uart.elapse();
  expect(irq.level).toBe(true);
  expect(read(IIR)).toBe(0xcc);
  expect(uart.deadline()).toBe(Number.POSITIVE_INFINITY);
  read(RBR);
  expect(irq.level).toBe(false);
});

test("a read with bytes left starts the silence anew", () => {
  const { uart, write, read, type, clock } = setup();
  write(FCR, 0xc1);
  type("ab");
  const first = uart.deadline();
  clock.now = 5000;
  read(RBR);
  expect(uart.deadline()).toBe(first + 5000);
});

test("the transmitter's interrupt comes when enabled and goes when IIR tells of it", () => {
  const { write, read, irq } = setup();
  write(IER, 0x02);
  expect(irq.level).toBe(true);
  expect(read(IIR)).toBe(0x02);
  expect(irq.level).toBe(false);
  expect(read(IIR)).toBe(0x01);
  write(THR, 0x61);
  expect(irq.level).toBe(true);
});

test("received data goes before the transmitter, and reading IIR then leaves the transmitter's pending", () => {
  const { write, read, type, irq } = setup();
  write(IER, 0x03);
  type("a");
  expect(read(IIR)).toBe(0x04);
  expect(irq.level).toBe(true);
  read(RBR);
  expect(read(IIR)).toBe(0x02);
});

test("an overrun in loopback is a line status interrupt, first of all, until LSR is read", () => {
  const { write, read, irq } = setup();
  write(MCR, 0x10);
  write(IER, 0x07);
  write(THR, 0x61);
  write(THR, 0x62);
  expect(read(IIR)).toBe(0x06);
  expect(read(LSR)).toBe(0x63);
  expect(read(LSR)).toBe(0x61);
  expect(read(IIR)).toBe(0x04);
  expect(read(RBR)).toBe(0x62);
  expect(irq.level).toBe(true);
});

test("loopback brings bytes back, keeps them from the host and turns outputs into inputs", () => {
  const { write, read, type, output } = setup();
  write(FCR, 0x01);
  write(MCR, 0x1a);
  expect(read(MSR)).toBe(0x90);
  write(MCR, 0x15);
  expect(read(MSR)).toBe(0x60);
  write(THR, 0x71);
  type("z");
  expect(read(RBR)).toBe(0x71);
  expect(read(LSR) & 1).toBe(0);
  expect(output()).toBe("");
  write(MCR, 0x00);
  expect(read(RBR)).toBe(0x7a);
});

test("in loopback a full FIFO keeps its bytes and tells of an overrun", () => {
  const { write, read } = setup();
  write(FCR, 0x01);
  write(MCR, 0x10);
  for (let n = 0; n < 17; n += 1) write(THR, n);
  expect(read(LSR)).toBe(0x63);
  expect(read(RBR)).toBe(0);
});

test("a receiver reset drops the FIFO, and what the host still holds comes after", () => {
  const { write, read, type } = setup();
  write(FCR, 0x01);
  type("0123456789abcdefXY");
  write(FCR, 0x03);
  expect(read(RBR)).toBe(0x58);
  expect(read(RBR)).toBe(0x59);
  expect(read(LSR) & 1).toBe(0);
});

test("enabling or disabling the FIFOs empties them", () => {
  const { write, read } = setup();
  write(MCR, 0x10);
  write(THR, 0x61);
  write(FCR, 0x01);
  expect(read(LSR) & 1).toBe(0);
  expect(read(IIR)).toBe(0xc1);
  write(THR, 0x62);
  write(FCR, 0x00);
  expect(read(LSR) & 1).toBe(0);
  expect(read(IIR)).toBe(0x01);
});

test("the last byte read from an empty FIFO is 0", () => {
  const { write, read } = setup();
  write(FCR, 0x01);
  expect(read(RBR)).toBe(0);
});

test("reset forgets registers, FIFO and what was typed", () => {
  const { uart, write, read, type, irq } = setup();
  write(FCR, 0x01);
  write(IER, 0x03);
  write(SCR, 1);
  type("x".repeat(40));
  uart.reset();
  expect(irq.level).toBe(false);
  expect([read(IER), read(IIR), read(LSR), read(SCR), read(RBR)]).toEqual([0, 1, 0x60, 0, 0]);
  expect(uart.deadline()).toBe(Number.POSITIVE_INFINITY);
});
