// Every CSR in every mode against the manual's rules written down a second time (csr-rules.ts).
import { expect, test } from "vitest";
import { checkSequences, KINDS_OF_VERDICT } from "./csr-rules-cases.js";

test("random sequences of CSR instructions read, write and trap as the manual's rules say", () => {
  const met = checkSequences(1, 400);
  expect(KINDS_OF_VERDICT.filter((kind) => !met.has(kind))).toEqual([]);
});
