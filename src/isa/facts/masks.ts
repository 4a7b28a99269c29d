// Facts about CSRs' writable bits (WARL), beside fields that an extension of the hart brings. The default of each is the
// mask of the CSR's row, which is the manual's.
import { csrByName } from "../csr.js";
import { extensionMask } from "../csr-row.js";
import { bits64, type FactRow, flag, number } from "./fact-row.js";

const MEASURED = "QEMU measured: what is left of all ones";

/** Where a fact is about several CSRs, the one whose row says what all have. */
const FIRST_OF_SERIES: Readonly<Record<string, string>> = { pmpaddr: "pmpaddr0", mhpmevent: "mhpmevent3" };

function mask<const Csr extends string>(csr: Csr, doc: string, source: string, names: readonly string[] = [csr]) {
  const row = csrByName(FIRST_OF_SERIES[csr] ?? csr);
  const standard = row === undefined ? 0n : row.mask & ~extensionMask(row);
  const words = { doc, source: `${source}; ${MEASURED}`, alsoLegal: ["other WARL bits"] };
  const fact: FactRow<`mask.${Csr}`> = bits64(
    `mask.${csr}`,
    "bits that a write changes, beside those of extensions",
    standard,
    words,
    {
      part: "mask",
      names,
    },
  );
  return fact;
}

export const MASK_FACTS = [
  mask(
    "menvcfg",
    "menvcfg; QEMU 7.2 has PBMTE without Svpbmt and no ADUE, 10.x lets CDE through.",
    "Privileged manual, menvcfg",
  ),
  mask("senvcfg", "senvcfg; QEMU 7.2 has fields of Zicbom and Zicboz without them.", "Privileged manual, senvcfg"),
  mask("henvcfg", "henvcfg, where menvcfg's gate is open.", "Privileged manual, henvcfg"),
  mask(
    "mstatus",
    "mstatus and, of its S bits, sstatus; QEMU 10.0.11 and 11.x keep software from MPV and GVA.",
    "Privileged manual, mstatus",
  ),
  mask("vsstatus", "vsstatus written by its own number; UXL has a fact of its own.", "Privileged manual, vsstatus"),
  mask("hstatus", "hstatus; QEMU keeps bits that have no field.", "Privileged manual, hstatus"),
  mask(
    "medeleg",
    "medeleg; bit 11 (ecall from M) never has an effect.",
    "Privileged manual, medeleg: read-only zero for causes that cannot happen below M",
  ),
  mask("hedeleg", "hedeleg.", "Privileged manual, hedeleg: bits 9 to 11, 16 and 20 to 23 are read-only zero"),
  mask("mideleg", "mideleg, beside the bits that are read-only one; bit 13 is LCOFI.", "Privileged manual, mideleg"),
  mask("hideleg", "hideleg; QEMU 8.2 and later take bits above 12.", "Privileged manual, hideleg"),
  mask("mie", "mie, also through sie and vsie; QEMU 8.2 and later take bits above 13.", "Privileged manual, mie"),
  mask(
    "mip",
    "mip written from M; the VS bits but VSSIP are read-only aliases of hip in the manual.",
    "Privileged manual, mip and hip",
  ),
  mask("sip", "sip, of the interrupts that mideleg hands down; bit 13 is LCOFIP.", "Privileged manual, sip"),
  mask("hvip", "hvip; QEMU 8.2 to 10.2 set mip.LCOFIP through bit 13.", "Privileged manual, hvip"),
  mask("mcounteren", "mcounteren.", "Privileged manual, mcounteren"),
  mask("hcounteren", "hcounteren.", "Privileged manual, hcounteren"),
  mask("scounteren", "scounteren.", "Privileged manual, scounteren"),
  mask(
    "mcountinhibit",
    "mcountinhibit: CY, IR and HPM stop mcycle, minstret and mhpmcounter3 to 31; bits without a counter stop nothing.",
    "Privileged manual, mcountinhibit: WARL",
  ),
  mask("mepc", "mepc and sepc; QEMU before 10.1 keeps bit 0.", "Privileged manual, mepc: bit 0 is zero", [
    "mepc",
    "sepc",
  ]),
  mask("vsepc", "vsepc written by its own number.", "Privileged manual, vsepc", ["vsepc"]),
  mask("pmpaddr", "pmpaddr0 to 15; the manual has 54 bits.", "Privileged manual, Physical Memory Protection CSRs", [
    "pmpaddr*",
  ]),
  mask("htinst", "htinst; QEMU ignores writes.", "Privileged manual, htinst: WARL"),
  mask("hgatp", "hgatp; QEMU keeps reserved VMID bits and the low two bits of the PPN.", "Privileged manual, hgatp"),
  mask(
    "mhpmevent",
    "mhpmevent3 to 31; a selector that no event has is kept too, and counts nothing.",
    "Privileged manual, Hardware Performance Monitor: WARL",
    ["mhpmevent*"],
  ),
  bits64("mask.pmpcfg", "bits of each byte that a write changes", 0x9fn, {
    doc: "A byte of pmpcfg: L, A, X, W, R; QEMU before 11.x keeps bits 6 and 5.",
    source: "Privileged manual, Physical Memory Protection CSRs; QEMU measured",
  }),
  number("hpm-counters", "counters", [29n, 16n], {
    doc: "hpmcounters and mhpmcounters that exist, from 3 on.",
    source: "Privileged manual, Hardware Performance Monitor: all 29 exist, some may be read-only zero; QEMU measured",
  }),
  number("pmp-entries-readable", "entries", [16n, 64n], {
    doc: "PMP entries whose CSRs exist; those from 16 on are read-only zero.",
    source: "Privileged manual, Physical Memory Protection: 0, 16 or 64; QEMU 10.1 and later 64",
    alsoLegal: ["64"],
  }),
  flag(
    "csr.tinfo",
    false,
    { doc: "tinfo exists.", source: "Debug manual, tinfo: optional; QEMU measured", alsoLegal: ["on"] },
    { part: "present", names: ["tinfo"] },
  ),
  flag(
    "csr.mcontext",
    false,
    { doc: "mcontext exists.", source: "Debug manual, mcontext: optional; QEMU 9.0 and later", alsoLegal: ["on"] },
    { part: "present", names: ["mcontext"] },
  ),
] as const;
