// The line at the top: scenario, profile, state, guest time, speed, harts.
import type { MachineState, MachineView } from "../runner/view.js";
import { guestTime } from "./numbers.js";
import { type Look, type Span, span } from "./spans.js";

const STATE_LOOKS: { readonly [state in MachineState]: Look } = { running: "good", paused: "warn", stopped: "bad" };

export function machineSpans(view: MachineView): readonly Span[] {
  const state = view.outcome === null ? view.state : `${view.state}: ${view.outcome}`;
  return [
    span(" hartbed ", "inverse", "strong"),
    span(` ${scenarioTitle(view.scenario)} `),
    span("· ", "dim"),
    span(`${state} `, "strong", STATE_LOOKS[view.state]),
    span("· ", "dim"),
    span(`${guestTime(view.guestNs)} `),
    span("· ", "dim"),
    span(`${view.mips.toFixed(view.mips < 10 ? 1 : 0)} MIPS `),
    span("· ", "dim"),
    span("profile ", "dim"),
    span(`${view.profile} `),
    ...view.harts.flatMap((hart) => [
      span("· ", "dim"),
      span(`hart ${hart.id} `, "dim"),
      span(hart.waiting ? "WFI " : `${hart.mode} `, hart.mode.startsWith("V") ? "good" : "plain"),
      ...(hart.vm === null ? [] : [span(`${hart.vm} `)]),
    ]),
  ];
}

/** A path is shown by its last part. */
function scenarioTitle(scenario: string): string {
  return /[^/]*$/.exec(scenario)?.[0] ?? scenario;
}
