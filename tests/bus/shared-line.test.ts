import { expect, test } from "vitest";
import { shareLine } from "../../src/bus/shared-line.js";
import { fakeLine } from "../devices/fake-ports.js";

test("a shared line is high while any output pulls it", () => {
  const line = fakeLine();
  const [first, second] = shareLine(line, 2);
  first?.set(true);
  second?.set(true);
  first?.set(false);
  expect(line.level).toBe(true);
  second?.set(false);
  expect(line.level).toBe(false);
});
