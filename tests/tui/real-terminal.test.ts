import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { buildDemo, type Demo } from "./demo-build.js";
import { HAS_TMUX, startTmux, type Tmux } from "./tmux.js";

if (!HAS_TMUX) console.warn("tests in a real terminal are left out: tmux is not installed");

describe.skipIf(!HAS_TMUX)("in a real terminal", () => {
  let demo: Demo;
  let tmux: Tmux;

  beforeAll(() => {
    demo = buildDemo();
  });

  afterAll(() => demo.remove());

  beforeEach(async () => {
    tmux = startTmux(160, 50, { CI: "true" });
    await shows("shell>");
  });

  afterEach(() => tmux.kill());

  const shows = (text: string | RegExp) =>
    vi.waitFor(() => expect(tmux.screen()).toMatch(text), { timeout: 60_000, interval: 50 });

  async function startDemo(...options: string[]): Promise<void> {
    tmux.keys(`node ${demo.program} ${options.join(" ")}`, "Enter");
    await shows("alpha kernel is booting");
  }

  /** The shell works as before: its text is back, keys echo, lines are edited, the cursor shows. */
  async function expectRestored(): Promise<void> {
    // Its next prompt too: what is typed before would go to the process that ends.
    await shows(/^shell> node[\s\S]*\nshell>\s*$/);
    expect(tmux.ask("#{alternate_on} #{cursor_flag} #{keypad_cursor_flag}")).toBe("0 1 0");
    tmux.keys("clear; stty -a | tr ' ;' '\\n\\n' | grep -x -e icanon -e echo -e isig -e icrnl", "Enter");
    await shows(/icrnl[\s\S]*isig[\s\S]*icanon[\s\S]*echo/);
    expect(tmux.screen()).not.toContain("alpha");
  }

  test("with CI set: start, type, resize, quit; then the shell's screen is back", async () => {
    await startDemo();
    tmux.keys("ls", "Enter");
    await shows(/\$ ls *\n.*you are at alpha/);
    tmux.keys("C-a", "n");
    await shows("━▶ 3 beta");
    tmux.keys("pwd", "Enter");
    await shows("you are at beta");
    tmux.resize(80, 24);
    await shows(/━▶ 3 beta[^│]*\n[\s\S]*you are at beta[\s\S]* {3}2 alpha/);
    tmux.keys("C-a", "q");
    await expectRestored();
  });

  test("a process that is asked to end by SIGTERM leaves the shell's screen", async () => {
    await startDemo("--pid-file", `${demo.program}.pid`);
    process.kill(Number(readFileSync(`${demo.program}.pid`, "utf8")), "SIGTERM");
    await expectRestored();
  });

  test("an exception that nobody catches leaves its message on the shell's screen", async () => {
    await startDemo("--crash");
    tmux.keys("x");
    await shows("Error: the demo was told to crash");
    await expectRestored();
  });
});
