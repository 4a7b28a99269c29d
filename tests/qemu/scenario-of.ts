// The scenario that a QEMU command line becomes, from files in memory.
import { loadTree } from "../../src/scenario/load.js";
import { type QemuMachine, readQemuCommand } from "../../src/scenario/qemu/command-line.js";
import type { Scenario } from "../../src/scenario/scenario.js";
import { memoryFiles, OPTIONS, WORLD } from "../scenario/memory-files.js";

const FILES = memoryFiles({ ...WORLD, "/desk/other.img": 4096, "/desk/board.dtb": 4096 });

function read(line: string) {
  const args = line.split(" ").filter((word) => word !== "");
  return readQemuCommand(args, { profile: "qemu-8.0.2", version: "QEMU emulator version 8.0.2" });
}

/** A line, words apart by blanks, loaded; throws what is wrong with it. */
export function asked(line: string): { machine: QemuMachine; scenario: Scenario; warnings: readonly string[] } {
  const { asked: machine, problems, warnings } = read(line);
  if (machine.kind !== "machine") throw new Error(`an answer: ${machine.text}`);
  const loaded = loadTree(machine.root, problems, "qemu", { ...OPTIONS, files: FILES });
  if (!loaded.ok) throw new Error(loaded.problems.join("\n"));
  return { machine, scenario: loaded.scenario, warnings };
}

/** What is wrong with a line. */
export function refused(line: string): readonly string[] {
  const { asked: machine, problems } = read(line);
  if (machine.kind !== "machine") return [];
  const loaded = loadTree(machine.root, problems, "qemu", { ...OPTIONS, files: FILES });
  return loaded.ok ? [] : loaded.problems;
}

/** What a question is answered with. */
export function answer(line: string): string {
  const { asked: machine } = read(line);
  return machine.kind === "answer" ? machine.text : "";
}
