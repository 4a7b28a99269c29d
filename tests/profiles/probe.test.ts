// A probe's output under a profile beside what the real version printed. HARTBED_QEMU_PROBE is a folder with probe.elf
// and probe-VERSION.txt.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openProfile } from "../../src/runner/open-profile.js";
import { programMachine } from "../machine/program-machine.js";

const folder = process.env["HARTBED_QEMU_PROBE"];
if (folder === undefined) console.info("the probe is skipped: set HARTBED_QEMU_PROBE to the folder with probe.elf");

/** Rows that tell time or the patch level, with what may differ cut off. */
function compared(text: string): readonly string[] {
  return text
    .replaceAll("\r", "")
    .split("\n")
    .map((line) =>
      line
        .replace(/^(D (?:b00|b02|c00|c01|c02) =).*/, "$1")
        .replace(/^(C .* T (?:cycle|time|instret): ok a0=).*/, "$1")
        .replace(/^(R (?:marchid|mimpid)=0x[78]\w*?)\w\w\s*$/, "$1")
        .replace(/^(D f1[23] =0x[78]\w*?)\w\w\s*$/, "$1"),
    );
}

describe.skipIf(folder === undefined)("the probe prints what the version printed", () => {
  test.each([
    ["qemu-7.2", "7.2.22"],
    ["qemu-8.0.2", "8.0.5"],
    ["qemu-9.2.0", "9.2.4"],
    ["qemu-11.1", "11.1.3"],
  ])("%s", async (name, version) => {
    const kernel = new Uint8Array(readFileSync(join(folder ?? "", "probe.elf")));
    const machine = programMachine("nop", { kernel, memory: 128 * 0x10_0000 }, await openProfile(name));
    expect(machine.run(50_000_000).kind).toBe("finish");
    const ours = compared(machine.printed());
    const measured = compared(readFileSync(join(folder ?? "", `probe-${version}.txt`), "utf8"));
    expect(ours).toEqual(measured);
  });
});
