// The public API: scenarios are opened and run from TypeScript as the command line does it.

export { type Bisection, type BisectOptions, bisect, type Culprit } from "./runner/bisect.js";
export type { Criterion, OutputDifference } from "./runner/bisect-criterion.js";
export { type CompareOptions, type Comparison, compare, type PairComparison } from "./runner/compare.js";
export { InputError } from "./runner/input-error.js";
export { type Cell, type MatrixOptions, type MatrixRow, matrix } from "./runner/matrix.js";
export { openProfile } from "./runner/open-profile.js";
export { openScenario, type ScenarioFlags } from "./runner/open-scenario.js";
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
export type { Profile } from "./scenario/profile.js";
export type { Scenario } from "./scenario/scenario.js";
