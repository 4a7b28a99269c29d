// Facts about page walks: A and D, permissions, widths of addresses.
import { choice, flag } from "./fact-row.js";

export const TRANSLATION_FACTS = [
  choice("ad-update", ["adue", "always"], {
    doc: "When hardware writes A and D: as menvcfg.ADUE and henvcfg.ADUE say, or always.",
    source: "Privileged manual, Svadu: with neither Svadu nor Svade, always; QEMU 7.2 always does",
    alsoLegal: ["always (without Svadu)"],
  }),
  choice("hlv-envcfg", ["henvcfg", "menvcfg"], {
    doc: "Where HLV, HSV and accesses under MPRV and MPV find ADUE and PBMTE for the VS-stage.",
    source: "Privileged manual, henvcfg: when V=1, and for these; measured: npm run lockstep, QEMU 11.1.3",
  }),
  flag("ad-update-checks-g-stage", true, {
    doc: "Writing A and D of a VS-stage PTE is a write to the G-stage: it needs W and sets D there.",
    source: "Privileged manual, Two-Stage Address Translation: implicit writes are checked; QEMU before 11 does not",
  }),
  flag("ad-update-checks-pmp", true, {
    doc: "Writing A and D needs PMP's write permission for the PTE.",
    source:
      "Privileged manual, Virtual Address Translation Process: an access fault; QEMU before 11 (10.0.13) does not",
  }),
  choice("guest-physical-high-bits", ["zero", "sign"], {
    doc: "Bits of a guest physical address above the widest that hgatp.MODE translates: zero, or copies of the highest one.",
    source: "Privileged manual, Guest Physical Address Translation: all zero; QEMU before 8.1 wants copies",
  }),
  choice("pte-outside-memory", ["access-fault", "page-fault"], {
    doc: "A PTE where nothing answers: an access fault, or the stage's page fault.",
    source:
      "Privileged manual, Virtual Address Translation Process: access-fault by PMA; QEMU before 11 (10.0.13): page fault",
  }),
  choice("mxr-model", ["manual", "guest-opens-g-stage"], {
    doc: "MXR of HS opens both stages and vsstatus.MXR the VS-stage; or vsstatus.MXR opens VS-stage and G-stage (this one as it was when V became 1) and HS's only the VS-stage of HLV.",
    source: "Privileged manual, sstatus and vsstatus: MXR; QEMU before 8.2",
  }),
  flag("mxr-opens-implicit-reads", false, {
    doc: "MXR of HS lets a VS-stage walk read PTEs in pages that the G-stage makes executable only.",
    source: "Privileged manual, sstatus: MXR is about loads; measured: npm run lockstep, QEMU 11.1.3",
  }),
  flag("hlv-obeys-sum", true, {
    doc: "HLV and HSV as VS need vsstatus.SUM for pages with U set.",
    source: "Privileged manual, HLV: as explicit accesses of that mode; QEMU before 8.1",
  }),
  flag("hlvx-obeys-sum", true, {
    doc: "HLVX as VS may read pages with U set while vsstatus.SUM is set; off: never.",
    source:
      "Privileged manual, HLVX: a load, but for the permission; measured: npm run lockstep, QEMU 11.1.3; 8.1 and later read",
  }),
] as const;
