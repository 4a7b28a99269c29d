// Facts about CSRs after reset. Privileged manual, "Reset": only mode, mstatus.MIE and MPRV, misa, pc, mcause, PMP's A and
// L fields and a few more are given a value; the others may hold any legal one.
import { bits64 } from "./fact-row.js";

const ANY = ["any"] as const;
const ALL_ONES = (1n << 64n) - 1n;
const RESET = "Privileged manual, Reset: not given a value";

export const RESET_FACTS = [
  bits64(
    "reset.menvcfg",
    "CSR value",
    0n,
    {
      doc: "menvcfg after reset; QEMU 8.0 and later start with ADUE set when Svadu is on.",
      source: `${RESET}; QEMU riscv_cpu_reset_hold, measured`,
      alsoLegal: ANY,
    },
    { part: "reset", names: ["menvcfg"] },
  ),
  bits64(
    "reset.henvcfg",
    "CSR value",
    0n,
    {
      doc: "henvcfg after reset; QEMU 8.0 to 8.2 start with ADUE set, 9.0 and later with zero.",
      source: `${RESET}; QEMU riscv_cpu_reset_hold, measured`,
      alsoLegal: ANY,
    },
    { part: "reset", names: ["henvcfg"] },
  ),
  bits64(
    "reset.mideleg",
    "CSR value",
    0x1444n,
    {
      doc: "mideleg after reset: the VS interrupts and SGEI are read-only one; before QEMU 8.2 only after the first write.",
      source: "Privileged manual, Machine Trap Delegation Registers: read-only one with the H extension; QEMU measured",
    },
    { part: "reset", names: ["mideleg"] },
  ),
  bits64(
    "reset.vsstatus",
    "CSR value",
    0x2_0000_0000n,
    {
      doc: "vsstatus after reset: UXL of 64 bits; QEMU shows SXL's bits too until a guest has run.",
      source: "Privileged manual, vsstatus: bits 35:34 are WPRI; QEMU measured",
    },
    { part: "reset", names: ["vsstatus"] },
  ),
  bits64(
    "reset.stimecmp",
    "CSR value",
    ALL_ONES,
    {
      doc: "stimecmp after reset.",
      source: `${RESET}; QEMU measured`,
      alsoLegal: ANY,
    },
    { part: "reset", names: ["stimecmp"] },
  ),
  bits64(
    "reset.vstimecmp",
    "CSR value",
    ALL_ONES,
    {
      doc: "vstimecmp after reset.",
      source: `${RESET}; QEMU measured`,
      alsoLegal: ANY,
    },
    { part: "reset", names: ["vstimecmp"] },
  ),
  bits64(
    "reset.marchid",
    "CSR value",
    0n,
    {
      doc: "marchid; QEMU told its version before 8.1, then zero, then 42 from 11.0 on.",
      source: "Privileged manual, Machine Architecture ID Register: zero is not implemented; QEMU measured",
      alsoLegal: ANY,
    },
    { part: "reset", names: ["marchid"] },
  ),
  bits64(
    "reset.mimpid",
    "CSR value",
    0n,
    {
      doc: "mimpid; QEMU told its version before 8.1.",
      source: "Privileged manual, Machine Implementation ID Register: zero is not implemented; QEMU measured",
      alsoLegal: ANY,
    },
    { part: "reset", names: ["mimpid"] },
  ),
  bits64(
    "reset.tdata1",
    "CSR value",
    0n,
    {
      doc: "tdata1 after reset: type 0 is no trigger; QEMU has a trigger of type 2 that is not modelled here.",
      source: "Debug manual, tdata1.type; QEMU measured",
      alsoLegal: ANY,
    },
    { part: "reset", names: ["tdata1"] },
  ),
] as const;
