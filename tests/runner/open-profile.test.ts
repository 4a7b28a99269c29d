import { expect, test } from "vitest";
import { manualProfile, openProfile } from "../../src/runner/open-profile.js";

test("the profile that needs no file is what the profile spec says", async () => {
  const { facts, extensions, name } = await openProfile("spec");
  expect(manualProfile()).toMatchObject({ name, facts, extensions });
});
