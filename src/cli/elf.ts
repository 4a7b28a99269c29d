// `hartbed elf`: bare programs with a `tohost` symbol, a line for each: PASS, FAIL n or TIMEOUT.
import { readFileSync } from "node:fs";
import type { ProgramResult } from "../runner/bare-program.js";
import { type BareProgram, type ElfProgramOptions, openBareProgram } from "../runner/elf-program.js";
import { EXIT_BAD_INPUT, EXIT_DONE, EXIT_FAILED, EXIT_INTERNAL } from "../runner/exit-codes.js";
import { InputError } from "../runner/input-error.js";
import { manualProfile, openProfile } from "../runner/open-profile.js";
import { makeConsoleLines } from "./console-lines.js";
import { reportFailure } from "./failure.js";
import { checkWritable, writeJson, writeText } from "./json-output.js";

export interface ElfFlags {
  /** The manual's values when left out. */
  readonly profile?: string;
  readonly harts: number;
  /** MiB. */
  readonly memory: number;
  /** Steps. */
  readonly limit: number;
  readonly signature?: string;
  readonly granularity: number;
  readonly json?: string;
}

interface FileResult {
  readonly file: string;
  /** `BAD` is a file that could not be run, `ERROR` one that hartbed itself failed on. */
  readonly word: "PASS" | "FAIL" | "TIMEOUT" | "BAD" | "ERROR";
  /** Number of the failed test, or why it stopped; empty otherwise. */
  readonly detail: string;
}

/** Runs every program; returns the exit code. */
export async function runElfs(files: readonly string[], flags: ElfFlags): Promise<number> {
  if (flags.signature !== undefined && files.length !== 1) {
    throw new InputError("--signature: expected one ELF file, because there is one signature file");
  }
  for (const option of ["json", "signature"] as const) {
    if (flags[option] !== undefined) checkWritable(flags[option], `--${option}`);
  }
  const profile = flags.profile === undefined ? manualProfile() : await openProfile(flags.profile);
  const options = { profile, harts: flags.harts, memory: flags.memory * 0x10_0000 };
  const out = flags.json === "-" ? process.stderr : process.stdout;
  const results: FileResult[] = [];
  for (const file of files) {
    const result = await runFile(file, options, flags, out);
    results.push(result);
    if (result.word === "BAD") process.stderr.write(`${file}: ${result.detail}\n`);
    else out.write(`${[result.word, result.detail, file].filter((word) => word !== "").join(" ")}\n`);
  }
  if (flags.json !== undefined) writeJson(flags.json, { schema: 1, profile: profile.name, results });
  const count = (word: FileResult["word"]) => results.filter((result) => result.word === word).length;
  const [passed, failed, late, bad] = [count("PASS"), count("FAIL"), count("TIMEOUT"), count("BAD")];
  const broken = count("ERROR");
  const more = [bad === 0 ? "" : `, ${bad} could not be run`, broken === 0 ? "" : `, ${broken} internal errors`];
  process.stderr.write(`hartbed: ${passed} passed, ${failed} failed, ${late} timed out${more.join("")}\n`);
  if (broken > 0) return EXIT_INTERNAL;
  if (bad > 0) return EXIT_BAD_INPUT;
  return failed + late === 0 ? EXIT_DONE : EXIT_FAILED;
}

async function runFile(
  file: string,
  options: ElfProgramOptions,
  flags: ElfFlags,
  out: NodeJS.WriteStream,
): Promise<FileResult> {
  const lines = makeConsoleLines(file);
  const print = (bytes: Uint8Array) => {
    const text = lines.push(bytes);
    if (text !== "") out.write(text);
  };
  try {
    const program = openBareProgram(readProgram(file), options, print);
    const result = await program.run({ steps: flags.limit });
    out.write(lines.flush());
    if (flags.signature !== undefined) writeSignature(program, flags.signature, flags.granularity);
    return { file, ...worded(result) };
  } catch (error) {
    if (error instanceof InputError) return { file, word: "BAD", detail: error.message };
    reportFailure(error);
    return { file, word: "ERROR", detail: "" };
  }
}

function writeSignature(program: BareProgram, file: string, granularity: number): void {
  writeText(file, program.signature(granularity), "--signature");
}

function worded(result: ProgramResult): Omit<FileResult, "file"> {
  if (result.kind === "pass") return { word: "PASS", detail: "" };
  if (result.kind === "timeout") return { word: "TIMEOUT", detail: "" };
  if (result.kind === "fail") return { word: "FAIL", detail: String(result.code) };
  process.stderr.write(`${result.detail}\n`);
  return { word: "FAIL", detail: result.reason };
}

function readProgram(file: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(file));
  } catch (error) {
    throw new InputError(`cannot read: ${(error as Error).message}`);
  }
}
