// Facts about what CSRs show and how their fields are legalized, beyond masks.
import { bits64, choice, flag } from "./fact-row.js";

const MODES = "modes, bit n for MODE n";
const SV39_48_57_BARE = 0x701n;

export const CSR_FACTS = [
  choice("henvcfg-gate", ["clear", "hide", "none"], {
    doc: "henvcfg's PBMTE, ADUE and STCE while menvcfg's are clear: a write clears them, or only hides them until menvcfg's return, or menvcfg does not matter.",
    source:
      "Privileged manual, henvcfg: read-only zero while menvcfg's bit is zero; QEMU 8.0 to 9.2 hide, 7.2 has no gate",
    alsoLegal: ["hide"],
  }),
  bits64("satp-modes", MODES, SV39_48_57_BARE, {
    doc: "Values of satp.MODE that a write may set; with another one the whole write is ignored.",
    source: "Privileged manual, satp; QEMU 8.0 to 8.2 take 1 to 7",
    alsoLegal: ["without any but Bare"],
  }),
  bits64("vsatp-modes", MODES, SV39_48_57_BARE, {
    doc: "The same for vsatp; the manual lets a write with V=0 treat the fields one by one.",
    source: "Privileged manual, vsatp; QEMU before 9.0 takes every mode",
    alsoLegal: ["without any but Bare"],
  }),
  bits64("hgatp-modes", MODES, SV39_48_57_BARE, {
    doc: "Values of hgatp.MODE that a write may set.",
    source: "Privileged manual, hgatp; QEMU before 9.0 takes every mode",
    alsoLegal: ["without any but Bare"],
  }),
  choice("hgatp-reserved-mode", ["keeps-mode", "ignores-write"], {
    doc: "A write to hgatp with a MODE that cannot be: the fields are WARL one by one, or nothing is written.",
    source: "Privileged manual, hgatp: not ignored as satp's write is; QEMU 9.0 and later ignore it",
  }),
  choice("tvec-reserved-mode", ["keeps-mode", "ignores-write"], {
    doc: "A write to mtvec, stvec or vstvec with MODE 2 or 3.",
    source: "Privileged manual, mtvec: WARL; QEMU measured",
    alsoLegal: ["ignores-write"],
  }),
  flag("vstvec-legalized", true, {
    doc: "vstvec refuses reserved modes; off: any value is kept.",
    source: "Privileged manual, vstvec; QEMU before 9.1 keeps any value",
  }),
  choice("mpp-reserved", ["keeps", "stored"], {
    doc: "A write of 2 to mstatus.MPP: the old value stays, or 2 is stored and mret then enters U.",
    source: "Privileged manual, mstatus: MPP is WARL; QEMU before 8.1 stores it",
  }),
  choice("uxl-write", ["fixed", "nonzero", "up-to-64"], {
    doc: "UXL of mstatus and vsstatus stays 2, or takes any value but zero (without effect), or so with 2 for 3.",
    source: "Privileged manual, UXL: WARL, may be read-only; QEMU before 11 (10.0.13) takes 3, then 2 for it",
    alsoLegal: [],
  }),
  choice("vsstatus-storage", ["legalized", "raw"], {
    doc: "vsstatus read by its own number: SD follows FS and VS, or every bit is as written until a guest has run.",
    source: "Privileged manual, vsstatus; QEMU measured",
  }),
  choice("vsip-shows", ["delegated", "ssip"], {
    doc: "vsip shows every VS interrupt in hideleg, or only SSIP.",
    source: "Privileged manual, vsip; QEMU 7.2 shows only SSIP",
  }),
  flag("vsie-takes-vs-positions", false, {
    doc: "Bits 2, 6 and 10 of what is written to vsie and vsip, or set or cleared there, count as bits 1, 5 and 9; in VS those of sie and sip.",
    source: "Privileged manual, vsip and vsie: these bits are read-only zero; QEMU, every version",
  }),
  flag("vs-interrupts-through-mideleg", false, {
    doc: "sie and sip in VS show only what mideleg delegates, too: bits 1, 5 and 9.",
    source: "Privileged manual, vsip and vsie: hideleg decides; QEMU, every version",
  }),
  flag("m-reads-stip-in-sip", true, {
    doc: "M reads STIP in sip while menvcfg.STCE is set; off: zero.",
    source: "Privileged manual, sip; measured: npm run lockstep, QEMU 11.1.3",
  }),
  flag("hvip-shows-mip", false, {
    doc: "hvip reads bits of mip that are not its own: MTIP, STIP, LCOFIP.",
    source: "Privileged manual, hvip: other bits are read-only zero; QEMU 8.2 and later show them",
  }),
  choice("cbie-reserved", ["keeps", "stored"], {
    doc: "A write of 2 to CBIE of menvcfg, senvcfg or henvcfg: the old value stays, or 2 is stored.",
    source: "Unprivileged manual, CMO, envcfg: CBIE is WARL and 2 reserved; QEMU measured",
  }),
  choice("fs-dirty-by-flags", ["raised", "new", "never"], {
    doc: "Exception flags that an instruction with an x register for rd raises make FS Dirty: always, or when one of them was clear (what QEMU keeps beside them counts), or never.",
    source:
      "Privileged manual, Extension Context Status: whenever state that FS tells of may have changed; QEMU measured",
    alsoLegal: ["new"],
  }),
  flag("float-csr-dirties-mstatus", true, {
    doc: "A write of fcsr, frm or fflags with V=1 makes FS Dirty in mstatus as well as in vsstatus.",
    source:
      "Privileged manual, vsstatus: state modified while V=1 sets both to 3; QEMU, every version, sets vsstatus.FS",
  }),
  choice("pmpcfg-write-only", ["refused", "kept"], {
    doc: "W without R in a pmpcfg byte: the byte keeps its value, or takes it.",
    source: "Privileged manual, PMP: R=0 with W=1 is reserved (without mseccfg.MML); QEMU measured",
    alsoLegal: [],
  }),
  choice("pmp-empty-range", ["matches-nothing", "matches-byte-0", "off-entries-too"], {
    doc: "A TOR range whose top is not above its base: nothing, or the byte at 0; or that for entries that are OFF as well.",
    source:
      "Privileged manual, PMP: no address matches; QEMU, every version: byte 0; measured on 7.2, 10.0.13 and 11.1.3",
  }),
  choice("pmp-partial-match", ["any-byte", "ends"], {
    doc: "What makes an access match an entry in part, and fail: any byte outside the range, or its first and its last byte alone, counted past the end of the address space.",
    source: "Privileged manual, PMP: Priority and Matching Logic; QEMU, every version (measured on 7.2)",
  }),
  choice("m-trap-gva", ["by-cause", "sticky"], {
    doc: "mstatus.GVA: written by every trap into M, or set by a trap from V=1 whose mtval is not zero and never cleared.",
    source: "Privileged manual, mstatus: GVA; QEMU measured",
  }),
  flag("breakpoint-gva", true, {
    doc: "A breakpoint that writes its guest virtual address to stval sets hstatus.GVA.",
    source: "Privileged manual, hstatus: GVA counts breakpoints; QEMU measured",
  }),
  choice("sstc-pending", ["while-enabled", "once-written"], {
    doc: "STIP and VSTIP follow the comparison while STCE is set, or stay as stimecmp and vstimecmp left them since their first write, whatever STCE says.",
    source: "Privileged manual, Sstc; QEMU before 10.1",
  }),
  choice("vstip-write-with-sstc", ["hvip", "not-with-henvcfg", "not-with-menvcfg"], {
    doc: "When M may write VSTIP through hvip and mip: always, not while menvcfg and henvcfg have STCE, not while menvcfg has it.",
    source: "Privileged manual, hvip: VSTIP is writable; QEMU before 10.1 and since",
  }),
  choice("scountovf-shows", ["manual", "mcounteren"], {
    doc: "Counters whose overflow scountovf shows: in M all, below those in mcounteren, with V=1 in hcounteren too; or those in mcounteren in every mode.",
    source: "Privileged manual, Sscofpmf; QEMU before 11.x, measured on 7.2 and 10.0",
  }),
  flag("event-filters", true, {
    doc: "MINH to VUINH of mhpmevent keep cycles and instructions of their modes from being counted.",
    source: "Privileged manual, Sscofpmf; QEMU before 9.1 counts them in every mode",
  }),
  flag("vstimecmp-clears-hvip", false, {
    doc: "A write of vstimecmp with a time to come clears hvip.VSTIP.",
    source: "Privileged manual, Sstc: VSTIP is hvip.VSTIP or the comparison; QEMU 7.2, not 10.0.13 (both measured)",
  }),
  flag("htimedelta-rearms", true, {
    doc: "A write to htimedelta counts for the vstimecmp that is set; off: only for the next one.",
    source: "Privileged manual, Sstc: VSTIP compares with time + htimedelta; QEMU 7.2 does not",
  }),
  flag("mtime-rearms", true, {
    doc: "A write to mtime counts for the stimecmp and vstimecmp that are set; off: only for the next ones.",
    source: "Privileged manual, Sstc: compares with time; QEMU before 10.1 does not (read, not measured)",
  }),
] as const;
