// Runs lockstep images: on this machine, in either engine, and on a real QEMU. What comes back is what the harness prints.
import { spawn } from "node:child_process";
import { DEFAULT_TUNING, INTERPRET_ONLY, type Tuning } from "../../engine/engine.js";
import { describeCpu } from "../../machine/cpu.js";
import { type Machine, makeMachine } from "../../machine/machine.js";
import { platformOf } from "../../machine/platform.js";
import type { Profile } from "../../scenario/profile.js";
import { RAM_BYTES } from "./arena.js";

/** Translates at once, so that little is left to the interpreter. */
const EAGER: Tuning = { hotAt: 1, batch: 1, patience: 1 };

/** Which engine: the interpreter alone, as machines run by default, or translating at once. */
export type EngineName = "interpreter" | "default" | "translator";

const TUNINGS: Readonly<Record<EngineName, Tuning>> = {
  interpreter: INTERPRET_ONLY,
  default: DEFAULT_TUNING,
  translator: EAGER,
};

/** What an image printed, and how it ended when it did not end by itself. */
export interface RunResult {
  readonly text: string;
  readonly problem: string | undefined;
}

export interface OwnRun extends RunResult {
  readonly machine: Machine;
}

/** Steps without a line after which a program hangs. */
const LIMIT = 100_000_000;
/** Small slices, so that translated code is in use soon. */
const EAGER_SLICE = 1009;
const SLICE = 10_000_000;

export function runOwn(
  image: Uint8Array,
  hartWasm: Uint8Array,
  profile: Profile,
  engine: EngineName = "default",
): OwnRun {
  const chunks: string[] = [];
  let line = "";
  let heard = 0;
  const machine = makeMachine({
    hartWasm,
    profile,
    board: {
      harts: 1,
      memory: RAM_BYTES,
      cpu: describeCpu(profile),
      platform: platformOf(profile.facts),
      kernel: image,
      uarts: 1,
      vms: [],
      seed: 1,
      rtcNs: 0n,
    },
    instructionsPerTick: 100,
    tuning: TUNINGS[engine],
    onConsole(_, byte) {
      line += String.fromCharCode(byte);
      if (byte !== 10) return;
      chunks.push(line);
      line = "";
      heard = machine.steps;
    },
  });
  const slice = engine === "translator" ? EAGER_SLICE : SLICE;
  while (machine.steps < heard + LIMIT) {
    const end = machine.run(slice);
    if (end.kind === "steps") continue;
    const text = chunks.join("") + line;
    const problem = end.kind === "finish" && end.code === 0 ? undefined : JSON.stringify(end);
    return { text, problem, machine };
  }
  return { text: chunks.join("") + line, problem: `no line in ${LIMIT} steps`, machine };
}

/** The command line without the image's name. */
const QEMU_ARGUMENTS =
  `-M virt -cpu rv64 -m ${RAM_BYTES / 0x10_0000}M -display none -monitor none -serial stdio -bios none -kernel`.split(
    " ",
  );

/** Milliseconds without a line after which QEMU hangs. */
const SILENCE = 20_000;

/** Runs an image file on QEMU; a run that says nothing for some time is ended. */
export function runQemu(qemu: string, imageFile: string): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(qemu, [...QEMU_ARGUMENTS, imageFile], { stdio: ["ignore", "pipe", "pipe"] });
    const chunks: string[] = [];
    let errors = "";
    let problem: string | undefined;
    let timer: NodeJS.Timeout | undefined;
    const watch = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        problem = `QEMU said nothing for ${SILENCE / 1000} s`;
        child.kill("SIGKILL");
      }, SILENCE);
    };
    watch();
    child.stdout.setEncoding("latin1").on("data", (text: string) => {
      chunks.push(text);
      watch();
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors += text;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      if (problem === undefined && code !== 0) problem = `QEMU ended with ${signal ?? code}: ${errors.trim()}`;
      resolve({ text: chunks.join(""), problem });
    });
  });
}
