import { expect, test } from "vitest";
import { signatureText } from "../../src/runner/signature.js";
import { makeRam } from "./fake-machine.js";

const RANGE = { begin: 0x8000_0100, end: 0x8000_0108 };

function ram() {
  const memory = makeRam();
  memory.store(0x8000_0100, 0x1122_3344_5566_7788n);
  memory.store(0x8000_0108, -1n);
  return memory.dma;
}

test("granularity 4 writes one 32-bit word a line, most significant digit first", () => {
  expect(signatureText(ram(), RANGE, 4)).toBe("55667788\n11223344\n");
});

test("granularity 8 writes one 64-bit word a line", () => {
  expect(signatureText(ram(), RANGE, 8)).toBe("1122334455667788\n");
});

test("the last line is padded with zeros", () => {
  expect(signatureText(ram(), RANGE, 16)).toBe("00000000000000001122334455667788\n");
});

test("a range outside RAM is bad input", () => {
  expect(() => signatureText(ram(), { begin: 0x1000, end: 0x1008 }, 4)).toThrow(/0x1000 to 0x1008 is not in RAM/);
});
