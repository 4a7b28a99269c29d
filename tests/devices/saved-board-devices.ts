// Devices of every board, for the test of save and restore.
import type { TimedDevice } from "../../src/bus/device.js";
import { makeClint } from "../../src/devices/clint.js";
import { makeFlash } from "../../src/devices/flash.js";
import { makeFwCfg } from "../../src/devices/fw-cfg.js";
import { makeGoldfishRtc } from "../../src/devices/goldfish-rtc.js";
import { makePlic } from "../../src/devices/plic.js";
import { makeTestFinisher } from "../../src/devices/test-finisher.js";
import { makeUart } from "../../src/devices/uart.js";
import { fakeClock, fakeLine, fakeLines, fakePower, fakeRam, fakeTimer } from "./fake-ports.js";
import type { Subject } from "./saved-subject.js";

export function clint(): Subject {
  const lines = fakeLines(3);
  const device = makeClint(fakeTimer(3), lines);
  return {
    device,
    drive: () => device.write(4, 4, 1),
    driveOtherwise: () => device.write(8, 4, 1),
    observe: () => [lines.mip, device.read(0, 4), device.read(4, 4), device.read(8, 4)],
  };
}

export function plic(): Subject {
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

export function uart(): Subject {
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

export function rtc(): Subject {
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

export function finisher(): Subject {
  const power = fakePower();
  const device = makeTestFinisher(power);
  const nothing = () => {};
  return { device, drive: nothing, driveOtherwise: nothing, observe: () => device.read(0, 4) };
}

export function fwCfg(): Subject {
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

export function flash(): Subject {
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
