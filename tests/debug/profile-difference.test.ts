import { expect, test } from "vitest";
import { changeName, profileChanges, splitChange, withChanges } from "../../src/debug/profile-difference.js";
import { openProfile } from "../../src/runner/open-profile.js";

const good = await openProfile("qemu-8.0.2");
const bad = await openProfile("qemu-9.2.0");

test("changing all that differs makes one profile of the other", () => {
  const changes = profileChanges(good, bad);
  expect(changes.map(({ key }) => key)).toContain("reset.henvcfg");
  expect(profileChanges(withChanges(good, changes, "bad"), bad)).toEqual([]);
  expect(profileChanges(good, withChanges(bad, changes, "good"))).toEqual([]);
});

test("a set of bits is split, and its bits together are the whole", () => {
  const changes = profileChanges(good, bad);
  const bits = changes.flatMap(splitChange);
  expect(profileChanges(withChanges(good, bits, "bad"), bad)).toEqual([]);
  expect(bits.filter(({ key }) => key === "reset.henvcfg").map(changeName)).toEqual(["reset.henvcfg bit 61 (ADUE)"]);
});

test("a profile does not differ from itself", () => {
  expect(profileChanges(good, good)).toEqual([]);
});
