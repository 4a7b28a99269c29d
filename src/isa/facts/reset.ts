// Facts about CSRs after reset. Privileged manual, "Reset": only mode, mstatus.MIE and MPRV, misa, pc, mcause, PMP's A and
// L fields and a few more are given a value; the others may hold any legal one.
// The default of each is the reset value of the CSR's row.
import { csrByName } from "../csr.js";
import { bits64, type FactRow, type Words } from "./fact-row.js";

const ANY = ["any"] as const;
const RESET = "Privileged manual, Reset: not given a value";

function reset<const Csr extends string>(csr: Csr, words: Words): FactRow<`reset.${Csr}`> {
  const standard = csrByName(csr)?.reset ?? 0n;
  return bits64(`reset.${csr}`, "CSR value", standard, words, { part: "reset", names: [csr] });
}

export const RESET_FACTS = [
  reset("menvcfg", {
    doc: "menvcfg after reset; QEMU 8.0 and later start with ADUE set when Svadu is on.",
    source: `${RESET}; QEMU riscv_cpu_reset_hold, measured`,
    alsoLegal: ANY,
  }),
  reset("henvcfg", {
    doc: "henvcfg after reset; QEMU 8.0 to 8.2 start with ADUE set, 9.0 and later with zero.",
    source: `${RESET}; QEMU riscv_cpu_reset_hold, measured`,
    alsoLegal: ANY,
  }),
  reset("mideleg", {
    doc: "mideleg after reset: the VS interrupts and SGEI are read-only one; before QEMU 8.2 only after the first write.",
    source: "Privileged manual, Machine Trap Delegation Registers: read-only one with the H extension; QEMU measured",
  }),
  reset("vsstatus", {
    doc: "vsstatus after reset: UXL of 64 bits; QEMU shows SXL's bits too until a guest has run.",
    source: "Privileged manual, vsstatus: bits 35:34 are WPRI; QEMU measured",
  }),
  reset("stimecmp", {
    doc: "stimecmp after reset.",
    source: `${RESET}; QEMU measured`,
    alsoLegal: ANY,
  }),
  reset("vstimecmp", {
    doc: "vstimecmp after reset.",
    source: `${RESET}; QEMU measured`,
    alsoLegal: ANY,
  }),
  reset("marchid", {
    doc: "marchid; QEMU told its version before 8.1, then zero, then 42 from 11.0 on.",
    source: "Privileged manual, Machine Architecture ID Register: zero is not implemented; QEMU measured",
    alsoLegal: ANY,
  }),
  reset("mimpid", {
    doc: "mimpid; QEMU told its version before 8.1.",
    source: "Privileged manual, Machine Implementation ID Register: zero is not implemented; QEMU measured",
    alsoLegal: ANY,
  }),
  reset("tdata1", {
    doc: "tdata1 after reset: type 0 is no trigger; QEMU has a trigger of type 2 that is not modelled here.",
    source: "Debug manual, tdata1.type; QEMU measured",
    alsoLegal: ANY,
  }),
] as const;
