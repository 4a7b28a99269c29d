// Facts about causes and what traps write: tval, tval2, tinst.
import { choice, flag, number } from "./fact-row.js";

const TINST = "Privileged manual, Transformed Instruction or Pseudoinstruction";
const TVAL = "Privileged manual, mtval: the instruction's bits or zero";

export const TRAP_FACTS = [
  choice("tinst", ["transformed", "zero"], {
    doc: "mtinst and htinst for explicit accesses.",
    source: `${TINST}: zero is always allowed but for implicit accesses; QEMU 7.2 writes zero`,
    alsoLegal: ["zero"],
  }),
  choice("vs-trap-writes", ["vs-csrs", "hypervisor-csrs-too"], {
    doc: "What a trap into VS writes: its own CSRs, or htval (zero), htinst and hstatus.GVA (clear) as well.",
    source:
      "Privileged manual, Trap Entry: hstatus, htval and htinst are written when a trap goes to HS; QEMU measured",
  }),
  flag("vs-exceptions-renumbered", false, {
    doc: "Exceptions 2 and 6 reach VS as 1 and 5, as if they were the interrupts of these numbers.",
    source: "Privileged manual, hideleg: interrupts only; QEMU before 8.1 (7.2 measured)",
  }),
  choice("interrupt-priority", ["manual", "lowest-code"], {
    doc: "Which of several interrupts for one mode is taken: external, software, timer; or the one with the lowest code.",
    source: "Privileged manual, mip and mie: MEI, MSI, MTI, SEI, SSI, STI, ...; QEMU measured",
  }),
  choice("misaligned-load", ["by-page", "aligned-halves"], {
    doc: "A load that crosses pages, or a misaligned one where nothing answers: the part in each page, both translated before either is read; or two aligned loads one after the other, whose addresses tval shows.",
    source: "Privileged manual, mtval: the address of the portion of the access that faulted; QEMU before 8.1",
  }),
  choice("misaligned-device-access", ["whole", "aligned-pieces"], {
    doc: "A misaligned access to a device within a page: as it is, or in aligned pieces, each of which may fault.",
    source: "Privileged manual, PMAs: which misaligned accesses a region supports; QEMU 11.1.3 measured",
    alsoLegal: ["aligned-pieces"],
  }),
  choice("pmp-crossing-access", ["by-page", "whole-at-first-page", "whole-on-miss"], {
    doc: "What PMP checks of an access that crosses pages: the part in each, or first all its bytes from the physical address of the first: always, or unless the TLB holds that page.",
    source: "Privileged manual, PMP: by the physical addresses; QEMU before 8.1, 10.0.13 and 11.1.3 measured",
  }),
  choice("implicit-access-pseudoinstruction", ["by-access", "read", "by-original"], {
    doc: "Pseudoinstruction for a guest-page fault of a page walk: 0x3020 for the write of A or D and 0x3000 else; always 0x3000; 0x3020 when the original access was a store.",
    source: `${TINST}; QEMU before 11, and 11.x`,
  }),
  choice("implicit-access-cause", ["original", "load"], {
    doc: "Cause of a guest-page fault of a page walk: by the original access, or always 21.",
    source: "Privileged manual, Guest-Page Faults: the cause is of the original access's type; QEMU before 8.1",
  }),
  number("amo-guest-page-fault-cause", "cause", [23n, 21n], {
    doc: "Guest-page fault of an AMO; 21: an AMO reads as a load does first, whose faults are a load's (5, 13, 21), and then writes.",
    source: "Privileged manual, mcause: AMOs raise store/AMO faults; QEMU before 9.2 with one hart",
  }),
  flag("amo-reads-first", false, {
    doc: "An AMO translates and reads as a load does before it translates as a store does; its faults stay a store's.",
    source:
      "Privileged manual, Page-Based Virtual Memory: AMOs never raise load exceptions; QEMU with one hart, measured",
    alsoLegal: ["on"],
  }),
  number("amo-misaligned-cause", "cause", [6n, 4n], {
    doc: "Misaligned AMO.",
    source: "Privileged manual, mcause: store/AMO address misaligned; QEMU before 11 (10.0.11)",
  }),
  flag("sc-checks-address", true, {
    doc: "SC checks its address even when it has no reservation; off: it then fails with 1 and never traps.",
    source:
      "Unprivileged manual, Zalrsc: no SC retires unless it passes memory permission checks; QEMU before 11 (10.0.10)",
  }),
  flag("sc-at-empty-reservation", false, {
    doc: "Without a reservation, SC at address -1 raises a load address misaligned exception.",
    source:
      "Privileged manual, mcause: SC raises store/AMO exceptions; measured: npm run lockstep, QEMU 11.1.3, which marks an empty reservation by that address",
  }),
  choice("wfi-refused-page", ["own", "next"], {
    doc: "Page in xepc when a WFI that may not be executed is the last instruction in its page.",
    source: "Privileged manual, mepc; measured: npm run lockstep, QEMU 11.1.3",
  }),
  number("hlvx-guest-page-fault-cause", "cause", [21n, 12n], {
    doc: "Guest-page fault of HLVX; 12: HLVX faults as a fetch does (1, 12), with htval.",
    source: "Privileged manual, HLVX: raises load exceptions; QEMU 8.1 and later",
  }),
  choice("hlvx-permission", ["execute", "read"], {
    doc: "What HLVX needs of both stages.",
    source: "Privileged manual, HLVX: execute in place of read permission; QEMU before 8.1",
  }),
  choice("hlvx-pmp", ["read-and-execute", "execute"], {
    doc: "What HLVX needs of PMP, where it needs execute permission of the stages.",
    source:
      "Privileged manual, HLVX: the supervisor physical memory attributes must grant both; QEMU 10.0 and 11.1 measured",
  }),
  choice("hlv-vs-stage-fault", ["page-fault", "by-satp"], {
    doc: "A VS-stage fault of HLV or HSV: a page fault, or an access fault while satp of HS is Bare.",
    source: "Privileged manual, HLV; QEMU before 8.2",
  }),
  choice("mprv-guest-page-fault", ["guest-page-fault", "page-fault"], {
    doc: "A G-stage fault of M's loads and stores under MPRV and MPV; as a page fault it still writes mtval2.",
    source: "Privileged manual, MPRV with MPV; QEMU before 8.1",
  }),
  choice("pmp-denied-guest-access", ["access-fault", "guest-page-fault"], {
    doc: "What PMP forbids a guest, with htval in the second case.",
    source: "Privileged manual, PMP: access fault; QEMU before 9.1",
  }),
  flag("reservation-outlives-traps", true, {
    doc: "A reservation stands through traps, MRET and SRET; off: they end it, and so do WRS.NTO and WRS.STO.",
    source: "Unprivileged manual, Zalrsc: an SC may fail for other reasons, too; QEMU, every version (7.2 measured)",
    alsoLegal: ["off"],
  }),
  choice("tval.hlv", ["instruction", "stale"], {
    doc: "tval of HLV and HSV that may not be executed; stale: the instruction of an older trap.",
    source: `${TVAL}; QEMU before 8.1`,
  }),
  choice("tval.hfence-gvma", ["instruction", "stale"], {
    doc: "tval of HFENCE.GVMA that may not be executed, but for one that TVM forbids HS.",
    source: `${TVAL}; QEMU 8.0 to 10.2`,
  }),
  choice("stale-instruction", ["traps", "traps-and-devices"], {
    doc: "Which instructions a stale tval may be: those that trapped, or also those that reached a device.",
    source: "QEMU measured: from 8.2 on, device accesses too",
    alsoLegal: ["any"],
  }),
  choice("cbo-fault-address", ["operand", "block"], {
    doc: "tval of a fault of CBO.*: the address in rs1, or that of its block.",
    source: "Unprivileged manual, CMO: the effective address in rs1; QEMU measured",
  }),
  flag("cbo-needs-memory", true, {
    doc: "CBO.CLEAN, CBO.FLUSH and CBO.INVAL raise an access fault where nothing answers.",
    source: "Unprivileged manual, CMO: as loads and stores there would; QEMU measured",
  }),
  choice("sc-address", ["physical", "virtual"], {
    doc: "What makes an SC one of the LR before: the physical address, or the virtual one as well.",
    source:
      "Unprivileged manual, Zalrsc: SC may fail for another address than LR's; QEMU, every version (11.1.3 measured)",
    alsoLegal: ["virtual"],
  }),
  flag("sc-misaligned-gva", true, {
    doc: "A misaligned SC of a guest sets GVA, as other faults that write a guest virtual address do.",
    source: "Privileged manual, hstatus and mstatus: GVA; QEMU 11 measured",
  }),
  choice("tval.cbo", ["instruction", "zero"], {
    doc: "tval of a CBO instruction that may not be executed.",
    source: `${TVAL}; QEMU 8.0 to 10.2 (10.0.11): zero`,
    alsoLegal: ["zero"],
  }),
  choice("tval.wrs-nto", ["instruction", "zero"], {
    doc: "tval of a WRS.NTO that may not be executed.",
    source: `${TVAL}; QEMU 9.1 and later: zero`,
    alsoLegal: ["zero"],
  }),
  choice("tval.ebreak", ["pc", "zero"], {
    doc: "tval of EBREAK.",
    source: "Privileged manual, mtval: zero or the instruction's address; QEMU before 9.1: zero",
    alsoLegal: ["zero"],
  }),
] as const;
