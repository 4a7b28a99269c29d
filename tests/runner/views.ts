// Views of a machine for tests of what is made from them.
import type { HartView, MachineView, VmView } from "../../src/runner/view.js";

export function vmView(over: Partial<VmView> = {}): VmView {
  return {
    name: "alpha",
    rootPpn: "0x80400",
    vmid: 1,
    state: "running",
    hart: 0,
    instructions: 1000,
    exits: { load_guest_page_fault: 812 },
    injected: { external: 3 },
    lastExits: [],
    console: "alpha",
    ...over,
  };
}

export function hartView(over: Partial<HartView> = {}): HartView {
  return {
    id: 0,
    instret: 5000,
    waiting: false,
    mode: "HS",
    pc: "0x80200000",
    vm: null,
    traps: { m: { illegal_instruction: 2 }, hs: {}, vs: {} },
    instructions: { m: 1000, hs: 2000, guest: 2000 },
    ...over,
  };
}

export function machineView(over: Partial<MachineView> = {}): MachineView {
  return {
    scenario: "s.yaml",
    profile: "spec",
    state: "stopped",
    outcome: null,
    steps: 5002,
    guestNs: 5002,
    mips: 0,
    harts: [hartView()],
    vms: [vmView()],
    consoles: [{ name: "alpha", device: "uart1", vm: "alpha" }],
    ...over,
  };
}
