// -d and -D: what is logged, and where it goes.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { hartbed, ROOT, scratch } from "../cli/hartbed.js";
import { answer, asked, refused } from "./scenario-of.js";

const HELLO = join(ROOT, "guests/prebuilt/hello.elf");

it("-d int -D writes every trap to a file, the same in every run", async () => {
  const [first, second] = [join(scratch(), "first.log"), join(scratch(), "second.log")];
  for (const file of [first, second]) {
    const { code, stderr } = await hartbed("qemu", "--", "-d", "int", "-D", file, "-nographic", "-kernel", HELLO);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  }
  const text = readFileSync(first, "utf8");
  expect(text).toMatch(/^riscv_cpu_do_interrupt: hart:0, async:0, cause:.* desc=supervisor_ecall$/m);
  expect(readFileSync(second, "utf8")).toBe(text);
});

it("without -D the log is on stderr", async () => {
  const { stdout, stderr } = await hartbed("qemu", "--", "-d", "int", "-nographic", "-kernel", HELLO);
  expect(stderr).toContain("desc=supervisor_ecall");
  expect(stdout).not.toContain("riscv_cpu_do_interrupt");
});

it("items of several -d add up; -d help lists them", () => {
  expect(asked("-kernel hv.elf -d int,unimp -d guest_errors -D out.log").machine.log).toEqual({
    items: ["int", "unimp", "guest_errors"],
    file: "out.log",
  });
  expect(answer("-d help")).toContain("guest_errors    ");
});

it("what QEMU logs about its translator is left out with a warning; what neither logs is refused", () => {
  const { machine, warnings } = asked("-kernel hv.elf -d in_asm,int");
  expect(machine.log.items).toEqual(["int"]);
  expect(warnings).toEqual([expect.stringContaining("in_asm is not logged")]);
  expect(refused("-kernel hv.elf -d guest_error")).toEqual([expect.stringContaining("guest_errors")]);
});
