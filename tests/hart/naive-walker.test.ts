// The hart's page walker, TLB and PMP against the manual's steps written down a second time (naive-walker.ts).
import { expect, test } from "vitest";
import { checkCases, KINDS_OF_OUTCOME } from "./naive-walker-cases.js";

test("accesses through random page tables, PMP and modes come to what the manual's steps say", () => {
  const met = checkCases(1, 2000);
  expect(KINDS_OF_OUTCOME.filter((kind) => !met.has(kind))).toEqual([]);
});
