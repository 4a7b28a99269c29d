// The monitor: a few of QEMU's commands, typed as lines (QEMU manual, "QEMU Monitor").
import type { Run } from "../../runner/run.js";

export interface Monitor {
  /** What is typed. */
  input(bytes: Uint8Array): void;
  /** Shows the prompt. */
  greet(): void;
}

interface CommandRow {
  readonly names: readonly string[];
  readonly help: string;
  readonly run: (run: Run, words: readonly string[]) => string;
}

const COMMANDS: readonly CommandRow[] = [
  { names: ["help", "?"], help: "this list", run: () => helpText() },
  { names: ["info"], help: "status, registers, version", run: (run, [, about = ""]) => infoText(run, about) },
  { names: ["stop", "s"], help: "the machine stands still", run: quiet((run) => run.pause()) },
  { names: ["cont", "c"], help: "the machine runs on", run: quiet((run) => run.resume()) },
  { names: ["system_reset"], help: "back to power-on", run: quiet((run) => run.reset()) },
  { names: ["quit", "q"], help: "ends the run", run: quiet((run) => void run.stop(0)) },
];

const PROMPT = "(qemu) ";
const BACKSPACES = new Set([8, 127]);

/** @param print Text for whoever reads the monitor. */
export function makeMonitor(run: Run, print: (text: string) => void): Monitor {
  let line = "";

  function obey(): void {
    const words = line.trim().split(/\s+/);
    line = "";
    const [name = ""] = words;
    const row = COMMANDS.find(({ names }) => names.includes(name));
    const answer = name === "" ? "" : (row?.run(run, words) ?? `unknown command: '${name}'\n`);
    print(`\r\n${answer.replaceAll("\n", "\r\n")}${PROMPT}`);
  }

  return {
    greet: () => print(`\r\nhartbed monitor - type 'help' for more information\r\n${PROMPT}`),
    input(bytes) {
      for (const byte of bytes) {
        if (byte === 13 || byte === 10) obey();
        else if (BACKSPACES.has(byte)) {
          if (line !== "") print("\b \b");
          line = line.slice(0, -1);
        } else if (byte >= 32) {
          line += String.fromCharCode(byte);
          print(String.fromCharCode(byte));
        }
      }
    },
  };
}

function quiet(run: (run: Run) => void): CommandRow["run"] {
  return (control) => {
    run(control);
    return "";
  };
}

function helpText(): string {
  return COMMANDS.map(({ names, help }) => `${names.join("|")} -- ${help}\n`).join("");
}

function infoText(run: Run, about: string): string {
  const { state, harts, profile } = run.view;
  if (about === "status") return `VM status: ${state}\n`;
  if (about === "version") return `${profile}\n`;
  if (about !== "registers") return "info status, info registers or info version\n";
  return harts.map(({ id, pc, mode, instret }) => `hart ${id} ${mode} pc ${pc} instret ${instret}\n`).join("");
}
