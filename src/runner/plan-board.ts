// The board that a plan describes: consoles, disks and VMs by their numbers, images by their bytes.
import { makeMemoryStore } from "../devices/block-store.js";
import { describeCpu } from "../machine/cpu.js";
import type { BoardOptions, VmOptions } from "../machine/options.js";
import type { Vm } from "../scenario/scenario.js";
import { makeFileStore } from "./file-store.js";
import type { RunPlan } from "./run-plan.js";

export function boardOf({ scenario, files }: Pick<RunPlan, "scenario" | "files">): BoardOptions {
  const image = (file: string | null) => (file === null ? undefined : files.get(file));
  const disks = scenario.disks.map(({ name, image: file, persist, readonly, transport }) => {
    const inMemory = () => makeMemoryStore(image(file) ?? new Uint8Array(), readonly);
    return { name, transport, store: persist ? makeFileStore(file, readonly) : inMemory() };
  });
  const vms = scenario.vms.flatMap((vm): readonly VmOptions[] => {
    const kernel = image(vm.kernel);
    if (kernel === undefined) return [];
    return [{ ...optionsOf(vm, scenario), image: kernel, initrd: image(vm.initrd) }];
  });
  return {
    harts: scenario.machine.harts,
    memory: scenario.machine.memory,
    cpu: describeCpu(scenario.profile.extensions),
    firmware: image(scenario.firmware),
    kernel: image(scenario.kernel),
    initrd: image(scenario.initrd),
    deviceTree: image(scenario.deviceTree),
    legacyVirtio: scenario.machine.virtioMmio === 1,
    bootargs: scenario.bootargs ?? undefined,
    uarts: 1 + Math.max(0, ...scenario.consoles.map(({ device }) => uartNumber(device) ?? 0)),
    disks,
    vms,
    seed: scenario.seed,
    rtcNs: BigInt(scenario.clock.rtcMs) * 1_000_000n,
  };
}

function optionsOf(vm: Vm, { consoles, disks }: RunPlan["scenario"]): Omit<VmOptions, "image" | "initrd"> {
  const device = consoles.find(({ name }) => name === vm.console)?.device;
  const disk = disks.find(({ name }) => name === vm.disk)?.transport;
  return {
    name: vm.name,
    bootargs: vm.bootargs ?? undefined,
    memory: vm.memory,
    vcpus: vm.vcpus,
    pin: vm.pin ?? undefined,
    console: device === undefined ? undefined : uartNumber(device),
    disk,
    henvcfg: vm.henvcfg,
  };
}

/** 1 for `uart1`; undefined for a console of another kind. */
function uartNumber(device: string): number | undefined {
  return device.startsWith("uart") ? Number(device.slice("uart".length)) : undefined;
}
