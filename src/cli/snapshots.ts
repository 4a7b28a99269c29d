// The options of `hartbed run` about snapshots: the moment at which one is taken, the files.
import { readFileSync, writeFileSync } from "node:fs";
import { InputError } from "../runner/input-error.js";
import type { RunOptions } from "../runner/run.js";
import type { Scenario } from "../scenario/scenario.js";
import { checkWritable } from "./json-output.js";

export interface SnapshotFlags {
  readonly saveSnapshot?: string;
  readonly at?: string;
  readonly fromSnapshot?: string;
}

export interface Snapshots {
  readonly options: Pick<RunOptions, "fromSnapshot" | "snapshot">;
  /** Says what became of the snapshot that was asked for; false when the run ended too early for it. */
  conclude(): boolean;
}

const NS_PER_TICK = 100;

/** @throws InputError when a file cannot be read or written, or the moment is none. */
export async function openSnapshots(flags: SnapshotFlags, { clock }: Scenario): Promise<Snapshots> {
  const { saveSnapshot: file, at: asked, fromSnapshot: from } = flags;
  if (asked !== undefined && file === undefined) {
    throw new InputError(`--at ${asked}: says when to take a snapshot; expected --save-snapshot FILE too`);
  }
  const at = asked === undefined ? undefined : await stepOf(asked, clock.instructionsPerTick);
  if (file !== undefined) checkWritable(file, "--save-snapshot");
  let done = file === undefined;
  const onSnapshot = (bytes: Uint8Array, step: number) => {
    writeFileSync(file ?? "", bytes);
    done = true;
    const size = (bytes.length / 2 ** 20).toFixed(1);
    process.stderr.write(`hartbed: ${file}: snapshot of step ${step}, ${size} MiB\n`);
  };
  return {
    options: {
      ...(from === undefined ? {} : { fromSnapshot: { file: from, bytes: read(from) } }),
      ...(file === undefined ? {} : { snapshot: { at, onSnapshot } }),
    },
    conclude() {
      if (!done) process.stderr.write(`hartbed: --at ${asked}: the run ended before; no snapshot was taken\n`);
      return done;
    },
  };
}

/** Steps, or guest time as scenarios write it. */
async function stepOf(text: string, instructionsPerTick: number): Promise<number> {
  const steps = Number(text.replaceAll("_", ""));
  if (Number.isSafeInteger(steps) && steps >= 0 && text !== "") return steps;
  const { duration } = await import("../scenario/schema/quantity.js");
  const parsed = duration.safeParse(text);
  if (parsed.success) return Math.ceil((parsed.data / NS_PER_TICK) * instructionsPerTick);
  throw new InputError(`--at ${text}: expected steps such as 20e6, or guest time such as 2s or 500ms`);
}

function read(file: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(file));
  } catch (error) {
    throw new InputError(`--from-snapshot ${file}: cannot read: ${(error as Error).message}`);
  }
}
