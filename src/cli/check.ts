// `hartbed check`: validates scenarios without running them.
import { EXIT_BAD_INPUT, EXIT_DONE } from "../runner/exit-codes.js";
import { InputError } from "../runner/input-error.js";
import { openScenario, type ScenarioFlags } from "../runner/open-scenario.js";

/** Prints every problem of every scenario on stderr, and `FILE: ok` on stdout for those that have none. */
export async function checkScenarios(files: readonly string[], flags: ScenarioFlags): Promise<number> {
  let bad = false;
  for (const file of files) {
    try {
      await openScenario(file, flags);
      process.stdout.write(`${file}: ok\n`);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      process.stderr.write(`${error.message}\n`);
      bad = true;
    }
  }
  return bad ? EXIT_BAD_INPUT : EXIT_DONE;
}
