// The line at the top: scenario, profile, state, guest time, speed, harts.
import type { HartView, MachineState, MachineView } from "../runner/view.js";
import { textWidth } from "./char-width.js";
import { guestTime } from "./numbers.js";
import { type Look, type Span, span } from "./spans.js";

const STATE_LOOKS: { readonly [state in MachineState]: Look } = { running: "good", paused: "warn", stopped: "bad" };

/** Where it does not fit into `width` columns, the names of the VMs go, then the scenario. */
export function machineSpans(view: MachineView, width: number): readonly Span[] {
  const forms = [
    [...head(view, true), ...harts(view, true)],
    [...head(view, true), ...harts(view, false)],
    [...head(view, false), ...harts(view, false)],
  ];
  return (
    forms.find((spans) => spans.reduce((sum, { text }) => sum + textWidth(text), 0) <= width) ?? forms.at(-1) ?? []
  );
}

function head(view: MachineView, scenario: boolean): readonly Span[] {
  const state = view.outcome === null ? view.state : `${view.state}: ${view.outcome}`;
  return [
    span(" hartbed ", "inverse", "strong"),
    ...(scenario ? [span(` ${scenarioTitle(view.scenario)} `), span("·", "dim")] : []),
    span(` ${state} `, "strong", STATE_LOOKS[view.state]),
    span("· ", "dim"),
    span(`${guestTime(view.guestNs)} `),
    span("· ", "dim"),
    span(`${view.mips.toFixed(view.mips < 10 ? 1 : 0)} MIPS `),
    span("· ", "dim"),
    ...(scenario ? [span("profile ", "dim")] : []),
    span(`${view.profile} `),
  ];
}

function harts(view: MachineView, vms: boolean): readonly Span[] {
  return view.harts.flatMap((hart) => [
    span("· ", "dim"),
    span(`hart ${hart.id} `, "dim"),
    span(hart.waiting ? "WFI " : `${hart.mode} `, hart.mode.startsWith("V") ? "good" : "plain"),
    ...(vms && hart.vm !== null && !waitsForItself(hart) ? [span(`${hart.vm} `)] : []),
  ]);
}

/** A hart that waits in HS or M does so for the hypervisor, not for the VM that it ran last. */
function waitsForItself({ waiting, mode }: HartView): boolean {
  return waiting && !mode.startsWith("V");
}

/** A path is shown by its last part. */
function scenarioTitle(scenario: string): string {
  return /[^/]*$/.exec(scenario)?.[0] ?? scenario;
}
