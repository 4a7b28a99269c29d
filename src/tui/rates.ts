// Rates over the last two seconds of wall time: what a person watching sees. They fade to nothing when a guest idles
// or the machine is paused.
import type { MachineView, VmView } from "../runner/view.js";
import { total } from "./counter-rows.js";

const WINDOW_MS = 2000;

export interface Rates {
  /** Something grew within the window: the rates will change by themselves. */
  readonly moving: boolean;
  /** Growth of a VM's counter per second; 0 where it fell, as after a reset. */
  perSecond(vm: string, counter: (vm: VmView) => number): number;
}

export interface RateWindow {
  /** The rates at `wallMs`, which never goes back. */
  push(view: MachineView, wallMs: number): Rates;
}

interface Sample {
  readonly view: MachineView;
  readonly wallMs: number;
}

export const NO_RATES: Rates = { moving: false, perSecond: () => 0 };

export function makeRateWindow(windowMs = WINDOW_MS): RateWindow {
  const samples: Sample[] = [];
  return {
    push: (view, wallMs) => {
      samples.push({ view, wallMs });
      while (samples.length > 2 && (samples[1]?.wallMs ?? wallMs) <= wallMs - windowMs) samples.shift();
      const from = samples[0];
      if (from === undefined || from.wallMs >= wallMs || counted(from.view) === counted(view)) return NO_RATES;
      return between(from, { view, wallMs });
    },
  };
}

/** All that rates are made of. Steps would not do: they pass while every hart waits. */
function counted({ vms }: MachineView): number {
  return vms.reduce((sum, vm) => sum + vm.instructions + total(vm.exits) + total(vm.injected), 0);
}

function between(from: Sample, to: Sample): Rates {
  const find = (sample: Sample, name: string) => sample.view.vms.find((vm) => vm.name === name);
  return {
    moving: true,
    perSecond: (name, counter) => {
      const now = find(to, name);
      if (now === undefined) return 0;
      const before = find(from, name);
      const grown = counter(now) - (before === undefined ? 0 : counter(before));
      return Math.max(0, grown) / ((to.wallMs - from.wallMs) / 1000);
    },
  };
}
