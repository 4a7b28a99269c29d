// What `-d` logs (QEMU manual, "-d item"): one row each; `-d help` and the run's log derive from it.
import type { Origin } from "../source.js";
import { didYouMean } from "../suggest.js";
import { type Draft, refuse } from "./draft.js";

export const LOG_ITEMS = {
  int: "every trap, interrupts and exceptions, as it is taken",
  guest_errors: "accesses that nothing answers, and what no driver should do to a device",
  unimp: "what a guest asks for and the board does not have",
} as const;

export type LogItem = keyof typeof LOG_ITEMS;

const NAMES = Object.keys(LOG_ITEMS) as LogItem[];

/** What QEMU logs about how it translates and runs code: nothing here is like it. */
const OF_QEMU =
  /^(?:in_asm|out_asm|op|op_opt|op_ind|exec|cpu|fpu|mmu|pcall|cpu_reset|page|nochain|plugin|strace|tid|vpu|trace:.*)$/;

export function takeLogItems(draft: Draft, text: string, origin: Origin): void {
  if (text === "help" || text === "?") {
    draft.answer = `Log items (comma separated):\n${NAMES.map((name) => `${name.padEnd(16)}${LOG_ITEMS[name]}\n`).join("")}`;
    return;
  }
  for (const word of text.split(",").filter((each) => each !== "")) {
    const name = NAMES.find((each) => each === word);
    if (name !== undefined) draft.logged.add(name);
    else if (word === "all") for (const each of NAMES) draft.logged.add(each);
    else if (OF_QEMU.test(word)) draft.warn(origin, `${word} is not logged: only ${NAMES.join(", ")}`);
    else refuse(draft, origin, `log item ${word}`, NAMES.join(", "), didYouMean(word, NAMES));
  }
}
