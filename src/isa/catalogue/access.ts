// Cases about who may do what: illegal instruction or virtual instruction, MRET, and fields that cannot be written.
import { numbered } from "./case-row.js";

const CAUSES = "hypervisor.adoc: Traps > Trap Cause Codes";
const MSTATUS = "hypervisor.adoc: Machine-Level CSRs > Machine Status (mstatus and mstatush) Registers";

export const ACCESS_CASES = [
  numbered(20, "vu-fence-illegal", {
    symptom: "SFENCE.VMA and HFENCE in VU are illegal instructions (2)",
    facts: ["vu-fence-cause"],
    spec: "virtual-instruction exception (22)",
    section: CAUSES,
    bug: "in VU-mode SFENCE and HFENCE raise virtual-instruction exceptions",
  }),
  numbered(21, "vu-scsr-illegal", {
    symptom:
      "a supervisor CSR in VU is an illegal instruction (2), which goes to the guest or host that does not expect it",
    facts: ["vu-supervisor-csr-cause"],
    spec: "virtual-instruction exception (22)",
    section: CAUSES,
    bug: "in VU-mode a supervisor CSR that HS may access raises a virtual-instruction exception",
  }),
  numbered(22, "vu-sret-illegal", {
    symptom: "SRET in VU is an illegal instruction (2)",
    facts: ["vu-sret-cause"],
    spec: "virtual-instruction exception (22)",
    section: CAUSES,
    bug: "in VU-mode SRET raises a virtual-instruction exception",
  }),
  numbered(23, "vtvm-satp", {
    symptom:
      "hstatus.VTVM does not trap satp; mstatus.TVM traps VS, where it should not, and not hgatp, where it should",
    facts: ["vtvm-traps-satp", "tvm-applies-to-vs", "tvm-traps-hgatp"],
    spec: "VTVM traps satp in VS (22); TVM has no effect in VS and traps hgatp in HS (2)",
    section: `hypervisor.adoc: Hypervisor and Virtual Supervisor CSRs > Hypervisor Status (hstatus) Register; ${MSTATUS}`,
    bug: "VTVM is for VS alone, TVM for HS alone, with hgatp",
    shown: ["vtvm-satp", "tvm-in-vs", "tvm-hgatp"],
  }),
  numbered(24, "tsr-in-vs", {
    symptom: "mstatus.TSR makes the guest's SRET illegal",
    facts: ["tsr-applies-to-vs"],
    spec: "no effect in VS; hstatus.VTSR is for VS",
    section: MSTATUS,
    bug: "TSR affects execution only in HS-mode",
  }),
  numbered(25, "wrs-nto", {
    symptom: "WRS.NTO ignores hstatus.VTW and mstatus.TW",
    facts: ["wrs-nto-traps", "extensions.zawrs"],
    spec: "virtual-instruction exception (22) where it would wait",
    section: "zawrs.adoc: Wait-on-Reservation-Set Instructions",
    legal: "a stall may end at any time for any reason, so WRS.NTO may always complete at once",
  }),
  numbered(26, "mret-mpv-mpp3", {
    symptom: "MRET with MPP=M and MPV=1 enters M with V=1",
    facts: ["mret-to-m-ignores-mpv"],
    spec: "M with V=0",
    section: "hypervisor.adoc: Traps > Trap Return",
    bug: "MPV is ignored when MPP=3",
  }),
  numbered(27, "mret-mprv", {
    symptom: "mstatus.MPRV survives MRET to S: the next trap handler in M translates its loads",
    facts: ["xret-clears-mprv"],
    spec: "MPRV is cleared",
    section:
      "machine.adoc: Machine-Level CSRs > Machine Status (mstatus and mstatush) Registers > Memory Privilege in mstatus Register",
    bug: "MRET to a mode less privileged than M sets MPRV=0",
  }),
  numbered(28, "mpv-readonly", {
    symptom: "firmware cannot enter VS by MRET, nor redirect a trap of VS to HS",
    facts: ["mask.mstatus"],
    spec: "MPV and GVA are read and written like MPP",
    section: MSTATUS,
    bug: "MPV is a field of a read/write register, and MRET goes where it says",
  }),
  numbered(48, "readonly-csr-csrrs", {
    symptom: "CSRRS and CSRRC with a register that holds zero do not trap on a read-only CSR",
    facts: ["csr-set-of-zero"],
    spec: "illegal instruction (2) whatever the register holds, unless it is x0",
    section: "zicsr.adoc: CSR Instructions",
    bug: "only rs1=x0 is no write; a register that holds zero is one",
  }),
] as const;
