// What a scenario's images say about themselves: whether they are images, and whether they fit beside each other. Told
// before the machine starts, at the line that named them.
import { accessSync, constants, readFileSync } from "node:fs";
import { BoardError, boot } from "../machine/boot.js";
import { ImageError, readElf } from "../machine/elf.js";
import { readDeviceTree, reservationsOf } from "../machine/fdt.js";
import { readImage } from "../machine/image.js";
import { RAM_ADDRESS } from "../machine/memory-map.js";
import { partNames } from "../machine/parts.js";
import type { Scenario } from "../scenario/scenario.js";
import { boardOf } from "./plan-board.js";
import { displayPath } from "./run-plan.js";

/** Reads the images; every problem is a line, `file:line:column: path: ...`. */
export function imageProblems(scenario: Scenario): readonly string[] {
  const problems: string[] = [];
  const files = new Map<string, Uint8Array>();
  const say = (path: string, text: string) => problems.push(`${scenario.origin(path)}: ${path}: ${text}`);

  function check(path: string, file: string | null, look: (bytes: Uint8Array) => void): void {
    if (file === null) return;
    try {
      const bytes = files.get(file) ?? new Uint8Array(readFileSync(file));
      files.set(file, bytes);
      look(bytes);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const expected = error instanceof ImageError ? "; expected an ELF executable for RV64, or flat code" : "";
      say(path, `${displayPath(file)}: ${error.message}${expected}`);
    }
  }

  const { firmware, kernel, initrd, symbols, deviceTree, disks, vms } = scenario;
  check("firmware", firmware, (bytes) => readImage(bytes, 0));
  check("kernel", kernel, (bytes) => readImage(bytes, 0));
  check("initrd", initrd, () => {});
  check("device_tree", deviceTree, checkDeviceTree);
  if (symbols !== kernel) check("symbols", symbols, readElf);
  for (const [index, vm] of vms.entries()) {
    const path = `vms[${index}]`;
    check(`${path}.kernel`, vm.kernel, (bytes) => checkFits(bytes, vm.memory));
    check(`${path}.initrd`, vm.initrd, () => {});
    if (vm.symbols !== vm.kernel) check(`${path}.symbols`, vm.symbols, readElf);
  }
  for (const { name, image, persist, readonly } of disks) {
    if (persist && !readonly && !isWritable(image)) {
      say(`disks.${name}.image`, `${displayPath(image)} may not be written; expected a writable file, or persist: off`);
    }
  }
  if (problems.length === 0) checkTogether(scenario, files, say);
  return problems;
}

/** Devicetree Specification 0.4, section 5.2: magic and total size. */
function checkDeviceTree(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const isBlob = bytes.length >= 40 && view.getUint32(0) === 0xd00dfeed && view.getUint32(4) <= bytes.length;
  if (!isBlob) throw new Error("no device tree blob; expected what `dtc -O dtb` writes");
  readDeviceTree(bytes);
  reservationsOf(bytes);
}

/** A guest's segments lie in its RAM, which starts where the board's does. */
function checkFits(bytes: Uint8Array, memory: number): void {
  const end = RAM_ADDRESS + memory;
  for (const { address, size } of readImage(bytes, RAM_ADDRESS).segments) {
    if (address >= RAM_ADDRESS && address + size <= end) continue;
    const [from, to] = [address, address + size].map(hex);
    throw new Error(`${from} to ${to} lies outside the VM's RAM; expected ${hex(RAM_ADDRESS)} to ${hex(end)}`);
  }
}

function checkTogether(
  scenario: Scenario,
  files: ReadonlyMap<string, Uint8Array>,
  say: (path: string, text: string) => void,
): void {
  try {
    // Disks take no RAM, and are not to be opened here.
    boot(boardOf({ scenario: { ...scenario, disks: [] }, files }));
  } catch (error) {
    if (!(error instanceof BoardError)) throw error;
    const expected = error.parts.length === 2 ? "; expected images that lie apart: link one of them elsewhere" : "";
    say(placeOf(error, scenario), `${error.message}${expected}`);
  }
}

/** The part that the user can move: the last one named, unless that is the firmware that ships. */
function placeOf({ parts }: BoardError, { vms }: Scenario): string {
  const paths = new Map([
    [partNames.kernel, "kernel"],
    [partNames.initrd, "initrd"],
    ...vms.flatMap(({ name }, index) => [
      [partNames.vmImage(name), `vms[${index}].kernel`] as const,
      [partNames.vmInitrd(name), `vms[${index}].initrd`] as const,
    ]),
  ]);
  const movable = parts.map((part) => paths.get(part)).filter((path) => path !== undefined);
  return movable.at(-1) ?? "machine.memory";
}

function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
