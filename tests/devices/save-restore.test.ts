// One test for every device: what is restored saves the same bytes and goes on the same way. The device that takes the
// state was driven to other values in every field before, so a field that restore leaves out makes the test fail.
import { describe, expect, test } from "vitest";
import type { DeviceState, StateValue } from "../../src/bus/device.js";
import { StateError } from "../../src/devices/state.js";
import { clint, finisher, flash, fwCfg, plic, rtc, uart } from "./saved-board-devices.js";
import { pciSerial, virtio, virtioConsole, virtioPci, virtioRandom } from "./saved-pci-and-virtio.js";
import type { Subject } from "./saved-subject.js";

const DEVICES: readonly [string, () => Subject][] = [
  ["clint", clint],
  ["plic", plic],
  ["uart", uart],
  ["rtc", rtc],
  ["finisher", finisher],
  ["pci-serial", pciSerial],
  ["virtio version 2", () => virtio(2)],
  ["virtio version 1", () => virtio(1)],
  ["fw-cfg", fwCfg],
  ["flash", flash],
  ["virtio over PCI", virtioPci],
  ["virtio-console", virtioConsole],
  ["virtio-rng", virtioRandom],
];

/** Fields that a subject cannot take to two values: those of the other version of the interface. */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  "virtio version 2": ["guestPageSize", "queueAlign"],
  "virtio version 1": ["core.queues.0.ready"],
};

/** Fields of parts that are subjects themselves; that some of them differ shows that the part is restored. */
const PARTS: Readonly<Record<string, RegExp>> = {
  "pci-serial": /\.uarts\.\d\.(?!scr)/,
  "virtio over PCI": /\.core\.(?!status)/,
  "virtio-console": /^(?:guestPageSize|queueAlign|driverFeaturesSel|queueSel|core\.(?!device))/,
  "virtio-rng": /^(?:guestPageSize|queueAlign|driverFeaturesSel|queueSel|deviceFeaturesSel|core\.(?!device))/,
};

describe.each(DEVICES)("%s", (name, make) => {
  test("restored over another state it saves the same and behaves the same", () => {
    const original = make();
    original.drive();
    const saved: DeviceState = JSON.parse(JSON.stringify(original.device.save()));
    const other = make();
    other.driveOtherwise();
    const before = fieldsOf(other.device.save());
    other.device.restore(saved);
    expect(other.device.save()).toEqual(saved);
    expect(other.observe()).toEqual(original.observe());
    // Whether each field was really taken over could not be seen if both states agreed in it.
    const same = [...fieldsOf(saved)].filter(([key, value]) => before.get(key) === value).map(([key]) => key);
    expect(same.filter((key) => PARTS[name]?.test(key) !== true)).toEqual(FIXED[name] ?? []);
  });

  test("reset forgets what was driven", () => {
    const fresh = make();
    fresh.device.reset();
    const driven = make();
    driven.drive();
    driven.device.reset();
    expect(withoutKept(driven.device.save())).toEqual(withoutKept(fresh.device.save()));
  });

  test("a state with a field missing is refused", () => {
    const subject = make();
    for (const key of Object.keys(subject.device.save())) {
      const { [key]: _, ...rest } = subject.device.save();
      expect(() => make().device.restore(rest)).toThrow(StateError);
    }
  });
});

/** What outlives a reset by design: levels that others drive, the time of day, and what flash holds. */
function withoutKept({
  levels: _levels,
  pending: _pending,
  offset: _offset,
  pages: _pages,
  ...state
}: DeviceState): DeviceState {
  return state;
}

/** Every field with its path; an array of numbers is one field. */
function fieldsOf(value: StateValue, path = ""): Map<string, string> {
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
  const isRecords = Array.isArray(value) && value.some((entry) => typeof entry === "object");
  if (!isRecord && !isRecords) return new Map([[path, JSON.stringify(value)]]);
  const parts = Object.entries(value).flatMap(([key, part]) => [
    ...fieldsOf(part, path === "" ? key : `${path}.${key}`),
  ]);
  return new Map(parts);
}
