// Counters that the hart keeps as it runs, as the views read them.
import { beforeEach, describe, expect, test } from "vitest";
import { VM_MAX, VM_RING_ENTRIES } from "../../src/layout/vm.js";
import { readHart, readVms } from "../../src/observe/snapshot.js";
import { CODE, DATA, makeHarts, S_VECTOR } from "../hart/hart-fixture.js";
import { type Guest, makeGuest, makeTables, S_RWX, SV39, type TableSpace } from "../hart/page-tables.js";

const rig = makeHarts();
beforeEach(() => rig.reset());
const hart = () => readHart(rig.linear.view, rig.base);
const vms = () => readVms(rig.linear.view);

describe("a hart", () => {
  test("names its mode", () => {
    rig.code("j .");
    for (const mode of ["M", "HS", "U", "VS", "VU"] as const) {
      rig.start(mode);
      expect(hart()).toMatchObject({ id: 0, mode, pc: BigInt(CODE), waiting: false });
    }
  });

  test("says when it waits", () => {
    rig.code("wfi");
    rig.start("HS");
    rig.steps(1);
    expect(hart()).toMatchObject({ waiting: true, pc: BigInt(CODE) + 4n });
  });

  test("counts traps by the mode that took them and by cause", () => {
    rig.setCsrs({ medeleg: 1n << 10n, hedeleg: 0, mideleg: 0x222, mie: -1n });
    rig.execute("VS", "ecall");
    rig.execute("VS", "ecall");
    rig.execute("U", "ecall");
    rig.execute("M", ".word 0");
    rig.setCsrs({ medeleg: 8, hedeleg: 8 });
    rig.execute("VU", "ebreak");
    rig.code("j .");
    rig.start("U");
    rig.line(9, true);
    rig.steps(1);
    expect(hart().traps).toEqual({
      m: { ecall_from_u: 1, illegal_instruction: 1 },
      hs: { ecall_from_vs: 2, supervisor_external_interrupt: 1 },
      vs: { breakpoint: 1 },
    });
  });

  test("divides its instructions among M, HS with U, and the guest", () => {
    // The mret of the launch is M's; HS: 3 instructions and an sret; the guest: 5, then an ecall to HS that retires nothing.
    rig.setCsrs({ medeleg: 1n << 10n, sepc: CODE + 0x100, hstatus: 1n << 7n });
    rig.code(["nop", "nop", "nop", "sret"]);
    rig.code(["nop", "nop", "nop", "nop", "nop", "ecall"], CODE + 0x100);
    rig.start("HS");
    rig.setCsr("mstatus", 1n << 8n);
    rig.steps(4 + 5);
    expect(hart().instructions).toEqual({ m: 1, hs: 4, guest: 5 });
    rig.steps(1 + 7);
    expect(hart()).toMatchObject({ instructions: { m: 1, hs: 4 + 7, guest: 5 }, instret: 17 });
  });
});

describe("virtual machines", () => {
  let tables: TableSpace;
  beforeEach(() => {
    tables = makeTables(rig);
  });
  /** A guest with its own G-stage tables, under a VMID. */
  function makeVm(vmid: bigint): Guest {
    const guest = makeGuest(rig, SV39, SV39, tables);
    rig.setCsr("hgatp", guest.g.atp | (vmid << 44n));
    return guest;
  }
  const delegate = () => rig.setCsrs({ medeleg: 0xf0_b7ff, mideleg: 0x222 });

  test("are distinct root PPNs of hgatp, in the order in which V=1 is entered; Bare is none", () => {
    expect([vms(), hart().vm]).toEqual([[], null]);
    delegate();
    const one = makeVm(7n);
    rig.execute("VS", "ecall");
    makeVm(9n);
    rig.execute("VS", "ecall");
    expect(hart().vm).toBe(1);
    const other = rig.csr("hgatp");
    rig.setCsr("hgatp", one.g.atp | (3n << 44n));
    rig.execute("VS", "ecall");
    expect(hart().vm).toBe(0);
    expect(vms().map(({ rootPpn, vmid }) => [rootPpn, vmid])).toEqual([
      [one.g.root >> 12n, 3],
      [other & ((1n << 44n) - 1n), 9],
    ]);
    rig.setCsr("hgatp", 0);
    rig.execute("VS", "ecall");
    expect([hart().vm, vms().length]).toEqual([null, 2]);
  });

  test("beyond what the table holds are counted together, and take nobody's place", () => {
    delegate();
    const { g } = makeVm(1n);
    const page = g.root >> 12n;
    for (let n = 0n; n < BigInt(VM_MAX) + 3n; n++) {
      // No root tables for this guest: its first fetch faults, and is the VM's only exit.
      rig.setCsr("hgatp", (8n << 60n) | (n << 44n) | (page + 4n * (n + 1n)));
      rig.execute("VS", "ecall");
    }
    const all = vms();
    expect(all).toHaveLength(VM_MAX);
    expect(all.slice(0, -1).map(({ vmid }) => vmid)).toEqual(Array.from({ length: VM_MAX - 1 }, (_, n) => n));
    const exits = all.map((vm) => Object.values(vm.exits).reduce((sum, times) => sum + times, 0));
    expect(exits).toEqual([...Array(VM_MAX - 1).fill(1), 4]);
    expect(all.at(-1)).toMatchObject({ rootPpn: 0n, vmid: 0 });
  });

  test("are not made by a value of hgatp that is only tried out", () => {
    rig.setCsr("hgatp", (10n << 60n) | (0x3fffn << 44n));
    rig.code("j .");
    rig.start("HS");
    rig.steps(3);
    expect([vms(), hart().vm]).toEqual([[], null]);
  });

  test("count their exits by cause, wfi by its name", () => {
    delegate();
    makeVm(1n);
    rig.setCsr("hstatus", 1n << 21n);
    rig.execute("VS", "ecall");
    rig.execute("VS", "wfi");
    rig.execute("VS", "wfi");
    rig.execute("VS", "csrr a0, hstatus");
    expect(vms()[0]!.exits).toEqual({ ecall_from_vs: 1, wfi: 2, virtual_instruction: 1 });
  });

  test("do not count what the guest takes itself, nor what HS or M meets", () => {
    delegate();
    rig.setCsr("hedeleg", 0xb1ff);
    makeVm(1n);
    rig.execute("VS", "ebreak");
    rig.execute("HS", "ebreak");
    rig.setCsr("medeleg", 0);
    rig.execute("VS", "ebreak");
    expect(vms()[0]!.exits).toEqual({});
  });

  test("count the interrupts that VS takes, by the hypervisor's number", () => {
    makeVm(1n);
    rig.setCsrs({ mie: -1n, hideleg: 0x444, vsstatus: 2 });
    rig.code("j .");
    for (const [hvip, times] of [
      [0x4, 3],
      [0x40, 2],
      [0x400, 1],
    ] as const) {
      for (let i = 0; i < times; i++) {
        rig.start("VS");
        rig.setCsrs({ vsstatus: 2, hvip });
        rig.steps(1);
        rig.setCsr("hvip", 0);
      }
    }
    expect(vms()[0]!.injected).toEqual({ software: 3, timer: 2, external: 1 });
  });

  test("count the instructions that retire with V=1 while their hgatp is loaded", () => {
    delegate();
    rig.setCsr("hedeleg", 0);
    makeVm(1n);
    rig.execute("VS", ["nop", "nop", "ecall"]);
    makeVm(2n);
    rig.execute("VS", ["nop", "ecall"]);
    expect(vms().map(({ instructions }) => instructions)).toEqual([2, 1]);
  });

  test("keep what the handler finds of each exit: pc, stval, htval, htinst, the instruction, hart and step", () => {
    delegate();
    const guest = makeVm(1n);
    guest.vs.map(0x5000n, 0x4000n, S_RWX);
    rig.setX("a0", 0x5008n);
    rig.execute("VS", "lw a1, 4(a0)");
    expect(vms()[0]!.lastExits).toEqual([
      {
        step: 2,
        hart: 0,
        cause: "load_guest_page_fault",
        guestPageFault: true,
        pc: BigInt(CODE),
        stval: 0x500cn,
        htval: 0x400cn >> 2n,
        htinst: 0x2583n,
        instruction: 0x0045_2583,
      },
    ]);
  });

  test("report no instruction for a fetch that faulted or for an interrupt", () => {
    delegate();
    makeVm(1n);
    rig.setX("a0", BigInt(DATA) + 0x1000n);
    rig.execute("VS", "jr a0");
    rig.setCsrs({ mie: -1n });
    rig.code("j .");
    rig.start("VS");
    rig.line(9, true);
    rig.steps(1);
    expect(vms()[0]!.lastExits.map(({ cause, instruction }) => [cause, instruction])).toEqual([
      ["instruction_page_fault", 0],
      ["supervisor_external_interrupt", 0],
    ]);
  });

  test(`keep the last ${VM_RING_ENTRIES} exits, oldest first`, () => {
    delegate();
    makeVm(1n);
    // Each ecall lies four bytes further.
    rig.code(["csrr t0, sepc", "addi t0, t0, 4", "csrw sepc, t0", "sret"], S_VECTOR);
    const count = VM_RING_ENTRIES + 10;
    rig.code(Array.from({ length: count }, () => "ecall"));
    rig.start("VS");
    rig.steps(5 * count);
    const { lastExits, exits } = vms()[0]!;
    expect(exits).toEqual({ ecall_from_vs: count });
    expect(lastExits.map(({ pc }) => Number(pc) - CODE)).toEqual(
      Array.from({ length: VM_RING_ENTRIES }, (_, i) => 4 * (i + count - VM_RING_ENTRIES)),
    );
  });
});
