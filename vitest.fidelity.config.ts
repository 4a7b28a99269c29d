import { configDefaults, defineConfig, mergeConfig } from "vitest/config";
import config from "./vitest.config.js";

/** The longer proofs: as `npm test`, with files of their own and time for them. */
const { include: _short, ...test } = config.test ?? {};

export default mergeConfig(
  { ...config, test },
  defineConfig({
    test: {
      include: ["tests/**/*.fidelity.ts"],
      exclude: configDefaults.exclude,
      testTimeout: 3_600_000,
      hookTimeout: 3_600_000,
      fileParallelism: false,
    },
  }),
);
