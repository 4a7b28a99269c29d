// Images of a scenario that are none, or that do not fit beside each other.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { imageProblems } from "../../src/runner/check-images.js";
import { NODE_FILES } from "../../src/runner/node-files.js";
import { PACKAGE_ROOT, shippedPath } from "../../src/runner/package-root.js";
import { loadScenario } from "../../src/scenario/load.js";
import { scratch } from "../cli/hartbed.js";

let directory: string;
beforeEach(() => {
  directory = scratch();
});

const FIRMWARE = shippedPath("guests/prebuilt/firmware.elf");
const HELLO = shippedPath("guests/prebuilt/hello.elf");

/** Problems of the scenario with these lines, from line 3 on, without the directory of the test. */
function problemsOf(...lines: string[]): readonly string[] {
  const file = join(directory, "s.yaml");
  writeFileSync(file, `version: 1\nname: Images\n${lines.join("\n")}\n`);
  const loaded = loadScenario(file, { files: NODE_FILES, shipped: PACKAGE_ROOT, directory });
  if (!loaded.ok) throw new Error(loaded.problems.join("\n"));
  return imageProblems(loaded.scenario).map((problem) => problem.replaceAll(`${directory}/`, ""));
}

it("images that fit beside each other are accepted", () => {
  expect(problemsOf(`kernel: ${HELLO}`, `vms: [{name: a, kernel: ${HELLO}}]`)).toEqual([]);
});

it("a kernel that overlaps the firmware is refused where it is named", () => {
  const [problem, ...others] = problemsOf(`kernel: ${FIRMWARE}`);
  expect(problem).toMatch(
    /^s\.yaml:3:9: kernel: overlapping memory: the firmware \(0x80000000 to 0x\w+\) reaches into the kernel \(0x80000000 to 0x\w+\); expected images that lie apart: link one of them elsewhere$/,
  );
  expect(others).toEqual([]);
});

it("an initrd that reaches into the image of a VM is refused where it is named", () => {
  writeFileSync(join(directory, "big.cpio"), new Uint8Array(7 << 20));
  const vm = `vms: [{name: a, memory: 4MiB, kernel: ${HELLO}}]`;
  const [problem] = problemsOf(`kernel: ${HELLO}`, "initrd: big.cpio", "machine: {memory: 20MiB}", vm);
  expect(problem).toMatch(
    /^s\.yaml:6:39: vms\[0\]\.kernel: overlapping memory: the initrd .* reaches into the image of VM a /,
  );
});

it("a file that is cut off is refused as no ELF", () => {
  writeFileSync(join(directory, "cut.elf"), NODE_FILES.read(HELLO).slice(0, 80));
  const [problem] = problemsOf("kernel: cut.elf");
  expect(problem).toMatch(/^s\.yaml:3:9: kernel: .*cut\.elf: .*; expected an ELF executable for RV64, or flat code$/);
});

it("symbols that are no ELF are refused, a flat kernel is not", () => {
  writeFileSync(join(directory, "flat.bin"), "0123456789abcdef");
  writeFileSync(join(directory, "symbols.txt"), "main 0x80200000");
  const problems = problemsOf("kernel: flat.bin", "symbols: symbols.txt");
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^s\.yaml:4:10: symbols: .*symbols\.txt: /);
});

it("a guest linked outside its RAM is refused", () => {
  const low = NODE_FILES.read(HELLO).slice();
  // p_paddr of the first program header: 0x40 + 0x18.
  new DataView(low.buffer).setBigUint64(0x40 + 0x18, 0x9000_0000n, true);
  writeFileSync(join(directory, "far.elf"), low);
  const [problem] = problemsOf(`kernel: ${HELLO}`, "vms:", "  - {name: a, memory: 4MiB, kernel: far.elf}");
  expect(problem).toMatch(
    /^s\.yaml:5:37: vms\[0\]\.kernel: .*far\.elf: 0x90000000 to 0x9000\w+ lies outside the VM's RAM; expected 0x80000000 to 0x80400000$/,
  );
});
