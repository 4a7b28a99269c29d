import { expect, test } from "vitest";
import { manualFacts } from "../../src/isa/facts.js";
import { PLATFORM, platformOf } from "../../src/machine/platform.js";

test("without a profile's word the board is as the facts' defaults have it", () => {
  expect(platformOf(manualFacts())).toEqual(PLATFORM);
});

test("each fact of the board is taken from the profile", () => {
  const facts = {
    "plic-pending-outlives-line": "0x0",
    "plic-completion-samples-line": "0x0",
    "plic-priority-zero-kept": "0x1",
    "mtime-half-write": "0x1",
    "rtc-offset-outlives-reset": "0x0",
    "device-tree-plic-sources": "0x60",
    "device-tree-plic-node": "0x1",
    "device-tree-serial-alias": "0x0",
    "device-tree-pads-counters": "0x1",
    "device-tree-below-3gib": "0x0",
  };
  expect(platformOf(manualFacts(facts))).toEqual({
    pendingOutlivesLine: false,
    completionSamplesLine: false,
    priorityZeroKept: true,
    mtimeKeepsOtherHalf: false,
    rtcOutlivesReset: false,
    plicSources: 96,
    plicNode: "interrupt-controller",
    serialAlias: false,
    padsCounters: true,
    treeBelow3GiB: false,
  });
});
