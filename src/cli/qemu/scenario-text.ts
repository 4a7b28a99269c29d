// A command line's scenario as the YAML file that says the same.
import { stringify } from "yaml";
import type { QemuMachine } from "../../scenario/qemu/command-line.js";
import type { Scenario } from "../../scenario/scenario.js";
import { plainOf } from "../../scenario/source.js";

/** Words of the key `firmware` that are no files. */
const NO_FILES = new Set(["builtin", "none"]);

/** Paths become absolute, so that the file means the same wherever it is put. */
export function scenarioText(machine: QemuMachine, scenario: Scenario, args: readonly string[]): string {
  const plain = plainOf(machine.root) as { [key: string]: unknown };
  for (const [key, file] of [
    ["kernel", scenario.kernel],
    ["initrd", scenario.initrd],
    ["device_tree", scenario.deviceTree],
    ["firmware", scenario.firmware],
  ] as const) {
    if (typeof plain[key] === "string" && !NO_FILES.has(plain[key]) && file !== null) plain[key] = file;
  }
  const disks = (plain["disks"] ?? {}) as { [name: string]: { image: string } };
  for (const { name, image } of scenario.disks) {
    const disk = disks[name];
    if (disk !== undefined) disk.image = image;
  }
  const where = Array.from(machine.consoles, ([name, chardev]) => `# ${name}: ${JSON.stringify(chardev)}\n`).join("");
  return `# hartbed qemu -- ${args.join(" ")}\n${where}${stringify(plain, { lineWidth: 120 })}`;
}
