// A scenario file as a whole.
import { z } from "zod";
import { consoleDevice } from "./console.js";
import { device } from "./device.js";
import { disk } from "./disk.js";
import { expectation, limits } from "./expectation.js";
import { clock, machine } from "./machine.js";
import { extensions } from "./profile.js";
import { result } from "./result.js";
import { strictMap } from "./strict-map.js";
import { file, name, profileName, text, whole } from "./text.js";
import { vm } from "./vm.js";

/** The format that this program reads. */
export const VERSION = 1;

const ui = strictMap({
  prefix: z
    .string({ error: "a key" })
    .regex(/^ctrl-[a-gkln-z\]\\^_]$/, {
      error: "a control key such as ctrl-a or ctrl-], none that is Tab, Enter or Backspace",
    })
    .meta({ title: "control key" })
    .default("ctrl-a")
    .describe("Key before a command of the terminal UI; pressed twice it goes to the guest."),
});

const list = { error: "a list" };

export const scenario = strictMap({
  version: z.literal(VERSION, { error: String(VERSION) }).describe("Format of this file."),
  extends: file.optional().describe("Scenario that this one changes; relative to this file."),
  name: text.min(1, { error: "text" }).describe("What the scenario shows, in a few words."),
  description: text.optional().describe("What to look at, in a few sentences."),
  profile: profileName
    .default("spec")
    .describe("Profile of the harts: a name in `profiles/`, or a file (with a / or .yaml in it)."),
  extensions: extensions.describe("Extensions switched on or off, over the profile's."),
  seed: whole("a seed", 0, 2 ** 32 - 1)
    .default(1)
    .describe("Seeds the guest's random numbers (rng-seed, virtio-rng)."),
  clock: clock.prefault({}).describe("Guest time."),
  machine: machine.prefault({}).describe("The board."),
  firmware: file
    .default("builtin")
    .describe("M-mode image: `builtin` (ships with hartbed), `none` (the kernel starts in M-mode), or a file."),
  kernel: file
    .optional()
    .describe("Hypervisor, or kernel to run bare: ELF or flat. Needed unless `firmware` is a file."),
  initrd: file.optional().describe("Initial RAM disk for `kernel`."),
  bootargs: text.optional().describe("Command line for `kernel`."),
  symbols: file.optional().describe("ELF with the symbols of `kernel`; absent: `kernel`."),
  device_tree: file.optional().describe("Device tree blob handed over instead of the board's own."),
  consoles: z
    .record(name, consoleDevice, { error: "a map of names to devices" })
    .default({})
    .describe("Names for consoles. A VM's console needs none: it is called as the VM is."),
  disks: z
    .record(name, disk, { error: "a map of names to disks" })
    .default({})
    .describe("Disks, first transport first."),
  devices: z
    .array(device, list)
    .default([])
    .describe("Devices beside those that every board has; places and console numbers are given out in this order."),
  vms: z.array(vm, list).default([]).describe("Virtual machines."),
  expect: z.array(expectation, list).default([]).describe("What the run is to show; it ends when all is met."),
  results: z
    .record(profileName, result, { error: "a map of profiles to results" })
    .default({})
    .describe("What `hartbed matrix` is to find under each profile."),
  limits: limits.prefault({}).describe("Where a run ends that does not end by itself."),
  ui: ui.prefault({}).describe("Terminal UI."),
});

export type ScenarioInput = z.output<typeof scenario>;
