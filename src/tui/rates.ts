// Rates over the last two seconds of wall time, per second of guest time: a guest's 100 Hz timer reads 100/s however
// fast the machine runs, and a paused machine keeps its last rates.
import type { MachineView, VmView } from "../runner/view.js";

export const WINDOW_MS = 2000;

export interface RateWindow {
  /** Takes a view in; `wallMs` never goes back. A machine that was reset starts the window anew. */
  push(view: MachineView, wallMs: number): void;
  /** Growth of a VM's counter per second of guest time; 0 while less than two views are known. */
  perSecond(vm: string, counter: (vm: VmView) => number): number;
}

export function makeRateWindow(windowMs = WINDOW_MS): RateWindow {
  let samples: { readonly view: MachineView; readonly wallMs: number }[] = [];
  return {
    push: (view, wallMs) => {
      const last = samples.at(-1);
      if (last !== undefined && view.guestNs < last.view.guestNs) samples = [];
      if (last !== undefined && view.guestNs === last.view.guestNs) return;
      samples.push({ view, wallMs });
      while (samples.length > 2 && (samples[1]?.wallMs ?? wallMs) <= wallMs - windowMs) samples.shift();
    },
    perSecond: (vm, counter) => {
      const from = samples[0]?.view;
      const to = samples.at(-1)?.view;
      if (from === undefined || to === undefined || to.guestNs <= from.guestNs) return 0;
      const now = to.vms.find((entry) => entry.name === vm);
      if (now === undefined) return 0;
      const before = from.vms.find((entry) => entry.name === vm);
      const grown = counter(now) - (before === undefined ? 0 : counter(before));
      return Math.max(0, grown) / ((to.guestNs - from.guestNs) / 1e9);
    },
  };
}
