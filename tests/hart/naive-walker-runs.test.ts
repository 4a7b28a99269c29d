// Translated runs of loads and stores against the manual's steps written down a second time (naive-walker.ts).
import { expect, test } from "vitest";
import { checkRuns } from "./naive-walker-runs.js";

test("runs of loads and stores in translated code come to what the manual's steps say", () => {
  const { done, trapped, regions } = checkRuns(1, 600);
  expect(done).toBeGreaterThan(200);
  expect(trapped).toBeGreaterThan(200);
  expect(regions).toBeGreaterThan(32);
});
