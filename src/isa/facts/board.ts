// Facts about the board around the harts: PLIC, CLINT, RTC, device tree.
import { choice, flag, number } from "./fact-row.js";

const TREE = "QEMU's device tree, measured";
const ANY = ["any"] as const;

export const BOARD_FACTS = [
  flag("plic-pending-outlives-line", true, {
    doc: "A pending interrupt stays pending until claimed when its line falls; off: it goes with the line.",
    source:
      "PLIC specification, Interrupt Gateways: the request stays with the core; QEMU before 9.2 (read, not measured)",
    alsoLegal: [],
  }),
  flag("plic-completion-samples-line", true, {
    doc: "A line that is still high when its interrupt is completed asks again; off: only when its device next says so.",
    source: "PLIC specification, Interrupt Gateways: level-triggered; QEMU, read and measured with xv6 on one hart",
  }),
  flag("plic-priority-zero-kept", false, {
    doc: "The priority register of source 0, which does not exist, keeps what is written.",
    source: "PLIC specification, Interrupt Priorities: source 0 is reserved; QEMU 8.0 to 9.1 (read, not measured)",
  }),
  choice("mtime-half-write", ["keeps-other-half", "raw-other-half"], {
    doc: "A 32-bit write to mtime: the other half stays, or becomes that of the clock as it was before mtime was ever written.",
    source: "Privileged manual, mtime; QEMU before 8.1 (8.0.5) (read, not measured)",
  }),
  flag("rtc-offset-outlives-reset", true, {
    doc: "The real-time clock keeps the time that was set when the machine is reset.",
    source: "Goldfish RTC; QEMU 10.0 (9.2.4) and later (read, not measured)",
    alsoLegal: ANY,
  }),
  choice("device-tree-mmu", ["sv57", "sv48"], { doc: "mmu-type of the harts.", source: TREE, alsoLegal: ANY }),
  flag("device-tree-names-counters", true, {
    doc: "riscv,isa names zicntr and zihpm, which the harts have either way.",
    source: `${TREE}: 8.2 and later`,
    alsoLegal: ANY,
  }),
  flag("device-tree-names-parts-of-c", true, {
    doc: "riscv,isa names zca and zcd, which are parts of c.",
    source: `${TREE}: 8.1 and later`,
    alsoLegal: ANY,
  }),
  flag("device-tree-extension-list", true, {
    doc: "riscv,isa-base and riscv,isa-extensions beside riscv,isa.",
    source: `${TREE}: 9.0 and later`,
    alsoLegal: ANY,
  }),
  number("device-tree-plic-sources", "sources", [95n, 96n], { doc: "riscv,ndev.", source: TREE }),
  choice("device-tree-plic-node", ["plic", "interrupt-controller"], {
    doc: "Name of the PLIC's node before the @.",
    source: `${TREE}: interrupt-controller in 11.x`,
    alsoLegal: ANY,
  }),
  flag("device-tree-serial-alias", true, {
    doc: "/aliases names serial0.",
    source: `${TREE}: 10.0 and later`,
    alsoLegal: ANY,
  }),
  flag("device-tree-pads-counters", false, {
    doc: "riscv,event-to-mhpmcounters ends with five cells of zero.",
    source: `${TREE}: 7.2 and 8.0`,
    alsoLegal: ANY,
  }),
  flag("device-tree-below-3gib", true, {
    doc: "The device tree lies below 3 GiB; off: at the end of RAM wherever that is.",
    source: "QEMU before 10.0, measured",
    alsoLegal: ANY,
  }),
  choice("bundled-opensbi", ["none", "1.1", "1.2", "1.3.1", "1.4", "1.5.1", "1.7", "unknown"], {
    doc: "OpenSBI that comes with this version. Nothing follows from it: a scenario names its firmware by path.",
    source: "QEMU: blobs run, and pull requests read",
    alsoLegal: ANY,
  }),
] as const;
