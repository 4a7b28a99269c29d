import { expect, test } from "vitest";
import { counterLines, counterTable } from "../../src/tui/counter-lines.js";
import { makeRateWindow, NO_RATES } from "../../src/tui/rates.js";
import { hartView, makeFakeRun, vmView } from "./fake-run.js";

const plain = (lines: readonly (readonly { readonly text: string }[])[]) =>
  lines.map((line) =>
    line
      .map(({ text }) => text)
      .join("")
      .trimEnd(),
  );

const alpha = vmView("alpha", {
  exits: {
    ecall_from_vs: 186,
    load_guest_page_fault: 102,
    store_guest_page_fault: 110,
    instruction_guest_page_fault: 3,
    virtual_instruction: 4,
    wfi: 50,
    supervisor_timer_interrupt: 7,
    supervisor_software_interrupt: 8,
    supervisor_external_interrupt: 9,
    illegal_instruction: 11,
  },
  injected: { timer: 52, software: 1, external: 102 },
});
const view = {
  ...makeFakeRun([]).view,
  vms: [alpha, vmView("beta")],
  harts: [hartView(0, { instructions: { m: 2, hs: 11, guest: 87 } })],
};

test("each counter has its row with the counts of each VM", () => {
  const lines = plain(counterTable(view, NO_RATES, alpha, 60));
  expect(lines.map((line) => line.replace(/\s+/g, " "))).toEqual([
    "VM exits alpha beta",
    "ecall 186 0",
    "load guest-page fault 102 0",
    "store guest-page fault 110 0",
    "fetch guest-page fault 3 0",
    "virtual instruction 4 0",
    "WFI 50 0",
    "timer interrupt 7 0",
    "software interrupt 8 0",
    "external interrupt 9 0",
    "other 11 0",
    "injected timer 52 0",
    "injected software 1 0",
    "injected external 102 0",
    "instructions 0 0",
    "guest 87% hypervisor 11% firmware 2%",
  ]);
});

test("rates stand beside the counts", () => {
  const window = makeRateWindow();
  window.push({ ...view, vms: [vmView("alpha")] }, 0);
  const rates = window.push({ ...view, steps: 1 }, 2000);
  expect(plain(counterTable(view, rates, alpha, 60))[1]).toMatch(/ecall +186 +93\/s +0/);
});

test("where not all VMs fit, those around the focused one are shown and the others counted", () => {
  const vms = Array.from({ length: 8 }, (_, index) => vmView(`vm${index}`));
  const [head] = plain(counterTable({ ...view, vms }, NO_RATES, vms[5], 23 + 3 * 15));
  expect(head?.replace(/\s+/g, " ")).toBe("VM exits (+5 VMs) vm4 vm5 vm6");
});

test("on a small terminal two lines tell about the focused VM", () => {
  const [sums, causes] = plain(counterLines(view, NO_RATES, alpha));
  expect(sums).toContain("exits 490");
  expect(sums).toContain("injected 155");
  expect(sums).toContain("guest 87%");
  expect(causes).toBe("ecall 186  load 102  store 110  fetch 3  virt 4  wfi 50  timer 7  soft 8  ext 9");
});

test("for a console without a VM the two lines sum all VMs", () => {
  const [sums, causes] = plain(counterLines({ ...view, vms: [alpha, alpha] }, NO_RATES, undefined));
  expect(sums).toContain("all exits 980");
  expect(causes).toContain("ecall 372");
});
