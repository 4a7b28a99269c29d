// Counters and events of a machine, read out of its linear memory: what the views show.
import { causeRow, GUEST_PAGE_FAULTS } from "../isa/causes.js";
import { fixedWord } from "../isa/fixed-word.js";
import * as hart from "../layout/hart.js";
import { VM_COUNT } from "../layout/machine.js";
import * as vm from "../layout/vm.js";

/** Counts by cause name; causes that never came are left out. */
export type CauseCounts = Readonly<Record<string, number>>;

export interface HartSnapshot {
  readonly id: number;
  /** M, HS, U, VS or VU. */
  readonly mode: string;
  readonly pc: bigint;
  readonly waiting: boolean;
  /** Index of the VM whose hgatp is loaded and was entered, or null. */
  readonly vm: number | null;
  readonly instret: number;
  readonly traps: { readonly m: CauseCounts; readonly hs: CauseCounts; readonly vs: CauseCounts };
  /** Instructions retired in M, in HS and U, and with V=1. */
  readonly instructions: { readonly m: number; readonly hs: number; readonly guest: number };
}

export interface ExitSnapshot {
  readonly step: number;
  readonly hart: number;
  /** Cause name; `wfi` for a virtual-instruction exception that WFI raised. */
  readonly cause: string;
  /** True for the guest-page faults, whose htval is an address. */
  readonly guestPageFault: boolean;
  readonly pc: bigint;
  readonly stval: bigint;
  readonly htval: bigint;
  readonly htinst: bigint;
  /** The trapping instruction's word, 0 when it was not read. */
  readonly instruction: number;
}

export interface VmSnapshot {
  readonly rootPpn: bigint;
  readonly vmid: number;
  /** Hart that ran it last. */
  readonly hart: number;
  /** Hart that ran it first. */
  readonly firstHart: number;
  readonly instructions: number;
  readonly exits: CauseCounts;
  /** Interrupts that VS took: software, timer, external. */
  readonly injected: CauseCounts;
  /** Oldest first, at most 64. */
  readonly lastExits: readonly ExitSnapshot[];
}

const WFI = BigInt(fixedWord("wfi"));
const INJECTED = { software: 2, timer: 6, external: 10 } as const;

/** A hart's counters; `base` is its block's address. Between slices only. */
export function readHart(view: DataView, base: number): HartSnapshot {
  const privilege = view.getUint32(base + hart.PRIVILEGE, true);
  const v = view.getUint32(base + hart.VIRTUAL, true) !== 0;
  const loaded = view.getInt32(base + hart.VM, true);
  const retired = count(view, base + hart.STEPS) - count(view, base + hart.TRAPS);
  // What was retired since the last change of mode is not credited yet.
  const pending = retired - count(view, base + hart.MODE_SINCE);
  const credited = (offset: number, current: boolean) => count(view, base + offset) + (current ? pending : 0);
  const traps = (target: number) => causeCounts(view, base + hart.TRAP_COUNTS + target * hart.TRAP_COUNTS_BYTES);
  return {
    id: view.getUint32(base + hart.ID, true),
    mode: modeName(privilege, v),
    pc: view.getBigUint64(base + hart.PC, true),
    waiting: view.getUint32(base + hart.WAITING, true) !== 0,
    vm: loaded < 0 ? null : loaded,
    instret: retired,
    traps: { m: traps(0), hs: traps(1), vs: traps(2) },
    instructions: {
      m: credited(hart.RETIRED_M, privilege === 3),
      hs: credited(hart.RETIRED_HS, privilege !== 3 && !v),
      guest: credited(hart.RETIRED_GUEST, v),
    },
  };
}

/** The VMs seen so far, in order of appearance. */
export function readVms(view: DataView): readonly VmSnapshot[] {
  return Array.from({ length: view.getUint32(VM_COUNT, true) }, (_, index) =>
    readVm(view, vm.VMS + index * vm.VM_BYTES),
  );
}

function readVm(view: DataView, base: number): VmSnapshot {
  const exits = { ...causeCounts(view, base + vm.VM_EXITS) };
  const wfi = count(view, base + vm.VM_WFI_EXITS);
  if (wfi > 0) {
    const others = (exits["virtual_instruction"] ?? 0) - wfi;
    delete exits["virtual_instruction"];
    if (others > 0) exits["virtual_instruction"] = others;
    exits["wfi"] = wfi;
  }
  const injected = Object.entries(INJECTED).map(
    ([name, code]) => [name, count(view, base + vm.VM_INJECTED + 8 * code)] as const,
  );
  const written = count(view, base + vm.VM_RING_COUNT);
  const kept = Math.min(written, vm.VM_RING_ENTRIES);
  return {
    rootPpn: view.getBigUint64(base + vm.VM_ROOT_PPN, true),
    vmid: view.getUint32(base + vm.VM_VMID, true),
    hart: view.getUint32(base + vm.VM_HART, true),
    firstHart: view.getUint32(base + vm.VM_FIRST_HART, true),
    instructions: count(view, base + vm.VM_INSTRUCTIONS),
    exits,
    injected: Object.fromEntries(injected.filter(([, times]) => times > 0)),
    lastExits: Array.from({ length: kept }, (_, i) => {
      return readExit(view, base + vm.VM_RING + ((written - kept + i) % vm.VM_RING_ENTRIES) * vm.EXIT_BYTES);
    }),
  };
}

function readExit(view: DataView, at: number): ExitSnapshot {
  const cause = view.getBigUint64(at + vm.EXIT_CAUSE, true);
  const interrupt = cause >> 63n === 1n;
  const code = Number(cause & 63n);
  const stval = view.getBigUint64(at + vm.EXIT_STVAL, true);
  const { name } = causeRow(interrupt, code);
  return {
    step: count(view, at + vm.EXIT_STEP),
    hart: view.getUint32(at + vm.EXIT_HART, true),
    cause: name === "virtual_instruction" && stval === WFI ? "wfi" : name,
    guestPageFault: !interrupt && GUEST_PAGE_FAULTS.has(code),
    pc: view.getBigUint64(at + vm.EXIT_PC, true),
    stval,
    htval: view.getBigUint64(at + vm.EXIT_HTVAL, true),
    htinst: view.getBigUint64(at + vm.EXIT_HTINST, true),
    instruction: view.getUint32(at + vm.EXIT_INSTRUCTION, true),
  };
}

function causeCounts(view: DataView, table: number): CauseCounts {
  const counts: Record<string, number> = {};
  for (let index = 0; index < 128; index++) {
    const times = count(view, table + 8 * index);
    if (times > 0) counts[causeRow(index >= 64, index % 64).name] = times;
  }
  return counts;
}

/** A 64-bit count: exact up to 2^53. */
function count(view: DataView, address: number): number {
  return view.getUint32(address, true) + 2 ** 32 * view.getUint32(address + 4, true);
}

function modeName(privilege: number, v: boolean): string {
  if (privilege === 3) return "M";
  if (privilege === 1) return v ? "VS" : "HS";
  return v ? "VU" : "U";
}
