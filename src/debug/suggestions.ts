// What to do about a fact that breaks a hypervisor, in one sentence each.
import type { FactKey } from "../isa/facts.js";
import type { Change } from "./profile-difference.js";

interface Suggestion {
  readonly key: FactKey;
  /** The bit that it is about; absent: the fact as a whole. */
  readonly bit?: number;
  readonly text: string;
}

const SUGGESTIONS: readonly Suggestion[] = [
  {
    key: "reset.henvcfg",
    bit: 61,
    text: "set henvcfg.ADUE before entering the guest, or have the guest write its PTEs with A and D set",
  },
  {
    key: "reset.menvcfg",
    bit: 61,
    text: "have the firmware set menvcfg.ADUE: while it is clear, henvcfg.ADUE reads zero and PTEs need A and D set",
  },
  { key: "ad-update", text: "set menvcfg.ADUE and henvcfg.ADUE, or write PTEs with A and D set" },
  { key: "tinst", text: "read the instruction with HLVX where htinst is zero, as the manual allows it to be" },
  {
    key: "implicit-access-cause",
    text: "take a nonzero pseudoinstruction in htinst, not the cause, for a page walk's fault",
  },
  {
    key: "implicit-access-pseudoinstruction",
    text: "take 0x3000 and 0x3020 in htinst alike: both mean a fault of the page walk",
  },
  {
    key: "amo-guest-page-fault-cause",
    text: "decode the instruction (htinst or HLVX) before a load is emulated: it may be an AMO",
  },
  { key: "hlvx-guest-page-fault-cause", text: "take cause 12 with a nonzero htval after HLVX for a guest-page fault" },
  { key: "hlvx-permission", text: "read the instruction with HLV where HLVX faults" },
  { key: "hlv-vs-stage-fault", text: "take cause 5 or 7 after HLV or HSV for a fault of the VS-stage" },
  { key: "hvip-shows-mip", text: "mask hvip with VSSIP, VSTIP and VSEIP before it is compared" },
  {
    key: "hgatp-modes",
    text: "write PPN and VMID with a MODE that is known to exist; do not probe with reserved ones",
  },
  { key: "sstc-pending", text: "write all ones to stimecmp and vstimecmp before STCE is cleared" },
  { key: "htimedelta-rearms", text: "write vstimecmp after htimedelta, also for a guest without Sstc" },
  { key: "vu-supervisor-csr-cause", text: "handle causes 2 and 22 alike for what VU may not do" },
  { key: "vu-sret-cause", text: "handle causes 2 and 22 alike for what VU may not do" },
  { key: "vu-fence-cause", text: "handle causes 2 and 22 alike for what VU may not do" },
  { key: "tval.hlv", text: "read the instruction with HLVX instead of trusting stval" },
  { key: "tval.hfence-gvma", text: "read the instruction with HLVX instead of trusting stval" },
  { key: "tval.cbo", text: "read the instruction with HLVX where stval is zero" },
];

/** The suggestions for these changes; none where the table has none. */
export function suggestionsFor(changes: readonly Change[]): readonly string[] {
  const fits = ({ key, bit }: Suggestion) =>
    changes.some((change) => change.key === key && (bit === undefined || change.bit === null || change.bit === bit));
  return [...new Set(SUGGESTIONS.filter(fits).map(({ text }) => text))];
}
