// Runs test files one after the other in this process's folder, in the order of the command line, until so many tests
// have failed (the first argument; 0: to the end), and tells the parent process of every step. Modules are shared between the files: loading them again would take most of the time.
import { BaseSequencer, startVitest } from "vitest/node";

const [bail, ...files] = process.argv.slice(2);
const tell = (message) => process.send?.(message);
const nameOf = (module) => module.relativeModuleId;

class InOrder extends BaseSequencer {
  async sort(specifications) {
    const place = ({ moduleId }) => files.findIndex((file) => moduleId.endsWith(`/${file}`));
    return [...specifications].sort((a, b) => place(a) - place(b));
  }
}

const reporter = {
  onTestModuleQueued: (module) => tell({ kind: "file", file: nameOf(module) }),
  onTestModuleEnd: (module) => {
    for (const error of module.errors())
      tell({ kind: "failed", file: nameOf(module), test: "", message: error.message });
    tell({ kind: "end", file: nameOf(module) });
  },
  onTestCaseResult: (test) => {
    const { state, errors } = test.result();
    if (state === "failed")
      tell({ kind: "failed", file: nameOf(test.module), test: test.fullName, message: errors[0]?.message ?? "" });
    else tell({ kind: "test", file: nameOf(test.module) });
  },
};

const vitest = await startVitest("test", files, {
  run: true,
  watch: false,
  bail: Number(bail),
  isolate: false,
  maxWorkers: 1,
  fileParallelism: false,
  cache: false,
  testTimeout: 300_000,
  reporters: [reporter],
  sequence: { sequencer: InOrder },
});
for (const error of vitest.state.getUnhandledErrors())
  tell({ kind: "failed", file: "", test: "", message: String(error?.message) });
await vitest.close();
tell({ kind: "done" });
