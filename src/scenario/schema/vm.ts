// A virtual machine: its configuration for our hypervisor, or how to recognise it under another.
import { z } from "zod";
import { MAX_HARTS } from "./machine.js";
import { size, toggle } from "./quantity.js";
import { strictMap } from "./strict-map.js";
import { file, name, text, whole } from "./text.js";

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
/** Our hypervisor's bounds. */
const MAX_VCPUS = 16;
const MAX_VMS = 64;

/** Fields of henvcfg that a scenario sets, with the value that switches each on; privileged manual, henvcfg. */
export const HENVCFG_FIELDS = {
  STCE: { bits: 1n << 63n, doc: "vstimecmp (Sstc)" },
  PBMTE: { bits: 1n << 62n, doc: "Svpbmt in VS-stage translation" },
  ADUE: { bits: 1n << 61n, doc: "hardware updates A and D bits of VS-stage PTEs (Svadu)" },
  CBZE: { bits: 1n << 7n, doc: "cbo.zero" },
  CBCFE: { bits: 1n << 6n, doc: "cbo.clean and cbo.flush" },
  CBIE: { bits: 3n << 4n, doc: "cbo.inval, as invalidate" },
} as const;

function henvcfgField(field: keyof typeof HENVCFG_FIELDS) {
  return toggle.prefault("on").describe(`henvcfg.${field}: ${HENVCFG_FIELDS[field].doc}.`);
}

const henvcfg = z.union([
  z.literal("leave", { error: "leave" }),
  strictMap({
    STCE: henvcfgField("STCE"),
    PBMTE: henvcfgField("PBMTE"),
    ADUE: henvcfgField("ADUE"),
    CBZE: henvcfgField("CBZE"),
    CBCFE: henvcfgField("CBCFE"),
    CBIE: henvcfgField("CBIE"),
  }),
]);

const match = strictMap({
  hart: whole("a hart", 0, MAX_HARTS - 1)
    .optional()
    .describe("Hart that first runs it; absent: any."),
  order: whole("a place", 0, 511).default(0).describe("Place among the VMs that first appear there, from 0."),
});

export const vm = strictMap({
  name: name.describe("Name in reports, counters and expectations."),
  count: whole("a number of VMs", 1, MAX_VMS)
    .optional()
    .describe(
      "The entry stands for so many VMs, NAME-1 and so on: `console` is the first of as many UARTs, each has a copy of " +
        "the disk, and what is expected of NAME is expected of each.",
    ),
  kernel: file.optional().describe("Image for the hypervisor (ELF or flat). Needed unless `match` is given."),
  initrd: file.optional().describe("Initial RAM disk."),
  bootargs: text.optional().describe("Kernel command line."),
  symbols: file.optional().describe("ELF with the symbols; absent: `kernel`."),
  boot: z
    .enum(["s-mode", "m-mode"], { error: "s-mode or m-mode" })
    .default("s-mode")
    .describe("Mode in which it starts: `m-mode` for a kernel that runs without firmware (QEMU's `-bios none`)."),
  memory: size({ min: 4 * MIB, max: 3 * GIB, multiple: 2 * MIB })
    .prefault("16MiB")
    .describe("Guest RAM."),
  vcpus: whole("a number of vCPUs", 1, MAX_VCPUS).default(1).describe("Virtual harts."),
  pin: z
    .array(whole("a hart", 0, MAX_HARTS - 1), { error: "a list of harts such as [0, 1]" })
    .min(1, { error: "at least one hart" })
    .optional()
    .describe("Harts that may run it; absent: any."),
  console: name
    .optional()
    .describe("UART (`uart1`) or console that it owns; absent: lines on the hypervisor's console."),
  disk: name.optional().describe("Disk that it owns."),
  henvcfg: henvcfg
    .prefault({})
    .describe("`leave` as reset put it, or a map of fields to on and off; what is not named is on."),
  match: match.optional().describe("How to recognise the VM when another hypervisor makes it."),
});
