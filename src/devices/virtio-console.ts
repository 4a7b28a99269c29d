// Console device (Virtual I/O Device specification 1.2, section 5.3) with several ports and their control queues.
import type { DeviceState } from "../bus/device.js";
import { type ByteQueue, makeByteQueue } from "./byte-queue.js";
import { booleanOf, numbersOf, recordsOf, StateError } from "./state.js";
import type { VirtioDevice } from "./virtio-device.js";
import type { Chain } from "./virtqueue.js";

const DEVICE_ID = 3;

/** Feature bits (5.3.3). */
const F_MULTIPORT = 1 << 1;
const F_EMERG_WRITE = 1 << 2;

/** Configuration fields by offset (5.3.4). */
const CONFIG_BYTES = 12;
const CONFIG_MAX_PORTS = 4;
const CONFIG_EMERG_WRITE = 8;

/** Ports that the queues are there for. */
const CONSOLE_PORTS_MAX = 31;
const DATA_QUEUE_SIZE = 128;
const CONTROL_QUEUE_SIZE = 32;
/** Queues (5.3.2): port 0, the two control queues, then the other ports. */
const CONTROL_RECEIVE = 2;
const CONTROL_TRANSMIT = 3;

/** Control messages (5.3.6.2): port, event and value. */
const MESSAGE_BYTES = 8;
const DEVICE_READY = 0;
const DEVICE_ADD = 1;
const PORT_READY = 3;
const CONSOLE_PORT = 4;
const PORT_OPEN = 6;
const PORT_NAME = 7;

export interface ConsolePort {
  /** A console for the guest (hvc), not a plain serial port. */
  readonly console: boolean;
  readonly name?: string | undefined;
}

export interface VirtioConsole extends VirtioDevice {
  /** Bytes from the host, queued until the guest takes them. */
  receive(port: number, bytes: Uint8Array): void;
}

/** @param output Called with the number of the port and each byte that the guest transmits. */
export function makeVirtioConsole(
  ports: readonly ConsolePort[],
  output: (port: number, byte: number) => void,
): VirtioConsole {
  return new Console(ports, output);
}

class Console implements VirtioConsole {
  readonly deviceId = DEVICE_ID;
  readonly features = F_MULTIPORT | F_EMERG_WRITE;
  readonly queueSizes = queueSizes();
  readonly config = new Uint8Array(CONFIG_BYTES);
  readonly #ports: readonly ConsolePort[];
  readonly #output: (port: number, byte: number) => void;
  readonly #waiting: readonly ByteQueue[];
  /** The guest has opened the port. */
  readonly #open: boolean[];
  /** Control messages that the guest has not taken yet. */
  #messages: Uint8Array[] = [];
  #multiport = false;
  #kick: (queue: number) => void = () => {};

  constructor(ports: readonly ConsolePort[], output: (port: number, byte: number) => void) {
    this.#ports = ports;
    this.#output = output;
    this.#waiting = ports.map(makeByteQueue);
    this.#open = ports.map(() => false);
    new DataView(this.config.buffer).setUint32(CONFIG_MAX_PORTS, CONSOLE_PORTS_MAX, true);
  }

  attach(kick: (queue: number) => void): void {
    this.#kick = kick;
  }

  negotiated(features: number): void {
    this.#multiport = (features & F_MULTIPORT) !== 0;
  }

  receive(port: number, bytes: Uint8Array): void {
    this.#waiting[port]?.push(bytes);
    this.#kick(receiveQueueOf(port));
  }

  accepts(queue: number): boolean {
    if (queue === CONTROL_RECEIVE) return this.#messages.length > 0;
    if (queue % 2 === 1) return true;
    const port = portOf(queue);
    const isOpen = !this.#multiport || this.#open[port] === true;
    return isOpen && (this.#waiting[port]?.length ?? 0) > 0;
  }

  handle(queue: number, chain: Chain): boolean {
    if (queue === CONTROL_RECEIVE) return this.#giveMessage(chain);
    if (queue === CONTROL_TRANSMIT) this.#takeMessage(chain.readable);
    else if (queue % 2 === 0) return this.#giveInput(portOf(queue), chain);
    else if (portOf(queue) < this.#ports.length) for (const byte of chain.readable) this.#output(portOf(queue), byte);
    chain.complete(0);
    return true;
  }

  writeConfig(offset: number, _size: number, value: number): void {
    if (offset === CONFIG_EMERG_WRITE) this.#output(0, value & 0xff);
  }

  powerOn(): void {
    for (const waiting of this.#waiting) waiting.clear();
  }

  /** What was typed waits for the next driver. */
  reset(): void {
    this.#open.fill(false);
    this.#messages = [];
    this.#multiport = false;
  }

  save(): DeviceState {
    return {
      multiport: this.#multiport,
      messages: this.#messages.map((message) => [...message]),
      ports: this.#waiting.map((waiting, port) => ({ open: this.#open[port] === true, waiting: waiting.toArray() })),
    };
  }

  restore(state: DeviceState): void {
    this.#multiport = booleanOf(state, "multiport");
    const messages = state["messages"];
    if (!Array.isArray(messages)) throw new StateError("saved state: messages must be an array");
    this.#messages = messages.map((message) => Uint8Array.from(numbersOf({ message }, "message")));
    recordsOf(state, "ports", this.#ports.length).forEach((saved, port) => {
      this.#open[port] = booleanOf(saved, "open");
      this.#waiting[port]?.clear();
      this.#waiting[port]?.push(Uint8Array.from(numbersOf(saved, "waiting")));
    });
  }

  #giveInput(port: number, chain: Chain): boolean {
    const waiting = this.#waiting[port];
    const count = Math.min(chain.writableBytes, waiting?.length ?? 0);
    const bytes = Uint8Array.from({ length: count }, () => waiting?.shift() ?? 0);
    if (!chain.write(0, bytes)) return false;
    chain.complete(count);
    return true;
  }

  #giveMessage(chain: Chain): boolean {
    const message = this.#messages.shift() ?? new Uint8Array(0);
    const bytes = message.subarray(0, chain.writableBytes);
    if (!chain.write(0, bytes)) return false;
    chain.complete(bytes.length);
    return true;
  }

  #takeMessage(message: Uint8Array): void {
    if (message.length < MESSAGE_BYTES) return;
    const view = new DataView(message.buffer, message.byteOffset, MESSAGE_BYTES);
    const port = view.getUint32(0, true);
    const event = view.getUint16(4, true);
    const value = view.getUint16(6, true);
    if (event === DEVICE_READY && value === 1) {
      for (const index of this.#ports.keys()) this.#tell(index, DEVICE_ADD, 1);
    }
    const options = this.#ports[port];
    if (options === undefined) return;
    if (event === PORT_READY && value === 1) this.#introduce(port, options);
    if (event === PORT_OPEN) {
      this.#open[port] = value === 1;
      this.#kick(receiveQueueOf(port));
    }
  }

  #introduce(port: number, { console, name }: ConsolePort): void {
    if (console) this.#tell(port, CONSOLE_PORT, 1);
    if (name !== undefined) this.#tell(port, PORT_NAME, 1, new TextEncoder().encode(`${name}\0`));
    this.#tell(port, PORT_OPEN, 1);
  }

  #tell(port: number, event: number, value: number, tail = new Uint8Array(0)): void {
    const message = new Uint8Array(MESSAGE_BYTES + tail.length);
    const view = new DataView(message.buffer);
    view.setUint32(0, port, true);
    view.setUint16(4, event, true);
    view.setUint16(6, value, true);
    message.set(tail, MESSAGE_BYTES);
    this.#messages.push(message);
    this.#kick(CONTROL_RECEIVE);
  }
}

function receiveQueueOf(port: number): number {
  return port === 0 ? 0 : 2 * port + 2;
}

/** The port of a data queue, of either direction. */
function portOf(queue: number): number {
  return queue < 2 ? 0 : (queue >> 1) - 1;
}

function queueSizes(): readonly number[] {
  const control = [CONTROL_QUEUE_SIZE, CONTROL_QUEUE_SIZE];
  const data = new Array<number>(2 * CONSOLE_PORTS_MAX).fill(DATA_QUEUE_SIZE);
  return [...data.slice(0, 2), ...control, ...data.slice(2)];
}
