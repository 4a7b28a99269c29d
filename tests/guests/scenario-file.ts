// Scenario files for tests of the guests, and their runs.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "../../src/runner/report.js";
import { hartbed, ROOT, scratch } from "../cli/hartbed.js";

/** The path of a committed guest. */
export function prebuilt(name: string): string {
  return join(ROOT, "guests/prebuilt", name);
}

export interface Outcome {
  readonly report: Report;
  /** What a console showed, without carriage returns and erased prompts. */
  console(name: string): string;
}

/** Runs a scenario, given as an object, to its end. */
export async function runScenario(scenario: object, ...options: string[]): Promise<Outcome> {
  const file = join(scratch(), "scenario.yaml");
  const whole = { version: 1, name: "test", limits: { guest: "20s" }, ...scenario };
  writeFileSync(file, JSON.stringify(whole));
  const { stdout, stderr } = await hartbed("run", file, "--headless", "--json", "-", ...options);
  if (stdout === "") throw new Error(stderr);
  const report = JSON.parse(stdout) as Report;
  return {
    report,
    console(name) {
      const text = (report.consoles as Record<string, string>)[name] ?? "";
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequence that erases a line
      return text.replaceAll(/hartbed> [^\r\n]*\r\x1b\[K/g, "").replaceAll("\r", "");
    },
  };
}

/** The hypervisor on two harts with these VMs; the machine ends when all VMs have. */
export function underHypervisor(vms: readonly object[], more: object = {}): object {
  return {
    machine: { harts: 2, memory: "128MiB" },
    kernel: prebuilt("hypervisor.elf"),
    bootargs: "poweroff-when-done",
    consoles: { monitor: "uart0" },
    vms,
    ...more,
  };
}

/** A file of a size in bytes, as a disk image. */
export function diskImage(bytes: number): string {
  const file = join(scratch(), "disk.img");
  writeFileSync(file, Buffer.alloc(bytes, 0x5a));
  return file;
}
