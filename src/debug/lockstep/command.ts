// The command behind `npm run lockstep`: random programs on this machine beside a real QEMU, or one engine beside the other.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import type { Profile } from "../../scenario/profile.js";
import { type CampaignResult, runCampaign } from "./campaign.js";
import { compareBatch, type Runner, type Sides } from "./compare.js";
import { makeGenerator } from "./generate.js";
import { buildImage } from "./image.js";
import { differenceText, programText } from "./listing.js";
import { parseOutput } from "./output.js";
import { type EngineName, runOwn, runQemu } from "./run.js";

export const USAGE = `Usage: npm run lockstep -- (--qemu PATH | --engines) [--profile NAME] [--programs N] [--seed S] [--first N]
  --qemu PATH      compares with this qemu-system-riscv64; --profile names its version, as in qemu-7.2
  --engines        compares the interpreter with the translator
  --profile NAME   a profile that ships, or a file (spec)
  --programs N     how many (2000)
  --first N        number of the first (0)
  --seed S         another sequence of programs (1)
  --batch N        programs in one start of QEMU (1000)
  --explain N      kinds of differences that are told in full (10)
  --golden FILE    writes FILE.elf.gz and FILE.json: the programs on which both agree, and the digests that QEMU gave`;

const OPTIONS = {
  qemu: { type: "string" },
  engines: { type: "boolean", default: false },
  profile: { type: "string", default: "spec" },
  programs: { type: "string", default: "2000" },
  first: { type: "string", default: "0" },
  seed: { type: "string", default: "1" },
  batch: { type: "string", default: "1000" },
  explain: { type: "string", default: "10" },
  golden: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

/** Every engine run is repeated, so that what was hot is translated by the last. */
const ENGINE_REPEATS = 4;

/** What the command needs of the floors above. */
export interface CommandPorts {
  readonly openProfile: (name: string) => Promise<Profile>;
  readonly hartWasm: Uint8Array;
}

/** Bad arguments, in words. */
export class UsageError extends Error {}

/** Returns the exit code: 0 when both sides agree on every program, else 1. */
export async function lockstep(argv: readonly string[], { openProfile, hartWasm }: CommandPorts): Promise<number> {
  const options = read(argv);
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  if ((options.qemu === undefined) === !options.engines)
    throw new UsageError(`expected --qemu PATH or --engines\n${USAGE}`);
  const profile = await openProfile(options.profile);
  const scratch = mkdtempSync(join(tmpdir(), "hartbed-lockstep-"));
  const own =
    (engine: EngineName): Runner =>
    async (image) =>
      runOwn(image, hartWasm, profile, engine);
  const { qemu } = options;
  let files = 0;
  const onQemu: Runner = async (image) => {
    const file = join(scratch, `${files++}.elf`);
    writeFileSync(file, image);
    const result = await runQemu(qemu ?? "", file);
    rmSync(file);
    return result;
  };
  try {
    const leftOvers = qemu !== undefined;
    const sides: Sides =
      qemu === undefined
        ? { leftOvers, own: own("translator"), other: own("interpreter") }
        : { leftOvers, own: own("default"), other: onQemu };
    if (options.golden !== undefined) return await writeGolden(options.golden, options, profile, sides);
    const result = await runCampaign({
      profile,
      sides,
      seed: number("seed", options.seed),
      first: number("first", options.first),
      programs: number("programs", options.programs),
      batch: Math.max(1, number("batch", options.batch)),
      explained: number("explain", options.explain),
      ...(qemu === undefined && { repeats: ENGINE_REPEATS }),
      onProgress: (done, parted) => {
        process.stderr.write(
          `${process.stderr.isTTY ? "\r" : ""}${done} programs, ${parted} part${process.stderr.isTTY ? "" : "\n"}`,
        );
      },
    });
    report(result, qemu === undefined ? "the interpreter" : "QEMU");
    return result.parted === 0 && result.problems.length === 0 ? 0 : 1;
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function read(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}\n${USAGE}`);
  }
}

function number(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new UsageError(`--${name} ${text}: expected a number`);
  return Number(text);
}

function report(result: CampaignResult, other: string): void {
  const lines: string[] = [];
  for (const { kind, programs, difference, smallest } of result.kinds) {
    lines.push(`${programs.length} programs (${programs.slice(0, 12).join(", ")}): ${kind}`);
    if (difference !== null) lines.push(...differenceText(difference, other));
    if (smallest !== undefined) lines.push(...programText(smallest));
  }
  const rows = [...result.rows].sort(([, a], [, b]) => a - b);
  const least = rows.slice(0, 3).map(([name, count]) => `${name} ${count}`);
  lines.push(
    ...result.known.map(
      ({ rule, programs }) => `known: ${rule.name}, ${programs.length} programs (${programs.join(", ")}): ${rule.doc}`,
    ),
    ...result.problems,
    `${result.programs} programs, ${result.instructions} instructions, ${result.traps} traps; ${result.parted} programs part, ${result.wroteCode} wrote into their own code, ${result.hung} hang on both sides`,
    `by mode: ${Object.entries(result.modes)
      .map(([mode, count]) => `${mode} ${count}`)
      .join(", ")}`,
    `${rows.length} instruction rows, least often: ${least.join(", ")}`,
  );
  console.log(lines.join("\n"));
}

/** Programs on which both sides agree, and their digests as QEMU gives them. */
async function writeGolden(
  file: string,
  options: { readonly seed: string; readonly first: string; readonly programs: string; readonly profile: string },
  profile: Profile,
  sides: Sides,
): Promise<number> {
  const generate = makeGenerator(profile, number("seed", options.seed));
  const first = number("first", options.first);
  const drawn = Array.from({ length: number("programs", options.programs) }, (_, index) => generate(first + index));
  const { parted } = await compareBatch(sides, drawn);
  const agreed = drawn.filter((_, index) => !parted.includes(index));
  const image = buildImage(agreed, { leftOvers: sides.leftOvers });
  const { text, problem } = await sides.other(image);
  if (problem !== undefined) throw new UsageError(problem);
  const digests = parseOutput(text).programs.map(({ digest }) => digest);
  const drawing = `--profile ${options.profile} --seed ${options.seed} --first ${options.first} --programs ${options.programs}`;
  const command = `npm run lockstep -- --qemu PATH ${drawing} --golden FILE`;
  writeFileSync(`${file}.elf.gz`, gzipSync(image, { level: 9 }));
  writeFileSync(`${file}.json`, `${JSON.stringify({ profile: options.profile, command, digests }, null, 2)}\n`);
  console.log(`${agreed.length} programs of ${drawn.length}; left out: ${parted.join(", ")}`);
  return 0;
}

/** Bytes of hart.wasm as the build leaves them. */
export function readHartWasm(): Uint8Array {
  return new Uint8Array(readFileSync(new URL("../../hart.wasm", import.meta.url)));
}
