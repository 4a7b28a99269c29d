// Cases about page walks: A and D, permissions, widths of addresses.
import { numbered } from "./case-row.js";

const TWO_STAGE = "hypervisor.adoc: Two-Stage Address Translation";
const GPA = `${TWO_STAGE} > Guest Physical Address Translation`;
const HLV = "hypervisor.adoc: Hypervisor Instructions > Hypervisor Virtual-Machine Load and Store Instructions";
const WALK =
  "supervisor.adoc: Sv32: Page-Based 32-bit Virtual-Memory Systems > Virtual Address Translation Process, step 9";
const RESET = "machine.adoc: Reset";

export const TRANSLATION_CASES = [
  numbered(1, "henvcfg-adue-reset", {
    symptom: "a guest whose PTEs lack A and D boots on one version and loops on page faults on the next",
    facts: ["reset.henvcfg", "ad-update", "extensions.svadu"],
    spec: "henvcfg starts at zero: a VS-stage PTE without A is a page fault until the hypervisor sets henvcfg.ADUE",
    section: `${RESET}; hypervisor.adoc: Hypervisor and Virtual Supervisor CSRs > Hypervisor Environment Configuration Register (henvcfg)`,
    legal: "henvcfg has no reset value in the manual; ADUE may be set where menvcfg.ADUE is",
    shown: ["henvcfg-adue-reset", "vs-ad-reset"],
  }),
  numbered(2, "hw-ad-always", {
    symptom:
      "A and D are updated whatever menvcfg says, so a missing menvcfg.ADUE goes unnoticed until the next version",
    facts: ["ad-update", "extensions.svadu"],
    spec: "with Svadu, menvcfg.ADUE decides; while it is clear, a PTE without A is a page fault",
    section: WALK,
    legal: "a hart with neither Svade nor Svadu updates them by hardware, and 7.2 has neither",
  }),
  numbered(4, "hlvx-permission", {
    symptom: "HLVX of an execute-only page faults, so the guest's instruction cannot be read",
    facts: ["hlvx-permission"],
    spec: "execute permission takes the place of read permission",
    section: HLV,
    bug: "read permission is not required",
  }),
  numbered(7, "hlv-sum", {
    symptom: "HLV as VS reads the guest's user pages whatever vsstatus.SUM says",
    facts: ["hlv-obeys-sum", "hlv-vs-stage-fault"],
    spec: "load page fault (13) while vsstatus.SUM is clear",
    section: HLV,
    bug: "the access has the effective privilege mode VS, for which vsstatus.SUM applies",
  }),
  numbered(8, "mxr-gstage", {
    symptom: "the guest's MXR opens execute-only pages of the G-stage, and the hypervisor's does not",
    facts: ["mxr-model"],
    spec: "vsstatus.MXR opens the VS-stage alone, the MXR of HS both",
    section: TWO_STAGE,
    bug: "MXR at VS-level does not override guest-physical page protections",
  }),
  numbered(9, "gpa-bit40", {
    symptom: "guest physical addresses from 2^40 to 2^41-1 always fault under Sv39x4",
    facts: ["guest-physical-high-bits"],
    spec: "41 bits are translated; bits 63:41 must be zero",
    section: GPA,
    bug: "the address has 41 bits and is not sign-extended",
  }),
  numbered(12, "vs-ad-through-ro-gstage", {
    symptom: "the update of A or D reaches a page that the hypervisor mapped read-only: its dirty log misses the write",
    facts: ["ad-update-checks-g-stage"],
    spec: "guest-page fault of the original access, with pseudoinstruction 0x3020",
    section: GPA,
    bug: "permissions for writing a VS-level PTE are checked as for an implicit store",
  }),
  numbered(46, "pt-restart-stale", {
    symptom: "two harts that update one PTE: the walk starts again with a stale base and translates wrongly",
    spec: "the walk goes back to the PTE that changed, with its own base",
    section: WALK,
    bug: "where the comparison fails, the walk returns to step 2, with the address of that level",
    missing: "harts take turns here and a walk is never interrupted, so that the comparison cannot fail",
  }),
] as const;
