import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { HAS_TMUX, startTmux, type Tmux } from "./tmux.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const WAIT = { timeout: 60_000, interval: 100 };

describe.skipIf(!HAS_TMUX)("the quickstart in a real terminal", () => {
  let tmux: Tmux;

  beforeEach(() => {
    tmux = startTmux(160, 50, {});
  });

  afterEach(() => tmux.kill());

  test("three guests reach their prompts, answer in their own panes, and quit gives the shell back", async () => {
    tmux.keys(`cd ${root} && clear && node dist/cli/main.js run configs/quickstart.yaml`, "Enter");
    await vi.waitFor(() => expect(tmux.screen().match(/^\$ *(?=│)|(?<=│)\$ *$/gm)).toHaveLength(3), WAIT);
    for (const [key, name] of [
      ["2", "alpha"],
      ["3", "beta"],
      ["4", "gamma"],
    ] as const) {
      tmux.keys("C-a", key);
      await vi.waitFor(() => expect(tmux.screen()).toContain(`━▶ ${key} ${name}`), WAIT);
      tmux.keys(`echo this is ${name} | wc`, "Enter");
      const answer = `1 3 ${`this is ${name}\n`.length}`;
      await vi.waitFor(
        () => expect(tmux.screen()).toMatch(new RegExp(`this is ${name} \\| wc[\\s\\S]*?${answer}\\b`)),
        WAIT,
      );
    }
    const load = /load guest-page fault +[1-9]\d* .* [1-9]\d* .* [1-9]\d*/;
    await vi.waitFor(() => expect(tmux.screen()).toMatch(load), WAIT);
    expect(tmux.screen()).toMatch(/Last VM exits of gamma/);
    tmux.keys("C-a", "q");
    await vi.waitFor(() => expect(tmux.screen()).toContain("hartbed: interrupted"), WAIT);
    expect(tmux.ask("#{alternate_on} #{cursor_flag}")).toBe("0 1");
    expect(tmux.screen()).not.toContain("VM exits");
  });
});
