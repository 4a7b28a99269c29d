// What quickstart costs at its prompts in the terminal UI, 160 columns by 50 rows, in a terminal of tmux's.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { HARTBED, ROOT } from "./machines.mjs";
import { cpuSeconds } from "./processes.mjs";

const GUESTS = 3;
const START_MS = 60_000;
const SETTLE_MS = 5000;
const WATCH_MS = 20_000;

/** Host cores used, user and system; nothing where there is no tmux. */
export async function measureIdle(rounds) {
  if (spawnSync("tmux", ["-V"]).status !== 0) return {};
  const socket = `hartbed-bench-${process.pid}`;
  const tmux = (...args) => spawnSync("tmux", ["-L", socket, "-f", "/dev/null", ...args], { encoding: "utf8" });
  const command = [...HARTBED, "run", join(ROOT, "configs/quickstart.yaml")];
  tmux("new-session", "-d", "-x", "160", "-y", "50", ...command);
  try {
    const pid = Number(tmux("list-panes", "-F", "#{pane_pid}").stdout);
    await prompts(() => tmux("capture-pane", "-p").stdout);
    await setTimeout(SETTLE_MS);
    const cores = [];
    for (let round = 0; round < rounds; round++) {
      const [before, began] = [cpuSeconds(pid), performance.now()];
      await setTimeout(WATCH_MS);
      cores.push((cpuSeconds(pid) - before) / ((performance.now() - began) / 1000));
    }
    return { hartbed: cores };
  } finally {
    tmux("kill-server");
  }
}

async function prompts(screen) {
  const until = performance.now() + START_MS;
  while (performance.now() < until) {
    if ((screen().match(/(?<=^|│)\$ *(?=│|$)/gm) ?? []).length >= GUESTS) return;
    await setTimeout(200);
  }
  throw new Error(`quickstart did not reach its prompts:\n${screen()}`);
}
