// The public API: scenarios are opened and run from TypeScript as the command line does it.
export { openScenario, type ScenarioFlags } from "./cli/scenarios.js";
export { InputError } from "./runner/input-error.js";
export { parseRecording, type Recording } from "./runner/recording.js";
export type { Report } from "./runner/report.js";
export { openRun, type Run, type RunOptions } from "./runner/run.js";
export type {
  ConsoleOutput,
  Counts,
  HartView,
  MachineView,
  Outcome,
  RunControl,
  VmExit,
  VmView,
} from "./runner/view.js";
export type { Scenario } from "./scenario/scenario.js";
