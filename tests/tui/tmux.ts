// A real terminal for tests: a shell in tmux, on a server of its own.
import { spawnSync } from "node:child_process";

export const HAS_TMUX = spawnSync("tmux", ["-V"]).status === 0;

export interface Tmux {
  /** Keys by tmux's names: `C-a`, `Enter`, or text. */
  keys(...keys: string[]): void;
  resize(columns: number, rows: number): void;
  screen(): string;
  /** A format of tmux, such as `#{alternate_on}`. */
  ask(format: string): string;
  kill(): void;
}

let servers = 0;

export function startTmux(columns: number, rows: number, env: { readonly [name: string]: string }): Tmux {
  servers += 1;
  const socket = `hartbed-test-${process.pid}-${servers}`;
  const tmux = (...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync("tmux", ["-L", socket, "-f", "/dev/null", ...args], {
      encoding: "utf8",
      env: { ...process.env, ...env, TMUX: "", LC_ALL: "C.UTF-8" },
    });
    if (status !== 0) throw new Error(`tmux ${args.join(" ")}: ${stderr}`);
    return stdout;
  };
  tmux("-u", "new-session", "-d", "-x", String(columns), "-y", String(rows), "env PS1='shell> ' sh");
  return {
    keys: (...keys) => void tmux("send-keys", ...keys),
    resize: (newColumns, newRows) => void tmux("resize-window", "-x", String(newColumns), "-y", String(newRows)),
    screen: () => tmux("capture-pane", "-p"),
    ask: (format) => tmux("display-message", "-p", format).trim(),
    kill: () => void tmux("kill-server"),
  };
}
