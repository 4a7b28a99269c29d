// Cases about timers, interrupts and the board.
import { numbered } from "./case-row.js";

const MENVCFG = "machine.adoc: Machine-Level CSRs > Machine Environment Configuration (menvcfg) Register";
const STIMECMP = "supervisor.adoc: Supervisor CSRs > Supervisor Timer (stimecmp) Register";

export const INTERRUPT_CASES = [
  numbered(34, "stimer-stce-off", {
    symptom: "STIP and VSTIP stay pending after STCE is cleared",
    facts: ["sstc-pending"],
    spec: "STIP is again what M-mode wrote to mip, VSTIP what hvip says",
    section: MENVCFG,
    bug: "without STCE both revert to what they are without Sstc",
  }),
  numbered(35, "hvip-vstip-m", {
    symptom: "M cannot write hvip.VSTIP while menvcfg.STCE is set",
    facts: ["vstip-write-with-sstc"],
    spec: "VSTIP of hvip is writable",
    section:
      "hypervisor.adoc: Hypervisor and Virtual Supervisor CSRs > Hypervisor Interrupt (hvip, hip, and hie) Registers",
    bug: "VSEIP, VSTIP and VSSIP of hvip are writable",
  }),
  numbered(36, "stimecmp-reset-pending", {
    symptom: "STIP is pending as soon as STCE is set",
    facts: ["reset.stimecmp"],
    spec: "stimecmp starts at all ones, so nothing is pending",
    section: `machine.adoc: Reset; ${STIMECMP}`,
    legal: "stimecmp has no reset value in the manual, and time has reached zero",
  }),
  numbered(40, "plic-pending-lower", {
    symptom:
      "a level line that falls before the claim: its interrupt is lost, or from 9.2 on comes once without a cause",
    facts: ["plic-pending-outlives-line"],
    spec: "pending until claimed",
    section: "PLIC specification: Interrupt Gateways",
    bug: "a request that was forwarded stays pending in the PLIC core until it is claimed",
  }),
  numbered(41, "dtb-above-3g", {
    symptom: "with RAM beyond 4 GiB the device tree lies above 4 GiB: a loader with 32-bit pointers loses it",
    facts: ["device-tree-below-3gib"],
    spec: "below 3 GiB",
    section: "none: the boot protocol hands over an address in a1",
    legal: "any address will do",
  }),
  numbered(47, "sirq-mask", {
    symptom: "an interrupt for HS is lost or has the wrong priority",
    spec: "SEI, SSI, STI, SGEI, VSEI, VSSI, VSTI, LCOFI, in this order, of what is not in hideleg",
    section:
      "hypervisor.adoc: Hypervisor and Virtual Supervisor CSRs > Hypervisor Interrupt (hvip, hip, and hie) Registers",
    bug: "every interrupt that is pending and enabled and not in hideleg traps to HS-mode",
    missing: "of this change of 10.0.7 and 10.2 no more is known than its title",
  }),
  numbered(49, "mtime-half-write", {
    symptom: "a 32-bit write to one half of mtime changes the other",
    facts: ["mtime-half-write"],
    spec: "the other half stays",
    section: "machine.adoc: Machine-Level Memory-Mapped Registers > Machine Timer (mtime and mtimecmp) Registers",
    bug: "mtime is a read-write register, and only half of it was written",
  }),
  numbered(50, "sstc-mtime-write", {
    symptom: "a write to mtime past stimecmp does not make STIP pending",
    facts: ["mtime-rearms"],
    spec: "STIP follows the comparison of time with stimecmp",
    section: STIMECMP,
    bug: "a change of the comparison is reflected in STIP eventually",
  }),
  numbered(54, "plic-source-zero", {
    symptom: "the priority of PLIC source 0 can be written",
    facts: ["plic-priority-zero-kept"],
    spec: "reads zero",
    section: "PLIC specification: Interrupt Priorities",
    bug: "source 0 does not exist, and its priority is reserved",
  }),
] as const;
