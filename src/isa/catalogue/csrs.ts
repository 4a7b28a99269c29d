// Cases about what CSRs hold, show and keep.
import { numbered } from "./case-row.js";

const HYPERVISOR = "hypervisor.adoc: Hypervisor and Virtual Supervisor CSRs";
const MACHINE = "machine.adoc: Machine-Level CSRs";
const MENVCFG = `${MACHINE} > Machine Environment Configuration (menvcfg) Register`;

export const CSR_CASES = [
  numbered(30, "hvip-leak", {
    symptom: "hvip shows MTIP and other bits of mip: a hypervisor that compares it is confused",
    facts: ["hvip-shows-mip"],
    spec: "VSEIP, VSTIP and VSSIP; all else reads zero",
    section: `${HYPERVISOR} > Hypervisor Interrupt (hvip, hip, and hie) Registers`,
    bug: "bits of hvip that are not writable are read-only zeros",
  }),
  numbered(31, "vsip-seip", {
    symptom: "a virtual external interrupt does not show in vsip",
    facts: ["vsip-shows"],
    spec: "vsip.SEIP is an alias of hip.VSEIP where hideleg has it",
    section: `${HYPERVISOR} > Virtual Supervisor Interrupt (vsip and vsie) Registers`,
    bug: "vsip.SEIP is an alias of hip.VSEIP",
  }),
  numbered(32, "hgatp-warl", {
    symptom: "reserved modes of hgatp and vsatp are kept: probing finds Sv64x4",
    facts: ["hgatp-modes", "vsatp-modes"],
    spec: "a reserved MODE is not kept; the other fields of hgatp are written all the same, a write to vsatp is ignored",
    section: `${HYPERVISOR} > Hypervisor Guest Address Translation and Protection (hgatp) Register`,
    bug: "no WARL field reads an illegal value (and from 9.0 on the whole write to hgatp is ignored, which it should not be)",
  }),
  numbered(33, "satp-warl", {
    symptom: "reserved modes of satp are kept",
    facts: ["satp-modes"],
    spec: "the whole write has no effect",
    section: "supervisor.adoc: Supervisor CSRs > Supervisor Address Translation and Protection (satp) Register",
    bug: "with an unsupported MODE no field of satp is modified",
  }),
  numbered(42, "marchid", {
    symptom: "marchid is the version of QEMU, then zero, then 42",
    facts: ["reset.marchid"],
    spec: "zero",
    section: `${MACHINE} > Machine Architecture ID (marchid) Register`,
    legal: "zero says nothing, and 42 is QEMU's number; a version without one had to keep clear of others' numbers",
  }),
  numbered(43, "henvcfg-stale", {
    symptom: "bits of henvcfg that menvcfg hid reappear, also when henvcfg was written in between",
    facts: ["henvcfg-gate"],
    spec: "what is written while a bit is read-only zero is what it is afterwards: zero",
    section: MENVCFG,
    legal: "read-only zero while menvcfg's bit is zero; what the bit holds when it can be written again is not said",
  }),
  numbered(44, "counteren-warl", {
    symptom: "all ones read back from mcounteren and hcounteren as 64, 32 or 19 bits",
    facts: ["mask.mcounteren", "mask.hcounteren"],
    spec: "32 bits",
    section: `${MACHINE} > Machine Counter-Enable (mcounteren) Register; ${HYPERVISOR} > Hypervisor Counter-Enable (hcounteren) Register`,
    bug: "the registers have 32 bits; that any of these is read-only zero is legal",
  }),
  numbered(45, "rv32-henvcfgh", {
    symptom: "RV32: a write to henvcfg clears STCE, which is in henvcfgh",
    spec: "RV64 has no henvcfgh",
    section: `${HYPERVISOR} > Hypervisor Environment Configuration Register (henvcfg)`,
    bug: "henvcfgh is an alias of the upper half alone",
    missing: "harts here are RV64",
  }),
  numbered(51, "hedeleg-warl", {
    symptom: "medeleg and hedeleg keep other bits in each version",
    facts: ["mask.medeleg", "mask.hedeleg"],
    spec: "medeleg 0xf0b7ff, hedeleg 0xcb1ff",
    section: `${MACHINE} > Machine Trap Delegation (medeleg and mideleg) Registers; ${HYPERVISOR} > Hypervisor Trap Delegation (hedeleg and hideleg) Registers`,
    bug: "medeleg[11] is read-only zero; software check (18) and hardware error (19) are writable in hedeleg",
  }),
  numbered(52, "menvcfg-warl", {
    symptom: "menvcfg and henvcfg keep other bits in each version",
    facts: [
      "mask.menvcfg",
      "mask.henvcfg",
      "extensions.svadu",
      "extensions.svpbmt",
      "extensions.zicbom",
      "extensions.zicboz",
    ],
    spec: "the fields of the extensions that are there",
    section: MENVCFG,
    bug: "without Svpbmt PBMTE is read-only zero, without Smcdeleg CDE is",
  }),
  numbered(53, "mepc-bit0", {
    symptom: "mepc keeps bit 0",
    facts: ["mask.mepc"],
    spec: "bit 0 is always zero",
    section: `${MACHINE} > Machine Exception Program Counter (mepc) Register`,
    bug: "mepc[0] is always zero",
  }),
] as const;
