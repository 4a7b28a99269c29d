// A snapshot's file: a line of JSON that names scenario, build and machine, then the state, compressed.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { deflateSync, inflateSync } from "node:zlib";
import { oneOf } from "../scenario/problem.js";
import { InputError } from "./input-error.js";
import { type MachineParts, partsOf } from "./machine-parts.js";
import { shippedPath } from "./package-root.js";
import type { RunPlan } from "./run-plan.js";
import type { SessionState } from "./session.js";

export interface SnapshotHeader {
  /** Version of the format. */
  readonly hartbed_snapshot: 1;
  /** Version of the package and digest of its hart code: another build lays memory out in another way. */
  readonly build: string;
  readonly scenario: string;
  readonly profile: string;
  /** Step of the run at which it was taken. */
  readonly steps: number;
  /** Events that had gone in. */
  readonly events: number;
  readonly parts: MachineParts;
}

/** What a run goes on from. */
export interface Snapshot {
  readonly header: SnapshotHeader;
  readonly session: SessionState;
  readonly machine: Uint8Array;
}

const LINE_FEED = 10;
/** Most bytes of the first line. */
const HEADER_LIMIT = 65536;
/** Guest memory compresses well at once; more effort gains little. */
const EFFORT = 1;

export function makeSnapshot(plan: RunPlan, steps: number, session: SessionState, machine: Uint8Array): Snapshot {
  const header: SnapshotHeader = {
    hartbed_snapshot: 1,
    build: buildOf(plan),
    scenario: plan.title,
    profile: plan.scenario.profile.name,
    steps,
    events: session.events,
    parts: partsOf(plan),
  };
  return { header, session, machine };
}

/** The file's bytes; the same for the same state. */
export function snapshotBytes({ header, session, machine }: Snapshot): Uint8Array {
  const text = Buffer.from(JSON.stringify(session));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  const state = deflateSync(Buffer.concat([length, text, machine]), { level: EFFORT });
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), state]);
}

/**
 * @param file Its name, for messages.
 * @throws InputError when the bytes are no snapshot, or one of another machine than the plan's.
 */
export function parseSnapshot(file: string, bytes: Uint8Array, plan: RunPlan): Snapshot {
  const end = bytes.subarray(0, HEADER_LIMIT).indexOf(LINE_FEED);
  const header = end < 0 ? undefined : parseHeader(Buffer.from(bytes.subarray(0, end)).toString());
  if (header === undefined) throw new InputError(`${file}: not a snapshot; expected a file that --save-snapshot wrote`);
  checkHeader(file, header, plan);
  try {
    const state = inflateSync(bytes.subarray(end + 1));
    const length = state.readUInt32LE(0);
    const session = JSON.parse(state.subarray(4, 4 + length).toString()) as SessionState;
    return { header, session, machine: new Uint8Array(state.subarray(4 + length)) };
  } catch (error) {
    throw new InputError(`${file}: damaged: ${(error as Error).message}; take the snapshot again`);
  }
}

function parseHeader(line: string): SnapshotHeader | undefined {
  try {
    const header = JSON.parse(line) as SnapshotHeader;
    return header.hartbed_snapshot === 1 ? header : undefined;
  } catch {
    return undefined;
  }
}

function checkHeader(file: string, header: SnapshotHeader, plan: RunPlan): void {
  const build = buildOf(plan);
  if (header.build !== build) {
    throw new InputError(`${file}: taken by build ${header.build}; expected ${build}: take the snapshot again`);
  }
  const parts = partsOf(plan);
  const names = [...new Set([...Object.keys(parts), ...Object.keys(header.parts)])];
  const others = names.filter((name) => parts[name] !== header.parts[name]);
  if (others.length === 0) return;
  const differs = others.length === 1 ? "differs" : "differ";
  const taken = `taken of ${header.scenario} with profile ${header.profile}`;
  throw new InputError(
    `${file}: ${taken}, another machine: ${oneOf(others).replace(" or ", " and ")} ${differs}; ` +
      "expected the scenario, options and images that it was taken with",
  );
}

function buildOf({ hartWasm }: RunPlan): string {
  const { version } = JSON.parse(readFileSync(shippedPath("package.json"), "utf8")) as { version: string };
  return `${version}+${createHash("sha256").update(hartWasm).digest("hex").slice(0, 12)}`;
}
