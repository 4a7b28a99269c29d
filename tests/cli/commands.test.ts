import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hartbed, scratch } from "./hartbed.js";

test("--help names every command and the exit codes", async () => {
  const { code, stdout } = await hartbed("--help");
  expect(code).toBe(0);
  for (const command of ["run", "check", "list", "elf"]) expect(stdout).toMatch(new RegExp(`^ {2}${command} `, "m"));
  expect(stdout).toContain("143 by SIGTERM");
});

test("an unknown command is bad input, and the nearest one is named", async () => {
  const { code, stdout, stderr } = await hartbed("chek");
  expect(code).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toContain("Did you mean check?");
});

test("an option that takes a number refuses a word", async () => {
  const { code, stderr } = await hartbed("elf", "--harts", "two", "x.elf");
  expect(code).toBe(2);
  expect(stderr).toContain("expected a whole number above 0");
});

test("list shows scenarios, regressions and profiles that ship, and JSON with --json -", async () => {
  const { code, stdout } = await hartbed("list");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ {2}quickstart {2}/m);
  expect(stdout).toMatch(/^ {2}amo-cause +A guest-page fault of an AMO is reported as a load$/m);
  expect(stdout).toMatch(/^ {2}qemu-9\.2\.0 {2}/m);
  const json = JSON.parse((await hartbed("list", "--json", "-")).stdout) as { profiles: { name: string }[] };
  expect(json.profiles.map(({ name }) => name)).toContain("spec");
});

test("a regression is found by its name alone, and a name that is not there brings the nearest one", async () => {
  const [found, missing] = await Promise.all([hartbed("check", "amo-cause"), hartbed("check", "amo-cuase")]);
  expect(found).toEqual({ code: 0, stdout: "amo-cause: ok\n", stderr: "" });
  expect(missing.code).toBe(2);
  expect(missing.stderr).toMatch(
    /^amo-cuase: no scenario of this name, .*`hartbed list`.* \(did you mean amo-cause\?\)\n$/,
  );
});

test("check says ok on stdout for a scenario that ships", async () => {
  const { code, stdout, stderr } = await hartbed("check", "quickstart");
  expect(stderr).toBe("");
  expect(stdout).toBe("quickstart: ok\n");
  expect(code).toBe(0);
});

test("check reports every problem of every file with its line and exits with 2", async () => {
  const bad = join(scratch(), "bad.yaml");
  writeFileSync(bad, "version: 1\nname: x\nmachine: {hart: 2}\nkernel: nothing.elf\n");
  const { code, stdout, stderr } = await hartbed("check", bad, "quickstart");
  expect(code).toBe(2);
  expect(stdout).toBe("quickstart: ok\n");
  expect(stderr).toMatch(/bad\.yaml:3:11: .*did you mean harts/);
});

test("a scenario that does not exist is bad input, in one line and without a stack trace", async () => {
  const { code, stderr } = await hartbed("run", "--headless", "nowhere.yaml");
  expect(code).toBe(2);
  expect(stderr).toBe("nowhere.yaml: no file nowhere.yaml; expected a file\n");
});

test("a file for the report that cannot be written is refused before the run", async () => {
  const { code, stderr } = await hartbed("run", "--headless", "quickstart", "--json", "/nowhere/report.json");
  expect(code).toBe(2);
  expect(stderr).toMatch(/^--json \/nowhere\/report\.json: cannot write: /m);
});
