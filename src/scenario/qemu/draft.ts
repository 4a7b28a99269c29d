// What the options of a command line have said so far. Rows of the tables write to it; `finish` reads it.
import type { Report } from "../problem.js";
import type { Origin } from "../source.js";
import type { Chardev } from "./chardev.js";
import type { LogItem } from "./log-items.js";
import type { Properties } from "./properties.js";
import type { TreeWriter, Value } from "./tree.js";

/** `-drive` or the node of a `-blockdev`. */
export interface Drive {
  readonly id: string;
  readonly origin: Origin;
  readonly image: string;
  readonly readonly: boolean;
  readonly snapshot: boolean;
  /** `-drive if=virtio`: QEMU makes the device itself. */
  readonly automatic: boolean;
}

/** `-device MODEL,...`. */
export interface DeviceRequest {
  readonly model: string;
  readonly origin: Origin;
  readonly properties: Properties;
}

/** `-serial SPEC`, `-monitor SPEC`. */
export interface Attachment {
  readonly origin: Origin;
  readonly spec: string;
}

export interface Draft {
  readonly tree: TreeWriter;
  readonly report: Report;
  readonly warn: (origin: Origin, text: string) => void;
  readonly drives: Drive[];
  /** `-blockdev` nodes by their names, until a device takes them. */
  readonly nodes: Map<string, { readonly origin: Origin; readonly properties: Properties }>;
  readonly devices: DeviceRequest[];
  readonly chardevs: Map<string, Chardev>;
  readonly serials: Attachment[];
  readonly monitors: Attachment[];
  /** `-global virtio-mmio.force-legacy`. */
  legacyVirtio: { readonly value: boolean; readonly origin: Origin };
  /** `-snapshot`: as if every drive said it. */
  snapshot: boolean;
  nographic: boolean;
  /** The machine waits for the monitor's `cont`. */
  paused: boolean;
  /** The device tree goes to this file, and nothing runs. */
  dumpDeviceTree: string | null;
  /** `-d`. */
  readonly logged: Set<LogItem>;
  /** `-D`; null for stderr. */
  logFile: string | null;
  /** A text to print instead of running anything. */
  answer: string | null;
}

/** Writes to the scenario. */
export function write(draft: Draft, path: readonly string[], value: Value, origin: Origin): void {
  draft.tree.write(path, value, origin);
}

/** Says what is wrong with an option. */
export function refuse(draft: Draft, origin: Origin, found: string, expected?: string, hint?: string): void {
  draft.report({ origin, path: [], found, expected, hint });
}
