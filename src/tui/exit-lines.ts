// The last VM exits as lines, newest at the bottom; the same exit in a row stands once, with its number.
import type { MachineView, VmExit, VmView } from "../runner/view.js";
import { causeTitle } from "./cause-title.js";
import { type Span, span } from "./spans.js";

interface Run {
  readonly vm: VmView;
  readonly exit: VmExit;
  readonly times: number;
}

const COLUMNS = { vm: 8, cause: 23, pc: 20, detail: 13 };

/**
 * A title and at most `height - 1` exits: of the focused VM, or of all in the order in which they were taken when the
 * console has none behind it.
 */
export function exitLines(
  view: MachineView,
  focused: VmView | undefined,
  height: number,
): readonly (readonly Span[])[] {
  const vms = focused === undefined ? view.vms : [focused];
  const title = span(`Last VM exits of ${focused?.name ?? "all VMs"}`, "strong");
  const exits = vms.flatMap((vm) => vm.lastExits.map((exit) => ({ vm, exit })));
  const runs = runsOf(exits.sort((a, b) => a.exit.step - b.exit.step)).slice(-Math.max(0, height - 1));
  if (runs.length === 0) return [[title], [span("none yet", "dim")]];
  const legend = span("  cause, pc, guest physical address, instruction", "dim");
  return [[title, legend], ...runs.map((run) => exitSpans(run, focused === undefined))];
}

function exitSpans({ vm, exit, times }: Run, named: boolean): readonly Span[] {
  const { cause, pc, symbol, guestPhysical, instruction, stval } = exit;
  return [
    ...(named ? [span(`${vm.name} `.padEnd(COLUMNS.vm), "strong")] : []),
    span(`${causeTitle(cause)} `.padEnd(COLUMNS.cause), cause.endsWith("page_fault") ? "warn" : "accent"),
    span(`${symbol ?? pc} `.padEnd(COLUMNS.pc)),
    span(
      `${guestPhysical ?? detailOf(cause, stval)} `.padEnd(COLUMNS.detail),
      guestPhysical === null ? "dim" : "plain",
    ),
    span(instruction ?? ""),
    ...(times > 1 ? [span(` ×${times}`, "dim")] : []),
  ];
}

/** Only exceptions say something in stval. */
function detailOf(cause: string, stval: string): string {
  return cause.endsWith("_interrupt") || /^0x0*$/.test(stval) ? "" : stval;
}

function runsOf(exits: readonly Omit<Run, "times">[]): readonly Run[] {
  const runs: Run[] = [];
  for (const { vm, exit } of exits) {
    const last = runs.at(-1);
    if (last !== undefined && last.vm === vm && sameExit(last.exit, exit)) {
      runs[runs.length - 1] = { vm, exit, times: last.times + 1 };
    } else {
      runs.push({ vm, exit, times: 1 });
    }
  }
  return runs;
}

function sameExit(a: VmExit, b: VmExit): boolean {
  return a.cause === b.cause && a.pc === b.pc && a.guestPhysical === b.guestPhysical && a.instruction === b.instruction;
}
