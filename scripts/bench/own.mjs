// Measurements that QEMU has no share in, or only as a neighbour: start-up, memory of translated code.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { HARTBED, imagePath, QEMU_VERSION, ROOT, writeScenario } from "./machines.mjs";
import { firstByteSeconds } from "./processes.mjs";

/** A hello image under the firmware; beside it node alone, which prints one byte. */
export async function measureStartUp(rounds) {
  const hello = imagePath("hello.elf");
  const scenario = writeScenario("bench-hello", { kernel: hello });
  const commands = {
    hartbed: [...HARTBED, "run", scenario, "--headless"],
    ...(QEMU_VERSION === null
      ? {}
      : {
          qemu: ["qemu-system-riscv64", "-M", "virt", "-m", "128M", "-display", "none", "-monitor", "none"].concat(
            ...["-serial", "stdio", "-bios", imagePath("firmware.elf"), "-kernel", hello],
          ),
        }),
    node: [process.execPath, "-e", 'process.stdout.write("x")'],
  };
  const seconds = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < 3 * rounds; round++) {
    for (const [name, command] of Object.entries(commands)) seconds[name].push(await firstByteSeconds(command));
  }
  return seconds;
}

/** Instructions in the hot loops of guests/bench/regions.S. */
const HOT_INSTRUCTIONS = 4000 * 18;

/** What a process that translated them holds more than one that interpreted them, for each. */
export function measureRegionMemory(rounds) {
  const bytes = [];
  for (let round = 0; round < rounds; round++) {
    const [translated, interpreted] = ["translate", "interpret"].map(residentAfter);
    bytes.push((translated - interpreted) / HOT_INSTRUCTIONS);
  }
  return { hartbed: bytes };
}

function residentAfter(how) {
  const script = join(ROOT, "scripts/bench/region-memory.mjs");
  const { status, stdout } = spawnSync(process.execPath, ["--expose-gc", script, how], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`${script} ${how} failed (${status})`);
  return Number(stdout);
}
