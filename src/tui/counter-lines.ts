// The trap counters as lines: a table with a column per VM, or two lines about the focused one.
import type { MachineView, VmView } from "../runner/view.js";
import { EXIT_ROWS, INJECTED_ROWS, otherExits, sumOf, total } from "./counter-rows.js";
import { COUNTER_TITLE_COLUMNS, COUNTER_VM_COLUMNS } from "./layout.js";
import { percent, shortCount, shortRate } from "./numbers.js";
import type { Rates } from "./rates.js";
import { alignRight, type Look, type Span, span } from "./spans.js";

type Counter = (vm: VmView) => number;

interface TableRow {
  readonly title: string;
  readonly counter: Counter;
}

const TABLE: readonly TableRow[] = [
  ...EXIT_ROWS.map((row) => ({ title: row.title, counter: (vm: VmView) => sumOf(row, vm.exits) })),
  { title: "other", counter: (vm) => otherExits(vm.exits) },
  ...INJECTED_ROWS.map((row) => ({ title: row.title, counter: (vm: VmView) => sumOf(row, vm.injected) })),
];

/**
 * Title row, one row per counter, share of instructions. When the VMs do not all fit in `width`, those around the
 * focused one are shown.
 */
export function counterTable(view: MachineView, rates: Rates, focused: VmView | undefined, width: number) {
  const fit = Math.max(1, Math.floor((width - COUNTER_TITLE_COLUMNS) / COUNTER_VM_COLUMNS));
  const at = focused === undefined ? 0 : view.vms.indexOf(focused);
  const first = Math.max(0, Math.min(at - Math.floor(fit / 2), view.vms.length - fit));
  const vms = view.vms.slice(first, first + fit);
  const more = view.vms.length - vms.length;
  const look = (vm: VmView): Look => (vm === focused ? "accent" : "plain");
  const heading = more > 0 ? `VM exits (+${more} VMs)` : "VM exits";
  const head = [
    span(heading.padEnd(COUNTER_TITLE_COLUMNS), "strong"),
    ...vms.map((vm) => span(cell(vm.name.slice(0, COUNTER_VM_COLUMNS - 1)), "strong", look(vm))),
  ];
  const rows = TABLE.map(({ title, counter }) => [
    span(title.padEnd(COUNTER_TITLE_COLUMNS)),
    ...vms.flatMap((vm) => valueSpans(counter(vm), rates.perSecond(vm.name, counter), look(vm))),
  ]);
  const instructions = [
    span("instructions".padEnd(COUNTER_TITLE_COLUMNS)),
    ...vms.flatMap((vm) => {
      const of = (entry: VmView) => entry.instructions;
      return valueSpans(vm.instructions, rates.perSecond(vm.name, of), look(vm));
    }),
  ];
  return [head, ...rows, instructions, shareSpans(view)];
}

/** Two lines for a small terminal: about the focused VM, or all together when the console has none behind it. */
export function counterLines(view: MachineView, rates: Rates, focused: VmView | undefined) {
  const vms = focused === undefined ? view.vms : [focused];
  const count = (counter: Counter): number => vms.reduce((sum, vm) => sum + counter(vm), 0);
  const rate = (counter: Counter): number => vms.reduce((sum, vm) => sum + rates.perSecond(vm.name, counter), 0);
  const exits: Counter = (vm) => total(vm.exits);
  const injected: Counter = (vm) => total(vm.injected);
  return [
    [
      span(focused === undefined ? "all exits " : "exits ", "strong"),
      span(`${shortCount(count(exits))} ${shortRate(rate(exits))} `, "accent"),
      span("injected ", "strong"),
      span(`${shortCount(count(injected))} ${shortRate(rate(injected))} `, "accent"),
      ...shareSpans(view),
    ],
    EXIT_ROWS.flatMap((row) => [
      span(`${row.short} `, "dim"),
      span(`${shortCount(count((vm) => sumOf(row, vm.exits)))}  `),
    ]),
  ];
}

function valueSpans(count: number, rate: number, look: Look): readonly Span[] {
  const text = alignRight(shortCount(count), 6);
  const perSecond = alignRight(shortRate(rate), COUNTER_VM_COLUMNS - 7);
  return [span(` ${text}`, count === 0 ? "dim" : look), span(perSecond, "dim")];
}

function cell(text: string): string {
  return text.padStart(COUNTER_VM_COLUMNS);
}

/** How the instructions of all harts divide: `guest 87% HS 11% M 2%`. */
function shareSpans(view: MachineView): readonly Span[] {
  const sum = { guest: 0, hs: 0, m: 0 };
  for (const { instructions } of view.harts) {
    sum.guest += instructions.guest;
    sum.hs += instructions.hs;
    sum.m += instructions.m;
  }
  const all = sum.guest + sum.hs + sum.m;
  return [
    span("guest ", "strong"),
    span(`${percent(sum.guest, all)} `, "good"),
    span("hypervisor ", "strong"),
    span(`${percent(sum.hs, all)} `, "warn"),
    span("firmware ", "strong"),
    span(percent(sum.m, all)),
  ];
}
