// The command line: what each command takes. The commands themselves are loaded when they are called.
import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { shippedPath } from "../runner/package-root.js";
import { addComparisonCommands } from "./comparison-commands.js";

const EXIT_CODES = `
Exit codes:
  0    done, or all expectations were met
  1    an expectation or a program failed (or the guest's own exit code)
  2    bad input
  3    the machine stopped unexpectedly: deadlock, trap-loop, limit
  4    internal error
  130  interrupted (SIGINT); 143 by SIGTERM, 129 by SIGHUP, 141 when the reader of stdout went away`;

const VERSION = (JSON.parse(readFileSync(shippedPath("package.json"), "utf8")) as { version: string }).version;

/** @param finish Takes the exit code of the command that ran. */
export function makeProgram(finish: (code: number) => void): Command {
  const program = new Command("hartbed")
    .description("A testbed for RISC-V hypervisors")
    .version(VERSION)
    .enablePositionalOptions()
    .addHelpText("after", EXIT_CODES)
    .exitOverride();

  program
    .command("run")
    .description("run a scenario: in the terminal, or headless for CI")
    .argument("<scenario>", "YAML file, or the name of a scenario that ships")
    .option("--headless", "consoles as `[name] line` on stdout, as fast as possible, until the scenario's end")
    .option("--json <file>", "write the report (`-`: stdout; consoles then go to stderr)")
    .option("--profile <name>", "profile instead of the scenario's")
    .option("--set <path=value>", "change a value of the scenario (repeatable)", gather, [])
    .option("--record-input <file>", "record everything that goes in, with its step")
    .option("--replay-input <file>", "give the run what was recorded, at the same steps")
    .option("--save-snapshot <file>", "write the whole machine to a file when the run ends")
    .option("--at <when>", "take the snapshot at this step (20e6) or guest time (2s), and go on")
    .option("--from-snapshot <file>", "go on where a snapshot of the same scenario was taken")
    .action(async (scenario: string, options) => {
      const { runScenario } = await import("./run.js");
      finish(await runScenario(scenario, options));
    });

  program
    .command("check")
    .description("validate scenarios; each problem with file, line and column")
    .argument("<scenarios...>", "YAML files, or names of scenarios that ship")
    .option("--profile <name>", "profile instead of the scenario's")
    .option("--set <path=value>", "change a value of the scenario (repeatable)", gather, [])
    .action(async (scenarios: string[], options) => {
      const { checkScenarios } = await import("./check.js");
      finish(await checkScenarios(scenarios, options));
    });

  program
    .command("list")
    .description("scenarios and profiles that ship")
    .option("--json <file>", "write the list as JSON (`-`: stdout)")
    .action(async ({ json }: { json?: string }) => {
      const { listShipped } = await import("./list.js");
      finish(listShipped(json));
    });

  program
    .command("profiles")
    .description("all profiles, the facts of one, or what differs between two")
    .argument("[a]", "profile, by name or file")
    .argument("[b]", "profile to compare with")
    .action(async (a?: string, b?: string) => {
      const { showProfiles } = await import("./profiles.js");
      finish(await showProfiles([a, b].filter((name) => name !== undefined)));
    });

  program
    .command("elf")
    .description("run bare ELF programs that report through `tohost`: PASS, FAIL n or TIMEOUT for each")
    .argument("<files...>", "ELF files")
    .option("--profile <name>", "profile of the harts (default: spec)")
    .option("--harts <count>", "number of harts", positive, 1)
    .option("--memory <mebibytes>", "RAM in MiB", positive, 128)
    .option("--limit <steps>", "steps after which a program has timed out", positive, 100_000_000)
    .option("--signature <file>", "write memory from begin_signature to end_signature (one ELF file only)")
    .option("--granularity <bytes>", "bytes in a line of the signature", positive, 4)
    .option("--json <file>", "write the results as JSON (`-`: stdout; PASS and FAIL then go to stderr)")
    .action(async (files: string[], options) => {
      const { runElfs } = await import("./elf.js");
      finish(await runElfs(files, options));
    });

  program
    .command("qemu")
    .description("run what QEMU's own command line describes: hartbed qemu -- -M virt -nographic ...")
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .argument("[args...]", "arguments of qemu-system-riscv64; -help lists them")
    .option("--profile <name>", "profile of the harts", "qemu-9.2.0")
    .option("--print", "write the scenario that says the same, and run nothing")
    .option("--stop-at <pc>", "stop when a hart comes to this address, and write what all harts hold")
    .option("--dump-state <file>", "file for --stop-at (default: stdout, and consoles go to stderr)")
    .action(async (args: string[], options) => {
      const { runQemu } = await import("./qemu.js");
      finish(await runQemu(args, options, VERSION));
    });

  addComparisonCommands(program, finish, gather);
  return program;
}

function positive(text: string): number {
  const value = Number(text.replaceAll("_", ""));
  if (!Number.isSafeInteger(value) || value <= 0) throw new InvalidArgumentError("expected a whole number above 0.");
  return value;
}

function gather(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}
