import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    globalSetup: "tests/build-hart.ts",
    setupFiles: "tests/host-flags.ts",
    testTimeout: 120_000,
    env: { CI: "" },
  },
});
