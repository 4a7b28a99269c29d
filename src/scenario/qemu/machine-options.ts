// -machine, -cpu, -smp, -m: the board and its harts.
import type { Origin } from "../source.js";
import { didYouMean } from "../suggest.js";
import { type Draft, refuse, write } from "./draft.js";
import { onOff, parseProperties, sizeOf } from "./properties.js";

const MIB = 2 ** 20;

type Take = (draft: Draft, value: string, origin: Origin) => void;

interface MachineProperty {
  readonly help: string;
  readonly take: Take;
}

/** Takes only the value that the board has anyhow. */
function fixed(standard: string, why: string): Take {
  return (draft, value, origin) => {
    const same = value === standard || (onOff(value) !== null && onOff(value) === onOff(standard));
    if (!same) refuse(draft, origin, `${why} ${value}`, standard, "the board has no other");
  };
}

/** Has no meaning for a guest here. */
const ignored: Take = () => {};

const scenarioText =
  (...path: string[]): Take =>
  (draft, value, origin) =>
    write(draft, path, value, origin);

/** Properties of `-machine virt`. */
const MACHINE_PROPERTIES: Readonly<Record<string, MachineProperty>> = {
  accel: { help: "tcg", take: takeAccelerator },
  aclint: { help: "off", take: fixed("off", "aclint") },
  aia: { help: "none", take: fixed("none", "aia") },
  "aia-guests": { help: "0", take: fixed("0", "aia-guests") },
  acpi: { help: "guests find the device tree in any case", take: ignored },
  append: { help: "as -append", take: scenarioText("bootargs") },
  dtb: { help: "as -dtb", take: scenarioText("device_tree") },
  dumpdtb: { help: "write the device tree to this file and end", take: takeDumpDeviceTree },
  "dump-guest-core": { help: "ignored", take: ignored },
  firmware: { help: "as -bios", take: takeFirmware },
  graphics: { help: "ignored", take: ignored },
  initrd: { help: "as -initrd", take: scenarioText("initrd") },
  kernel: { help: "as -kernel", take: scenarioText("kernel") },
  "mem-merge": { help: "ignored", take: ignored },
  pflash0: { help: "not there: no code runs from flash", take: refuseFlash },
  pflash1: { help: "not there: no code runs from flash", take: refuseFlash },
  usb: { help: "off", take: fixed("off", "usb") },
};

function refuseFlash(draft: Draft, value: string, origin: Origin): void {
  refuse(draft, origin, `an image ${value} in flash`, "-bios FILE or -kernel FILE", "no code runs from flash here");
}

export function takeMachine(draft: Draft, text: string, origin: Origin): void {
  const properties = parseProperties(text, "type");
  const type = properties.get("type");
  if (type === "help" || type === "?") {
    draft.answer = "Supported machines are:\nvirt                 RISC-V VirtIO board (default)\n";
    return;
  }
  if (type !== undefined && type !== "virt") {
    refuse(draft, origin, `machine ${type}`, "virt", "the only board there is");
    return;
  }
  for (const [key, value] of properties) {
    if (key === "type") continue;
    const row = Object.hasOwn(MACHINE_PROPERTIES, key) ? MACHINE_PROPERTIES[key] : undefined;
    if (row !== undefined) row.take(draft, value, origin);
    else {
      const names = Object.keys(MACHINE_PROPERTIES);
      refuse(draft, origin, `machine property ${key}`, names.join(", "), didYouMean(key, names));
    }
  }
}

export function takeAccelerator(draft: Draft, text: string, origin: Origin): void {
  const name = text.split(/[,:]/)[0] ?? "";
  if (name !== "tcg") refuse(draft, origin, `accelerator ${name}`, "tcg", "harts are always emulated");
}

function takeDumpDeviceTree(draft: Draft, file: string): void {
  draft.dumpDeviceTree = file;
}

/** QEMU's names for the firmware that it brings along. */
const BUNDLED_FIRMWARE = /^opensbi-riscv64-.*\.(?:bin|elf)$/;

export function takeFirmware(draft: Draft, text: string, origin: Origin): void {
  if (text === "none") write(draft, ["firmware"], "none", origin);
  else if (text === "default") write(draft, ["firmware"], "builtin", origin);
  else if (BUNDLED_FIRMWARE.test(text)) {
    draft.warn(origin, "QEMU's own OpenSBI is not there: hartbed's firmware takes its place");
    write(draft, ["firmware"], "builtin", origin);
  } else write(draft, ["firmware"], text, origin);
}

/** Models that are this hart. */
const CPU_MODELS = ["rv64", "max"] as const;

/** Properties of a CPU that are no extensions, and the values that the harts have. */
const CPU_FIXED: ReadonlyMap<string, RegExp> = new Map([
  ["mmu", /^(?:on|true|yes)$/],
  ["pmp", /^(?:on|true|yes)$/],
  ["priv_spec", /^v1\.1[23].*$/],
  ["cbom_blocksize", /^64$/],
  ["cboz_blocksize", /^64$/],
  ["cbop_blocksize", /^64$/],
  ["sv39", /^(?:on|true|yes)$/],
  ["sv48", /^(?:on|true|yes)$/],
  ["sv57", /^(?:on|true|yes)$/],
]);

/** Extensions that are there whatever a profile says. */
const ALWAYS = new Set(["i", "s", "u"]);

export function takeCpu(draft: Draft, text: string, origin: Origin): void {
  const properties = parseProperties(text, "model");
  const model = properties.get("model") ?? "";
  if (model === "help" || model === "?") {
    draft.answer = `${CPU_MODELS.join("\n")}\n`;
    return;
  }
  if (!CPU_MODELS.some((name) => name === model)) {
    refuse(draft, origin, `CPU model ${model}`, CPU_MODELS.join(" or "), didYouMean(model, [...CPU_MODELS]));
  }
  for (const [key, value] of properties) if (key !== "model") takeCpuProperty(draft, key, value, origin);
}

/** `sstc=off`, `x-h=true`. */
export function takeCpuProperty(draft: Draft, key: string, value: string, origin: Origin): void {
  const fixedValue = CPU_FIXED.get(key);
  if (fixedValue !== undefined) {
    if (!fixedValue.test(value.toLowerCase())) refuse(draft, origin, `${key}=${value}`, "what the harts have");
    return;
  }
  const on = onOff(value);
  const name = key.replace(/^x-/, "").toLowerCase();
  if (on === null || !/^[a-z][a-z0-9]*$/.test(name)) {
    refuse(draft, origin, `CPU property ${key}=${value}`, "an extension, on or off, such as sstc=off");
    return;
  }
  if (name === "g") {
    for (const letter of ["m", "a", "f", "d"]) write(draft, ["extensions", letter], on ? "on" : "off", origin);
  } else if (ALWAYS.has(name)) {
    if (!on) refuse(draft, origin, `${key}=${value}`, `${key}=on`, "no hart is without it");
  } else write(draft, ["extensions", name], on ? "on" : "off", origin);
}

export function takeHarts(draft: Draft, text: string, origin: Origin): void {
  const properties = parseProperties(text, "cpus");
  const product = ["sockets", "dies", "clusters", "cores", "threads"].reduce(
    (count, key) => count * Number(properties.get(key) ?? 1),
    1,
  );
  const count = properties.has("cpus") ? Number(properties.get("cpus")) : product;
  if (!Number.isInteger(count)) refuse(draft, origin, `${text} harts`, "a number of harts such as 2");
  else write(draft, ["machine", "harts"], count, origin);
}

export function takeMemory(draft: Draft, text: string, origin: Origin): void {
  const size = parseProperties(text, "size").get("size") ?? "";
  const bytes = sizeOf(size, MIB);
  if (bytes === null) refuse(draft, origin, `a size of ${size}`, "a size such as 256M or 1G; without a unit it is MiB");
  else write(draft, ["machine", "memory"], bytes % MIB === 0 ? `${bytes / MIB}MiB` : bytes, origin);
}
