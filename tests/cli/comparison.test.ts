// compare, bisect and matrix from the command line.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hartbed, ROOT, scratch } from "./hartbed.js";

/** Two profiles in a folder, that differ in henvcfg's reset value, and a scenario that asks for its ADUE. */
function folder(): string {
  const directory = scratch();
  writeFileSync(
    join(directory, "good.yaml"),
    "extends: spec\nfacts: {reset.menvcfg: 0x2000000000000000, reset.henvcfg: 0x2000000000000000}\n",
  );
  writeFileSync(
    join(directory, "bad.yaml"),
    "extends: spec\nfacts: {reset.menvcfg: 0x2000000000000000, reset.henvcfg: 0x0}\n",
  );
  writeFileSync(join(directory, "worse.yaml"), "extends: ./bad.yaml\nfacts: {tval.ebreak: zero}\n");
  writeFileSync(
    join(directory, "ad.yaml"),
    `version: 1
name: A PTE without A
firmware: none
kernel: ${join(ROOT, "guests/prebuilt/regressions.elf")}
bootargs: vs-ad-reset
expect: [{console: uart0, match: "no trap"}]
limits: {guest: 1s}
results:
  good: {prints: "VS load through a PTE without A, henvcfg as reset: no trap"}
  bad: {expectations: failed}
`,
  );
  return directory;
}

describe("hartbed bisect", () => {
  it("names the bit, proves it both ways and shows the trap", async () => {
    const at = folder();
    const { code, stdout, stderr } = await hartbed(
      ...["bisect", join(at, "ad.yaml"), "--good", join(at, "good.yaml"), "--bad", join(at, "bad.yaml")],
    );
    expect(stderr).toBe("");
    expect(stdout).toContain("reset.henvcfg bit 61 (ADUE): 1 | 0");
    expect(stdout).toContain("Proven both ways");
    expect(stdout).toContain("load_page_fault (cause 13)");
    expect(stdout).toContain("Suggestion: set henvcfg.ADUE");
    expect(code).toBe(0);
  });

  it("says that no fact matters where both runs are the same, that both are bad, that they are reversed", async () => {
    const at = folder();
    const run = (scenario: string, good: string, bad: string) =>
      hartbed("bisect", scenario, "--good", join(at, good), "--bad", join(at, bad));
    const [alike, bad, reversed] = await Promise.all([
      run("hello", "good.yaml", "bad.yaml"),
      run(join(at, "ad.yaml"), "bad.yaml", "worse.yaml"),
      run(join(at, "ad.yaml"), "bad.yaml", "good.yaml"),
    ]);
    expect(alike.stdout).toContain("no fact matters");
    expect(bad.stdout).toContain("bad under both");
    expect(reversed.stdout).toContain("exchange --good and --bad");
    expect([alike.code, bad.code, reversed.code]).toEqual([1, 1, 1]);
  });

  it("tells runs apart by what they print only where the expectations say nothing of it, or with --by output", async () => {
    const at = folder();
    const scenario = (name: string, match: string) => {
      const text = readFileSync(join(at, "ad.yaml"), "utf8").replace('match: "no trap"', `match: "${match}"`);
      writeFileSync(join(at, name), text);
      return ["bisect", join(at, name), "--good", join(at, "good.yaml"), "--bad", join(at, "bad.yaml")] as const;
    };
    const prints = ["henvcfg as reset: no trap", "henvcfg as reset: cause 13"] as const;
    const good = await hartbed(...scenario("loose.yaml", "henvcfg as reset: .*"));
    expect(good.stdout).toContain("good under both profiles");
    expect(good.stdout).toMatch(new RegExp(`Console uart0, line 1:\n.*${prints[0]}\n.*${prints[1]}\n`));
    expect(good.code).toBe(1);
    const output = await hartbed(...scenario("loose.yaml", "henvcfg as reset: .*"), "--by", "output");
    expect(output.stdout).toMatch(new RegExp(`with only this as in .*bad.yaml: bad \\(.*${prints[1]}\\)\n`));
    expect(output.stdout).toMatch(new RegExp(`with only this as in .*good.yaml: good \\(.*${prints[0]}\\)\n`));
    expect(output.code).toBe(0);
  });

  it("refuses an unknown profile, and the same one twice, as bad input", async () => {
    const [unknown, same] = await Promise.all([
      hartbed("bisect", "hello", "--good", "spec", "--bad", "nothing"),
      hartbed("bisect", "hello", "--good", "spec", "--bad", "spec"),
    ]);
    expect(unknown.stderr).toMatch(/^--bad nothing: no profile nothing; expected /);
    expect(same.stderr).toMatch(/^--bad spec: the same profile as --good; expected /);
    expect([unknown.code, same.code]).toEqual([2, 2]);
  });
});

describe("hartbed compare", () => {
  it("tells a series of CSRs that differ alike in one line", async () => {
    const { stdout } = await hartbed("compare", "ebreak-tval", "--profiles", "spec,qemu-9.2.0");
    expect(stdout).toContain("  hpmcounter19 to hpmcounter31 0x0 | absent\n");
    expect(stdout).toContain("  mcontext absent | 0x0\n");
  });

  it("shows both outcomes, what differed at reset, and where the runs part", async () => {
    const at = folder();
    const profiles = `${join(at, "good.yaml")},${join(at, "bad.yaml")}`;
    const { code, stdout } = await hartbed("compare", join(at, "ad.yaml"), "--profiles", profiles);
    expect(stdout).toContain("henvcfg 0x2000000000000000 | 0x0 (ADUE)");
    expect(stdout).toContain("Console uart0");
    expect(stdout).toContain("hart0.traps.m.load_page_fault: 0 | 1");
    expect(stdout).toMatch(/load_page_fault \(cause 13\) to M, epc 0x[0-9a-f]+ tval 0x1000/);
    expect(code).toBe(1);
  });

  it("finds a scenario that reads nothing of the difference alike", async () => {
    const at = folder();
    const profiles = `${join(at, "good.yaml")},${join(at, "bad.yaml")}`;
    const { code, stdout } = await hartbed("compare", "hello", "--profiles", profiles);
    expect(stdout).toContain("The runs behave alike.");
    expect(code).toBe(0);
  });
});

describe("hartbed matrix", () => {
  it("compares each cell with the scenario's results, and writes JUnit XML", async () => {
    const at = folder();
    const junit = join(at, "junit.xml");
    const { code, stdout } = await hartbed("matrix", join(at, "ad.yaml"), "--profiles", "spec", "--junit", junit);
    expect(stdout).toContain("ad  FAIL");
    expect(stdout).toContain("0 of 1 as expected");
    expect(readFileSync(junit, "utf8")).toMatch(/<testsuites tests="1" failures="1".*<failure message="/s);
    expect(code).toBe(1);
  });

  it("runs only what is not done yet when it is resumed", async () => {
    const at = folder();
    const cells = join(at, "cells");
    const run = () => hartbed("matrix", "hello", "--profiles", "spec,qemu-8.0.2", "--resume", cells, "--json", "-");
    const first = await run();
    expect(first.code).toBe(0);
    const [one, ...others] = readFileSync(cells, "utf8").trim().split("\n");
    expect(others).toHaveLength(1);
    // What is kept is believed: a cell that says otherwise shows that it was not run again.
    writeFileSync(cells, `${(one as string).replace('"said":"', '"said":"kept: ')}\n`);
    const second = await run();
    expect(second.stdout).toContain("kept: ");
    expect(readFileSync(cells, "utf8").trim().split("\n")).toHaveLength(2);
  });
});

describe("a scenario that nothing ends", () => {
  it("is looked at for a while, and says so", async () => {
    const at = folder();
    const file = join(at, "endless.yaml");
    writeFileSync(
      file,
      `version: 1\nname: Endless\nfirmware: none\nkernel: ${join(ROOT, "guests/prebuilt/spin.elf")}\nclock: {instructions_per_tick: 1}\n`,
    );
    const profiles = `${join(at, "good.yaml")},${join(at, "bad.yaml")}`;
    const { code, stderr } = await hartbed("compare", file, "--profiles", profiles);
    expect(stderr).toContain("no expectation and no limit ends a run: 3 s of guest time are looked at");
    expect(code).toBe(0);
  });
});
