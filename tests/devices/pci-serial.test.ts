// The host bridge's windows and a serial card behind them, as a driver meets them; values as on QEMU 7.2.
import { expect, test } from "vitest";
import { lineOfSlot, makePciHost } from "../../src/devices/pci-host.js";
import { makePciSerial } from "../../src/devices/pci-serial.js";
import { fakeClock, fakeLine } from "./fake-ports.js";

const COMMAND = 0x04;
const BAR0 = 0x10;
const INTERRUPT_LINE = 0x3c;

function setup(ports: 1 | 2 | 4 = 1, slot = 1) {
  const line = fakeLine();
  const output: string[] = [];
  const serial = makePciSerial(ports, line, fakeClock(), (port, byte) => {
    output.push(`${port}:${String.fromCharCode(byte)}`);
  });
  const host = makePciHost(new Map([[slot, serial.pci]]));
  const { ecam, ports: io } = host;
  const at = slot << 15;
  return {
    ...{ host, ecam, io, line, output, serial },
    get: (register: number, size: 1 | 2 | 4 = 4) => ecam.read(at + register, size),
    set: (register: number, value: number, size: 1 | 2 | 4 = 4) => ecam.write(at + register, size, value),
  };
}

test("slot 0 is the host bridge, an empty slot and another bus read as ones", () => {
  const { ecam } = setup();
  expect(ecam.read(0, 4)).toBe(0x0008_1b36);
  expect(ecam.read(8, 4)).toBe(0x0600_0000);
  expect(ecam.read(2 << 15, 4)).toBe(0xffff_ffff);
  expect(ecam.read(1 << 20, 4)).toBe(0xffff_ffff);
  expect(ecam.read((1 << 15) | (1 << 12), 2)).toBe(0xffff);
  expect(ecam.read(0x100, 4)).toBe(0xffff_ffff);
});

test.each([
  [1, 0x0002, 0xffff_fff9],
  [2, 0x0003, 0xffff_fff1],
  [4, 0x0004, 0xffff_ffe1],
] as const)("a card with %i UARTs says what it is and how many ports it takes", (ports, device, size) => {
  const { get, set } = setup(ports);
  expect(get(0)).toBe(((device << 16) | 0x1b36) >>> 0);
  expect(get(8)).toBe(0x0700_0201);
  expect(get(0x2c)).toBe(0x1100_1af4);
  expect(get(INTERRUPT_LINE)).toBe(0x100);
  set(BAR0, 0xffff_ffff);
  expect(get(BAR0)).toBe(size);
});

test("two writes make it a UART at port 0: I/O enabled, address 0", () => {
  const { set, io, output } = setup();
  set(COMMAND, 1, 2);
  set(BAR0, 1);
  io.write(0, 1, 0x68);
  expect(io.read(5, 1)).toBe(0x60);
  expect(output).toEqual(["0:h"]);
});

test("while I/O is not enabled nothing answers", () => {
  const { set, io } = setup();
  set(BAR0, 0x100);
  expect(io.read(0x105, 1)).toBe(0xff);
  set(COMMAND, 1, 2);
  expect(io.read(0x105, 1)).toBe(0x60);
  expect(io.read(0x108, 1)).toBe(0xff);
  set(COMMAND, 0, 2);
  expect(io.read(0x105, 1)).toBe(0xff);
});

test("a wide access to ports is one access for each byte", () => {
  const { set, io } = setup(1);
  set(COMMAND, 1, 2);
  set(BAR0, 0x100);
  expect(io.read(0x100, 4)).toBe(0x0001_0000);
  expect(io.read(0x104, 4)).toBe(0x00b0_6008);
  io.write(0x106, 2, 0x5a00);
  expect(io.read(0x107, 1)).toBe(0x5a);
  expect(io.read(0x106, 4)).toBe(0xffff_5ab0);
});

test("each UART of a card sends and receives for itself", () => {
  const { set, io, output, serial } = setup(4);
  set(COMMAND, 1, 2);
  set(BAR0, 0x200);
  io.write(0x208, 1, 0x61);
  io.write(0x218, 1, 0x62);
  expect(output).toEqual(["1:a", "3:b"]);
  serial.uarts[2]?.receive(Uint8Array.of(0x63));
  expect([io.read(0x205, 1) & 1, io.read(0x215, 1) & 1, io.read(0x210, 1)]).toEqual([0, 1, 0x63]);
});

test("an interrupt shows in the status register and on the line until INTx is disabled", () => {
  const { set, get, io, line } = setup(2);
  set(COMMAND, 1, 2);
  set(BAR0, 0x100);
  io.write(0x109, 1, 2);
  expect(get(COMMAND)).toBe(0x0008_0001);
  expect(line.level).toBe(true);
  set(COMMAND, 0x401, 2);
  expect(line.level).toBe(false);
  expect(get(COMMAND)).toBe(0x0008_0401);
  set(COMMAND, 1, 2);
  expect(line.level).toBe(true);
  io.read(0x10a, 1);
  expect(line.level).toBe(false);
  expect(get(COMMAND)).toBe(1);
});

test("identity and status are read-only, the scratch bytes keep what is written", () => {
  const { set, get } = setup();
  set(0, 0);
  set(COMMAND, 0xffff_ffff);
  set(8, 0);
  set(INTERRUPT_LINE, 0xffff_ffff);
  set(0x40, 0x1234_5678);
  expect([get(0), get(COMMAND), get(8), get(INTERRUPT_LINE), get(0x40)]).toEqual([
    ...[0x0002_1b36, 0x507, 0x0700_0201, 0x1ff, 0x1234_5678],
  ]);
});

test("reset unmaps the card", () => {
  const { set, get, ecam, io } = setup();
  set(COMMAND, 1, 2);
  set(BAR0, 0x100);
  ecam.reset();
  expect(get(BAR0)).toBe(1);
  expect(io.read(0x105, 1)).toBe(0xff);
});

test("memory windows without a device read as ones", () => {
  const { host } = setup();
  const window = host.memory(0x4000_0000);
  window.write(0, 4, 1);
  expect([window.read(0, 1), window.read(0, 2), window.read(0x3fff_fffc, 4)]).toEqual([0xff, 0xffff, 0xffff_ffff]);
});

test("INTA of slots goes to the four lines in turn", () => {
  expect([1, 2, 3, 4, 5].map(lineOfSlot)).toEqual([1, 2, 3, 0, 1]);
});
