// Two-stage translation. Hypervisor chapter: "Two-Stage Address Translation", "Guest Physical Address Translation",
// "Guest-Page Faults".
import { beforeEach, describe, expect, test } from "vitest";
import { CODE, DATA, makeHarts, RAM, type Trap } from "./hart-fixture.js";
import { A, D, type Guest, MODES, makeGuest, makeTables, R, S_RWX, U, U_RWX, V, W, X } from "./page-tables.js";

const rig = makeHarts();
const VA = 0x12_3456_7000n;
const MXR = 1n << 19n;
const SUM = 1n << 18n;
const ADUE = 1n << 61n;

beforeEach(() => {
  rig.reset();
  rig.write64(DATA, 0x1122_3344_5566_7788n);
});

const pageOf = (pa: number) => pa - (pa % 4096);

function load(address: bigint): Trap | null {
  rig.setX("a0", address);
  return rig.execute("VS", "ld a1, (a0)");
}
function store(address: bigint): Trap | null {
  rig.setX("a0", address);
  return rig.execute("VS", "sd a2, (a0)");
}
/** A jump, and the instruction it leads to. */
function jump(address: bigint): Trap | null {
  rig.setX("a0", address);
  return rig.execute("VS", "jr a0");
}
const fence = () => expect(rig.execute("HS", ["hfence.vvma", "hfence.gvma"])).toBeNull();

/** ld a1, (a0) and sd a2, (a0) with rs1 cleared: what htinst holds for them. */
const LD = 0x3583n;
const SD = 0x00c0_3023n;
const NONE = 0n;
/** Pseudoinstructions: a 64-bit read, and a 64-bit write, for VS-stage address translation. */
const PSEUDO_READ = 0x3000n;
const PSEUDO_WRITE = 0x3020n;

function guestPageFault(cause: bigint, tval: bigint, gpa: bigint, tinst: bigint, epc = BigInt(CODE)): Trap {
  return { to: "M", cause, epc, tval, tval2: gpa >> 2n, tinst };
}

describe("G-stage alone (vsatp Bare)", () => {
  for (const mode of MODES) {
    const bits = 14n + 9n * BigInt(mode.levels);
    describe(`${mode.name}x4`, () => {
      function identity() {
        const g = makeTables(rig).guestSpace(mode);
        for (let pa = RAM; pa < RAM + 0x8000; pa += 4096) g.map(pa, pa, U_RWX);
        rig.setCsrs({ hgatp: g.atp, vsatp: 0 });
        return g;
      }

      test("a guest physical address is found through all levels, with two bits more at the root", () => {
        const g = identity();
        for (const gpa of [VA, (1n << bits) - 0x1000n, 1n << (bits - 1n), 1n << (bits - 2n)]) {
          g.map(gpa, DATA, U_RWX);
          expect(load(gpa), gpa.toString(16)).toBeNull();
          expect(rig.x("a1")).toBe(0x1122_3344_5566_7788n);
        }
      });

      test("an address with bits above is a guest-page fault, even where its low bits are mapped", () => {
        const g = identity();
        g.map(VA, DATA, U_RWX);
        for (const gpa of [1n << bits, VA | (1n << bits), VA | (1n << 63n)]) {
          expect(load(gpa)).toEqual(guestPageFault(21n, gpa, gpa, LD));
          expect(store(gpa)).toEqual(guestPageFault(23n, gpa, gpa, SD));
          expect(jump(gpa)).toEqual(guestPageFault(20n, gpa, gpa, NONE, gpa));
        }
      });

      for (let level = 1; level < mode.levels; level++) {
        const size = 1n << BigInt(12 + 9 * level);
        test(`a superpage at level ${level} works, and one that is not aligned is a guest-page fault`, () => {
          const g = identity();
          const base = 0x8000_0000n & ~(size - 1n);
          g.map(4n * size, base, U_RWX, level);
          if (size > BigInt(DATA) - base) {
            expect(load(4n * size + BigInt(DATA) - base)).toBeNull();
            expect(rig.x("a1")).toBe(0x1122_3344_5566_7788n);
          }
          g.map(8n * size, base + 0x1000n, U_RWX, level);
          expect(load(8n * size)).toEqual(guestPageFault(21n, 8n * size, 8n * size, LD));
        });
      }
    });
  }
});

describe("both stages", () => {
  for (const mode of MODES) {
    for (const gMode of MODES) {
      test(`${mode.name} over ${gMode.name}x4 reads, writes and fetches`, () => {
        const { vs, gpa } = makeGuest(rig, mode, gMode);
        vs.map(VA, gpa(DATA), S_RWX);
        expect(load(VA)).toBeNull();
        expect(rig.x("a1")).toBe(0x1122_3344_5566_7788n);
        rig.setX("a2", 0x13n); // nop
        expect(store(VA)).toBeNull();
        expect(rig.read64(DATA)).toBe(0x13n);
        expect(jump(VA)).toBeNull();
        expect(rig.pc).toBe(VA + 4n);
      });
    }
  }

  test("superpages of either stage combine", () => {
    const { vs, g } = makeGuest(rig);
    // VS-stage: 1 GiB at VA 4 GiB to GPA 12 GiB; G-stage: 2 MiB at GPA 12 GiB to RAM.
    vs.map(0x1_0000_0000n, 0x3_0000_0000n, S_RWX, 2);
    g.map(0x3_0000_0000n, RAM, U_RWX, 1);
    expect(load(0x1_0000_0000n + BigInt(DATA - RAM))).toBeNull();
    expect(rig.x("a1")).toBe(0x1122_3344_5566_7788n);
    // The next 2 MiB of the same VS superpage are not mapped by the G-stage.
    const beyond = 0x1_0020_0008n;
    expect(load(beyond)).toEqual(guestPageFault(21n, beyond, 0x3_0020_0008n, LD));
  });

  test("a fault of the VS-stage is a page fault of the guest: tval2 and the G-stage play no part", () => {
    const { vs } = makeGuest(rig);
    expect(load(VA)).toEqual({ to: "M", cause: 13n, epc: BigInt(CODE), tval: VA, tval2: 0n, tinst: LD });
    expect(store(VA)).toEqual({ to: "M", cause: 15n, epc: BigInt(CODE), tval: VA, tval2: 0n, tinst: SD });
    expect(jump(VA)).toEqual({ to: "M", cause: 12n, epc: VA, tval: VA, tval2: 0n, tinst: 0n });
    // A VS-stage permission fault wins over a missing G-stage mapping.
    vs.map(VA, 0x7000_0000n, V | R | A | D);
    expect(store(VA)?.cause).toBe(15n);
    expect(load(VA)?.cause).toBe(21n);
  });
});

describe("the G-stage permission check", () => {
  let guest: Guest;
  beforeEach(() => {
    guest = makeGuest(rig);
    guest.vs.map(VA, guest.gpa(DATA), S_RWX);
    rig.code("nop", DATA);
  });
  const at = VA + 0x10n;

  for (const [flags, text, loads, stores, fetches] of [
    [U | R, "R", true, false, false],
    [U | R | W, "RW", true, true, false],
    [U | X, "X", false, false, true],
    [U | R | X, "RX", true, false, true],
    [U | R | W | X, "RWX", true, true, true],
    [R | W | X, "RWX without U", false, false, false],
  ] as const) {
    test(`a page with ${text} permits exactly that`, () => {
      guest.g.map(guest.gpa(DATA), DATA, V | A | D | flags);
      const gpa = guest.gpa(DATA) + 0x10n;
      expect(load(at)).toEqual(loads ? null : guestPageFault(21n, at, gpa, LD));
      expect(store(at)).toEqual(stores ? null : guestPageFault(23n, at, gpa, SD));
      rig.write64(DATA + 0x10, 0x13n);
      expect(jump(at)).toEqual(fetches ? null : guestPageFault(20n, at, gpa, NONE, at));
    });
  }

  test("an AMO needs W in the G-stage and reports a store guest-page fault", () => {
    guest.g.map(guest.gpa(DATA), DATA, V | A | D | U | R);
    rig.setX("a0", at);
    const trap = rig.execute("VS", "amoadd.d a1, a2, (a0)");
    expect(trap).toEqual(guestPageFault(23n, at, guest.gpa(DATA) + 0x10n, 0x00c0_35afn));
  });

  test("VU is checked in the same way: U of the G-stage says nothing about the guest's privilege", () => {
    guest.vs.map(CODE, guest.gpa(CODE), U_RWX);
    guest.vs.map(VA, guest.gpa(DATA), U_RWX);
    rig.setX("a0", at);
    expect(rig.execute("VU", "ld a1, (a0)")).toBeNull();
    guest.g.map(guest.gpa(DATA), DATA, S_RWX);
    fence();
    rig.setX("a0", at);
    expect(rig.execute("VU", "ld a1, (a0)")?.cause).toBe(21n);
  });

  test("a missing, reserved or leafless entry is a guest-page fault", () => {
    const gpa = guest.gpa(DATA) + 0x10n;
    for (const entry of [0n, V, V | U, V | W | X | U | A | D, U_RWX | (1n << 54n), U_RWX | (1n << 63n)]) {
      guest.g.map(guest.gpa(DATA), DATA, entry);
      fence();
      expect(load(at), entry.toString(16)).toEqual(guestPageFault(21n, at, gpa, LD));
    }
  });

  test("vsstatus.SUM and MXR do not open G-stage pages", () => {
    rig.setCsr("vsstatus", SUM | MXR);
    guest.g.map(guest.gpa(DATA), DATA, V | A | D | U | X);
    expect(load(at)?.cause).toBe(21n);
  });
});

describe("VS-stage permissions", () => {
  let guest: Guest;
  beforeEach(() => {
    guest = makeGuest(rig);
  });

  test("vsstatus.SUM opens U pages to VS; sstatus.SUM of HS does not", () => {
    guest.vs.map(VA, guest.gpa(DATA), U_RWX);
    expect(load(VA)?.cause).toBe(13n);
    rig.setCsr("mstatus", SUM);
    expect(load(VA)?.cause).toBe(13n);
    rig.setCsrs({ mstatus: 0, vsstatus: SUM });
    expect(load(VA)).toBeNull();
    expect(jump(VA)?.cause).toBe(12n);
  });

  test("vsstatus.MXR opens execute-only pages of the VS-stage; MXR of HS those of both stages", () => {
    guest.vs.map(VA, guest.gpa(DATA), V | A | D | X);
    expect(load(VA)?.cause).toBe(13n);
    rig.setCsr("vsstatus", MXR);
    expect(load(VA)).toBeNull();
    rig.setCsrs({ vsstatus: 0, mstatus: MXR });
    expect(load(VA)).toBeNull();
    guest.g.map(guest.gpa(DATA), DATA, V | A | D | U | X);
    fence();
    expect(load(VA)).toBeNull();
    rig.setCsrs({ vsstatus: MXR, mstatus: 0 });
    expect(load(VA)?.cause).toBe(21n);
  });
});

describe("implicit accesses of the VS-stage walk", () => {
  let guest: Guest;
  beforeEach(() => {
    guest = makeGuest(rig);
    guest.vs.map(VA, guest.gpa(DATA), S_RWX);
  });
  /** Supervisor physical address of the page of the last-level table, and guest physical address of the entry. */
  const table = () => pageOf(guest.vs.entry(VA));
  const entryGpa = () => guest.gpa(guest.vs.entry(VA));

  test("a table that the G-stage does not map is a guest-page fault by the original access, with the pseudoinstruction", () => {
    guest.g.map(guest.gpa(table()), 0, 0n);
    expect(load(VA + 8n)).toEqual(guestPageFault(21n, VA + 8n, entryGpa(), PSEUDO_READ));
    expect(store(VA + 8n)).toEqual(guestPageFault(23n, VA + 8n, entryGpa(), PSEUDO_READ));
    expect(jump(VA + 8n)).toEqual(guestPageFault(20n, VA + 8n, entryGpa(), PSEUDO_READ, VA + 8n));
  });

  test("reading a table needs R in the G-stage; X is no substitute, whatever MXR says", () => {
    guest.g.map(guest.gpa(table()), table(), V | A | D | U | X);
    rig.setCsrs({ mstatus: MXR, vsstatus: MXR });
    expect(load(VA)).toEqual(guestPageFault(21n, VA, entryGpa(), PSEUDO_READ));
    guest.g.map(guest.gpa(table()), table(), V | A | U | R);
    fence();
    expect(load(VA)).toBeNull();
  });

  test("a store through a read-only table needs no more than R there", () => {
    guest.g.map(guest.gpa(table()), table(), V | A | U | R);
    expect(store(VA)).toBeNull();
  });

  test("updating A or D in a table that the G-stage maps read-only reports the write pseudoinstruction", () => {
    rig.setCsrs({ menvcfg: ADUE, henvcfg: ADUE });
    const entry = guest.vs.map(VA, guest.gpa(DATA), S_RWX & ~A & ~D);
    guest.g.map(guest.gpa(table()), table(), V | A | U | R);
    expect(load(VA)).toEqual(guestPageFault(21n, VA, entryGpa(), PSEUDO_WRITE));
    expect(store(VA)).toEqual(guestPageFault(23n, VA, entryGpa(), PSEUDO_WRITE));
    expect(rig.read64(entry) & (A | D)).toBe(0n);
  });

  test("a root beyond the guest physical address space is a guest-page fault with that address", () => {
    const root = 1n << 43n;
    rig.setCsr("vsatp", (8n << 60n) | (root >> 12n));
    const trap = jump(VA);
    const entry = root + 8n * ((BigInt(CODE) >> 30n) & 0x1ffn);
    expect(trap).toEqual(guestPageFault(20n, BigInt(CODE), entry, PSEUDO_READ));
  });
});

describe("A and D in each stage", () => {
  let guest: Guest;
  let vsEntry: number;
  let gEntry: number;
  beforeEach(() => {
    guest = makeGuest(rig);
    vsEntry = guest.vs.map(VA, guest.gpa(DATA), S_RWX & ~A & ~D);
    gEntry = guest.g.map(guest.gpa(DATA), DATA, U_RWX & ~A & ~D);
  });
  const flags = () => [rig.read64(vsEntry) & (A | D), rig.read64(gEntry) & (A | D)];

  test("without ADUE the VS-stage page faults", () => {
    expect(load(VA)?.cause).toBe(13n);
    expect(store(VA)?.cause).toBe(15n);
    expect(flags()).toEqual([0n, 0n]);
  });

  test("menvcfg.ADUE alone does not update the VS-stage: henvcfg.ADUE governs it", () => {
    rig.setCsr("menvcfg", ADUE);
    expect(load(VA)?.cause).toBe(13n);
    expect(flags()).toEqual([0n, 0n]);
  });

  test("menvcfg.ADUE alone updates the G-stage", () => {
    rig.setCsr("menvcfg", ADUE);
    rig.write64(vsEntry, rig.read64(vsEntry) | A | D);
    expect(load(VA)).toBeNull();
    expect(flags()).toEqual([A | D, A]);
    expect(store(VA)).toBeNull();
    expect(flags()).toEqual([A | D, A | D]);
  });

  test("henvcfg.ADUE updates both: a load A, a store A and D", () => {
    rig.setCsrs({ menvcfg: ADUE, henvcfg: ADUE });
    expect(load(VA)).toBeNull();
    expect(flags()).toEqual([A, A]);
    expect(store(VA)).toBeNull();
    expect(flags()).toEqual([A | D, A | D]);
  });

  test("without menvcfg.ADUE the G-stage raises guest-page faults for A=0 and D=0", () => {
    rig.write64(vsEntry, rig.read64(vsEntry) | A | D);
    expect(load(VA)).toEqual(guestPageFault(21n, VA, guest.gpa(DATA), LD));
    rig.write64(gEntry, rig.read64(gEntry) | A);
    expect(load(VA)).toBeNull();
    expect(store(VA)).toEqual(guestPageFault(23n, VA, guest.gpa(DATA), SD));
    expect(rig.read64(gEntry) & D).toBe(0n);
  });

  test("the G-stage entry of a VS table gets A when it is walked, and D when an entry in it is updated", () => {
    rig.setCsrs({ menvcfg: ADUE, henvcfg: ADUE });
    const table = pageOf(vsEntry);
    const tableEntry = guest.g.map(guest.gpa(table), table, U_RWX & ~A & ~D);
    rig.write64(vsEntry, rig.read64(vsEntry) | A | D);
    expect(load(VA)).toBeNull();
    expect(rig.read64(tableEntry) & (A | D)).toBe(A);
    rig.write64(vsEntry, rig.read64(vsEntry) & ~A & ~D);
    fence();
    expect(load(VA)).toBeNull();
    expect(rig.read64(tableEntry) & (A | D)).toBe(A | D);
  });
});

test("hgatp Bare leaves guest physical addresses as they are", () => {
  const { vs } = makeGuest(rig);
  void vs;
  const tables = makeTables(rig);
  const space = tables.space(MODES[0]);
  space.map(CODE, CODE, S_RWX);
  space.map(VA, DATA, S_RWX);
  rig.setCsrs({ hgatp: 0, vsatp: space.atp });
  expect(load(VA)).toBeNull();
  expect(rig.x("a1")).toBe(0x1122_3344_5566_7788n);
});
