// One test for every device: what is restored saves the same bytes and goes on the same way. The device that takes the
// state was driven to other values in every field before, so a field that restore leaves out makes the test fail.
import { describe, expect, test } from "vitest";
import type { Device, DeviceState, StateValue, TimedDevice } from "../../src/bus/device.js";
import { makeMemoryStore } from "../../src/devices/block-store.js";
import { makeClint } from "../../src/devices/clint.js";
import { makeFlash } from "../../src/devices/flash.js";
import { makeFwCfg } from "../../src/devices/fw-cfg.js";
import { makeGoldfishRtc } from "../../src/devices/goldfish-rtc.js";
import { makePciHost } from "../../src/devices/pci-host.js";
import { makePciSerial } from "../../src/devices/pci-serial.js";
import { makePlic } from "../../src/devices/plic.js";
import { StateError } from "../../src/devices/state.js";
import { makeTestFinisher } from "../../src/devices/test-finisher.js";
import { makeUart } from "../../src/devices/uart.js";
import { makeVirtioBlock } from "../../src/devices/virtio-block.js";
import { makeVirtioConsole } from "../../src/devices/virtio-console.js";
import { makeVirtioMmio } from "../../src/devices/virtio-mmio.js";
import { makeVirtioPci } from "../../src/devices/virtio-pci.js";
import { makeVirtioRandom } from "../../src/devices/virtio-random.js";
import { fakeClock, fakeLine, fakeLines, fakePower, fakeRam, fakeTimer, RAM } from "./fake-ports.js";
import * as driver from "./virtio-driver.js";

interface Subject {
  readonly device: Device;
  /** Takes it to the state that is saved. */
  drive(): void;
  /** Takes it to a state that differs in every field. */
  driveOtherwise(): void;
  /** What software and the lines around it see from here on. */
  observe(): unknown;
}

function clint(): Subject {
  const lines = fakeLines(3);
  const device = makeClint(fakeTimer(3), lines);
  return {
    device,
    drive: () => device.write(4, 4, 1),
    driveOtherwise: () => device.write(8, 4, 1),
    observe: () => [lines.mip, device.read(0, 4), device.read(4, 4), device.read(8, 4)],
  };
}

function plic(): Subject {
  const lines = fakeLines(2);
  const device = makePlic(lines);
  /** Drives sources `first` (claimed, line low again) and `first + 1` (pending). */
  const drive = (first: number, context: number, priority: number) => {
    for (const source of [first, first + 1]) {
      device.write(4 * source, 4, priority);
      device.write(0x2000 + 0x80 * context, 4, (3 << first) >>> 0);
      device.line(source).set(true);
    }
    device.read(0x20_0004 + 0x1000 * context, 4);
    device.line(first).set(false);
    device.write(0x20_0000 + 0x1000 * context, 4, priority - 1);
  };
  return {
    device,
    drive: () => drive(4, 1, 3),
    driveOtherwise: () => drive(8, 2, 5),
    observe: () => {
      const claim = (context: number) => device.read(0x20_0004 + 0x1000 * context, 4);
      const seen: unknown[] = [[...lines.mip]];
      for (const offset of [16, 20, 32, 0x1000, 0x2080, 0x2100, 0x20_1000, 0x20_2000])
        seen.push(device.read(offset, 4));
      seen.push(claim(1), claim(2), [...lines.mip]);
      device.line(4).set(true);
      device.write(0x20_1004, 4, 4);
      seen.push(claim(1));
      device.write(0x20_1004, 4, 5);
      return [...seen, claim(1), lines.mip];
    },
  };
}

function uart(): Subject {
  const irq = fakeLine();
  const clock = fakeClock(1000);
  let output = "";
  const device = makeUart(irq, clock, (byte) => {
    output += String.fromCharCode(byte);
  });
  const write = (register: number, value: number) => device.write(register, 1, value);
  const type = (text: string) => device.receive(new TextEncoder().encode(text));
  /** One byte stays in RBR, then FIFOs, loopback overrun, time-out and a host queue. */
  const drive = (fcr: number, divisor: number, text: string, scr: number) => {
    type(text);
    write(3, 0x80);
    write(0, divisor & 0xff);
    write(1, divisor >> 8);
    write(3, scr & 0x1f);
    write(7, scr);
    write(2, fcr);
    write(1, fcr >> 4);
  };
  return {
    device,
    drive: () => {
      drive(0xc1, 0x0102, "first, then more than sixteen bytes for the FIFO", 0x2a);
      write(4, 0x1b);
      write(0, 0x21);
      write(1, 0x0f);
      clock.now += 1e9;
      device.elapse();
      device.read(0, 1);
      clock.now += 1e9;
      device.elapse();
    },
    driveOtherwise: () => {
      drive(0x41, 0x0304, "z, and again more than sixteen bytes", 0x15);
      write(4, 0x04);
      write(1, 0x02);
      device.read(2, 1);
    },
    observe: () => {
      clock.now = 5e9;
      const seen: unknown[] = [irq.level, device.deadline()];
      for (const register of [1, 2, 3, 4, 5, 6, 7]) seen.push(device.read(register, 1), irq.level);
      device.elapse();
      seen.push(device.read(2, 1), irq.level);
      write(4, 0);
      for (let n = 0; n < 60; n += 1) seen.push(device.read(0, 1), device.read(5, 1), device.read(2, 1));
      write(0, 0x41);
      return [...seen, output.slice(-1), device.deadline(), irq.level];
    },
  };
}

function rtc(): Subject {
  const irq = fakeLine();
  const clock = fakeClock(1000);
  const device = makeGoldfishRtc(irq, clock, 0x1234_5678_9abc_def0n);
  return {
    device,
    drive: () => {
      device.read(0, 4);
      device.write(0x10, 4, 1);
      device.write(0x08, 4, 1);
      device.write(0x0c, 4, 0x2000_0000);
      device.write(0x08, 4, 2);
    },
    driveOtherwise: () => {
      device.write(0x04, 4, 7);
      device.read(0, 4);
      device.write(0x0c, 4, 9);
      device.write(0x08, 4, 9);
      device.write(0x14, 4, 1);
    },
    observe: () => {
      const seen: unknown[] = [irq.level, (device as TimedDevice).deadline()];
      for (const register of [0x04, 0x00, 0x08, 0x0c, 0x10, 0x18]) seen.push(device.read(register, 4));
      device.write(0x1c, 4, 1);
      return [...seen, irq.level];
    },
  };
}

function pciSerial(): Subject {
  const line = fakeLine();
  const clock = fakeClock(1000);
  let output = "";
  const serial = makePciSerial(2, line, clock, (port, byte) => {
    output += `${port}${String.fromCharCode(byte)}`;
  });
  const { ecam, ports } = makePciHost(new Map([[1, serial.pci]]));
  const config = (register: number, value: number) => ecam.write(0x8000 + register, 4, value);
  /** Maps the card at `base`; its second UART asks for an interrupt. */
  const drive = (base: number, command: number, scratch: number) => {
    config(0x10, base);
    config(0x3c, scratch);
    config(0x04, 1);
    ports.write(base + 7, 1, scratch);
    ports.write(base + 9, 1, 2);
    ports.write(base + 15, 1, scratch);
    config(0x04, command);
  };
  return {
    device: ecam,
    drive: () => {
      drive(0x100, 1, 0x11);
      ecam.write(0, 4, 0);
      ecam.write(0xc, 4, 1);
    },
    driveOtherwise: () => {
      drive(0x40, 0x401, 0x22);
      ecam.write(0xc, 4, 2);
    },
    observe: () => {
      const seen: unknown[] = [line.level, ecam.read(0x0c, 4), ecam.read(0x8004, 4), ecam.read(0x8010, 4)];
      for (const port of [0x40, 0x100]) for (let n = 0; n < 16; n += 1) seen.push(ports.read(port + n, 1));
      ports.write(0x108, 1, 0x41);
      return [...seen, output.slice(-2), line.level, ecam.deadline()];
    },
  };
}

function finisher(): Subject {
  const power = fakePower();
  const device = makeTestFinisher(power);
  const nothing = () => {};
  return { device, drive: nothing, driveOtherwise: nothing, observe: () => device.read(0, 4) };
}

function virtio(version: 1 | 2): Subject {
  const ram = fakeRam();
  const irq = fakeLine();
  const image = Uint8Array.from({ length: 4096 }, (_, index) => index);
  const device = makeVirtioMmio(irq, ram, version, makeVirtioBlock(makeMemoryStore(image), "d"));
  const select = (sel: number) => {
    device.write(0x14, 4, sel);
    device.write(0x24, 4, sel);
    device.write(0x30, 4, sel);
  };
  const legacyQueue = (page: number, align: number, size: number, address: number) => {
    device.write(0x28, 4, page);
    device.write(0x3c, 4, align);
    device.write(0x38, 4, size);
    device.write(0x40, 4, address / page);
  };
  const legacyRequests = () => {
    driver.putHeader(ram, driver.IN, 1);
    driver.putDescriptor(ram, 0, driver.HEADER, 16, driver.NEXT, 1);
    driver.putDescriptor(ram, 1, driver.DATA, 512, driver.NEXT | driver.WRITE, 2);
    driver.putDescriptor(ram, 2, driver.STATUS, 1, driver.WRITE);
    ram.view.setUint16(driver.DESCRIPTORS - RAM + 16 * driver.QUEUE + 2, 2, true);
    device.write(0x50, 4, 0);
  };
  return {
    device,
    drive: () => {
      if (version === 2) {
        driver.bringUp(device, 1 << 28);
        driver.request(device, ram, driver.FLUSH, 0, 0);
        driver.request(device, ram, driver.IN, 1, 512);
      } else {
        legacyQueue(4096, 2048, driver.QUEUE, driver.DESCRIPTORS);
        device.write(0x20, 4, 1 << 28);
        legacyRequests();
      }
      device.write(0x24, 4, 1);
      device.write(0x20, 4, 1);
      select(1);
    },
    driveOtherwise: () => {
      if (version === 1) legacyQueue(1024, 512, 4, RAM + 0x9000);
      if (version === 2) {
        device.write(0x38, 4, 4);
        for (const register of [0x80, 0x90, 0xa0]) device.write(register, 4, RAM + 0x9000 + register);
        device.write(0x44, 4, 1);
      }
      device.write(0x70, 4, 7);
      // The ring is broken at its first chain, with nothing served.
      const available = version === 2 ? RAM + 0x9090 : RAM + 0x9000 + 16 * 4;
      ram.view.setUint16(available - RAM + 2, 3000, true);
      device.write(0x50, 4, 0);
      device.write(0x64, 4, 0);
      if (version === 2) device.write(0x44, 4, 0);
      device.write(0x120, 1, 0);
      select(0);
    },
    observe: () => {
      // Guest RAM is the snapshot's business: both devices get the same.
      ram.memory.fill(0);
      ram.view.setUint16(driver.AVAILABLE - RAM + 2, 2, true);
      const seen: unknown[] = [irq.level, device.read(0x60, 4), device.read(0x70, 4), device.read(0x10, 4)];
      device.write(0x20, 4, 0);
      device.write(0x30, 4, 0);
      device.write(0x64, 4, 3);
      seen.push(device.read(0x40, 4), device.read(0x44, 4), irq.level);
      seen.push(driver.request(device, ram, driver.IN, 1, 512), driver.usedIndex(ram), device.read(0x70, 4));
      return [...seen, irq.level, device.save()];
    },
  };
}

function virtioPci(): Subject {
  const ram = fakeRam();
  const line = fakeLine();
  const pci = makeVirtioPci(makeVirtioBlock(makeMemoryStore(new Uint8Array(4096)), "d"), line, ram);
  const { ecam, memory } = makePciHost(new Map([[1, pci]]));
  const window = memory(0);
  const map = (base: number) => {
    ecam.write(0x8020, 4, base);
    ecam.write(0x8024, 4, 0);
    ecam.write(0x8004, 2, 6);
  };
  return {
    device: ecam,
    drive: () => {
      map(0x4000);
      ecam.write(0xc, 4, 1);
      for (const [register, value] of [
        [0x14, 3],
        [0x00, 1],
        [0x08, 1],
        [0x16, 1],
      ] as const) {
        window.write(0x4000 + register, register === 0x14 ? 1 : 4, value);
      }
    },
    driveOtherwise: () => {
      map(0x8000);
      ecam.write(0xc, 4, 2);
      window.write(0x8014, 1, 1);
    },
    observe: () => {
      const seen: unknown[] = [line.level, ecam.read(0x8004, 4), ecam.read(0x8020, 4)];
      for (const base of [0x4000, 0x8000]) for (const at of [0, 4, 8, 0x14, 0x16]) seen.push(window.read(base + at, 4));
      return seen;
    },
  };
}

function fwCfg(): Subject {
  const ram = fakeRam();
  const device = makeFwCfg(ram, 1);
  const bytes = () => Array.from({ length: 3 }, () => device.read(0, 1));
  return {
    device,
    drive: () => {
      device.write(8, 2, 0x0100);
      bytes();
      device.write(16, 4, 0x100);
    },
    driveOtherwise: () => {
      device.write(8, 2, 0x1900);
      bytes();
      bytes();
      device.write(16, 4, 0x200);
    },
    observe: () => [bytes(), device.save()],
  };
}

function flash(): Subject {
  const device = makeFlash();
  const program = (offset: number, value: number) => {
    device.write(offset, 4, 0x40_0040);
    device.write(offset, 4, value);
  };
  return {
    device,
    drive: () => {
      program(0x1000, 0x1234_5678);
      device.write(0, 4, 0xe8_00e8);
      device.write(0, 4, 5);
    },
    driveOtherwise: () => {
      program(0x1000, 0x8765_4321);
      program(0x3000, 1);
      device.write(0, 4, 0xff_00ff);
    },
    observe: () => {
      const seen = [device.read(0, 4)];
      for (let n = 0; n < 6; n += 1) device.write(0x2000 + 4 * n, 4, n);
      for (const code of [0xd0, 0xff]) device.write(0, 4, code);
      for (const offset of [0x1000, 0x2004, 0x2014, 0x3000]) seen.push(device.read(offset, 4));
      return seen;
    },
  };
}

/** A virtio device on a transport: the driver of a console announces itself and opens, or closes, its port. */
function virtioConsole(): Subject {
  const ram = fakeRam();
  let output = "";
  const console = makeVirtioConsole([{ console: true, name: "n" }], (_, byte) => {
    output += String.fromCharCode(byte);
  });
  const device = makeVirtioMmio(fakeLine(), ram, 2, console);
  /** Sends control messages over queue 3. */
  const control = (messages: readonly (readonly [event: number, value: number])[]) => {
    driver.bringUp(device, 1 << 1, 3);
    for (const [event, value] of messages) {
      ram.view.setUint32(driver.DATA - RAM, 0, true);
      ram.view.setUint16(driver.DATA - RAM + 4, event, true);
      ram.view.setUint16(driver.DATA - RAM + 6, value, true);
      driver.putDescriptor(ram, 0, driver.DATA, 8, 0);
      driver.offer(ram, 0);
      device.write(0x50, 4, 3);
    }
  };
  return {
    device,
    drive: () => {
      console.receive(0, Uint8Array.of(1, 2, 3));
      control([
        [0, 1],
        [3, 1],
        [6, 1],
      ]);
    },
    driveOtherwise: () => {
      console.receive(0, Uint8Array.of(4));
      device.write(0x14, 4, 1);
    },
    observe: () => {
      device.write(0x108, 4, 0x41);
      return [output, device.save()];
    },
  };
}

function virtioRandom(): Subject {
  const ram = fakeRam();
  const device = makeVirtioMmio(fakeLine(), ram, 2, makeVirtioRandom(7));
  const draw = (bytes: number) => {
    driver.bringUp(device, 0);
    driver.putDescriptor(ram, 0, driver.DATA, bytes, driver.WRITE);
    driver.offer(ram, 0);
    device.write(0x50, 4, 0);
    return [...ram.memory.subarray(driver.DATA - RAM, driver.DATA - RAM + bytes)];
  };
  return {
    device,
    drive: () => void draw(5),
    driveOtherwise: () => void draw(11),
    observe: () => {
      ram.memory.fill(0);
      return draw(8);
    },
  };
}

const DEVICES: readonly [string, () => Subject][] = [
  ["clint", clint],
  ["plic", plic],
  ["uart", uart],
  ["rtc", rtc],
  ["finisher", finisher],
  ["pci-serial", pciSerial],
  ["virtio version 2", () => virtio(2)],
  ["virtio version 1", () => virtio(1)],
  ["fw-cfg", fwCfg],
  ["flash", flash],
  ["virtio over PCI", virtioPci],
  ["virtio-console", virtioConsole],
  ["virtio-rng", virtioRandom],
];

/** Fields that a subject cannot take to two values: those of the other version of the interface. */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  "virtio version 2": ["guestPageSize", "queueAlign"],
  "virtio version 1": ["core.queues.0.ready"],
};

/** Fields of parts that are subjects themselves; that some of them differ shows that the part is restored. */
const PARTS: Readonly<Record<string, RegExp>> = {
  "pci-serial": /\.uarts\.\d\.(?!scr)/,
  "virtio over PCI": /\.core\.(?!status)/,
  "virtio-console": /^(?:guestPageSize|queueAlign|driverFeaturesSel|queueSel|core\.(?!device))/,
  "virtio-rng": /^(?:guestPageSize|queueAlign|driverFeaturesSel|queueSel|deviceFeaturesSel|core\.(?!device))/,
};

describe.each(DEVICES)("%s", (name, make) => {
  test("restored over another state it saves the same and behaves the same", () => {
    const original = make();
    original.drive();
    const saved: DeviceState = JSON.parse(JSON.stringify(original.device.save()));
    const other = make();
    other.driveOtherwise();
    const before = fieldsOf(other.device.save());
    other.device.restore(saved);
    expect(other.device.save()).toEqual(saved);
    expect(other.observe()).toEqual(original.observe());
    // Whether each field was really taken over could not be seen if both states agreed in it.
    const same = [...fieldsOf(saved)].filter(([key, value]) => before.get(key) === value).map(([key]) => key);
    expect(same.filter((key) => PARTS[name]?.test(key) !== true)).toEqual(FIXED[name] ?? []);
  });

  test("reset forgets what was driven", () => {
    const fresh = make();
    fresh.device.reset();
    const driven = make();
    driven.drive();
    driven.device.reset();
    expect(withoutKept(driven.device.save())).toEqual(withoutKept(fresh.device.save()));
  });

  test("a state with a field missing is refused", () => {
    const subject = make();
    for (const key of Object.keys(subject.device.save())) {
      const { [key]: _, ...rest } = subject.device.save();
      expect(() => make().device.restore(rest)).toThrow(StateError);
    }
  });
});

/** What outlives a reset by design: levels that others drive, the time of day, and what flash holds. */
function withoutKept({
  levels: _levels,
  pending: _pending,
  offset: _offset,
  pages: _pages,
  ...state
}: DeviceState): DeviceState {
  return state;
}

/** Every field with its path; an array of numbers is one field. */
function fieldsOf(value: StateValue, path = ""): Map<string, string> {
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
  const isRecords = Array.isArray(value) && value.some((entry) => typeof entry === "object");
  if (!isRecord && !isRecords) return new Map([[path, JSON.stringify(value)]]);
  const parts = Object.entries(value).flatMap(([key, part]) => [
    ...fieldsOf(part, path === "" ? key : `${path}.${key}`),
  ]);
  return new Map(parts);
}
