// Facts about who may do what: illegal instruction (2) or virtual instruction (22), and what traps at all.
import { choice, flag, number } from "./fact-row.js";

const VIRTUAL = "Privileged manual, Virtual-Instruction Exceptions";

export const ACCESS_FACTS = [
  number("vu-fence-cause", "cause", [22n, 2n], {
    doc: "SFENCE.VMA and HFENCE.* in VU.",
    source: `${VIRTUAL}; QEMU before 8.1: 2`,
  }),
  number("vu-supervisor-csr-cause", "cause", [22n, 2n], {
    doc: "Access in VU to a supervisor CSR that HS may access.",
    source: `${VIRTUAL}; QEMU before 10.1 (10.0.6): 2`,
  }),
  number("vu-sret-cause", "cause", [22n, 2n], {
    doc: "SRET in VU.",
    source: `${VIRTUAL}; QEMU before 11 (10.0.13): 2`,
  }),
  number("vu-wfi-tw-cause", "cause", [2n, 22n], {
    doc: "WFI in VU while mstatus.TW is set.",
    source: `${VIRTUAL}: only while TW is clear; QEMU, every version: 22`,
  }),
  flag("vtvm-traps-satp", true, {
    doc: "hstatus.VTVM makes VS trap on satp.",
    source: "Privileged manual, hstatus; QEMU before 8.1 does not",
  }),
  flag("tvm-applies-to-vs", false, {
    doc: "mstatus.TVM makes satp and SFENCE.VMA illegal in VS.",
    source: "Privileged manual, mstatus: TVM has no effect when V=1; QEMU before 8.1",
  }),
  flag("tvm-traps-hgatp", true, {
    doc: "mstatus.TVM makes hgatp illegal in HS.",
    source: "Privileged manual, hgatp; QEMU before 8.1 does not",
  }),
  flag("tsr-applies-to-vs", false, {
    doc: "mstatus.TSR makes SRET illegal in VS.",
    source: "Privileged manual, mstatus: TSR is about HS; QEMU, every version",
  }),
  choice("wrs-nto-traps", ["when-waiting", "always", "never"], {
    doc: "When WRS.NTO obeys mstatus.TW and hstatus.VTW: while it would wait, with or without a reservation, or never.",
    source:
      "Unprivileged manual, Zawrs: traps when the wait is bounded, and may always end at once; QEMU before 9.1 never, later always",
    alsoLegal: ["always", "never"],
  }),
  choice("csr-set-of-zero", ["writes", "only-checked", "reads"], {
    doc: "CSRRS and CSRRC with a register other than x0 that holds zero: a write in every way; or illegal on a read-only CSR as a write is, but without its effects; or a mere read.",
    source:
      "Unprivileged manual, Zicsr: rs1 decides, not its value; QEMU before 9.1 looks at the value, later versions measured: npm run lockstep, QEMU 11.1.3",
  }),
  choice("ctzw-counts", ["low-word", "all-bits"], {
    doc: "CTZW counts in the low 32 bits, or in all 64 (and gives 32 for zero).",
    source: "Unprivileged manual, Zbb: ctzw; QEMU before 8.0, measured on 7.2",
  }),
  choice("mret-without-pmp", ["enters", "illegal-instruction", "access-fault"], {
    doc: "MRET to a mode below M while no PMP entry is on: the target's fetch faults, or MRET itself does.",
    source: "Privileged manual, PMP; QEMU 7.2, and 8.0 and later",
  }),
  flag("xret-clears-mprv", true, {
    doc: "MRET and SRET to a mode below M clear mstatus.MPRV.",
    source: "Privileged manual, mstatus: MPRV; QEMU 7.2 does not",
  }),
  flag("mret-to-m-ignores-mpv", true, {
    doc: "MRET with MPP=M leaves V at 0; off: it takes MPV.",
    source: "Privileged manual, Trap Return: V is MPV only if MPP is not 3; QEMU before 8.1",
  }),
] as const;
