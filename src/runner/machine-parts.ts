// What makes a plan's machine the machine it is, part by part: two plans whose parts are equal build the same one.
import { createHash } from "node:crypto";
import type { RunPlan } from "./run-plan.js";

/** A digest by the part's name, as the scenario calls it. */
export type MachineParts = { readonly [part: string]: string };

export function partsOf({ scenario, files }: RunPlan): MachineParts {
  const image = (file: string | null) => (file === null ? null : contentOf(files.get(file)));
  const { name: _name, description: _description, extends: _below, ...profile } = scenario.profile;
  const disks = scenario.disks.map((disk) => [`disks.${disk.name}`, { ...disk, image: image(disk.image) }] as const);
  const vms = scenario.vms.map(({ symbols: _symbols, match: _match, ...vm }) => {
    return [`vms.${vm.name}`, { ...vm, kernel: image(vm.kernel), initrd: image(vm.initrd) }] as const;
  });
  const parts: readonly (readonly [string, unknown])[] = [
    ["profile", profile],
    ["seed", scenario.seed],
    ["clock", scenario.clock],
    ["machine", scenario.machine],
    ["firmware", image(scenario.firmware)],
    ["kernel", image(scenario.kernel)],
    ["initrd", image(scenario.initrd)],
    ["bootargs", scenario.bootargs],
    ["device_tree", image(scenario.deviceTree)],
    ["consoles", scenario.consoles],
    ["devices", scenario.devices],
    ...disks,
    ...vms,
  ];
  return Object.fromEntries(parts.map(([name, part]) => [name, digestOf(canonical(part))]));
}

function contentOf(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? "" : digestOf(bytes);
}

function digestOf(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 12);
}

/** JSON with the keys of records sorted. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => {
    if (typeof each === "bigint") return each.toString();
    if (typeof each !== "object" || each === null || Array.isArray(each)) return each;
    return Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
