import { expect, test } from "vitest";
import { VM_MAX } from "../../src/layout/vm.js";
import { nameVms } from "../../src/runner/vm-names.js";
import type { Vm } from "../../src/scenario/scenario.js";

function vm(name: string, match: Vm["match"] = null, kernel: string | null = "/kernel.elf"): Vm {
  return {
    name,
    kernel,
    initrd: null,
    bootargs: null,
    symbols: null,
    boot: "s-mode",
    memory: 0,
    vcpus: 1,
    pin: null,
    console: name,
    disk: null,
    henvcfg: { value: 0n, mask: 0n },
    match,
  };
}

const names = (scenario: readonly Vm[], seen: readonly { firstHart: number; vmid: number }[]) =>
  nameVms(scenario)(seen).map(({ name, index }) => [name, index]);

test("a VM is known by its VMID when the VMIDs are those of our hypervisor, in whatever order they appear", () => {
  const seen = [
    { firstHart: 0, vmid: 2 },
    { firstHart: 1, vmid: 1 },
  ];
  expect(names([vm("alpha"), vm("beta"), vm("gamma")], seen)).toEqual([
    ["alpha", 1],
    ["beta", 0],
    ["gamma", null],
  ]);
});

test("VMIDs of another hypervisor, which is handed no kernels, say nothing", () => {
  const seen = [
    { firstHart: 0, vmid: 2 },
    { firstHart: 0, vmid: 1 },
  ];
  expect(names([vm("alpha", null, null), vm("beta", null, null)], seen)).toEqual([
    ["alpha", 0],
    ["beta", 1],
  ]);
});

test("the entry for all VMs that have no other is called so", () => {
  const seen = Array.from({ length: VM_MAX }, () => ({ firstHart: 0, vmid: 0 }));
  expect(names([], seen).slice(-2)).toEqual([
    ["vm510", 510],
    ["others", 511],
  ]);
});

test("where VMIDs say nothing, VMs are named in the order in which they appear", () => {
  const seen = [
    { firstHart: 0, vmid: 0 },
    { firstHart: 1, vmid: 0 },
  ];
  expect(names([vm("alpha"), vm("beta")], seen)).toEqual([
    ["alpha", 0],
    ["beta", 1],
  ]);
});

test("match picks by hart and order", () => {
  const seen = [
    { firstHart: 1, vmid: 0 },
    { firstHart: 0, vmid: 0 },
    { firstHart: 1, vmid: 0 },
  ];
  const scenario = [
    vm("second", { hart: 1, order: 1 }),
    vm("first", { hart: 0, order: 0 }),
    vm("any", { hart: null, order: 0 }),
  ];
  expect(names(scenario, seen)).toEqual([
    ["second", 2],
    ["first", 1],
    ["any", 0],
  ]);
});

test("a VM that the scenario does not name is listed by its number", () => {
  const seen = [
    { firstHart: 0, vmid: 7 },
    { firstHart: 0, vmid: 9 },
  ];
  expect(names([vm("alpha")], seen)).toEqual([
    ["alpha", 0],
    ["vm1", 1],
  ]);
});
