// The terminal UI's entry: a run in, a restored terminal out. Ink and React are loaded only from here on.
import type { RunControl } from "../runner/view.js";
import { DEFAULT_PREFIX, parsePrefix } from "./prefix.js";

export interface TuiOptions {
  /** The prefix key, such as `ctrl-a`; see prefix.ts. */
  readonly prefix?: string;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** `NO_COLOR` is read from it. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Shows the run until the user quits, the terminal goes away or the process is asked to end; the terminal is restored
 * when it resolves, and the run has not been stopped. Throws an Error with a hint for a prefix that cannot be one.
 */
export async function startTui(control: RunControl, options: TuiOptions): Promise<void> {
  const { stdin, stdout } = options;
  const { NO_COLOR = "" } = options.env;
  const prefix = parsePrefix(options.prefix ?? DEFAULT_PREFIX);
  const { runSession } = await loadSession();
  await runSession(control, { prefix, colour: NO_COLOR === "", stdin, stdout });
}

/** React's development build is twice as slow and keeps a record of every render. */
async function loadSession(): Promise<typeof import("./session.js")> {
  const { NODE_ENV } = process.env;
  Object.assign(process.env, { NODE_ENV: NODE_ENV ?? "production" });
  try {
    return await import("./session.js");
  } finally {
    if (NODE_ENV === undefined) Reflect.deleteProperty(process.env, "NODE_ENV");
  }
}
