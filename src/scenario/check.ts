// `hartbed check`: every problem of every scenario.
import { type LoadOptions, loadScenario } from "./load.js";

export interface Checked {
  /** As the user named it. */
  readonly asked: string;
  /** A line each; empty when the scenario can be run. */
  readonly problems: readonly string[];
}

export function checkScenarios(asked: readonly string[], options: LoadOptions): readonly Checked[] {
  return asked.map((each) => {
    const loaded = loadScenario(each, options);
    return { asked: each, problems: loaded.ok ? [] : loaded.problems };
  });
}
