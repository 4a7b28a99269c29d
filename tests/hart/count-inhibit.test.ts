// mcountinhibit stops mcycle, minstret and mhpmcounters, and lets them run again. Privileged manual, "Machine Counter-Inhibit".
import { describe, expect, it } from "vitest";
import { makeHarts } from "./hart-fixture.js";

const BITS = { mcycle: 1n, minstret: 4n, mhpmcounter3: 8n, mhpmcounter4: 16n };
/** What the mhpmcounters count: cycles, and instructions. */
const EVENTS = { mhpmevent3: 1n, mhpmevent4: 2n };
const NOPS = ["nop", "nop", "nop", "nop", "nop"];

describe.each(Object.entries(BITS))("%s", (counter, bit) => {
  const ran = (source: readonly string[], options: Parameters<typeof makeHarts>[0] = {}) => {
    const rig = makeHarts(options);
    rig.setCsrs(EVENTS);
    rig.setX("s0", bit);
    rig.setX("s1", 1000n);
    expect(rig.execute("M", source)).toBeNull();
    return [rig.x("a0"), rig.x("a1"), rig.x("a2")] as const;
  };
  /** A read of cycles counts itself, one of instructions does not. */
  const own = counter === "mcycle" || counter === "mhpmcounter3" ? 1n : 0n;
  const read = (register: string) => `csrr ${register}, ${counter}`;

  it("stands still while its bit is set: the instruction that sets it is the last to count", () => {
    const [before, stopped, later] = ran([read("a0"), "csrs mcountinhibit, s0", read("a1"), ...NOPS, read("a2")]);
    expect(stopped - before).toBe(2n - own);
    expect(later).toBe(stopped);
  });

  it("goes on from where it stood: the first instruction to count is the one after", () => {
    const stop = ["csrs mcountinhibit, s0", ...NOPS, read("a0"), "csrc mcountinhibit, s0"];
    const [stopped, first, later] = ran([...stop, read("a1"), ...NOPS, read("a2")]);
    expect(first - stopped).toBe(own);
    expect(later - first).toBe(6n);
  });

  it("takes a write while it stands, and counts on from it", () => {
    const write = ["csrs mcountinhibit, s0", `csrw ${counter}, s1`, ...NOPS, read("a0"), "csrc mcountinhibit, s0"];
    const [stopped, , later] = ran([...write, ...NOPS, read("a2")]);
    expect(stopped).toBe(1000n);
    expect(later - stopped).toBe(5n + own);
  });

  it("is not stopped by other bits, where a profile has them", () => {
    const facts = { "mask.mcountinhibit": "0x7fffd" };
    const others = ["li s0, 0x7fffd", `xori s0, s0, ${bit}`, "csrs mcountinhibit, s0"];
    const [before, later] = ran([...others, read("a0"), ...NOPS, read("a1")], { facts });
    expect(later - before).toBe(6n);
  });
});
