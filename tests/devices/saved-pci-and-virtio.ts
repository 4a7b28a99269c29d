// PCI cards and virtio devices, for the test of save and restore.
import { makeMemoryStore } from "../../src/devices/block-store.js";
import { makePciHost } from "../../src/devices/pci-host.js";
import { makePciSerial } from "../../src/devices/pci-serial.js";
import { makeVirtioBlock } from "../../src/devices/virtio-block.js";
import { makeVirtioConsole } from "../../src/devices/virtio-console.js";
import { makeVirtioMmio } from "../../src/devices/virtio-mmio.js";
import { makeVirtioPci } from "../../src/devices/virtio-pci.js";
import { makeVirtioRandom } from "../../src/devices/virtio-random.js";
import { fakeClock, fakeLine, fakeRam, RAM } from "./fake-ports.js";
import type { Subject } from "./saved-subject.js";
import * as driver from "./virtio-driver.js";

export function pciSerial(): Subject {
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

export function virtio(version: 1 | 2): Subject {
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

export function virtioPci(): Subject {
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

/** A virtio device on a transport: the driver of a console announces itself and opens, or closes, its port. */
export function virtioConsole(): Subject {
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

export function virtioRandom(): Subject {
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
