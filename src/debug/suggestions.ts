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
];

/** The suggestions for these changes; none where the table has none. */
export function suggestionsFor(changes: readonly Change[]): readonly string[] {
  const fits = ({ key, bit }: Suggestion) =>
    changes.some((change) => change.key === key && (bit === undefined || change.bit === null || change.bit === bit));
  return SUGGESTIONS.filter(fits).map(({ text }) => text);
}
