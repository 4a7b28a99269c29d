// Tells a machine that waits from one that does something. While it waits, its views differ in the time alone, and the
// line at the top is all that has to be drawn.
import type { HartView, MachineView, VmView } from "../runner/view.js";
import { total } from "./counter-rows.js";

/** True when nothing but steps, guest time and speed may differ from the view before. */
export function onlyTimePassed(before: MachineView, after: MachineView): boolean {
  return (
    before.state === after.state &&
    before.outcome === after.outcome &&
    sameList(before.harts, after.harts, sameHart) &&
    sameList(before.vms, after.vms, sameVm)
  );
}

/** Whatever a hart does counts in what it retires or in the traps it takes. */
function sameHart(a: HartView, b: HartView): boolean {
  const { m, hs, vs } = a.traps;
  return (
    a.instret === b.instret &&
    a.waiting === b.waiting &&
    a.vm === b.vm &&
    total(m) === total(b.traps.m) &&
    total(hs) === total(b.traps.hs) &&
    total(vs) === total(b.traps.vs)
  );
}

/** A VM's state is the look of the time since the view before, so it changes once more after its last instruction. */
function sameVm(a: VmView, b: VmView): boolean {
  return (
    a.name === b.name &&
    a.state === b.state &&
    a.hart === b.hart &&
    a.instructions === b.instructions &&
    total(a.exits) === total(b.exits) &&
    total(a.injected) === total(b.injected)
  );
}

function sameList<T>(a: readonly T[], b: readonly T[], same: (a: T, b: T) => boolean): boolean {
  return a.length === b.length && a.every((entry, index) => same(entry, b[index] as T));
}
