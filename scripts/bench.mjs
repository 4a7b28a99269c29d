// Measures hartbed beside qemu-system-riscv64, when that is installed: CPU seconds of whole processes less those of an
// empty run, both in turn, medians, and the ratio pair by pair (above 1: hartbed is faster).
// Usage: npm run bench -- [--quick] [--json FILE]
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const options = process.argv.slice(2);
const rounds = options.includes("--quick") ? 1 : 5;
const jsonFile = options.includes("--json") ? options[options.indexOf("--json") + 1] : undefined;

const MODES = { m: "M", s: "S under Sv39", vs: "VS under both stages" };
const WORKLOADS = [
  ...["integer", "float", "memory"].flatMap((work) =>
    Object.entries(MODES).map(([mode, text]) => ({ name: `${work}, ${text}`, image: `bench-${work}-${mode}.elf` })),
  ),
  { name: "1e6 VM exits by ecall", image: "bench-ecall.elf" },
  { name: "1e6 MMIO loads emulated in HS", image: "bench-mmio.elf" },
  { name: "1e5 world switches, 64 pages each", image: "bench-switch.elf" },
  { name: "the same with hfence.gvma", image: "bench-switch-fence.elf" },
  { name: "320000 instructions executed once", image: "bench-cold.elf" },
];
const EMPTY = "bench-start.elf";

const scratch = mkdtempSync(join(tmpdir(), "hartbed-bench-"));
const imagePath = (image) => join(root, "guests/prebuilt", image);

const machines = {
  hartbed(image) {
    const scenario = join(scratch, `${image}.yaml`);
    const text = {
      version: 1,
      name: image,
      firmware: "none",
      kernel: imagePath(image),
      machine: { harts: 1, memory: "128MiB" },
    };
    writeFileSync(scenario, JSON.stringify(text));
    return [process.execPath, join(root, "dist/cli/main.js"), "run", scenario, "--headless"];
  },
  qemu: (image) =>
    [
      "qemu-system-riscv64",
      "-M",
      "virt",
      "-m",
      "128M",
      "-display",
      "none",
      "-serial",
      "null",
      "-monitor",
      "none",
      "-bios",
      "none",
    ].concat("-kernel", imagePath(image)),
};

/** User CPU seconds of a command run to its end. */
function userSeconds(command) {
  const timed = ["-c", 'TIMEFORMAT="user %U"; time "$@"', "bash", ...command];
  const { status, stderr } = spawnSync("bash", timed, { encoding: "utf8" });
  const match = /^user ([\d.]+)$/m.exec(stderr);
  if (status !== 0 || match === null) throw new Error(`${command.join(" ")} failed (${status}): ${stderr}`);
  return Number(match[1]);
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function measure(image, names) {
  const seconds = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const empty = userSeconds(machines[name](EMPTY));
      seconds[name].push(Math.max(userSeconds(machines[name](image)) - empty, 0.001));
    }
  }
  return seconds;
}

const version = spawnSync("qemu-system-riscv64", ["--version"], { encoding: "utf8" });
const qemu = version.status === 0 ? version.stdout.split("\n")[0] : null;
console.log(`hartbed on node ${process.version}, beside ${qemu ?? "nothing: qemu-system-riscv64 is not installed"}`);
console.log(`user CPU seconds, medians of ${rounds}; ratio: QEMU's time by hartbed's, above 1 is faster than QEMU`);
console.log("workload".padEnd(40), "hartbed".padStart(9), "QEMU".padStart(9), "ratio".padStart(7));

const results = [];
for (const { name, image } of WORKLOADS) {
  const seconds = measure(image, qemu === null ? ["hartbed"] : ["hartbed", "qemu"]);
  const ratio = seconds.qemu === undefined ? null : median(seconds.qemu.map((value, i) => value / seconds.hartbed[i]));
  const row = {
    name,
    hartbed: median(seconds.hartbed),
    qemu: seconds.qemu === undefined ? null : median(seconds.qemu),
    ratio,
  };
  results.push(row);
  const text = [row.hartbed, row.qemu, row.ratio].map((value, i) =>
    (value?.toFixed(i < 2 ? 3 : 2) ?? "-").padStart(i < 2 ? 9 : 7),
  );
  console.log(name.padEnd(40), ...text);
}
if (jsonFile !== undefined) writeFileSync(jsonFile, `${JSON.stringify({ qemu, rounds, results }, null, 2)}\n`);
rmSync(scratch, { recursive: true });
