// The board: harts and RAM, and its clock.
import { instant, size, toggle } from "./quantity.js";
import { strictMap } from "./strict-map.js";
import { whole } from "./text.js";

export const MAX_HARTS = 64;
const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

export const machine = strictMap({
  harts: whole("a number of harts", 1, MAX_HARTS).default(1).describe("Harts of the board."),
  memory: size({ min: 4 * MIB, max: 3 * GIB, multiple: 2 * MIB })
    .prefault("128MiB")
    .describe("RAM, from 0x80000000 on."),
  virtio_mmio: whole("a version of virtio-mmio", 1, 2)
    .default(2)
    .describe("Version of the virtio-mmio transports: 2, or 1, the legacy interface."),
  reboot: toggle
    .prefault("on")
    .describe("A reset that the guest asks for starts the machine again; off: it ends the run."),
});

export const clock = strictMap({
  instructions_per_tick: whole("a number of instructions", 1, 1_000_000)
    .default(100)
    .describe("Machine steps that make one tick (100 ns) of mtime: guest time is counted, never measured."),
  rtc: instant.prefault("2024-01-01T00:00:00Z").describe("Real-time clock at power-on."),
});
