// Cases about what traps report: causes, tval, tval2, tinst, GVA.
import { numbered } from "./case-row.js";

const TINST = "hypervisor.adoc: Traps > Transformed Instruction or Pseudoinstruction for mtinst or htinst";
const MTVAL = "machine.adoc: Machine-Level CSRs > Machine Trap Value (mtval) Register";
const CAUSES = "hypervisor.adoc: Traps > Trap Cause Codes";
const GPA = "hypervisor.adoc: Two-Stage Address Translation > Guest Physical Address Translation";
const MTVAL2 = "hypervisor.adoc: Machine-Level CSRs > Machine Second Trap Value (mtval2) Register";
const MSTATUS = "hypervisor.adoc: Machine-Level CSRs > Machine Status (mstatus and mstatush) Registers";

export const TRAP_CASES = [
  numbered(3, "htinst-zero", {
    symptom: "emulation of devices by htinst sees zero and has to fetch the instruction with HLVX",
    facts: ["tinst"],
    spec: "htinst is the transformed instruction",
    section: TINST,
    legal: "zero may always be written where no pseudoinstruction is required",
  }),
  numbered(5, "hlvx-cause12", {
    symptom: "HLVX of an unmapped guest page reports an instruction page fault, with htval",
    facts: ["hlvx-guest-page-fault-cause"],
    spec: "load guest-page fault (21)",
    section: "hypervisor.adoc: Hypervisor Instructions > Hypervisor Virtual-Machine Load and Store Instructions",
    bug: "HLVX raises the exceptions of loads; and htval is zero for what is no guest-page fault",
  }),
  numbered(6, "hlv-cause5", {
    symptom: "HLV and HSV with a fault of the VS-stage raise access faults (5, 7)",
    facts: ["hlv-vs-stage-fault"],
    spec: "page faults (13, 15)",
    section: "supervisor.adoc: Sv32: Page-Based 32-bit Virtual-Memory Systems > Virtual Address Translation Process",
    bug: "what a PTE does not allow is a page fault, by whichever instruction",
  }),
  numbered(10, "implicit-cause", {
    symptom: "a store or fetch whose page table the G-stage does not map is reported as a load (21)",
    facts: ["implicit-access-cause"],
    spec: "the cause of the original access (23, 20)",
    section: GPA,
    bug: "an exception of an implicit access is reported for the original access type",
    shown: ["implicit-cause", "implicit-fetch"],
  }),
  numbered(11, "implicit-store-3020", {
    symptom: "the implicit read of a page walk for a store is called a write in htinst",
    facts: ["implicit-access-pseudoinstruction"],
    spec: "0x3000 for every implicit read; 0x3020 for the update of A and D alone, whatever the original access",
    section: TINST,
    bug: "the write pseudoinstruction belongs to the update of A and D; all other implicit accesses are reads",
    shown: ["implicit-cause"],
  }),
  numbered(13, "amo-cause", {
    symptom: "the guest-page fault of an AMO is reported as a load (21)",
    facts: ["amo-guest-page-fault-cause"],
    spec: "store/AMO guest-page fault (23)",
    section: CAUSES,
    bug: "23 is the store/AMO guest-page fault",
  }),
  numbered(14, "amo-misaligned", {
    symptom: "a misaligned AMO is reported as a load (4)",
    facts: ["amo-misaligned-cause"],
    spec: "store/AMO address misaligned (6)",
    section: "machine.adoc: Machine-Level CSRs > Machine Cause (mcause) Register",
    bug: "6 is store/AMO address misaligned",
  }),
  numbered(15, "sc-no-trap", {
    symptom: "SC without a reservation to an unmapped page returns 1 and does not trap",
    facts: ["sc-checks-address"],
    spec: "store/AMO guest-page fault (23)",
    section: "zalrsc.adoc: Zalrsc Extension for Load-Reserved/Store-Conditional Instructions",
    bug: "no SC retires unless it passes memory permission checks",
  }),
  numbered(16, "hlv-stale-tval", {
    symptom: "stval of a trapped HLV is the opcode of an older trap: nested virtualization breaks",
    facts: ["tval.hlv"],
    spec: "its own opcode",
    section: MTVAL,
    bug: "a nonzero mtval is the faulting instruction",
  }),
  numbered(17, "hfence-gvma-stale-tval", {
    symptom: "stval of a trapped HFENCE.GVMA is the opcode of an older trap: nested virtualization breaks",
    facts: ["tval.hfence-gvma"],
    spec: "its own opcode",
    section: MTVAL,
    bug: "a nonzero mtval is the faulting instruction",
  }),
  numbered(18, "cbo-tval0", {
    symptom: "stval of a trapped CBO instruction is zero",
    facts: ["tval.cbo", "extensions.zicboz"],
    spec: "its opcode",
    section: MTVAL,
    legal: "the instruction's bits are optional",
  }),
  numbered(19, "ebreak-tval", {
    symptom: "stval of EBREAK is zero instead of the pc",
    facts: ["tval.ebreak"],
    spec: "the address of the instruction",
    section: MTVAL,
    legal: "zero or the address of the instruction",
  }),
  numbered(29, "gva-sticky", {
    symptom: "mstatus.GVA, once set, stays set",
    facts: ["m-trap-gva"],
    spec: "every trap into M writes GVA: 1 with a guest virtual address in mtval, else 0",
    section: MSTATUS,
    bug: "for any other trap into M-mode GVA is set to 0",
  }),
  numbered(37, "no-pmp-cause", {
    symptom: "a fetch of VS that PMP forbids is an instruction guest-page fault (20), with htval",
    facts: ["pmp-denied-guest-access"],
    spec: "instruction access fault (1), htval zero",
    section: "machine.adoc: Physical Memory Protection > Physical Memory Protection CSRs",
    bug: "what PMP forbids is an access fault",
  }),
  numbered(38, "mret-no-pmp", {
    symptom: "without PMP entries MRET itself traps, as illegal or with an access fault",
    facts: ["mret-without-pmp"],
    spec: "MRET enters the mode; the fetch of its target is an instruction access fault (1)",
    section: "machine.adoc: Physical Memory Protection > Physical Memory Protection CSRs > Priority and Matching Logic",
    bug: "the access that fails is the fetch at the target, and mepc names the target",
  }),
  numbered(39, "mtval2-junk", {
    symptom: "mtval2 or htval is not zero although the trap is no guest-page fault",
    facts: ["mprv-guest-page-fault", "pmp-denied-guest-access"],
    spec: "a G-stage fault is a guest-page fault under MPRV too; mtval2 is zero for other traps",
    section: MTVAL2,
    bug: "for other traps mtval2 is set to zero",
    shown: ["mtval2-junk", "no-pmp-cause"],
  }),
] as const;
