// The commands that run a scenario under more than one profile: what each takes.
import { type Command, Option } from "commander";

/**
 * @param finish Takes the exit code of the command that ran.
 * @param gather Collects a repeatable option.
 */
export function addComparisonCommands(
  program: Command,
  finish: (code: number) => void,
  gather: (text: string, before: readonly string[]) => readonly string[],
): void {
  program
    .command("compare")
    .description("run a scenario under several profiles and find the step at which the runs part")
    .argument("<scenario>", "YAML file, or the name of a scenario that ships")
    .requiredOption("--profiles <A,B,...>", "profiles; the first is compared with each other one")
    .option("--set <path=value>", "change a value of the scenario (repeatable)", gather, [])
    .option("--json <file>", "write the comparison as JSON (`-`: stdout)")
    .addHelpText("after", exitCodes("the runs behave alike", "they differ"))
    .action(async (scenario: string, options) => {
      const { compareScenario } = await import("./compare.js");
      finish(await compareScenario(scenario, options));
    });

  program
    .command("bisect")
    .description("find the facts that turn a scenario from good to bad, and the step at which they do")
    .argument("<scenario>", "YAML file, or the name of a scenario that ships")
    .requiredOption("--good <profile>", "profile under which the scenario does what it should")
    .requiredOption("--bad <profile>", "profile under which it does not")
    .addOption(
      new Option(
        "--by <what>",
        "what tells good from bad where both meet their expectations; absent: output, if those are about the outcome alone",
      ).choices(["expectations", "output"]),
    )
    .option("--set <path=value>", "change a value of the scenario (repeatable)", gather, [])
    .option("--json <file>", "write the result as JSON (`-`: stdout)")
    .addHelpText(
      "after",
      exitCodes(
        "the facts were found, and proven both ways",
        "none: the runs behave alike, or are good or bad under both, or the facts could not be proven",
      ),
    )
    .action(async (scenario: string, options) => {
      const { bisectScenario } = await import("./bisect.js");
      finish(await bisectScenario(scenario, options));
    });

  program
    .command("matrix")
    .description("run scenarios under profiles and compare with what their `results` say")
    .argument("<scenarios...>", "YAML files, folders of them, or names of scenarios that ship")
    .option("--profiles <A,B,...>", "profiles; absent: those that each scenario's `results` name")
    .option("--json <file>", "write the cells as JSON (`-`: stdout)")
    .option("--junit <file>", "write the cells as JUnit XML")
    .option("--resume <file>", "keep each cell here as it is done, and skip those that are here already")
    .addHelpText("after", exitCodes("every cell is as expected", "some cell is not"))
    .action(async (scenarios: string[], options) => {
      const { runMatrix } = await import("./matrix.js");
      finish(await runMatrix(scenarios, options));
    });
}

function exitCodes(zero: string, one: string): string {
  return `\nExit codes:\n  0  ${zero}\n  1  ${one}\n  2  bad input\n  4  internal error`;
}
