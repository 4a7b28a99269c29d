import { expect, test } from "vitest";
import { makeReport } from "../../src/runner/report.js";
import { machineView, vmView } from "./views.js";

const EXIT = {
  step: 9,
  hart: 0,
  cause: "load_guest_page_fault",
  pc: "0x80001000",
  symbol: "plic_claim+0x4",
  stval: "0xc201004",
  htval: "0x3080401",
  htinst: "0x0",
  guestPhysical: "0xc201004",
  instruction: "lw a0, 4(a5)",
};

function report(wallMs: number) {
  return makeReport({
    view: machineView({ vms: [vmView({ lastExits: [EXIT] })] }),
    outcome: "expectations-met",
    detail: "every expectation was met",
    exitCode: 0,
    consoles: new Map([
      ["alpha", { text: () => "$ ", dropped: 0 }],
      ["beta", { text: () => "x", dropped: 12 }],
    ]),
    expectations: [{ index: 0, met: true, atNs: 4_000, failure: null }],
    wallMs,
  });
}

test("counts are decimal strings and keys are in snake case", () => {
  expect(report(10)).toMatchObject({
    schema: 1,
    scenario: "s.yaml",
    profile: "spec",
    outcome: "expectations-met",
    exit_code: 0,
    steps: "5002",
    guest_ns: "5002",
    harts: [{ id: 0, instret: "5000", traps: { m: { illegal_instruction: "2" }, hs: {}, vs: {} } }],
    vms: [{ name: "alpha", root_ppn: "0x80400", vmid: 1, exits: { load_guest_page_fault: "812" } }],
    consoles: { alpha: "$ ", beta: "x" },
    consoles_dropped: { beta: "12" },
    expectations: [{ index: 0, met: true, at_ns: "4000", failure: null }],
  });
  const { guestPhysical, ...rest } = EXIT;
  expect(report(10).vms[0]?.last_exits).toEqual([{ ...rest, step: "9", guest_physical: guestPhysical }]);
});

test("what depends on the host stands under host only", () => {
  const [slow, fast] = [report(1000), report(1)];
  expect(slow.host).not.toEqual(fast.host);
  expect({ ...slow, host: null }).toEqual({ ...fast, host: null });
});
