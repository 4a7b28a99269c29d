// The last VM exits of a guest as lines, newest at the bottom; the same exit in a row stands once, with its number.
import type { VmExit, VmView } from "../runner/view.js";
import { type Span, span } from "./spans.js";

interface Run {
  readonly exit: VmExit;
  readonly times: number;
}

/** A title and at most `height - 1` exits. */
export function exitLines(vm: VmView | undefined, height: number): readonly (readonly Span[])[] {
  const title = span(`Last VM exits${vm === undefined ? "" : ` of ${vm.name}`}`, "strong");
  if (vm === undefined) return [[title], [span("no VM behind this console", "dim")]];
  const runs = runsOf(vm.lastExits).slice(-Math.max(0, height - 1));
  if (runs.length === 0) return [[title], [span("none yet", "dim")]];
  return [[title, span("  cause, pc, guest physical address, instruction", "dim")], ...runs.map(exitSpans)];
}

function exitSpans({ exit, times }: Run): readonly Span[] {
  const { cause, pc, symbol, guestPhysical, instruction, stval } = exit;
  return [
    span(`${causeTitle(cause)} `.padEnd(23), cause.endsWith("page_fault") ? "warn" : "accent"),
    span(`${symbol ?? pc} `.padEnd(20)),
    span(`${guestPhysical ?? detailOf(cause, stval)} `.padEnd(13), guestPhysical === null ? "dim" : "plain"),
    span(instruction ?? ""),
    ...(times > 1 ? [span(` ×${times}`, "dim")] : []),
  ];
}

/** Only exceptions say something in stval. */
function detailOf(cause: string, stval: string): string {
  return cause.endsWith("_interrupt") || /^0x0*$/.test(stval) ? "" : stval;
}

/** `load guest-page fault`, `ecall from VS`: the manual's words for a cause name. */
function causeTitle(cause: string): string {
  return cause
    .replace(/guest_page/, "guest-page")
    .replaceAll("_", " ")
    .replace(/^supervisor (.*) interrupt$/, "S $1 interrupt")
    .replace(/^instruction guest/, "fetch guest")
    .replace(/\b(vs|hs|wfi|u|m)\b/g, (word) => word.toUpperCase());
}

function runsOf(exits: readonly VmExit[]): readonly Run[] {
  const runs: Run[] = [];
  for (const exit of exits) {
    const last = runs.at(-1);
    if (last !== undefined && sameExit(last.exit, exit)) runs[runs.length - 1] = { exit, times: last.times + 1 };
    else runs.push({ exit, times: 1 });
  }
  return runs;
}

function sameExit(a: VmExit, b: VmExit): boolean {
  return a.cause === b.cause && a.pc === b.pc && a.guestPhysical === b.guestPhysical && a.instruction === b.instruction;
}
