// Progress of long commands on stderr: one line that is written over on a terminal, silent elsewhere.
import { stderr } from "node:process";

export interface Progress {
  readonly say: (text: string) => void;
  /** Takes the line away. */
  readonly close: () => void;
}

/** @param command Begins every line. */
export function openProgress(command: string): Progress {
  if (!stderr.isTTY) return { say: () => undefined, close: () => undefined };
  let shown = false;
  return {
    say(text) {
      const width = Math.max(20, (stderr.columns ?? 80) - 1);
      stderr.write(`\r\x1b[K${`hartbed ${command}: ${text}`.slice(0, width)}`);
      shown = true;
    },
    close() {
      if (shown) stderr.write("\r\x1b[K");
      shown = false;
    },
  };
}

/** `[#####.....]`. */
export function progressBar(done: number, of: number): string {
  const cells = 20;
  const full = of === 0 ? 0 : Math.round((done / of) * cells);
  return `[${"#".repeat(full)}${".".repeat(cells - full)}]`;
}
