import { expect, test } from "vitest";
import { makePacer } from "../../src/runner/pacing.js";

const MS = 1_000_000;

test("guest time ahead of the wall waits for exactly the difference", () => {
  const pacer = makePacer(0, 1000 * MS);
  expect(pacer.ahead(5 * MS, 1002 * MS)).toBe(3 * MS);
  expect(pacer.ahead(5 * MS, 1005 * MS)).toBe(0);
});

test("a short delay is caught up, a long one is forgiven", () => {
  const short = makePacer(0, 0);
  expect(short.ahead(0, 40 * MS)).toBe(0);
  expect(short.ahead(40 * MS, 40 * MS)).toBe(0);
  const long = makePacer(0, 0);
  expect(long.ahead(0, 400 * MS)).toBe(0);
  expect(long.ahead(10 * MS, 401 * MS)).toBe(9 * MS);
});

test("after a pause guest time goes on from where it stood", () => {
  const pacer = makePacer(0, 0);
  pacer.restart(10 * MS, 500 * MS);
  expect(pacer.ahead(20 * MS, 501 * MS)).toBe(9 * MS);
});
