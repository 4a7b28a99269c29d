import { expect, test } from "vitest";
import { makeBoard } from "../../src/machine/board.js";
import { BoardError } from "../../src/machine/boot.js";
import type { BoardOptions } from "../../src/machine/options.js";
import { fakeClock, fakeLines, fakePower, fakeRam, fakeTimer } from "../devices/fake-ports.js";
import { boardOptions, disk } from "./board-options.js";

const PLIC = 0xc00_0000;
const UART0 = 0x1000_0000;
const UART2 = 0x1020_2000;
const SEIP = 1 << 9;
const MSIP = 1 << 3;

function setup(changes: Partial<BoardOptions> = {}) {
  const lines = fakeLines(2);
  const clock = fakeClock();
  const power = fakePower();
  const output: string[] = [];
  const board = makeBoard(boardOptions({ harts: 2, uarts: 3, ...changes }), {
    dma: fakeRam(),
    timer: fakeTimer(2),
    lines,
    clock,
    power,
    output: (console, byte) => void output.push(`${console} ${String.fromCharCode(byte)}`),
  });
  const { bus } = board;
  /** Enables a source for hart 1 in S-mode. */
  const listen = (source: number) => {
    bus.write(PLIC + 4 * source, 4, 1);
    bus.write(PLIC + 0x2000 + 0x80 * 3 + 4 * (source >> 5), 4, 1 << (source & 31));
  };
  const type = (uart: number, text: string) => board.input(`uart${uart}`, new TextEncoder().encode(text));
  return { board, bus, lines, clock, power, output, listen, type };
}

test("each UART sends under its own number", () => {
  const { bus, output } = setup();
  bus.write(UART0, 1, 0x61);
  bus.write(UART2, 1, 0x62);
  expect(output).toEqual(["uart0 a", "uart2 b"]);
});

test.each([
  [0, UART0, 10],
  [2, UART2, 42],
])("input to UART %i arrives there and interrupts through its source", (uart, address, source) => {
  const { bus, lines, listen, type } = setup();
  listen(source);
  bus.write(address + 1, 1, 1);
  type(uart, "x");
  expect(lines.mip).toEqual([0, SEIP]);
  expect(bus.read(PLIC + 0x20_3004, 4)).toBe(source);
  expect(bus.read(address, 1)).toBe(0x78);
  bus.write(PLIC + 0x20_3004, 4, source);
  expect(lines.mip).toEqual([0, 0]);
});

test("a disk answers on its transport, the others are empty", () => {
  const { bus } = setup({ devices: [disk("d0", 2, new Uint8Array(8192))] });
  const ids = Array.from({ length: 8 }, (_, n) => bus.read(0x1000_1000 + 0x1000 * n + 8, 4));
  expect(ids).toEqual([0, 0, 2, 0, 0, 0, 0, 0]);
  expect(bus.read(0x1000_3100, 4)).toBe(16);
  expect(bus.read(0x1000_3004, 4)).toBe(2);
});

test("with legacy virtio every transport is version 1", () => {
  const { bus } = setup({ legacyVirtio: true, devices: [disk("d0", 0)] });
  expect([bus.read(0x1000_1004, 4), bus.read(0x1000_8004, 4)]).toEqual([1, 1]);
});

test("the finisher, the CLINT and the clock answer at their addresses", () => {
  const { bus, power, lines, clock } = setup({ rtcNs: 1000n });
  bus.write(0x10_0000, 4, 0x5555);
  expect(power.log).toEqual(["finish 0"]);
  bus.write(0x200_0004, 4, 1);
  expect(lines.mip).toEqual([0, MSIP]);
  clock.now = 5;
  expect(bus.read(0x10_1000, 4)).toBe(1005);
});

test("the RTC's alarm is the board's deadline and interrupts through source 11", () => {
  const { board, bus, clock, lines, listen } = setup();
  expect(board.deadline()).toBe(Number.POSITIVE_INFINITY);
  listen(11);
  bus.write(0x10_1010, 4, 1);
  bus.write(0x10_1008, 4, 700);
  expect(board.deadline()).toBe(700);
  clock.now = 700;
  board.elapse();
  expect(lines.mip).toEqual([0, SEIP]);
  expect(board.deadline()).toBe(Number.POSITIVE_INFINITY);
});

test("a serial card's console has a name of its own and interrupts through its slot's line", () => {
  const { board, bus, lines, output, listen } = setup({ devices: [{ kind: "pci-serial", ports: 1 }] });
  listen(33);
  bus.write(0x3000_8004, 2, 1);
  bus.write(0x3000_8010, 4, 1);
  bus.write(0x300_0000, 1, 0x61);
  expect(output).toEqual(["pci-serial0 a"]);
  bus.write(0x300_0001, 1, 1);
  board.input("pci-serial0", Uint8Array.of(0x62));
  expect(lines.mip).toEqual([0, SEIP]);
  expect(bus.read(PLIC + 0x20_3004, 4)).toBe(33);
  expect(bus.read(0x300_0000, 1)).toBe(0x62);
});

test("two cards whose slots share a line interrupt through it", () => {
  const devices = [1, 5].map((slot) => ({ kind: "pci-serial", ports: 1, slot }) as const);
  const { bus, lines, listen } = setup({ devices });
  listen(33);
  for (const [slot, port] of [
    [1, 0x10],
    [5, 0x20],
  ] as const) {
    bus.write(0x3000_0010 + slot * 0x8000, 4, port);
    bus.write(0x3000_0004 + slot * 0x8000, 2, 1);
  }
  bus.write(0x300_0011, 1, 2);
  bus.write(0x300_0021, 1, 2);
  bus.write(0x300_0011, 1, 0);
  expect(lines.mip).toEqual([0, SEIP]);
  expect(bus.read(PLIC + 0x20_3004, 4)).toBe(33);
  bus.write(0x300_0021, 1, 0);
  bus.write(PLIC + 0x20_3004, 4, 33);
  expect(lines.mip).toEqual([0, 0]);
});

test.each([
  ["behind the UART's registers", 0x1000_0008, 1],
  ["in the empty window of a UART that is not there", 0x1020_3000, 1],
  ["behind the CLINT's registers", 0x200_c000, 4],
  ["behind a transport's registers", 0x1000_1200, 4],
  ["a byte of the PLIC", PLIC, 1],
  ["8 bytes of msip", 0x200_0000, 8],
])("an access %s faults", (_, address, size) => {
  const { bus } = setup();
  bus.read(address, size);
  expect(bus.fault).toBe(true);
});

test("reset takes every device back and keeps what disks hold", () => {
  const d0 = disk("d0", 0);
  const { board, bus, lines, listen, type } = setup({ devices: [d0] });
  d0.store.write(0, new Uint8Array(512).fill(7));
  listen(10);
  bus.write(UART0 + 1, 1, 1);
  bus.write(0x200_0000, 4, 1);
  type(0, "abc");
  board.reset();
  expect(lines.mip).toEqual([0, 0]);
  expect(bus.read(UART0 + 5, 1)).toBe(0x60);
  expect(bus.read(PLIC + 40, 4)).toBe(0);
  const sector = new Uint8Array(512);
  d0.store.read(0, sector);
  expect(sector[0]).toBe(7);
});

test("a saved board restores devices, lines and disks", () => {
  const first = setup({ devices: [disk("d0", 0)] });
  first.listen(10);
  first.bus.write(UART0 + 1, 1, 1);
  first.bus.write(0x200_0000, 4, 1);
  first.type(0, "abc");
  const saved = JSON.parse(JSON.stringify(first.board.save()));
  const store = disk("d0", 0);
  store.store.write(3, new Uint8Array(512).fill(9));
  const second = setup({ devices: [store] });
  second.board.restore(saved);
  expect(second.board.save()).toEqual(saved);
  expect(second.lines.mip).toEqual([MSIP, SEIP]);
  expect(second.bus.read(PLIC + 0x20_3004, 4)).toBe(10);
  expect(second.bus.read(UART0, 1)).toBe(0x61);
  const sector = new Uint8Array(512).fill(1);
  store.store.read(3, sector);
  expect(sector[0]).toBe(0);
});

test("the last UART and the last transport interrupt through sources that only a board with them has", () => {
  const { bus, type, lines } = setup({ uarts: 65, devices: [disk("d63", 63)] });
  const [source, uart, transport] = [104, 0x1024_0000, 0x1033_f000];
  bus.write(PLIC + 4 * source, 4, 1);
  bus.write(PLIC + 0x2080 + 4 * (source >> 5), 4, 1 << (source & 31));
  bus.write(uart + 1, 1, 1);
  type(64, "a");
  expect(lines.mip[0]).toBe(SEIP);
  expect(bus.read(PLIC + 0x20_1004, 4)).toBe(source);
  expect(bus.read(transport + 8, 4)).toBe(2);
  const least = setup();
  least.bus.write(PLIC + 4 * source, 4, 1);
  expect(least.bus.read(PLIC + 4 * source, 4)).toBe(0);
  least.bus.read(transport, 4);
  expect(least.bus.fault).toBe(true);
});

test.each([
  [
    "two disks on one transport",
    { devices: [disk("a", 1), disk("b", 1)] },
    "disk a and disk b both sit on transport 1",
  ],
  ["a transport that is not there", { devices: [disk("a", 64)] }, "disk a: transport 64; the board has 0 to 63"],
  ["no UART", { uarts: 0 }, "0 UARTs; the board has 1 to 65"],
  ["66 UARTs", { uarts: 66 }, "66 UARTs; the board has 1 to 65"],
])("%s is refused", (_, changes, message) => {
  expect(() => setup(changes)).toThrow(BoardError);
  expect(() => setup(changes)).toThrow(message);
});
