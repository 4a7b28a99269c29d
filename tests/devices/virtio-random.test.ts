import { expect, test } from "vitest";
import { makeVirtioMmio } from "../../src/devices/virtio-mmio.js";
import { makeVirtioRandom } from "../../src/devices/virtio-random.js";
import { fakeLine, fakeRam, RAM } from "./fake-ports.js";
import * as driver from "./virtio-driver.js";

function setup(seed: number) {
  const ram = fakeRam();
  const device = makeVirtioMmio(fakeLine(), ram, 2, makeVirtioRandom(seed));
  driver.bringUp(device, 0);
  const draw = (bytes: number) => {
    driver.putDescriptor(ram, 0, driver.DATA, bytes, driver.WRITE);
    driver.offer(ram, 0);
    device.write(0x50, 4, 0);
    return [...ram.memory.subarray(driver.DATA - RAM, driver.DATA - RAM + bytes)];
  };
  return { ram, device, draw };
}

test("a buffer is filled with bytes that follow from the seed", () => {
  const { ram, device, draw } = setup(3);
  expect(device.read(8, 4)).toBe(4);
  const bytes = draw(32);
  expect(driver.usedElement(ram, 0)).toEqual({ id: 0, length: 32 });
  expect(new Set(bytes).size).toBeGreaterThan(16);
  expect(setup(3).draw(32)).toEqual(bytes);
  expect(setup(4).draw(32)).not.toEqual(bytes);
});

test("it goes on over a reset by the driver, and begins again at power-on", () => {
  const { device, draw } = setup(3);
  const [first, second] = [draw(8), draw(8)];
  driver.bringUp(device, 0);
  const again = setup(3);
  again.draw(8);
  driver.bringUp(again.device, 0);
  expect(second).not.toEqual(first);
  expect(again.device.save()).toMatchObject({ core: { device: setupAfter(8) } });
  device.reset();
  expect(device.save()).toMatchObject({ core: { device: { random: 3 } } });
});

/** State of the device after it gave so many bytes. */
function setupAfter(bytes: number): { random: number } {
  let state = 3;
  for (let n = 0; n < bytes; n += 1) state = (state + 0x9e3779b9) | 0;
  return { random: state };
}
