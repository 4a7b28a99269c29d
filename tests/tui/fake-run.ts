// A run without a machine: consoles that print what a test tells them to, counters that a test moves.
import type {
  ConsoleOutput,
  Counts,
  HartView,
  MachineView,
  RunControl,
  VmExit,
  VmView,
} from "../../src/runner/view.js";

export interface FakeRun extends RunControl {
  /** What was typed into each console, as text. */
  readonly typed: Map<string, string>;
  /** `pause`, `resume`, `reset`, `stop` in the order in which they were called. */
  readonly calls: string[];
  /** The console prints. */
  print(console: string, text: string | Uint8Array): void;
  /** Guest time moves on and a new view is shown. */
  advance(ns: number, change?: (vm: VmView) => VmView): void;
  /** A view with these parts. */
  show(part: Partial<MachineView>): void;
  /** The machine breaks: `ended` rejects. */
  break(error: Error): void;
  /** Called for what is typed, so that a guest can echo. */
  onTyped: (console: string, bytes: Uint8Array) => void;
}

export function vmView(name: string, part: Partial<VmView> = {}): VmView {
  return {
    name,
    rootPpn: "0x80400",
    vmid: 1,
    state: "running",
    hart: 0,
    instructions: 0,
    exits: {},
    injected: {},
    lastExits: [],
    console: name,
    ...part,
  };
}

export function hartView(id: number, part: Partial<HartView> = {}): HartView {
  return {
    id,
    instret: 0,
    waiting: false,
    mode: "VS",
    pc: "0x80200000",
    vm: null,
    traps: { m: {}, hs: {}, vs: {} },
    instructions: { m: 0, hs: 0, guest: 0 },
    ...part,
  };
}

export function vmExit(part: Partial<VmExit> = {}): VmExit {
  return {
    step: 1,
    hart: 0,
    cause: "load_guest_page_fault",
    pc: "0x80001234",
    symbol: "plic_claim+0x10",
    stval: "0x0c201004",
    htval: "0x03080401",
    htinst: "0x00000000",
    guestPhysical: "0x0c201004",
    instruction: "lw a0, 4(a5)",
    ...part,
  };
}

/** Consoles `monitor` and one for each guest. */
export function makeFakeRun(guests: readonly string[]): FakeRun {
  const views = new Set<(view: MachineView) => void>();
  const outputs = new Set<(output: ConsoleOutput) => void>();
  const printed: ConsoleOutput[] = [];
  const typed = new Map<string, string>();
  const calls: string[] = [];
  let end: (view: MachineView) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const ended = new Promise<MachineView>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  let view: MachineView = {
    scenario: "configs/fake.yaml",
    profile: "spec",
    state: "running",
    outcome: null,
    steps: 0,
    guestNs: 0,
    mips: 0,
    harts: [hartView(0), hartView(1)],
    vms: guests.map((name, index) => vmView(name, { hart: index % 2, vmid: index + 1 })),
    consoles: [
      { name: "monitor", device: "uart0", vm: null },
      ...guests.map((name, index) => ({ name, device: `uart${index + 1}`, vm: name })),
    ],
  };
  const show = (part: Partial<MachineView>): void => {
    view = { ...view, ...part };
    for (const listener of [...views]) listener(view);
  };
  const run: FakeRun = {
    get view() {
      return view;
    },
    ended,
    typed,
    calls,
    break: (error) => fail(error),
    onTyped: () => {},
    onView: (listener) => {
      views.add(listener);
      return () => views.delete(listener);
    },
    onOutput: (listener) => {
      for (const output of printed) listener(output);
      outputs.add(listener);
      return () => outputs.delete(listener);
    },
    input: (console, bytes) => {
      typed.set(console, (typed.get(console) ?? "") + new TextDecoder().decode(bytes));
      run.onTyped(console, bytes);
    },
    pause: () => {
      calls.push("pause");
      show({ state: "paused" });
    },
    resume: () => {
      calls.push("resume");
      show({ state: "running" });
    },
    reset: () => {
      calls.push("reset");
      show({ steps: 0, guestNs: 0 });
    },
    stop: async () => {
      calls.push("stop");
      show({ state: "stopped", outcome: "interrupted" });
      end(view);
    },
    print: (console, text) => {
      const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
      if (outputs.size === 0) printed.push({ console, bytes });
      for (const listener of [...outputs]) listener({ console, bytes });
    },
    advance: (ns, change = (vm) => vm) =>
      show({ guestNs: view.guestNs + ns, steps: view.steps + ns / 10, vms: view.vms.map(change) }),
    show,
  };
  return run;
}

/** Each count grown by a share of its rate per second. */
export function grow(counts: Counts, perSecond: Counts, seconds: number): Counts {
  const grown = Object.entries(perSecond).map(([name, rate]) => [
    name,
    Math.round((counts[name] ?? 0) + rate * seconds),
  ]);
  return { ...counts, ...Object.fromEntries(grown) };
}
