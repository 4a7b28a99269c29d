import { expect, test } from "vitest";
import { type ConsolePort, makeVirtioConsole } from "../../src/devices/virtio-console.js";
import { makeVirtioMmio } from "../../src/devices/virtio-mmio.js";
import { fakeLine, fakeRam, RAM } from "./fake-ports.js";
import { INDIRECT, WRITE } from "./virtio-driver.js";

const MULTIPORT = 1 << 1;
const QUEUE = 8;

/** A driver with rings for any number of queues: 64 KiB of RAM for each. */
function setup(ports: readonly ConsolePort[], features: number) {
  const ram = fakeRam();
  const line = fakeLine();
  const output: string[] = [];
  const console = makeVirtioConsole(ports, (port, byte) => void output.push(`${port}:${String.fromCharCode(byte)}`));
  const device = makeVirtioMmio(line, ram, 2, console);
  const base = (queue: number) => RAM + 0x1_0000 * queue;
  device.write(0x70, 4, 3);
  device.write(0x20, 4, features);
  device.write(0x70, 4, 0xb);
  for (let queue = 0; queue < 8; queue += 1) {
    device.write(0x30, 4, queue);
    device.write(0x38, 4, QUEUE);
    device.write(0x80, 4, base(queue));
    device.write(0x90, 4, base(queue) + 0x1000);
    device.write(0xa0, 4, base(queue) + 0x2000);
    device.write(0x44, 4, 1);
  }
  device.write(0x70, 4, 0xf);

  const at = (queue: number, offset: number) => base(queue) - RAM + offset;
  /** Puts descriptor `n` of a queue into its ring and notifies. */
  function offer(queue: number, n: number, bytes: number, flags: number) {
    const buffer = 0x4000 + 0x100 * n;
    ram.view.setUint32(at(queue, 16 * n), base(queue) + buffer, true);
    ram.view.setUint32(at(queue, 16 * n + 8), bytes, true);
    ram.view.setUint16(at(queue, 16 * n + 12), flags, true);
    const index = ram.view.getUint16(at(queue, 0x1002), true);
    ram.view.setUint16(at(queue, 0x1004 + 2 * (index % QUEUE)), n, true);
    ram.view.setUint16(at(queue, 0x1002), index + 1, true);
    device.write(0x50, 4, queue);
  }
  function send(queue: number, bytes: readonly number[]) {
    ram.memory.set(bytes, at(queue, 0x4000));
    offer(queue, 0, bytes.length, 0);
  }
  const used = (queue: number) => ram.view.getUint16(at(queue, 0x2002), true);
  /** What the device put into the buffer of its `n`-th used element. */
  function got(queue: number, n: number): number[] {
    const element = at(queue, 0x2004 + 8 * n);
    const from = at(queue, 0x4000 + 0x100 * ram.view.getUint32(element, true));
    return [...ram.memory.subarray(from, from + ram.view.getUint32(element + 4, true))];
  }
  const control = (port: number, event: number, value: number) => send(3, [port, 0, 0, 0, event, 0, value, 0]);
  return { device, console, line, output, offer, send, used, got, control };
}

test("without multiport, port 0 sends and receives at once", () => {
  const { console, line, output, offer, send, used, got } = setup([{ console: true }], 0);
  send(1, [0x68, 0x69]);
  expect(output).toEqual(["0:h", "0:i"]);
  console.receive(0, Uint8Array.of(0x61, 0x62, 0x63));
  expect(used(0)).toBe(0);
  offer(0, 0, 2, WRITE);
  offer(0, 1, 2, WRITE);
  expect([got(0, 0), got(0, 1)]).toEqual([[0x61, 0x62], [0x63]]);
  expect(line.level).toBe(true);
});

test("buffers wait until something is typed", () => {
  const { console, offer, used, got } = setup([{ console: true }], 0);
  offer(0, 0, 64, WRITE);
  expect(used(0)).toBe(0);
  console.receive(0, Uint8Array.of(0x7a));
  expect(got(0, 0)).toEqual([0x7a]);
});

test("a multiport driver learns of each port, what it is, its name, and that it is open", () => {
  const { offer, control, used, got } = setup([{ console: true }, { console: false, name: "log" }], MULTIPORT);
  for (let n = 0; n < 7; n += 1) offer(2, n, 16, WRITE);
  control(0, 0, 1);
  expect(used(2)).toBe(2);
  control(0, 3, 1);
  control(1, 3, 1);
  const messages = Array.from({ length: used(2) }, (_, n) => got(2, n));
  expect(messages).toEqual([
    [0, 0, 0, 0, 1, 0, 1, 0],
    [1, 0, 0, 0, 1, 0, 1, 0],
    [0, 0, 0, 0, 4, 0, 1, 0],
    [0, 0, 0, 0, 6, 0, 1, 0],
    [1, 0, 0, 0, 7, 0, 1, 0, 0x6c, 0x6f, 0x67, 0],
    [1, 0, 0, 0, 6, 0, 1, 0],
  ]);
});

test("messages that find no buffer wait for one", () => {
  const { offer, control, used, got } = setup([{ console: true }], MULTIPORT);
  control(0, 0, 1);
  expect(used(2)).toBe(0);
  offer(2, 0, 16, WRITE);
  expect(got(2, 0)).toEqual([0, 0, 0, 0, 1, 0, 1, 0]);
});

test("input to a port waits until the guest opens it; ports have queues of their own", () => {
  const { console, offer, send, control, output, used, got } = setup(
    [{ console: true }, { console: false }],
    MULTIPORT,
  );
  offer(4, 0, 8, WRITE);
  console.receive(1, Uint8Array.of(0x31));
  expect(used(4)).toBe(0);
  control(1, 6, 1);
  expect(got(4, 0)).toEqual([0x31]);
  send(5, [0x32]);
  expect(output).toEqual(["1:2"]);
});

test("input typed before a reset by the driver is there for the next one, and gone after power-on", () => {
  const { device, console } = setup([{ console: true }], 0);
  console.receive(0, Uint8Array.of(1));
  device.write(0x70, 4, 0);
  expect(JSON.stringify(device.save())).toContain('"waiting":[1]');
  device.reset();
  expect(JSON.stringify(device.save())).toContain('"waiting":[]');
});

test("an emergency write goes out without a queue", () => {
  const { device, output } = setup([{ console: true }], 0);
  expect(device.read(0x104, 4)).toBe(31);
  device.write(0x108, 4, 0x21);
  expect(output).toEqual(["0:!"]);
});

test("a control message that is too short, or for no port, is dropped", () => {
  const { send, control, used, offer } = setup([{ console: true }], MULTIPORT);
  offer(2, 0, 16, WRITE);
  send(3, [0, 0, 0]);
  control(9, 3, 1);
  expect(used(3)).toBe(2);
  expect(used(2)).toBe(0);
});

test("an indirect chain that was not negotiated breaks the device", () => {
  const { device, offer } = setup([{ console: true }], 0);
  offer(1, 0, 16, INDIRECT);
  expect(device.read(0x70, 4)).toBe(0x4f);
});
