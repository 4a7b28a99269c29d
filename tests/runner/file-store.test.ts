// Disks that persist.
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeFileStore } from "../../src/runner/file-store.js";
import { shippedPath } from "../../src/runner/package-root.js";
import { hartbed, scratch } from "../cli/hartbed.js";

it("a write reaches the file, and only its sectors", () => {
  const file = join(scratch(), "a.img");
  writeFileSync(file, new Uint8Array(2048).fill(7));
  const store = makeFileStore(file, false);
  expect(store.sectors).toBe(4);
  store.write(1, new Uint8Array(1024).fill(9));
  store.flush();
  const into = new Uint8Array(512);
  store.read(2, into);
  store.close();
  expect(into).toEqual(new Uint8Array(512).fill(9));
  const expected = new Uint8Array(2048).fill(7);
  expected.fill(9, 512, 1536);
  expect(new Uint8Array(readFileSync(file))).toEqual(expected);
});

it("the last sector of a file that is cut off in it reads as zeros behind the end", () => {
  const file = join(scratch(), "a.img");
  writeFileSync(file, new Uint8Array(700).fill(7));
  const store = makeFileStore(file, true);
  const into = new Uint8Array(512).fill(1);
  store.read(1, into);
  store.close();
  expect(store.sectors).toBe(2);
  expect(into.filter((byte) => byte === 7)).toHaveLength(188);
  expect(into.filter((byte) => byte === 0)).toHaveLength(324);
});

it.each([
  ["on", true],
  ["off", false],
])("what a guest writes is in the image after a run with persist %s: %s", async (persist, kept) => {
  const directory = scratch();
  const image = join(directory, "fs.img");
  copyFileSync(shippedPath("guests/prebuilt/fs.img"), image);
  const scenario = join(directory, "s.yaml");
  writeFileSync(
    scenario,
    `extends: ${shippedPath("configs/bare-kernel.yaml")}
name: Writes a file
disks: {root: {image: fs.img, persist: ${persist}}}
expect:
  - {console: kernel, match: '\\$ $', send: "echo kept-by-the-disk > note\\n", within: {guest: 10s}}
  - {console: kernel, match: '\\n\\$ $', send: "poweroff\\n", within: {guest: 10s}}
  - {outcome: shutdown}
`,
  );
  const { code, stderr } = await hartbed("run", scenario, "--headless");
  expect(code, stderr).toBe(0);
  expect(readFileSync(image).includes("kept-by-the-disk")).toBe(kept);
});
