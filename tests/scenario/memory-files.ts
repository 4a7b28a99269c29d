// Files in memory for scenario tests, and the shortest way to load a scenario from them.
import type { Files } from "../../src/scenario/files.js";
import { type Loaded, type LoadOptions, loadScenario } from "../../src/scenario/load.js";
import type { Scenario } from "../../src/scenario/scenario.js";

/** A file's text, or its size in bytes when only that matters. */
export type Contents = Readonly<Record<string, string | number>>;

const encoder = new TextEncoder();

export function memoryFiles(contents: Contents): Files {
  const paths = Object.keys(contents);
  return {
    facts(path) {
      const content = contents[path];
      if (content !== undefined) {
        return { kind: "file", bytes: typeof content === "number" ? content : encoder.encode(content).length };
      }
      return paths.some((each) => each.startsWith(`${path}/`)) ? { kind: "directory", bytes: 0 } : null;
    },
    read: (path) => encoder.encode(String(contents[path])),
    list(path) {
      const below = paths.filter((each) => each.startsWith(`${path}/`)).map((each) => each.slice(path.length + 1));
      return [...new Set(below.map((each) => each.split("/")[0] ?? ""))].sort();
    },
  };
}

/** A package with firmware and two profiles, and a project beside it with an image or two. */
export const WORLD: Contents = {
  "/pkg/guests/prebuilt/firmware.elf": 30_000,
  "/pkg/configs/profiles/spec.yaml": "description: The manuals.\n",
  "/pkg/configs/profiles/qemu-8.0.2.yaml": "extends: spec\nfacts: {reset.henvcfg: 0x2000000000000000}\n",
  "/desk/hv.elf": 100_000,
  "/desk/kernel.elf": 200_000,
  "/desk/fs.img": 1_048_576,
};

/** The least that is a scenario; tests append to it from line 4 on. */
export const LEAST = "version: 1\nname: Test\nkernel: hv.elf\n";

export const OPTIONS: Omit<LoadOptions, "files"> = { shipped: "/pkg", directory: "/desk" };

/** Loads `/desk/s.yaml` with the text given, and other files beside it. */
export function loadText(text: string, options: Partial<LoadOptions> = {}, others: Contents = {}): Loaded {
  const files = memoryFiles({ ...WORLD, ...others, "/desk/s.yaml": text });
  return loadScenario("s.yaml", { ...OPTIONS, files, ...options });
}

/** The scenario of a text that is right; throws what is wrong otherwise. */
export function scenarioOf(text: string, options: Partial<LoadOptions> = {}, others: Contents = {}): Scenario {
  const loaded = loadText(text, options, others);
  if (!loaded.ok) throw new Error(loaded.problems.join("\n"));
  return loaded.scenario;
}

/** The problems of a text that is wrong. */
export function problemsOf(text: string, options: Partial<LoadOptions> = {}, others: Contents = {}): readonly string[] {
  const loaded = loadText(text, options, others);
  return loaded.ok ? [] : loaded.problems;
}
