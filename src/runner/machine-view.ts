// What views and reports see of a machine: its snapshots with names for causes, VMs and addresses.
import { disassemble } from "../isa/disassemble.js";
import type { SymbolTable } from "../machine/elf.js";
import type { ExitSnapshot, HartSnapshot, ShownMachine, VmSnapshot } from "./machine-port.js";
import type { RunPlan } from "./run-plan.js";
import { makeSymbols } from "./symbols.js";
import type { HartView, MachineState, MachineView, Outcome, VmExit, VmView } from "./view.js";
import { type NamedVm, nameVms } from "./vm-names.js";

/** What the machine itself does not know. */
export interface Moment {
  readonly state: MachineState;
  readonly outcome: Outcome | null;
  readonly steps: number;
  readonly guestNs: number;
  /** Since the run began. */
  readonly wallMs: number;
}

/** Makes views of one machine; each is compared with the one before. */
export function makeViewer(plan: RunPlan, machine: ShownMachine): (moment: Moment) => MachineView {
  const { scenario } = plan;
  const symbols = makeSymbols(plan);
  const nameAll = nameVms(scenario.vms);
  let before = { instructions: retired(machine.harts()), wallMs: 0 };
  /** Instructions of each VM when its hart was last looked at. */
  let guestBefore: readonly number[] = [];

  return ({ state, outcome, steps, guestNs, wallMs }) => {
    const harts = machine.harts();
    const snapshots = machine.vms();
    const named = nameAll(snapshots);
    const nameOf = (index: number | null) => named.find((vm) => vm.index === index)?.name ?? null;
    const instructions = retired(harts);
    const mips = (instructions - before.instructions) / Math.max(wallMs - before.wallMs, 1) / 1000;
    before = { instructions, wallMs };
    const last = guestBefore;
    guestBefore = snapshots.map((vm) => vm.instructions);
    return {
      scenario: plan.title,
      profile: scenario.profile.name,
      state,
      outcome,
      steps,
      guestNs,
      mips,
      harts: harts.map((hart) => hartView(hart, nameOf)),
      vms: named.map((vm) => {
        const snapshot = vm.index === null ? undefined : snapshots[vm.index];
        return vmView(
          vm,
          snapshot,
          snapshot === undefined || snapshot.instructions > (last[vm.index ?? 0] ?? 0),
          symbols,
        );
      }),
      consoles: scenario.consoles,
    };
  };
}

function retired(harts: readonly HartSnapshot[]): number {
  return harts.reduce((sum, { instret }) => sum + instret, 0);
}

function hartView(hart: HartSnapshot, nameOf: (index: number | null) => string | null): HartView {
  return { ...hart, pc: hex(hart.pc), vm: nameOf(hart.vm) };
}

function vmView(
  named: NamedVm,
  snapshot: VmSnapshot | undefined,
  moved: boolean,
  symbols: (vm: string) => SymbolTable | undefined,
): VmView {
  const { name, console } = named;
  if (snapshot === undefined) return { ...NEVER_SEEN, name, console };
  const table = symbols(name);
  return {
    name,
    rootPpn: hex(snapshot.rootPpn),
    vmid: snapshot.vmid,
    state: moved ? "running" : "idle",
    hart: snapshot.hart,
    instructions: snapshot.instructions,
    exits: snapshot.exits,
    injected: snapshot.injected,
    lastExits: snapshot.lastExits.map((exit) => exitView(exit, table)),
    console,
  };
}

const NEVER_SEEN: Omit<VmView, "name" | "console"> = {
  rootPpn: "0x0",
  vmid: 0,
  state: "waiting",
  hart: null,
  instructions: 0,
  exits: {},
  injected: {},
  lastExits: [],
};

function exitView(exit: ExitSnapshot, symbols: SymbolTable | undefined): VmExit {
  const { step, hart, cause, pc, stval, htval, htinst } = exit;
  const place = symbols?.at(pc);
  const offset = place === undefined || place.offset === 0n ? "" : `+${hex(place.offset)}`;
  return {
    step,
    hart,
    cause,
    pc: hex(pc),
    symbol: place === undefined ? null : `${place.name}${offset}`,
    stval: hex(stval),
    htval: hex(htval),
    htinst: hex(htinst),
    guestPhysical: exit.guestPageFault ? hex(guestPhysical(exit)) : null,
    instruction: exit.instruction === 0 ? null : disassemble(exit.instruction, pc),
  };
}

/**
 * htval is the address shifted right by 2. Its low bits are those of stval, but zero for a page-table entry: the
 * pseudoinstructions in htinst say that one was accessed (hypervisor chapter, "htval").
 */
function guestPhysical({ stval, htval, htinst }: ExitSnapshot): bigint {
  const ofPte = htinst === 0x3000n || htinst === 0x3020n;
  return (htval << 2n) | (ofPte ? 0n : stval & 3n);
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
