import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startTui } from "../../src/tui/start.js";
import { type FakeRun, makeFakeRun, vmExit } from "./fake-run.js";
import { type FakeTerminal, makeFakeTerminal } from "./fake-terminal.js";

const PREFIX = "\x01";
let run: FakeRun;
let terminal: FakeTerminal;
let ended: Promise<void>;

function start(columns: number, rows: number, env: NodeJS.ProcessEnv = {}): void {
  terminal = makeFakeTerminal(columns, rows);
  ended = startTui(run, { stdin: terminal.stdin, stdout: terminal.stdout, env });
}

/** Waits until the screen shows what `check` expects. */
function shows(check: (screen: string) => void): Promise<void> {
  return vi.waitFor(async () => check(await terminal.screen()), { timeout: 30_000, interval: 20 });
}
const showsText = (text: string | RegExp) => shows((screen) => expect(screen).toMatch(text));
const hidesText = (text: string | RegExp) => shows((screen) => expect(screen).not.toMatch(text));

beforeEach(() => {
  run = makeFakeRun(["alpha", "beta", "gamma"]);
});

afterEach(async () => {
  terminal.type(`${PREFIX}q`);
  await ended;
});

test("160x50 shows all consoles, the counters, the last exits and the machine", async () => {
  start(160, 50);
  await showsText("alpha");
  run.print("alpha", "alpha boots\n$ ");
  run.print("gamma", "gamma boots\n$ ");
  run.print("monitor", "monitor> ");
  run.show({ mips: 45.2, profile: "qemu-9.2.0" });
  run.advance(12.345e9, (vm) => ({ ...vm, exits: { ecall_from_vs: 186 }, lastExits: [vmExit()] }));
  await shows((screen) => {
    for (const text of ["alpha boots", "gamma boots", "monitor> ", "2 alpha ● running · hart 0 · VMID 1"]) {
      expect(screen).toContain(text);
    }
    expect(screen).toContain("fake.yaml · running · 12.345 s · 45 MIPS · profile qemu-9.2.0 · hart 0 VS");
    expect(screen).toMatch(/ecall +186 /);
    expect(screen).toMatch(/load guest-page fault +plic_claim\+0x10 +0x0c201004 +lw a0, 4\(a5\)/);
    expect(screen).toMatch(/Ctrl-A .*help.*quit.*1-4 focus.*zoom.*scroll.*pause.*reset.*counters.*exits/);
  });
});

test("80x24 shows the focused guest, the last line of each other console and counters", async () => {
  start(80, 24);
  run.print("alpha", "alpha boots\n$ ");
  run.print("beta", "beta boots\nbeta login: ");
  run.advance(1e9, (vm) => ({ ...vm, exits: { ecall_from_vs: 186 } }));
  await shows((screen) => {
    expect(screen).toContain("alpha boots");
    expect(screen).toMatch(/\* 3 beta +● running · hart 1 · VMID 2 +beta login:/);
    expect(screen).not.toContain("beta boots");
    expect(screen).toContain("ecall 186");
    expect(Math.max(...screen.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

test("keys go to the focused guest only, and focus moves with the prefix", async () => {
  start(160, 50);
  await showsText("━▶ 2 alpha");
  terminal.type("ls\r");
  terminal.type(`${PREFIX}n`);
  await showsText("━▶ 3 beta");
  terminal.type("\x1b[A\x03é");
  terminal.type(`${PREFIX}4`);
  await showsText("━▶ 4 gamma");
  terminal.type(`x${PREFIX}${PREFIX}`);
  terminal.type(`${PREFIX}9${PREFIX}1`);
  await showsText("━▶ 1 monitor");
  terminal.type("list\r");
  terminal.type(`${PREFIX}b`);
  await showsText("━▶ 4 gamma");
  expect(Object.fromEntries(run.typed)).toEqual({
    alpha: "ls\r",
    beta: "\x1b[A\x03é",
    gamma: "x\x01",
    monitor: "list\r",
  });
});

test("with 64 guests at 80x24 any console is reached by its number, and its counters stand below it", async () => {
  run = makeFakeRun(Array.from({ length: 64 }, (_, index) => `guest-${index + 1}`));
  start(80, 24);
  await showsText(/1-9 focus.*g number/);
  run.print("guest-63", "deep down\n$ ");
  run.advance(1e9, (vm) => (vm.name === "guest-63" ? { ...vm, exits: { ecall_from_vs: 63 } } : vm));
  terminal.type(`${PREFIX}g69\x7f4`);
  await showsText("console 64_");
  terminal.type("\r");
  await showsText(/━▶ 64 guest-63[\s\S]*deep down[\s\S]*65 guest-64[\s\S]*ecall 63/);
  terminal.type(`${PREFIX}g70\r`);
  await showsText("━▶ 64 guest-63");
  terminal.type("ok");
  await vi.waitFor(() => expect(run.typed.get("guest-63")).toBe("ok"));
});

test("zoom shows the focused console alone, and tells who else prints", async () => {
  start(160, 50);
  run.print("alpha", "alpha boots");
  run.print("beta", "beta boots");
  await showsText("beta boots");
  terminal.type(`${PREFIX}z`);
  await shows((screen) => {
    expect(screen).toContain("alpha boots");
    expect(screen).not.toContain("beta");
    expect(screen).not.toContain("VM exits");
  });
  run.print("gamma", "gamma calls");
  await showsText(/2 alpha .*\* 4 /);
  terminal.type(`${PREFIX}z`);
  await showsText("beta boots");
});

test("pause, resume and a confirmed reset reach the machine; another key than y does not reset", async () => {
  start(120, 40);
  await showsText("running");
  terminal.type(`${PREFIX}p`);
  await showsText(/paused[\s\S]*p resume/);
  terminal.type(`${PREFIX}p`);
  await showsText("running");
  terminal.type(`${PREFIX}r`);
  await showsText("reset the machine?");
  terminal.type("n");
  await hidesText("reset the machine?");
  terminal.type(`${PREFIX}r`);
  await showsText("reset the machine?");
  terminal.type("y");
  await hidesText("reset the machine?");
  await showsText("--- reset ---");
  expect(run.calls).toEqual(["pause", "resume", "reset"]);
  expect(run.typed.size).toBe(0);
});

test("the scroll mode shows older lines; its keys do not reach the guest", async () => {
  start(80, 24);
  run.print("alpha", Array.from({ length: 200 }, (_, line) => `line ${line}`).join("\n"));
  await showsText("line 199");
  terminal.type(`${PREFIX}[`);
  await showsText(" scroll ");
  terminal.type("g");
  await showsText(/line 0 *\n/);
  await showsText(/↑\d+ lines/);
  terminal.type("\x1b[B");
  await hidesText(/line 0 *\n/);
  terminal.type("G");
  await showsText("line 199");
  terminal.type(`k`);
  await hidesText("line 199");
  terminal.type("q");
  await showsText("line 199");
  expect(run.typed.size).toBe(0);
  terminal.type("q");
  expect(run.typed.get("alpha")).toBe("q");
});

test("PgUp after the prefix scrolls at once", async () => {
  start(80, 24);
  run.print("alpha", Array.from({ length: 200 }, (_, line) => `line ${line}`).join("\n"));
  await showsText("line 199");
  terminal.type(`${PREFIX}\x1b[5~`);
  await shows((screen) => {
    expect(screen).toMatch(/↑\d+ lines/);
    expect(screen).not.toContain("line 199");
  });
});

test("the help lists every command, and any key closes it without reaching the guest", async () => {
  start(80, 24);
  run.print("alpha", "alpha boots");
  await showsText("alpha boots");
  terminal.type(`${PREFIX}?`);
  await shows((screen) => {
    expect(screen).toContain("focus the next console");
    expect(screen).toContain("send Ctrl-A itself to the guest");
    expect(screen).toMatch(/Home g +to the oldest line +End G +to the newest line/);
    expect(screen).toMatch(/q Esc Enter Ctrl-C +back to the console/);
    expect(screen).toContain("Rates are per second");
    expect(screen).not.toContain("alpha boots");
  });
  terminal.type("x");
  await showsText("alpha boots");
  expect(run.typed.size).toBe(0);
});

test("counters and exits panels are switched with c and e", async () => {
  start(160, 50);
  await showsText("Last VM exits of alpha");
  terminal.type(`${PREFIX}e`);
  await hidesText("Last VM exits");
  terminal.type(`${PREFIX}c`);
  await hidesText("guest-page fault");
  terminal.type(`${PREFIX}e${PREFIX}c`);
  await showsText("Last VM exits of alpha");
  await showsText("guest-page fault");
});

test("resizing lays everything out anew, down to a terminal that is too small and back", async () => {
  start(160, 50);
  run.print("alpha", "alpha boots\n$ ");
  await showsText("VM exits");
  terminal.resize(80, 24);
  await shows((screen) => {
    expect(screen).toContain("alpha boots");
    expect(screen).toMatch(/ {3}3 beta/);
    expect(screen).toContain(" Ctrl-A ");
  });
  terminal.resize(30, 8);
  await showsText("Terminal too small");
  terminal.resize(160, 50);
  await showsText(/VM exits +alpha/);
  await showsText("alpha boots");
});

test("the focused guest's screen keeps colours and shows its cursor; under NO_COLOR no colour is written", async () => {
  start(80, 24);
  run.print("alpha", "\x1b[31mred\x1b[0m $ ");
  await showsText("red $");
  expect(await terminal.cell(0, 2)).toMatchObject({ fg: 1 });
  expect(await terminal.cell(6, 2)).toMatchObject({ inverse: true });
  terminal.type(`${PREFIX}q`);
  await ended;

  run = makeFakeRun(["alpha"]);
  start(80, 24, { NO_COLOR: "1" });
  run.print("alpha", "\x1b[31mred\x1b[0m $ ");
  await showsText("red $");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: SGR sequences start with one.
  expect(terminal.written).not.toMatch(/\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9\d|10\d)[;m]/);
});

test("a guest that sets application cursor keys gets them, and only while it has the keys", async () => {
  start(80, 24);
  run.print("alpha", "\x1b[?1heditor");
  await showsText("editor");
  await vi.waitFor(() => expect(terminal.written).toContain("\x1b[?1h"));
  const before = terminal.written.length;
  terminal.type(`${PREFIX}n`);
  await vi.waitFor(() => expect(terminal.written.slice(before)).toContain("\x1b[?1l"));
});

test("a paste reaches the guest with its marks only when the guest asked for them", async () => {
  start(80, 24);
  await showsText("alpha");
  terminal.type("\x1b[200~one\x1b[201~");
  run.print("alpha", "\x1b[?2004hready");
  await showsText("ready");
  terminal.type("\x1b[200~two\x1b[201~");
  expect(run.typed.get("alpha")).toBe("one\x1b[200~two\x1b[201~");
});

test("the Escape key alone reaches the guest", async () => {
  start(80, 24);
  await showsText("alpha");
  terminal.type("\x1b");
  await vi.waitFor(() => expect(run.typed.get("alpha")).toBe("\x1b"));
});

test("rates stand beside the counters while they grow, and fade", async () => {
  start(160, 50);
  await showsText("VM exits");
  run.advance(1e9, (vm) => ({ ...vm, exits: { ecall_from_vs: 1000 } }));
  await showsText(/ecall +1000 +\d+\/s/);
  await showsText(/ecall +1000 +1000/);
});

test("a terminal that takes nothing more gets no more than one frame until it drains", async () => {
  start(80, 24);
  await showsText("alpha");
  terminal.block(true);
  run.print("alpha", "first");
  await showsText("first");
  const frames = () => terminal.written.split("\x1b[?2026h").length;
  const before = frames();
  for (let line = 0; line < 20; line++) {
    run.print("alpha", `line ${line}\n`);
    terminal.type("\x01?\x01?");
    await new Promise((resolve) => setImmediate(resolve));
  }
  run.print("alpha", "last");
  // A key that the guest gets shows that the session has gone on meanwhile.
  terminal.type("\x1b");
  await vi.waitFor(() => expect(run.typed.get("alpha")).toBe("\x1b"));
  expect(frames()).toBe(before);
  terminal.block(false);
  await showsText("last");
});

test("a guest's question to its terminal is answered to that guest", async () => {
  start(80, 24);
  await showsText("alpha");
  run.print("beta", "ab\x1b[6n");
  await vi.waitFor(() => expect(run.typed.get("beta")).toBe("\x1b[1;3R"));
});

test("a run that has ended stays on the screen with its outcome and takes no more keys", async () => {
  start(120, 40);
  run.print("alpha", "bye");
  run.show({ state: "stopped", outcome: "shutdown" });
  await showsText("stopped: shutdown");
  await showsText("bye");
  await showsText("the run has ended");
  terminal.type(`x${PREFIX}p${PREFIX}r`);
  expect(run.typed.size).toBe(0);
  expect(run.calls).toEqual([]);
});

test("a guest in flood loses its oldest output, and neither keys nor the other consoles wait for it", async () => {
  start(160, 50);
  await showsText("━▶ 2 alpha");
  const megabyte = "a line of a guest in flood\n".repeat(40_000);
  const flood = (times: number) => {
    for (let time = 0; time < times; time++) run.print("alpha", megabyte);
  };
  flood(20);
  run.print("beta", "beta prints");
  terminal.type(`x${PREFIX}n`);
  await shows((screen) => {
    expect(screen).toContain("━▶ 3 beta");
    expect(screen).toContain("beta prints");
    expect(screen).toMatch(/2 alpha 2\d(\.\d)?M bytes not shown/);
  });
  flood(20);
  run.print("alpha", "the newest line");
  await showsText("the newest line");
  expect(run.typed.get("alpha")).toBe("x");
});
