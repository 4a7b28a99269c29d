import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { ROOT, scratch } from "./hartbed.js";
import { smallElf } from "./small-elf.js";

/** Packages under node_modules/ that a command loads. */
function loadedBy(...args: string[]): string {
  const hook = join(scratch(), "hook.mjs");
  const source = `export async function load(url, context, next) { console.error("LOAD " + url); return next(url, context); }`;
  const dataUrl = `data:text/javascript,${encodeURIComponent(source)}`;
  writeFileSync(hook, `import { register } from "node:module"; register(${JSON.stringify(dataUrl)});`);
  const main = join(ROOT, "dist/cli/main.js");
  const { stderr } = spawnSync(process.execPath, ["--import", pathToFileURL(hook).href, main, ...args], { cwd: ROOT });
  return stderr.toString();
}

test("elf loads neither the schema library nor anything of the terminal UI", () => {
  const file = join(scratch(), "good.elf");
  writeFileSync(file, smallElf([0x0000_1297, 0x0010_0513, 0x00a2_b023, 0x0000_006f], { tohost: 0x8000_1000 }));
  const loaded = loadedBy("elf", file);
  expect(loaded).toContain("/node_modules/commander/");
  expect(loaded).toContain("1 passed");
  expect(loaded).not.toMatch(/node_modules\/(zod|yaml|ink|react|@xterm)\//);
});

test("a headless run loads nothing of the terminal UI", () => {
  const loaded = loadedBy("run", "--headless", "hello");
  expect(loaded).toContain("/node_modules/yaml/");
  expect(loaded).toContain("expectations-met");
  expect(loaded).not.toMatch(/node_modules\/(ink|react|@xterm)\//);
});
