import { expect, test } from "vitest";
import type { HartSnapshot, VmSnapshot } from "../../src/runner/machine-port.js";
import { type Moment, makeViewer } from "../../src/runner/machine-view.js";
import type { RunPlan } from "../../src/runner/run-plan.js";
import { smallElf } from "../cli/small-elf.js";

const KERNEL = smallElf([0x13], { kernel_entry: 0x8000_0000, plic_claim: 0x8000_0100 });

const HART: HartSnapshot = {
  id: 0,
  mode: "VS",
  pc: 0x8000_0104n,
  waiting: false,
  vm: 0,
  instret: 3_000_000,
  traps: { m: {}, hs: { load_guest_page_fault: 2 }, vs: {} },
  instructions: { m: 0, hs: 1_000_000, guest: 2_000_000 },
};

const VM: VmSnapshot = {
  rootPpn: 0x80400n,
  vmid: 1,
  hart: 0,
  firstHart: 0,
  instructions: 2_000_000,
  exits: { load_guest_page_fault: 2 },
  injected: { timer: 1 },
  lastExits: [
    {
      step: 77,
      hart: 0,
      cause: "load_guest_page_fault",
      guestPageFault: true,
      pc: 0x8000_0104n,
      stval: 0xc20_1006n,
      htval: 0x308_0401n,
      htinst: 0n,
      instruction: 0x0007_a503,
    },
  ],
};

function viewer(harts: readonly HartSnapshot[], vms: () => readonly VmSnapshot[]) {
  const plan = {
    title: "s.yaml",
    files: new Map([["/kernel.elf", KERNEL]]),
    scenario: {
      profile: { name: "spec" },
      consoles: [],
      vms: [
        { name: "alpha", console: "alpha", symbols: "/kernel.elf", match: null },
        { name: "beta", console: "beta", symbols: "/kernel.elf", match: null },
      ],
    },
  } as unknown as RunPlan;
  return makeViewer(plan, { harts: () => harts, vms });
}

const at = (wallMs: number): Moment => ({ state: "running", outcome: null, steps: 5, guestNs: 5, wallMs });

test("a hart shows the name of the VM it runs", () => {
  const view = viewer([HART], () => [VM])(at(1));
  expect(view.harts[0]).toMatchObject({ mode: "VS", pc: "0x80000104", vm: "alpha" });
});

test("a VM exit shows its symbol, and the guest physical address from htval and the low bits of stval", () => {
  const [alpha] = viewer([HART], () => [VM])(at(1)).vms;
  expect(alpha?.lastExits[0]).toMatchObject({
    pc: "0x80000104",
    symbol: "plic_claim+0x4",
    guestPhysical: "0xc201006",
    htval: "0x3080401",
    instruction: "lw a0,0(a5)",
  });
});

test("a guest-page fault of a page-table access shows the entry's address, without bits of stval", () => {
  const lastExits = VM.lastExits.map((exit) => ({ ...exit, htinst: 0x3000n, htval: 0x2002_0010n }));
  const [alpha] = viewer([HART], () => [{ ...VM, lastExits }])(at(1)).vms;
  expect(alpha?.lastExits[0]?.guestPhysical).toBe("0x80080040");
});

test("a VM of the scenario that has not appeared is waiting", () => {
  const view = viewer([HART], () => [VM])(at(1));
  expect(view.vms.map(({ name, state }) => [name, state])).toEqual([
    ["alpha", "running"],
    ["beta", "waiting"],
  ]);
});

test("a VM is idle once a view finds no new instruction", () => {
  const next = viewer([HART], () => [VM]);
  next(at(1));
  expect(next(at(2)).vms[0]?.state).toBe("idle");
});

test("MIPS count the instructions since the previous view, and none from before a snapshot was taken up", () => {
  const harts = [{ ...HART, instret: 7_000_000 }];
  const next = viewer(harts, () => []);
  harts[0] = { ...HART, instret: 10_000_000 };
  expect(next(at(100)).mips).toBeCloseTo(30);
  expect(next(at(200)).mips).toBe(0);
});
