// The same program gives the same machine, whatever calls its run is cut into, interpreted or translated: two harts run
// guests under two stages with timers, injected interrupts, guest-page faults and floating point; a third waits.
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import * as hart from "../../src/layout/hart.js";
import { CLOCK, RECORD_POOL, RECORD_POOL_NEXT } from "../../src/layout/machine.js";
import { HANDLER_REGION, RECORD_PAGE_BYTES } from "../../src/layout/records.js";
import { VM_BYTES, VMS } from "../../src/layout/vm.js";
import { CODE, DATA, type Harts, type HartsOptions, makeHarts, RAM } from "./hart-fixture.js";
import { makeTables, S_RWX, SV39, U_RWX } from "./page-tables.js";

const STCE = 1n << 63n;
const HANDLER = 0x8000_a000;
const GUEST_HANDLER = 0x8000_b000;
const IDLE = 0x8000_c000;
const SAVE = 0x8000_d000;
const STEPS = 400_000;

/** HS: counts traps by cause, steps over what trapped, sets its timer anew and injects an interrupt at each tick. */
const HS_HANDLER = [
  "csrrw t6, sscratch, t6",
  "sd t0, 0(t6)",
  "sd t1, 8(t6)",
  "csrr t0, scause",
  "bltz t0, interrupt",
  "csrr t1, sepc",
  "addi t1, t1, 4",
  "csrw sepc, t1",
  "csrr t1, htval",
  "sd t1, 16(t6)",
  "j count",
  "interrupt: rdtime t1",
  "addi t1, t1, 37",
  "csrw stimecmp, t1",
  "csrsi hvip, 4",
  "andi t0, t0, 31",
  "addi t0, t0, 32",
  "count: slli t0, t0, 3",
  "add t0, t0, t6",
  "ld t1, 64(t0)",
  "addi t1, t1, 1",
  "sd t1, 64(t0)",
  "ld t0, 0(t6)",
  "ld t1, 8(t6)",
  "csrrw t6, sscratch, t6",
  "sret",
];

/** VS: clears its software interrupt and counts it. */
const VS_HANDLER = ["csrci sip, 2", "addi s11, s11, 1", "sret"];

/** The guest: arithmetic, branches on data, memory, floating point, calls, an ecall and a guest-page fault now and then. */
const GUEST = [
  "loop: li t0, 1103515245",
  "mul s0, s0, t0",
  "addi s0, s0, 1013",
  "srli t1, s0, 20",
  "andi t1, t1, 0x7f8",
  "add t1, t1, a0",
  "ld t2, (t1)",
  "add t2, t2, s0",
  "sd t2, (t1)",
  "amoadd.d t3, s0, (a1)",
  "bltz s0, odd",
  "fcvt.d.l ft0, s0",
  "fadd.d ft1, ft1, ft0",
  "jal ra, sub",
  "j next",
  "odd: sub s1, s1, s0",
  "sh s1, 3(t1)",
  "lbu s2, 4(t1)",
  "divu s3, s0, s1",
  "next: addi s4, s4, 1",
  "andi t4, s4, 63",
  "bnez t4, loop",
  "ecall",
  "ld t5, (a2)",
  "j loop",
  "sub: xor s5, s5, s0",
  "c.addi s5, 1",
  "ret",
];

/** HS with its own timer as an alarm clock. */
const IDLE_LOOP = ["again: rdtime t1", "addi t1, t1, 91", "csrw stimecmp, t1", "wfi", "addi s6, s6, 1", "j again"];

function prepare(options: HartsOptions): Harts {
  const rig = makeHarts({ harts: 3, ...options });
  rig.code(HS_HANDLER, HANDLER);
  rig.code(VS_HANDLER, GUEST_HANDLER);
  rig.code(IDLE_LOOP, IDLE);
  rig.code(GUEST, CODE + 0x40);
  rig.code("mret", CODE);
  const tables = makeTables(rig);
  const g = tables.guestSpace(SV39);
  for (let pa = RAM; pa < RAM + 0x18_0000; pa += 4096) g.map(pa, pa, U_RWX);
  const vs = tables.space(SV39);
  for (let page = 0; page < 0x10; page++) vs.map(RAM + page * 4096, RAM + page * 4096, S_RWX);
  vs.map(0x7000n, 0x7000n, S_RWX);
  for (const [index, one] of rig.all.entries()) {
    const save = SAVE + index * 1024;
    one.setCsrs({ medeleg: 0xf0_b5ff, mideleg: 0x222, hideleg: 0x444, mie: -1n, mcounteren: 7, hcounteren: 7 });
    one.setCsrs({ menvcfg: STCE, stimecmp: 37 + index, stvec: HANDLER, vstvec: GUEST_HANDLER, sscratch: save });
    one.setCsrs({ hgatp: g.atp | (BigInt(index) << 44n), vsatp: vs.atp, vsstatus: 0x2002 });
    const guest = index < 2;
    one.setCsr("mstatus", (1n << 11n) | (1n << 13n) | ((guest ? 1n : 0n) << 39n));
    one.setCsr("mepc", guest ? CODE + 0x40 : IDLE);
    if (!guest) one.setCsr("mie", 0x20);
    one.setX("s0", 12345 + index);
    one.setX("a0", DATA + index * 0x800);
    one.setX("a1", DATA + 0x1000);
    one.setX("a2", 0x7008);
    one.pc = BigInt(CODE);
  }
  return rig;
}

/** Everything that software could see, and the counters. */
function digest(rig: Harts): string {
  const { bytes, ramHost, ramBytes } = rig.linear;
  const hash = createHash("sha256");
  const add = (from: number, length: number) => hash.update(bytes.subarray(from, from + length));
  add(ramHost, ramBytes);
  add(CLOCK, 8);
  add(VMS, 2 * VM_BYTES);
  for (const { base } of rig.all) {
    add(base + hart.X, 256);
    add(base + hart.F, 256);
    add(base + hart.PC, 8);
    add(base + hart.PRIVILEGE, 8);
    add(base + hart.FFLAGS, 4);
    add(base + hart.WAITING, 4);
    add(base + hart.STEPS, 8);
    add(base + hart.TRAPS, 8);
    add(base + hart.RETIRED_M, 24);
    add(base + hart.TRAP_COUNTS, 3 * hart.TRAP_COUNTS_BYTES);
    add(base + hart.CSR, 4096 * 8);
  }
  return hash.digest("hex");
}

/** True when some decoded instruction is the start of a translated region. */
function hasRegions({ linear: { view } }: Harts): boolean {
  const [pool, pages] = [view.getUint32(RECORD_POOL, true), view.getUint32(RECORD_POOL_NEXT, true)];
  return Array.from(
    { length: pages * 2048 },
    (_, i) => Math.floor(i / 2048) * RECORD_PAGE_BYTES + (i % 2048) * 16,
  ).some((at) => (view.getUint16(pool + at, true) & HANDLER_REGION) !== 0);
}

function run(options: HartsOptions, cut: (done: number) => number): { digest: string; rig: Harts } {
  const rig = prepare(options);
  while (rig.loop.steps < STEPS) {
    const wanted = Math.min(cut(rig.loop.steps), STEPS - rig.loop.steps);
    const before = rig.loop.steps;
    expect(rig.loop.run(wanted)).toEqual({ kind: "steps" });
    expect(rig.loop.steps - before).toBe(wanted);
  }
  return { digest: digest(rig), rig };
}

describe("a run of 400 000 steps on three harts", () => {
  const whole = run({ translate: false }, () => STEPS);

  test("did what the program is for", () => {
    const { rig } = whole;
    for (const index of [0, 1]) {
      const save = SAVE + index * 1024;
      const count = (cause: number) => rig.read64(save + 64 + 8 * cause);
      // ecall from VS, load guest-page fault, timer interrupts; the guest took what was injected.
      expect(count(10)).toBeGreaterThan(50n);
      expect(count(21)).toBeGreaterThan(50n);
      expect(count(32 + 5)).toBeGreaterThan(100n);
      expect(rig.read64(save + 16)).toBe(0x7008n >> 2n);
      expect(rig.all[index]!.x("s11")).toBeGreaterThan(100n);
    }
    expect(rig.all[2]!.x("s6")).toBeGreaterThan(10n);
  });

  test("translates when it is told to, and only then", () => {
    expect(hasRegions(whole.rig)).toBe(false);
    expect(hasRegions(run({ translate: true }, () => STEPS).rig)).toBe(true);
  });

  const cuts: Readonly<Record<string, (done: number) => number>> = {
    "in one call": () => STEPS,
    "in calls of 997 steps": () => 997,
    "in calls of 10 000 steps, as long as a turn": () => 10_000,
    "in calls of 1 to 50 steps": (done) => 1 + ((done * 7919) % 50),
  };
  for (const [title, cut] of Object.entries(cuts)) {
    test(`interpreted ${title} it ends the same`, () => {
      expect(run({ translate: false }, cut).digest).toBe(whole.digest);
    });
    test(`translated ${title} it ends the same`, () => {
      expect(run({ translate: true }, cut).digest).toBe(whole.digest);
    });
  }

  test("step by step it passes the same states", () => {
    const stepwise = prepare({ translate: false });
    const chunked = prepare({ translate: true });
    for (let done = 0; done < 3000; done += 100) {
      for (let i = 0; i < 100; i++) stepwise.loop.run(1);
      chunked.loop.run(100);
      expect(digest(stepwise), `at step ${done + 100}`).toBe(digest(chunked));
    }
  });
});
