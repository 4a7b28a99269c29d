// Comparison with GNU binutils, where they are installed: every compressed word, and random words of every row.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { CSRS, csrByNumber } from "../../src/isa/csr.js";
import { decode } from "../../src/isa/decode.js";
import { disassemble } from "../../src/isa/disassemble.js";
import { INSTRUCTIONS } from "../../src/isa/instructions/index.js";
import { wordOf } from "./random-words.js";

const PREFIX = "riscv64-unknown-elf-";
const ARCHITECTURE = "rv64gch_zba_zbb_zbc_zbkb_zbkx_zbs_zicbom_zicbop_zicboz_zihintpause_zawrs_zfh_svinval";
/** Extensions that binutils 2.40 does not know. */
const YOUNGER = new Set(["Zcb", "Zcmop", "Zimop", "Zicond", "Zacas", "Zabha", "Zfa"]);
const isYounger = (word: number) => YOUNGER.has(decode(word)?.row.extension ?? "");
const installed = spawnSync(`${PREFIX}objdump`, ["--version"]).status === 0;
const title = installed ? "GNU binutils" : `GNU binutils (skipped: no ${PREFIX}objdump on this machine)`;

/** Where objdump 2.40 says something else, and we know why. */
const KNOWN_DIFFERENCES: readonly { readonly why: string; readonly text: RegExp }[] = [
  { why: "a reserved rounding mode is no instruction", text: /,unknown$/ },
  { why: "a fence that orders nothing on one side is a hint", text: /^fence (unknown,|\w+,unknown)/ },
  { why: "a CSR younger than this objdump has no name there", text: /^csrr\w+ \w+,0x/ },
  { why: "reserved: the all-zero word and c.addi16sp with imm = 0", text: /^(c\.unimp|c\.addi16sp sp,0)$/ },
  { why: "c.nop with an immediate is a hint of C.NOP in the manual", text: /^c\.addi zero,/ },
  { why: "a shift by 0 is a hint in RV64; objdump names the RV128 instruction", text: /^c\.s(ll|rl|ra)i64 / },
  { why: "objdump knows conversions that are exact only with rm = 0", text: /^\.4byte 0x(402|420|422|d20|d21)/ },
  { why: "objdump wants the unused fields of fences to be zero", text: /^\.4byte 0x\w+[08]f$/ },
];

describe.skipIf(!installed)(title, () => {
  const folder = mkdtempSync(join(tmpdir(), "hartbed-isa-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** objdump's text of each word, without comments and symbols. */
  function objdump(words: readonly number[]): readonly (readonly [pc: number, text: string])[] {
    const source = join(folder, "words.s");
    const object = join(folder, "words.o");
    writeFileSync(source, words.map((word) => `.insn 0x${(word >>> 0).toString(16)}\n`).join(""));
    execFileSync(`${PREFIX}as`, [`-march=${ARCHITECTURE}`, source, "-o", object]);
    const listing = execFileSync(`${PREFIX}objdump`, ["-d", "-M", "no-aliases", object], {
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    const lines = [...listing.matchAll(/^\s+([0-9a-f]+):\t[0-9a-f]{4,8}\s+(.*)$/gm)];
    return lines.map(([, pc, text]) => [Number.parseInt(pc!, 16), text!.replace(/\s*[#<].*$/, "").replace("\t", " ")]);
  }

  function compare(words: readonly number[]): void {
    const theirs = objdump(words);
    expect(theirs).toHaveLength(words.length);
    const differences = words.flatMap((word, index) => {
      const [pc, text] = theirs[index]!;
      const isTarget = decode(word)?.row.operands.includes("target") === true;
      const expected = isTarget ? text.replace(/(?:0x)?([0-9a-f]+)$/, "0x$1") : text;
      const ours = disassemble(word, pc);
      const bothData = ours.startsWith(".") && text.startsWith(".");
      if (bothData || ours === expected || KNOWN_DIFFERENCES.some((known) => known.text.test(text))) return [];
      return [`0x${(word >>> 0).toString(16)}: ${ours}, objdump: ${text}`];
    });
    expect(differences).toEqual([]);
  }

  test("knows every CSR by its name, with the same number", () => {
    const [source, object, binary] = ["csrs.s", "csrs.o", "csrs.bin"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(source, CSRS.map(({ name }) => `csrr a0, ${name}\n`).join(""));
    execFileSync(`${PREFIX}as`, [`-march=${ARCHITECTURE}`, source, "-o", object]);
    execFileSync(`${PREFIX}objcopy`, ["-O", "binary", object, binary]);
    const code = readFileSync(binary);
    const theirs = CSRS.map(({ name }, index) => [name, code.readUInt32LE(4 * index) >>> 20]);
    expect(theirs).toEqual(CSRS.map(({ name, number }) => [name, number]));
  });

  test("says the same of every 16-bit word", () => {
    compare(Array.from({ length: 0x10000 }, (_, word) => word).filter((word) => (word & 3) !== 3 && !isYounger(word)));
  });

  test("says the same of random operands of every row", () => {
    // Other numbers name CSRs that objdump knows and this hart has not.
    const hasCsr = (word: number) =>
      decode(word)?.row.fields.csr === undefined || csrByNumber(word >>> 20) !== undefined;
    compare(
      INSTRUCTIONS.flatMap((row) => fc.sample(wordOf(row), { numRuns: 60, seed: 1 })).filter(
        (word) => hasCsr(word) && !isYounger(word),
      ),
    );
  });
});
