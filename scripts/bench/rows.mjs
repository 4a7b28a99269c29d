// What is measured: a row each. `--only` takes a row's key, or the part of it before a dash.
import { measureIdle } from "./idle.mjs";
import { measureRegionMemory, measureStartUp } from "./own.mjs";
import { measureImage, measureQuickstart, measureQuickstartMemory } from "./pairs.mjs";

const MODES = { m: "M", s: "S under Sv39", vs: "VS under both stages" };

/** Units of a row's values: how they are written, and whether less of it is better than QEMU. */
export const UNITS = {
  "user CPU s": { digits: 3, scale: 1 },
  "wall s": { digits: 3, scale: 1 },
  MiB: { digits: 0, scale: 1 / 2 ** 20 },
  bytes: { digits: 0, scale: 1 },
  "% of a core": { digits: 2, scale: 100 },
};

function image(key, name, file, options = {}) {
  return { key, name, unit: "user CPU s", measure: (rounds) => measureImage(file, rounds, options) };
}

function inEveryMode(work, title) {
  return Object.entries(MODES).map(([mode, text]) =>
    image(`${work}-${mode}`, `${title}, ${text}`, `bench-${work}-${mode}.elf`),
  );
}

export const ROWS = [
  ...inEveryMode("integer", "hot integer"),
  image("short", "short integer run, 2e8 instructions, VS", "bench-short.elf", { short: true }),
  ...inEveryMode("float", "double arithmetic"),
  ...inEveryMode("memory", "memory-heavy"),
  image("ecall", "1e6 VM exits by ecall", "bench-ecall.elf"),
  image("mmio", "1e6 MMIO loads emulated in HS", "bench-mmio.elf"),
  image("switch", "1e5 world switches, 64 pages each", "bench-switch.elf"),
  image("switch-fence", "the same with hfence.gvma", "bench-switch-fence.elf"),
  image("cold", "2.56e6 instructions, each executed once", "bench-cold.elf", { short: true }),
  image("icount", "hot integer, VS; QEMU with -icount shift=0", "bench-integer-vs.elf", {
    qemu: ["-icount", "shift=0"],
  }),
  {
    key: "quickstart",
    name: "quickstart's guests to their prompts, `ls | wc`",
    unit: "user CPU s",
    measure: measureQuickstart,
  },
  { key: "start", name: "process start to the first console byte", unit: "wall s", measure: measureStartUp },
  { key: "rss", name: "peak memory of quickstart", unit: "MiB", measure: measureQuickstartMemory },
  { key: "code", name: "memory for a translated instruction", unit: "bytes", measure: measureRegionMemory },
  { key: "idle", name: "quickstart at its prompts, terminal UI", unit: "% of a core", measure: measureIdle },
];

/** Rows that `only` names; null when it names none. */
export function chosenRows(only) {
  const rows = ROWS.filter(({ key }) => key === only || key.startsWith(`${only}-`));
  return rows.length === 0 ? null : rows;
}
