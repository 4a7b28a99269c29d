import { expect, test } from "vitest";
import { makeHtif } from "../../src/runner/htif.js";
import { makeRam } from "./fake-machine.js";

const TOHOST = 0x8000_1000;
const FROMHOST = 0x8000_1040;
const BLOCK = 0x8000_2000;

function setup(withFromhost = true) {
  const ram = makeRam();
  let printed = "";
  const htif = makeHtif(ram.dma, { tohost: TOHOST, fromhost: withFromhost ? FROMHOST : null }, (bytes) => {
    printed += new TextDecoder().decode(bytes);
  });
  return { ram, htif, printed: () => printed };
}

test("an empty tohost is no event", () => {
  expect(setup().htif.poll()).toEqual({ kind: "none" });
});

test("tohost 1 is exit code 0 and tohost is cleared", () => {
  const { ram, htif } = setup();
  ram.store(TOHOST, 1n);
  expect(htif.poll()).toEqual({ kind: "exit", code: 0 });
  expect(ram.load(TOHOST)).toBe(0n);
});

test("an odd tohost is the exit code times two plus one", () => {
  const { ram, htif } = setup();
  ram.store(TOHOST, (7n << 1n) | 1n);
  expect(htif.poll()).toEqual({ kind: "exit", code: 7 });
});

test("device 1 command 1 prints the payload's low byte and leaves fromhost alone", () => {
  const { ram, htif, printed } = setup();
  ram.store(TOHOST, 0x0101_0000_0000_0041n);
  expect(htif.poll()).toEqual({ kind: "none" });
  expect(printed()).toBe("A");
  expect(ram.load(FROMHOST)).toBe(0n);
});

test("the write system call prints, returns the length and answers in fromhost", () => {
  const { ram, htif, printed } = setup();
  ram.bytes(0x8000_3000, new TextEncoder().encode("hello"));
  for (const [at, value] of [64n, 1n, 0x8000_3000n, 5n].entries()) ram.store(BLOCK + 8 * at, value);
  ram.store(TOHOST, BigInt(BLOCK));
  expect(htif.poll()).toEqual({ kind: "none" });
  expect(printed()).toBe("hello");
  expect(ram.load(BLOCK)).toBe(5n);
  expect(ram.load(FROMHOST)).toBe(1n);
});

test("write to memory that is not RAM returns EFAULT", () => {
  const { ram, htif } = setup();
  for (const [at, value] of [64n, 1n, 0x10n, 5n].entries()) ram.store(BLOCK + 8 * at, value);
  ram.store(TOHOST, BigInt(BLOCK));
  htif.poll();
  expect(BigInt.asIntN(64, ram.load(BLOCK))).toBe(-14n);
});

test("an unknown system call returns ENOSYS", () => {
  const { ram, htif } = setup(false);
  ram.store(BLOCK, 999n);
  ram.store(TOHOST, BigInt(BLOCK));
  htif.poll();
  expect(BigInt.asIntN(64, ram.load(BLOCK))).toBe(-38n);
});

test("the exit system call carries its argument", () => {
  const { ram, htif } = setup();
  for (const [at, value] of [93n, 3n].entries()) ram.store(BLOCK + 8 * at, value);
  ram.store(TOHOST, BigInt(BLOCK));
  expect(htif.poll()).toEqual({ kind: "exit", code: 3 });
});
