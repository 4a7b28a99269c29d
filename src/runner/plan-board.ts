// The board that a plan describes: consoles, disks and VMs by their numbers, images by their bytes.
import { makeMemoryStore } from "../devices/block-store.js";
import { describeCpu } from "../machine/cpu.js";
import type { BoardOptions, DeviceOptions, VirtioPlace, VmOptions } from "../machine/options.js";
import { platformOf } from "../machine/platform.js";
import type { Device, Vm } from "../scenario/scenario.js";
import { makeFileStore } from "./file-store.js";
import type { RunPlan } from "./run-plan.js";

export function boardOf({ scenario, files }: Pick<RunPlan, "scenario" | "files">): BoardOptions {
  const image = (file: string | null) => (file === null ? undefined : files.get(file));
  const disks = scenario.disks.map(({ name, image: file, persist, readonly, transport, slot }): DeviceOptions => {
    const inMemory = () => makeMemoryStore(image(file) ?? new Uint8Array(), readonly);
    const store = persist ? makeFileStore(file, readonly) : inMemory();
    return { kind: "virtio-block", name, store, place: placeOf(transport, slot) };
  });
  const vms = scenario.vms.flatMap((vm): readonly VmOptions[] => {
    const kernel = image(vm.kernel);
    if (kernel === undefined) return [];
    return [{ ...optionsOf(vm, scenario), image: kernel, initrd: image(vm.initrd) }];
  });
  return {
    harts: scenario.machine.harts,
    memory: scenario.machine.memory,
    cpu: describeCpu(scenario.profile),
    firmware: image(scenario.firmware),
    kernel: image(scenario.kernel),
    initrd: image(scenario.initrd),
    deviceTree: image(scenario.deviceTree),
    legacyVirtio: scenario.machine.virtioMmio === 1,
    bootargs: scenario.bootargs ?? undefined,
    uarts: 1 + Math.max(0, ...scenario.consoles.map(({ device }) => uartNumber(device) ?? 0)),
    devices: [...disks, ...scenario.devices.map(deviceOf)],
    vms,
    platform: platformOf(scenario.profile.facts),
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
    boot: vm.boot === "m-mode" ? vm.boot : undefined,
    memory: vm.memory,
    vcpus: vm.vcpus,
    pin: vm.pin ?? undefined,
    console: device === undefined ? undefined : uartNumber(device),
    disk: disk ?? undefined,
    henvcfg: vm.henvcfg,
  };
}

function placeOf(transport: number | null, slot: number | null): VirtioPlace {
  return transport === null ? { bus: "pci", slot: slot ?? undefined } : { bus: "mmio", transport };
}

function deviceOf({ kind, ports, slot, transport }: Device): DeviceOptions {
  if (kind === "pci-serial") return { kind, ports: ports === 2 || ports === 4 ? ports : 1, slot: slot ?? undefined };
  const place = placeOf(transport, slot);
  if (kind === "virtio-rng") return { kind, place };
  return { kind, place, ports: new Array(ports).fill({ console: true }) };
}

/** 1 for `uart1`; undefined for a console of another kind. */
function uartNumber(device: string): number | undefined {
  return device.startsWith("uart") ? Number(device.slice("uart".length)) : undefined;
}
