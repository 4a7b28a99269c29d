// The report of a run (`--json`): what stands outside `host` is the same for every run of the same scenario and input.
import type { ExpectationResult } from "./expectation.js";
import type { Counts, MachineView, VmExit } from "./view.js";

/** Counts as decimal strings, so that no reader loses bits. */
export type ReportCounts = { readonly [cause: string]: string };

export interface ReportExit {
  readonly step: string;
  readonly hart: number;
  readonly cause: string;
  readonly pc: string;
  readonly symbol: string | null;
  readonly stval: string;
  readonly htval: string;
  readonly htinst: string;
  readonly guest_physical: string | null;
  readonly instruction: string | null;
}

export interface Report {
  readonly schema: 1;
  readonly scenario: string;
  readonly profile: string;
  readonly outcome: string;
  /** One line that says why. */
  readonly detail: string;
  readonly exit_code: number;
  readonly steps: string;
  readonly guest_ns: string;
  readonly harts: readonly {
    readonly id: number;
    readonly instret: string;
    readonly traps: { readonly m: ReportCounts; readonly hs: ReportCounts; readonly vs: ReportCounts };
  }[];
  readonly vms: readonly {
    readonly name: string;
    readonly root_ppn: string;
    readonly vmid: number;
    readonly instructions: string;
    readonly exits: ReportCounts;
    readonly injected: ReportCounts;
    readonly last_exits: readonly ReportExit[];
  }[];
  readonly consoles: { readonly [name: string]: string };
  /** Bytes at the start of a console's text that were not kept; consoles that lost none are absent. */
  readonly consoles_dropped: ReportCounts;
  readonly expectations: readonly {
    readonly index: number;
    readonly met: boolean;
    readonly at_ns: string | null;
    readonly failure: string | null;
  }[];
  /** Everything that may differ between two runs. */
  readonly host: { readonly wall_ms: number; readonly mips: number };
}

export interface ReportParts {
  readonly view: MachineView;
  readonly outcome: string;
  readonly detail: string;
  readonly exitCode: number;
  readonly consoles: ReadonlyMap<string, { text(): string; readonly dropped: number }>;
  readonly expectations: readonly ExpectationResult[];
  readonly wallMs: number;
  /** Retired before this run began, by the machine whose snapshot it goes on from. */
  readonly instructionsBefore?: number;
}

export function makeReport(parts: ReportParts): Report {
  const { view } = parts;
  const retired = view.harts.reduce((sum, { instret }) => sum + instret, 0);
  const instructions = retired - (parts.instructionsBefore ?? 0);
  const lost = Array.from(parts.consoles).filter(([, { dropped }]) => dropped > 0);
  return {
    schema: 1,
    scenario: view.scenario,
    profile: view.profile,
    outcome: parts.outcome,
    detail: parts.detail,
    exit_code: parts.exitCode,
    steps: String(view.steps),
    guest_ns: String(view.guestNs),
    harts: view.harts.map(({ id, instret, traps }) => ({
      id,
      instret: String(instret),
      traps: { m: counts(traps.m), hs: counts(traps.hs), vs: counts(traps.vs) },
    })),
    vms: view.vms.map((vm) => ({
      name: vm.name,
      root_ppn: vm.rootPpn,
      vmid: vm.vmid,
      instructions: String(vm.instructions),
      exits: counts(vm.exits),
      injected: counts(vm.injected),
      last_exits: vm.lastExits.map(exit),
    })),
    consoles: Object.fromEntries(Array.from(parts.consoles, ([name, log]) => [name, log.text()])),
    consoles_dropped: Object.fromEntries(lost.map(([name, { dropped }]) => [name, String(dropped)])),
    expectations: parts.expectations.map(({ index, met, atNs, failure }) => ({
      index,
      met,
      at_ns: atNs === null ? null : String(atNs),
      failure,
    })),
    host: { wall_ms: Math.round(parts.wallMs), mips: Math.round(instructions / Math.max(parts.wallMs, 1) / 100) / 10 },
  };
}

function counts(from: Counts): ReportCounts {
  return Object.fromEntries(Object.entries(from).map(([name, count]) => [name, String(count)]));
}

function exit(from: VmExit): ReportExit {
  const { guestPhysical, step, ...same } = from;
  return { ...same, step: String(step), guest_physical: guestPhysical };
}
