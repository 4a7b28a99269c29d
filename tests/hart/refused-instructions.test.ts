// What a trap of an instruction that the mode refuses reports. Hypervisor chapter, "Trap Entry" and the GVA fields:
// only an address in stval or mtval is a guest virtual address, never an instruction's word.
import { beforeEach, expect, test } from "vitest";
import { type Mode, makeHarts } from "./hart-fixture.js";

const rig = makeHarts();
beforeEach(() => rig.reset());

const ALL_EXCEPTIONS = 0xf0_b7ffn;
const GVA_M = 1n << 38n;
const GVA_HS = 1n << 6n;
const ILLEGAL = 2n;
const VIRTUAL = 22n;

const REFUSED: readonly (readonly [string, Mode, bigint])[] = [
  ["hlv.d a1, (a0)", "VS", VIRTUAL],
  ["hsv.b a1, (a0)", "VU", VIRTUAL],
  ["hfence.gvma", "VS", VIRTUAL],
  ["sfence.vma", "VU", VIRTUAL],
  ["csrr a1, hstatus", "VS", VIRTUAL],
  ["csrr a1, mstatus", "VS", ILLEGAL],
  ["cbo.zero (a0)", "VS", VIRTUAL],
  ["cbo.inval (a0)", "VU", VIRTUAL],
  ["mret", "VS", ILLEGAL],
  [".word 0", "VS", ILLEGAL],
];

for (const [source, mode, cause] of REFUSED) {
  test(`${source} in ${mode} traps with GVA clear, in HS and in M`, () => {
    for (const [medeleg, status, gva] of [
      [ALL_EXCEPTIONS, "hstatus", GVA_HS],
      [0n, "mstatus", GVA_M],
    ] as const) {
      rig.reset();
      // Menvcfg opens what only henvcfg closes; GVA is set before, so that the trap has to clear it.
      rig.setCsrs({ medeleg, menvcfg: 0xf0, henvcfg: 0, senvcfg: 0, hstatus: GVA_HS, mstatus: GVA_M });

      expect(rig.execute(mode, source)).toMatchObject({ cause, tval2: 0n, tinst: 0n });
      expect(rig.csr(status) & gva).toBe(0n);
    }
  });
}
