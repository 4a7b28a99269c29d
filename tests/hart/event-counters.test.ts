// mhpmcounter3 to 31 count what mhpmevent selects, where its filters let them, and overflow into LCOFIP. Privileged
// manual, "Hardware Performance Monitor" and "Sscofpmf".
import { beforeEach, describe, expect, it } from "vitest";
import { CODE, DATA, type Harts, INTERRUPT, M_VECTOR, type Mode, makeHarts } from "./hart-fixture.js";

const extensions = { sscofpmf: "on" } as const;
const rig = makeHarts({ extensions });
beforeEach(() => rig.reset());

const EVENTS = { cycles: 1n, instructions: 2n };
const CYCLES = EVENTS.cycles;
const INSTRUCTIONS = EVENTS.instructions;
const OF = 1n << 63n;
const FILTER: Readonly<Record<Mode, bigint>> = {
  M: 1n << 62n,
  HS: 1n << 61n,
  U: 1n << 60n,
  VS: 1n << 59n,
  VU: 1n << 58n,
};
const MODES = Object.keys(FILTER) as readonly Mode[];
const ALL_FILTERS = Object.values(FILTER).reduce((all, bit) => all | bit);
const LCOFI = 1n << 13n;
const NOPS = ["nop", "nop", "nop", "nop", "nop"];
/** Handler that returns behind the instruction that trapped. */
const SKIP = ["csrr t0, mepc", "addi t0, t0, 4", "csrw mepc, t0", "mret"];
/** Every counter is open to every mode. */
const OPEN = { mcounteren: -1n, hcounteren: -1n, scounteren: -1n };

describe("counting", () => {
  it("instructions go as minstret goes, through counters of either number, and traps are none", () => {
    rig.setX("s0", INSTRUCTIONS);
    rig.code(SKIP, M_VECTOR);
    rig.code(["csrw mhpmevent9, s0", "csrw mhpmcounter9, zero", "csrw minstret, zero", "nop", "ecall", "nop"]);
    rig.code(["csrr a0, mhpmcounter9", "csrr a1, minstret", "csrr a2, hpmcounter9", "j ."], CODE + 24);
    rig.start("M");
    rig.steps(20);
    // The counter was set one instruction before minstret; four instructions of the handler, and none for the ecall.
    expect([rig.x("a0"), rig.x("a1"), rig.x("a2")]).toEqual([7n, 7n, 9n]);
    expect(rig.traps).toBe(1n);
  });

  it("cycles go as mcycle goes, traps and waiting included", () => {
    rig.setX("s0", CYCLES);
    rig.setCsrs({ mie: 0x80n });
    rig.setMtimecmp(50n);
    const program = ["csrw mhpmevent3, s0", "csrr a0, mhpmcounter3", "csrr a1, mcycle", "wfi"];
    rig.code([...program, "csrr a2, mhpmcounter3", "csrr a3, mcycle", "j ."]);
    rig.start("M");
    rig.steps(600);
    expect(rig.x("a3") - rig.x("a1")).toBe(rig.x("a2") - rig.x("a0"));
    expect(rig.x("a3")).toBeGreaterThan(500n);
  });

  it.each([
    ["no event", 0n],
    ["loads that miss a TLB", 0x10019n],
    ["stores that miss a TLB", 0x1001bn],
    ["fetches that miss a TLB", 0x10021n],
    ["a selector that no event has", 0x10001n],
    ["a selector with more than an event's bits", 0x10_0002n],
  ])("%s: the counter keeps what was written", (_, event) => {
    rig.setX("s0", event);
    rig.setX("s1", DATA);
    const program = ["csrw mhpmevent31, s0", "csrwi mhpmcounter31, 7", "ld t0, (s1)", "sd t0, (s1)", ...NOPS];
    expect(rig.execute("M", [...program, "csrr a0, mhpmcounter31", "csrr a1, mhpmevent31"])).toBeNull();
    expect([rig.x("a0"), rig.x("a1")]).toEqual([7n, event]);
  });

  it("goes on from what is written, and stops with the event", () => {
    rig.setX("s0", INSTRUCTIONS);
    const program = ["csrw mhpmevent3, s0", "csrwi mhpmcounter3, 20", ...NOPS, "csrr a0, mhpmcounter3"];
    expect(rig.execute("M", [...program, "csrw mhpmevent3, zero", ...NOPS, "csrr a1, mhpmcounter3"])).toBeNull();
    // The instruction that takes the event away is the last to be counted.
    expect([rig.x("a0"), rig.x("a1")]).toEqual([25n, 27n]);
  });

  it("starts with the instruction behind the one that selects the event", () => {
    rig.setX("s0", INSTRUCTIONS);
    expect(rig.execute("M", ["csrw mhpmevent3, s0", "csrr a0, mhpmcounter3", "csrr a1, mhpmcounter3"])).toBeNull();
    expect([rig.x("a0"), rig.x("a1")]).toEqual([0n, 1n]);
  });
});

describe("filters", () => {
  /** Instructions counted while five instructions of a mode run and trap into M, whose handler spins. */
  function counted(mode: Mode, filters: bigint, harts: Harts = rig): bigint {
    harts.reset();
    harts.setCsrs({ mhpmevent3: INSTRUCTIONS | filters, mhpmevent4: CYCLES | filters });
    harts.code([...NOPS, "ecall"]);
    harts.start(mode);
    const before = harts.csr("mhpmcounter3");
    harts.steps(5);
    const after = harts.csr("mhpmcounter3");
    // The trap is a step of the mode that it leaves, and the spinning in M is counted by the cycles of M.
    const cycles = harts.csr("mhpmcounter4");
    harts.steps(1);
    if (mode !== "M") expect(harts.csr("mhpmcounter4") - cycles).toBe((filters & FILTER[mode]) === 0n ? 1n : 0n);
    return BigInt.asUintN(64, after - before);
  }

  it.each(MODES)("%s is counted unless its own filter is set", (mode) => {
    expect(counted(mode, 0n)).toBe(5n);
    expect(counted(mode, FILTER[mode])).toBe(0n);
    expect(counted(mode, ALL_FILTERS & ~FILTER[mode])).toBe(5n);
  });

  it("a counter follows its hart through the modes: the mret counts in M, the trapping instruction nowhere", () => {
    rig.code(SKIP, M_VECTOR);
    rig.setCsrs({ mhpmevent3: INSTRUCTIONS | FILTER.VS, mhpmevent4: INSTRUCTIONS | (ALL_FILTERS & ~FILTER.VS) });
    rig.setCsrs({ mhpmevent5: INSTRUCTIONS, hgatp: 0, vsatp: 0 });
    rig.code([...NOPS, "ecall", ...NOPS, "ecall", "j ."]);
    rig.start("VS");
    rig.setCsrs({ mhpmcounter3: 0, mhpmcounter4: 0, mhpmcounter5: 0 });
    rig.steps(5 + 1 + 4 + 5 + 1 + 4);
    const read = (name: string) => rig.csr(name) + (rig.mode === "VS" && name !== "mhpmcounter3" ? 1n : 0n);
    expect(["mhpmcounter3", "mhpmcounter4", "mhpmcounter5"].map(read)).toEqual([8n, 10n, 18n]);
    expect(rig.traps).toBe(2n);
  });

  it("do nothing where a profile says so", () => {
    const deaf = makeHarts({ extensions, facts: { "event-filters": "0" } });
    deaf.setCsrs({ mhpmevent3: INSTRUCTIONS | ALL_FILTERS });
    expect(deaf.execute("HS", NOPS)).toBeNull();
    expect(deaf.csr("mhpmcounter3")).toBeGreaterThan(4n);
    expect(deaf.csr("mhpmevent3")).toBe(INSTRUCTIONS | ALL_FILTERS);
  });
});

describe.each(Object.entries(EVENTS))("overflow of %s", (_, event) => {
  /** Sets a counter to overflow with the n-th instruction of the code in a mode, which then runs. */
  function overflow(mode: Mode, n: number, csrs: Readonly<Record<string, bigint>>, source: readonly string[] = NOPS) {
    rig.code([...source, "j ."]);
    rig.setCsrs({ ...OPEN, ...csrs });
    rig.start(mode);
    rig.setCsrs({ mhpmevent3: event });
    rig.setCsrs({ mhpmcounter3: BigInt(-n) });
    return rig;
  }

  it.each(MODES)("sets OF and interrupts %s behind the very instruction", (mode) => {
    for (const n of [1, 2, 3, 4]) {
      rig.reset();
      overflow(mode, n, { mie: LCOFI, mideleg: mode === "M" || mode === "HS" ? 0n : LCOFI });
      if (mode === "M") rig.setCsr("mstatus", 8n);
      rig.steps(12);
      const by = mode === "M" || mode === "HS" ? "m" : "s";
      expect([rig.csr(`${by}cause`), rig.csr(`${by}epc`)]).toEqual([INTERRUPT | 13n, BigInt(CODE + 4 * n)]);
      expect(rig.csr("mhpmevent3")).toBe(event | OF);
    }
  });

  it("shows in scountovf and mip from the next instruction on", () => {
    const source = ["csrr a0, scountovf", "csrr a1, sip", "csrr a2, scountovf", "csrr a3, sip", "csrr a4, hpmcounter3"];
    overflow("HS", 2, { mideleg: LCOFI }, source).steps(8);
    const own = event === CYCLES ? 1n : 0n;
    expect(["a0", "a1", "a2", "a3", "a4"].map((name) => rig.x(name))).toEqual([0n, 0n, 8n, LCOFI, 2n + own]);
  });

  it("is met in the slice that sets the counter, before that of a counter with longer to go", () => {
    rig.setX("s0", -3n);
    rig.setCsrs({ mhpmevent4: event, mhpmcounter4: -100n });
    rig.setCsrs({ mhpmevent3: event, mie: LCOFI, mstatus: 8n });
    rig.code(["nop", "csrw mhpmcounter3, s0", ...NOPS, "j ."]);
    rig.start("M");
    rig.setCsr("mstatus", 8n);
    rig.steps(9);
    expect([rig.csr("mcause"), rig.csr("mepc")]).toEqual([INTERRUPT | 13n, BigInt(CODE + 4 * 5)]);
  });

  it("is met in the slice that enters the mode which is counted", () => {
    rig.setX("s0", BigInt(CODE + 64));
    rig.setCsrs({ mhpmevent3: event | FILTER.M, mhpmcounter3: -3n, mie: LCOFI });
    rig.code([...NOPS, "j ."], CODE + 64);
    rig.code(["csrw mepc, s0", "csrw mstatus, zero", "nop", "mret"]);
    rig.start("M");
    rig.steps(10);
    expect([rig.csr("mcause"), rig.csr("mepc")]).toEqual([INTERRUPT | 13n, BigInt(CODE + 64 + 4 * 3)]);
  });

  it("with OF set wraps and asks for nothing", () => {
    rig.code([...NOPS, "j ."]);
    rig.start("M");
    rig.setCsrs({ mhpmevent3: event | OF, mhpmcounter3: -2n });
    rig.steps(5);
    expect([rig.csr("mip"), rig.csr("mhpmcounter3") < 4n]).toEqual([0n, true]);
  });

  it("asks again once OF was cleared and the counter set anew", () => {
    rig.code([...NOPS, "j ."]);
    rig.start("M");
    for (const round of [1, 2]) {
      rig.setCsrs({ mhpmevent3: event, mhpmcounter3: -3n, mip: 0n });
      rig.steps(2);
      expect([rig.csr("mip"), rig.csr("mhpmevent3")], `round ${round}`).toEqual([0n, event]);
      rig.steps(1);
      rig.steps(1);
      expect([rig.csr("mip"), rig.csr("mhpmevent3")], `round ${round}`).toEqual([LCOFI, event | OF]);
    }
  });

  it("does not come from a write, and a write in the last moment averts it", () => {
    rig.setX("s0", -1n);
    const source = ["nop", "csrw mhpmcounter3, zero", "nop", "csrw mhpmcounter3, s0", "csrw mhpmcounter3, zero", "nop"];
    overflow("M", 2, {}, [...source, "csrw mhpmcounter3, s0", "csrw mhpmevent3, zero"]);
    rig.steps(7);
    expect([rig.csr("mip"), rig.csr("mhpmevent3")]).toEqual([0n, event]);
    // The instruction that takes the event away is counted still.
    rig.steps(2);
    expect([rig.csr("mip"), rig.csr("mhpmevent3")]).toEqual([LCOFI, 0n]);
  });

  it("by the instruction that inhibits the counter is the last", () => {
    rig.setX("s0", 8n);
    overflow("M", 2, {}, ["nop", "csrs mcountinhibit, s0", "csrr a0, mip", "csrr a1, mhpmcounter3"]).steps(6);
    expect([rig.x("a0"), rig.x("a1")]).toEqual([LCOFI, 0n]);
  });

  it("is far off for a counter whose top bit is clear, and comes when its neighbours' has come", () => {
    overflow("M", 3, {});
    rig.setCsrs({ mhpmevent4: event, mhpmevent5: event, mhpmcounter4: OF - 3n, mhpmcounter5: -2n });
    rig.steps(2);
    rig.steps(1);
    expect([rig.csr("mhpmevent3"), rig.csr("mhpmevent4"), rig.csr("mhpmevent5")]).toEqual([event, event, event | OF]);
    rig.setCsr("mip", 0n);
    rig.steps(2);
    expect([rig.csr("mhpmevent3"), rig.csr("mip")]).toEqual([event | OF, LCOFI]);
    expect(rig.csr("mhpmcounter4") > OF).toBe(true);
  });

  it("waits while the mode is filtered out, and comes in the mode that is counted", () => {
    rig.setCsrs({ mhpmevent3: event | (ALL_FILTERS & ~FILTER.U), mhpmcounter3: -4n, mie: LCOFI });
    rig.code(SKIP, M_VECTOR);
    rig.code(["nop", "ecall", ...NOPS]);
    rig.start("U");
    for (let step = 0; rig.csr("mcause") !== (INTERRUPT | 13n) && step < 40; step += 1) rig.steps(1);
    // The trap of the ecall is a cycle of U, and no instruction.
    const last = event === CYCLES ? 12n : 16n;
    expect([rig.csr("mepc"), rig.traps]).toEqual([BigInt(CODE) + last + 4n, 2n]);
  });
});

describe("waiting", () => {
  const [slow, other] = [makeHarts({ extensions }), makeHarts({ extensions, harts: 2 })];

  it("ends when counted cycles overflow, and never by instructions", () => {
    slow.code(["wfi", "addi a7, a7, 1", "j ."]);
    slow.start("M");
    slow.setCsrs({ mie: LCOFI, mhpmevent3: INSTRUCTIONS, mhpmcounter3: -2n });
    expect(slow.loop.run(5000)).toEqual({ kind: "deadlock" });
    expect([slow.x("a7"), slow.loop.steps]).toEqual([0n, 2]);
    slow.setCsrs({ mhpmevent4: CYCLES, mhpmcounter4: -1000n });
    expect(slow.loop.run(1003)).toEqual({ kind: "steps" });
    expect([slow.x("a7"), slow.csr("mip"), slow.loop.steps]).toEqual([1n, LCOFI, 1005]);
  });

  it("for a counter that stands is a deadlock", () => {
    for (const csrs of [
      { mhpmevent3: CYCLES, mhpmcounter3: -1000n, mcountinhibit: 8n },
      { mhpmevent3: CYCLES, mcountinhibit: 8n, mhpmcounter3: -1000n },
    ]) {
      slow.reset();
      slow.code("wfi");
      slow.start("M");
      slow.setCsrs({ mie: LCOFI, ...csrs });
      expect(slow.loop.run(5000)).toEqual({ kind: "deadlock" });
    }
  });

  it("for the next turn is where a hart meets the overflow of cycles that pass meanwhile", () => {
    const [first, second] = [other.all[0]!, other.all[1]!];
    other.code("j .");
    for (const hart of other.all) hart.pc = BigInt(CODE);
    first.setCsrs({ mstatus: 8n, mie: LCOFI, mhpmevent3: CYCLES, mhpmcounter3: -15_000n });
    second.setCsrs({ mhpmevent3: INSTRUCTIONS, mhpmcounter3: -15_000n, mstatus: 8n, mie: LCOFI });
    other.loop.run(20_001);
    expect([first.csr("mcause"), first.csr("mepc"), first.traps]).toEqual([INTERRUPT | 13n, BigInt(CODE), 1n]);
    // The other hart has taken 10000 instructions, and takes the interrupt behind 5000 more, in its next turn.
    other.loop.run(14_999);
    expect(second.traps).toBe(0n);
    other.loop.run(1);
    expect(second.traps).toBe(1n);
  });
});
