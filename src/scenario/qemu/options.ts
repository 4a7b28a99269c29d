// QEMU's options: one row each. Parser, help and the list in the reference derive from it.
import type { Origin } from "../source.js";
import { ChardevError, chardevOf } from "./chardev.js";
import { takeDevice } from "./devices.js";
import { type Draft, refuse, write } from "./draft.js";
import { takeBlockdev, takeDrive } from "./drives.js";
import { takeLogItems } from "./log-items.js";
import {
  takeAccelerator,
  takeCpu,
  takeCpuProperty,
  takeFirmware,
  takeHarts,
  takeMachine,
  takeMemory,
} from "./machine-options.js";
import { onOff, parseProperties } from "./properties.js";

export interface OptionRow {
  /** Without the dash; the first is the one in help. */
  readonly names: readonly string[];
  /** What follows it; null when nothing does. */
  readonly form: string | null;
  readonly help: string;
  readonly take: (draft: Draft, value: string, origin: Origin) => void;
}

/** Names that QEMU gives harts and transports in `-global`. */
const CPU_DRIVER = /^(?:rv64|max|any)?-?riscv-cpu$/;

export const OPTIONS: readonly OptionRow[] = [
  row(
    "machine M",
    "[type=]virt[,prop=value]",
    "the board, and properties such as aclint=off, dumpdtb=FILE",
    takeMachine,
  ),
  row("cpu", "rv64[,EXT=on|off]", "extensions of the harts: sstc=off, h=on", takeCpu),
  row("accel", "tcg", "harts are always emulated", takeAccelerator),
  row("smp", "[cpus=]n", "number of harts", takeHarts),
  row("m", "[size=]megs", "RAM: 256M, 1G; a number alone is MiB", takeMemory),
  row("bios", "none|default|FILE", "M-mode firmware; none starts the kernel in M-mode", takeFirmware),
  row("kernel", "FILE", "kernel or hypervisor: ELF or flat", text("kernel")),
  row("initrd", "FILE", "initial RAM disk", text("initrd")),
  row("append", "TEXT", "kernel command line", text("bootargs")),
  row("dtb", "FILE", "device tree blob instead of the board's own", text("device_tree")),
  row("drive", "file=FILE,if=none|virtio,id=ID[,snapshot=on][,readonly=on]", "image of a disk, raw", takeDrive),
  row("blockdev", "driver=...,node-name=ID", "image of a disk, as nodes: raw over file", takeBlockdev),
  flag("snapshot", "disks keep writes in memory, their files stay as they are", (draft) => {
    draft.snapshot = true;
  }),
  row("device", "MODEL[,prop=value]", "a device; -device help lists the models", takeDevice),
  row("global", "DRIVER.PROP=VALUE", "virtio-mmio.force-legacy, properties of rv64-riscv-cpu", takeGlobal),
  row("chardev", "BACKEND,id=ID[,prop=value]", "stdio, socket, file, pty, null", takeChardev),
  row(
    "serial",
    "DEV",
    "where UART 0 goes: stdio, mon:stdio, tcp:HOST:PORT,server, file:PATH, ...",
    (draft, spec, origin) => {
      draft.serials.push({ spec, origin });
    },
  ),
  row("monitor", "DEV", "where the monitor is", (draft, spec, origin) => {
    draft.monitors.push({ spec, origin });
  }),
  flag("nographic", "UART 0 and the monitor on the terminal; Ctrl-A h for help", (draft) => {
    draft.nographic = true;
  }),
  flag("no-reboot", "a reset that the guest asks for ends the run", (draft, origin) => {
    write(draft, ["machine", "reboot"], "off", origin);
  }),
  row("icount", "[shift=]N|auto", "2^N ns of guest time an instruction; without it 1 ns", takeInstructionCount),
  row("rtc", "base=DATE", "real-time clock at power-on: 2024-01-01T00:00:00", takeClock),
  row("seed", "N", "seed of random numbers", takeSeed),
  row("name", "NAME", "name of the machine", (draft, value, origin) => {
    write(draft, ["name"], parseProperties(value, "guest").get("guest") ?? value, origin);
  }),
  row("d", "ITEM,...", "log int, guest_errors or unimp; -d help lists them", takeLogItems),
  row("D", "FILE", "the log goes to this file instead of stderr", (draft, value) => {
    draft.logFile = value;
  }),
  row("gdb", "DEV", "accepted, with a warning: there is no gdb server yet", warned("there is no gdb server yet")),
  flag("s", "as -gdb tcp::1234", (draft, origin) => draft.warn(origin, "there is no gdb server yet")),
  flag("S", "the machine waits for `cont` in the monitor", (draft) => {
    draft.paused = true;
  }),
  row("netdev", "...", "accepted, with a warning: there is no network yet", warned("there is no network yet")),
  row("net", "...", "accepted, with a warning: there is no network yet", takeNetwork),
  row("nic", "...", "accepted, with a warning: there is no network yet", takeNetwork),
  row("object", "...", "rng-random and rng-builtin; random numbers follow from the seed", takeObject),
  row("display", "none", "ignored: there is no display", nothing),
  row("vga", "...", "ignored: there is no display", nothing),
  row("parallel", "...", "ignored: there is no parallel port", nothing),
  row("boot", "...", "ignored: the kernel is what is started", nothing),
  row("uuid", "UUID", "ignored", nothing),
  row("L", "DIR", "ignored: firmware ships with hartbed", nothing),
  row("qmp", "DEV", "accepted, with a warning: there is no QMP", warned("there is no QMP")),
  flag("nodefaults", "no console, no monitor unless asked for", (draft, origin) => {
    if (draft.serials.length === 0) draft.serials.push({ spec: "none", origin });
    if (draft.monitors.length === 0) draft.monitors.push({ spec: "none", origin });
  }),
  flag("no-user-config", "ignored", () => {}),
  flag("no-shutdown", "accepted, with a warning: a shutdown ends the run", (draft, origin) => {
    draft.warn(origin, "a shutdown ends the run");
  }),
];

export function findOption(name: string): OptionRow | undefined {
  return OPTIONS.find(({ names }) => names.includes(name));
}

/** `-help`: a line for each option. Makefiles look for some of them at the start of a line. */
export function helpText(): string {
  const lines = OPTIONS.map(({ names, form, help }) => {
    const left = names.map((name) => `-${name}`).join(" or ") + (form === null ? "" : ` ${form}`);
    return left.length < 24 ? `${left.padEnd(24)}${help}` : `${left}\n${" ".repeat(24)}${help}`;
  });
  return ["-h or -help             this text", "-version                version", ...lines, ""].join("\n");
}

function row(names: string, form: string, help: string, take: OptionRow["take"]): OptionRow {
  return { names: names.split(" "), form, help, take };
}

function flag(name: string, help: string, take: (draft: Draft, origin: Origin) => void): OptionRow {
  return { names: [name], form: null, help, take: (draft, _value, origin) => take(draft, origin) };
}

function text(key: string): OptionRow["take"] {
  return (draft, value, origin) => write(draft, [key], value, origin);
}

function nothing(): void {}

function warned(why: string): OptionRow["take"] {
  return (draft, _value, origin) => draft.warn(origin, why);
}

function takeNetwork(draft: Draft, value: string, origin: Origin): void {
  if (value !== "none") draft.warn(origin, "there is no network yet");
}

function takeGlobal(draft: Draft, value: string, origin: Origin): void {
  const keyed = parseProperties(value);
  const [, driver = keyed.get("driver"), property = keyed.get("property"), setting = keyed.get("value")] =
    /^([^.=,]+)\.([^=]+)=(.*)$/.exec(value) ?? [];
  if (driver === undefined || property === undefined || setting === undefined) {
    refuse(draft, origin, "not a property", "DRIVER.PROPERTY=VALUE");
  } else if (driver === "virtio-mmio" && property === "force-legacy") {
    const legacy = onOff(setting);
    if (legacy === null) refuse(draft, origin, `force-legacy=${setting}`, "on or off");
    else draft.legacyVirtio = { value: legacy, origin };
  } else if (CPU_DRIVER.test(driver)) {
    takeCpuProperty(draft, property, setting, origin);
  } else draft.warn(origin, `there is no driver ${driver} with a property ${property} here: without effect`);
}

function takeChardev(draft: Draft, value: string, origin: Origin): void {
  const properties = parseProperties(value, "backend");
  const id = properties.get("id");
  if (id === undefined) {
    refuse(draft, origin, "a character device without an id", "id=ID");
    return;
  }
  try {
    draft.chardevs.set(id, chardevOf(properties));
  } catch (error) {
    if (!(error instanceof ChardevError)) throw error;
    refuse(draft, origin, error.message, error.expected);
  }
}

/** Guest time an instruction takes; a tick of mtime is 100 ns. */
function takeInstructionCount(draft: Draft, value: string, origin: Origin): void {
  const shift = parseProperties(value, "shift").get("shift") ?? "auto";
  if (shift === "auto") return;
  const nanoseconds = 2 ** Number(shift);
  if (!/^\d+$/.test(shift) || nanoseconds > 100) {
    refuse(draft, origin, `shift=${shift}`, "auto, or 0 to 6", "the clock ticks every 100 ns");
    return;
  }
  const instructions = Math.round(100 / nanoseconds);
  if (instructions * nanoseconds !== 100)
    draft.warn(origin, `${instructions} instructions a tick of 100 ns are nearest`);
  write(draft, ["clock", "instructions_per_tick"], instructions, origin);
}

function takeClock(draft: Draft, value: string, origin: Origin): void {
  const base = parseProperties(value, "base").get("base") ?? "utc";
  if (base === "utc" || base === "localtime") return;
  write(draft, ["clock", "rtc"], base.includes("T") && !base.endsWith("Z") ? `${base}Z` : base, origin);
}

function takeSeed(draft: Draft, value: string, origin: Origin): void {
  if (/^(?:0x[0-9a-f]+|\d+)$/i.test(value)) write(draft, ["seed"], Number(value), origin);
  else refuse(draft, origin, `seed ${value}`, "a number");
}

function takeObject(draft: Draft, value: string, origin: Origin): void {
  const type = parseProperties(value, "qom-type").get("qom-type") ?? "";
  if (!/^rng-(?:random|builtin|egd)$/.test(type)) draft.warn(origin, `object ${type} is not there: without effect`);
}
