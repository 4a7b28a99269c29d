import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hartbed, scratch } from "./hartbed.js";
import { smallElf } from "./small-elf.js";

const TOHOST = 0x8000_1000;
const FROMHOST = 0x8000_1040;
const MAILBOXES = { tohost: TOHOST, fromhost: FROMHOST };

const T0_IS_TOHOST = 0x0000_1297; // auipc t0, 1 as the first instruction
const STORE_A0 = 0x00a2_b023; // sd a0, 0(t0)
const LOOP = 0x0000_006f; // j .
const li = (value: number) => (value << 20) | 0x513; // addi a0, x0, value

/** Writes `value` to tohost, then loops. */
const reports = (value: number) => [T0_IS_TOHOST, li(value), STORE_A0, LOOP];

function write(directory: string, name: string, bytes: Uint8Array | string): string {
  const file = join(directory, name);
  writeFileSync(file, bytes);
  return file;
}

test("each program is a line: PASS, FAIL and its number, or TIMEOUT; the sums are on stderr and the exit code is 1", async () => {
  const directory = scratch();
  const files = [
    write(directory, "good", smallElf(reports(1), MAILBOXES)),
    write(directory, "bad", smallElf(reports((5 << 1) | 1), MAILBOXES)),
    write(directory, "silent", smallElf([LOOP], MAILBOXES)),
  ];
  const { code, stdout, stderr } = await hartbed("elf", "--limit", "100_000", ...files);
  expect(stdout.split("\n")).toEqual([`PASS ${files[0]}`, `FAIL 5 ${files[1]}`, `TIMEOUT ${files[2]}`, ""]);
  expect(stderr).toBe("hartbed: 1 passed, 1 failed, 1 timed out\n");
  expect(code).toBe(1);
});

test("the exit code is 0 when every program passed", async () => {
  const file = write(scratch(), "good", smallElf(reports(1), MAILBOXES));
  expect((await hartbed("elf", file)).code).toBe(0);
});

test("what a program prints through its mailbox appears as lines with its name", async () => {
  const putchar = [
    T0_IS_TOHOST,
    0x1010_0513, // li a0, 0x101
    0x0305_1513, // slli a0, a0, 48
    0x0695_0513, // addi a0, a0, 'i'
    STORE_A0,
    0x0002_b583, // ld a1, 0(t0): until the host has taken it
    0xfe05_9ee3, // bnez a1, -4
    li(1),
    STORE_A0,
    LOOP,
  ];
  const file = write(scratch(), "says", smallElf(putchar, MAILBOXES));
  const { stdout } = await hartbed("elf", file);
  expect(stdout).toBe(`[${file}] i\nPASS ${file}\n`);
});

test("a program that traps for ever at one address has failed with trap-loop", async () => {
  const file = write(scratch(), "lost", smallElf([0], MAILBOXES));
  const { code, stdout, stderr } = await hartbed("elf", file);
  expect(stdout).toBe(`FAIL trap-loop ${file}\n`);
  expect(stderr).toMatch(/^hart 0 takes instruction_access_fault at 0x0 again and again$/m);
  expect(code).toBe(1);
});

test("a program that waits without any interrupt to come has failed with deadlock", async () => {
  const file = write(scratch(), "asleep", smallElf([0x1050_0073, LOOP], MAILBOXES));
  expect((await hartbed("elf", file)).stdout).toBe(`FAIL deadlock ${file}\n`);
});

test("files that cannot be run are named on stderr, the others run, and the exit code is 2", async () => {
  const directory = scratch();
  const text = write(directory, "text", "#!/bin/sh\n");
  const stripped = write(directory, "stripped", smallElf(reports(1), {}));
  const good = write(directory, "good", smallElf(reports(1), MAILBOXES));
  const { code, stdout, stderr } = await hartbed("elf", text, `${directory}/missing`, stripped, good);
  expect(stdout).toBe(`PASS ${good}\n`);
  expect(stderr.split("\n")).toEqual([
    `${text}: not an ELF file: it does not begin with 7f 45 4c 46`,
    expect.stringMatching(/missing: cannot read: ENOENT/),
    `${stripped}: no symbol tohost; expected an ELF that reports through it, not stripped`,
    "hartbed: 1 passed, 0 failed, 0 timed out, 3 could not be run",
    "",
  ]);
  expect(code).toBe(2);
});

test("--signature writes memory between the signature's symbols after the run", async () => {
  const directory = scratch();
  const storesMark = [T0_IS_TOHOST, li(0x123), 0x10a2_b023, li(1), STORE_A0, LOOP]; // sd a0, 256(t0)
  const range = { begin_signature: TOHOST + 256, end_signature: TOHOST + 264 };
  const file = write(directory, "signed", smallElf(storesMark, { ...MAILBOXES, ...range }));
  const signature = join(directory, "signature");
  const { code } = await hartbed("elf", file, "--signature", signature);
  expect(code).toBe(0);
  expect(readFileSync(signature, "utf8")).toBe("00000123\n00000000\n");
});

test("--json has each file's result", async () => {
  const file = write(scratch(), "bad", smallElf(reports(7), MAILBOXES));
  const { stdout, stderr } = await hartbed("elf", file, "--json", "-");
  expect(JSON.parse(stdout)).toMatchObject({
    schema: 1,
    profile: "spec",
    results: [{ file, word: "FAIL", detail: "3" }],
  });
  expect(stderr).toContain(`FAIL 3 ${file}\n`);
});

test("an unknown profile is bad input with the names that there are", async () => {
  const file = write(scratch(), "good", smallElf(reports(1), MAILBOXES));
  const { code, stderr } = await hartbed("elf", "--profile", "qemu-9", file);
  expect(code).toBe(2);
  expect(stderr).toMatch(/--profile qemu-9: no profile qemu-9; expected .*spec/);
});
