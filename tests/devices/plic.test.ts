import { expect, test } from "vitest";
import { makePlic } from "../../src/devices/plic.js";
import { fakeLines } from "./fake-ports.js";

const MEIP = 1 << 11;
const SEIP = 1 << 9;
/** Contexts of hart 0 and 1. */
const [M0, S0, M1, S1] = [0, 1, 2, 3] as const;

function setup() {
  const lines = fakeLines(2);
  const plic = makePlic(lines);
  return {
    plic,
    mip: lines.mip,
    priority: (source: number, value: number) => plic.write(4 * source, 4, value),
    enable: (context: number, source: number) =>
      plic.write(0x2000 + 0x80 * context + 4 * (source >> 5), 4, (1 << (source & 31)) >>> 0),
    threshold: (context: number, value: number) => plic.write(0x20_0000 + 0x1000 * context, 4, value),
    claim: (context: number) => plic.read(0x20_0004 + 0x1000 * context, 4),
    complete: (context: number, source: number) => plic.write(0x20_0004 + 0x1000 * context, 4, source),
    pending: (source: number) => (plic.read(0x1000 + 4 * (source >> 5), 4) >>> (source & 31)) & 1,
  };
}

test("a source interrupts the contexts that enable it, each hart in its mode", () => {
  const { plic, priority, enable, mip } = setup();
  priority(10, 1);
  enable(S0, 10);
  enable(M1, 10);
  plic.line(10).set(true);
  expect(mip).toEqual([SEIP, MEIP]);
});

test("a source of priority 0 never interrupts", () => {
  const { plic, enable, mip, claim } = setup();
  enable(S0, 10);
  plic.line(10).set(true);
  expect(mip).toEqual([0, 0]);
  expect(claim(S0)).toBe(0);
});

test("only priorities above the threshold interrupt", () => {
  const { plic, priority, enable, threshold, mip } = setup();
  priority(10, 3);
  enable(S0, 10);
  threshold(S0, 3);
  plic.line(10).set(true);
  expect(mip[0]).toBe(0);
  threshold(S0, 2);
  expect(mip[0]).toBe(SEIP);
});

test("claims go by priority, then by number", () => {
  const { plic, priority, enable, claim } = setup();
  for (const source of [3, 5, 9, 95]) {
    priority(source, source === 9 ? 7 : 2);
    plic.line(source).set(true);
  }
  plic.write(0x2080, 4, 0xffff_ffff);
  enable(S0, 95);
  plic.write(0x2080 + 8, 4, 0xffff_ffff);
  expect([claim(S0), claim(S0), claim(S0), claim(S0), claim(S0)]).toEqual([9, 3, 5, 95, 0]);
});

test("a claim clears the pending bit and the interrupt of every context", () => {
  const { plic, priority, enable, claim, pending, mip } = setup();
  priority(10, 1);
  enable(S0, 10);
  enable(S1, 10);
  plic.line(10).set(true);
  expect(pending(10)).toBe(1);
  expect(mip).toEqual([SEIP, SEIP]);
  expect(claim(S1)).toBe(10);
  expect(pending(10)).toBe(0);
  expect(mip).toEqual([0, 0]);
});

test("a line still high at completion is pending again; one that fell is not", () => {
  const { plic, priority, enable, claim, complete, mip } = setup();
  priority(10, 1);
  enable(S0, 10);
  const line = plic.line(10);
  line.set(true);
  claim(S0);
  complete(S0, 10);
  expect(mip[0]).toBe(SEIP);
  claim(S0);
  line.set(false);
  complete(S0, 10);
  expect(mip[0]).toBe(0);
});

test("between claim and completion the gateway holds requests back", () => {
  const { plic, priority, enable, claim, mip } = setup();
  priority(10, 1);
  enable(S0, 10);
  const line = plic.line(10);
  line.set(true);
  claim(S0);
  line.set(false);
  line.set(true);
  expect(mip[0]).toBe(0);
});

test("a forwarded request stays pending when the line falls before the claim", () => {
  const { plic, priority, enable, claim } = setup();
  priority(10, 1);
  enable(S0, 10);
  plic.line(10).set(true);
  plic.line(10).set(false);
  expect(claim(S0)).toBe(10);
});

test("completion of source 0 or of one beyond the last does nothing", () => {
  const { plic, priority, enable, claim, complete, mip } = setup();
  priority(10, 1);
  enable(S0, 10);
  plic.line(10).set(true);
  claim(S0);
  complete(S0, 0);
  complete(S0, 96);
  expect(mip[0]).toBe(0);
});

test("priorities and thresholds keep three bits", () => {
  const { plic } = setup();
  plic.write(4, 4, 0xffff_ffff);
  plic.write(0x20_0000, 4, 0xffff_ffff);
  expect(plic.read(4, 4)).toBe(7);
  expect(plic.read(0x20_0000, 4)).toBe(7);
});

test("source 0 does not exist: its priority and enable bits read 0", () => {
  const { plic } = setup();
  plic.write(0, 4, 7);
  plic.write(0x2000, 4, 0xffff_ffff);
  expect(plic.read(0, 4)).toBe(0);
  expect(plic.read(0x2000, 4)).toBe(0xffff_fffe);
});

test("words beyond the last source and the last context read 0 and ignore writes", () => {
  const { plic } = setup();
  for (const offset of [4 * 96, 0x100c, 0x200c, 0x207c, 0x2000 + 0x80 * 4, 0x20_4000, 0x20_4004, 0x20_0008]) {
    plic.write(offset, 4, 0xffff_ffff);
    expect(plic.read(offset, 4)).toBe(0);
  }
});

test("the pending bits are read-only", () => {
  const { plic } = setup();
  plic.write(0x1000, 4, 0xffff_ffff);
  expect(plic.read(0x1000, 4)).toBe(0);
});

test("contexts are apart: M of hart 0 is not S of hart 0", () => {
  const { plic, priority, enable, claim, mip } = setup();
  priority(1, 1);
  enable(M0, 1);
  plic.line(1).set(true);
  expect(mip[0]).toBe(MEIP);
  expect(claim(S0)).toBe(0);
  expect(claim(M0)).toBe(1);
});

test("where pending does not outlive the line, a request goes with its line before it is claimed", () => {
  const lines = fakeLines(2);
  const plic = makePlic(lines, { pendingOutlivesLine: false });
  plic.write(40, 4, 1);
  plic.write(0x2080, 4, 1 << 10);
  const line = plic.line(10);
  line.set(true);
  expect(lines.mip[0]).toBe(SEIP);
  line.set(false);
  expect(lines.mip[0]).toBe(0);
  expect(plic.read(0x20_1004, 4)).toBe(0);
});

test("where completion does not sample the line, a source asks when its device reports a high line, claimed or not", () => {
  const lines = fakeLines(2);
  const plic = makePlic(lines, { completionSamplesLine: false });
  const claim = () => plic.read(0x20_1004, 4);
  const complete = () => plic.write(0x20_1004, 4, 10);
  plic.write(40, 4, 1);
  plic.write(0x2080, 4, 1 << 10);
  const line = plic.line(10);
  line.set(true);
  expect(claim()).toBe(10);
  complete();
  expect(lines.mip[0]).toBe(0);
  line.set(true);
  expect(lines.mip[0]).toBe(SEIP);
  expect(claim()).toBe(10);
  line.set(true);
  expect([lines.mip[0], claim()]).toEqual([0, 0]);
  complete();
  expect(lines.mip[0]).toBe(SEIP);
});

test("the priority of source 0 stays zero, or keeps what is written and claims nothing", () => {
  const claimed = [false, true].map((priorityZeroKept) => {
    const plic = makePlic(fakeLines(2), { priorityZeroKept });
    plic.write(0, 4, 7);
    plic.write(0x2000, 4, 1);
    return [plic.read(0, 4), plic.read(0x20_0004, 4)];
  });
  expect(claimed).toEqual([
    [0, 0],
    [7, 0],
  ]);
});

test("reset forgets everything but the lines", () => {
  const { plic, priority, enable, pending, mip } = setup();
  priority(10, 1);
  enable(S0, 10);
  plic.line(10).set(true);
  plic.reset();
  expect(mip).toEqual([0, 0]);
  expect(plic.read(40, 4)).toBe(0);
  expect(plic.read(0x2080, 4)).toBe(0);
  expect(pending(10)).toBe(1);
});
