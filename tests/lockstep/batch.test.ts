// How batches are sorted, on sides that are made up: what each prints follows from the numbers of the programs it runs.
import { describe, expect, it } from "vitest";
import { PROGRAMS } from "../../src/debug/lockstep/arena.js";
import { type SortedBatch, sortBatch } from "../../src/debug/lockstep/batch.js";
import type { Difference } from "../../src/debug/lockstep/difference.js";
import { makeGenerator } from "../../src/debug/lockstep/generate.js";
import { HEADER, RECORD } from "../../src/debug/lockstep/harness-layout.js";
import { knownDifference } from "../../src/debug/lockstep/known-differences.js";
import type { Program } from "../../src/debug/lockstep/program.js";
import { openProfile } from "../../src/runner/open-profile.js";

interface Told {
  /** The end of the program: f0, which is its digest too. */
  readonly f0: number;
  readonly wroteCode?: boolean;
}
/** What a program prints in company of others; null where it hangs. */
type Behaviour = (number: number, all: readonly number[]) => Told | null;

const profile = await openProfile("qemu-7.2");
const draw = makeGenerator(profile, 1);
/** A program that tells its number by its data. */
const generate = (number: number): Program => ({ ...draw(number), dataSeed: BigInt(number) });

/** Numbers of an image's programs, and whether it asks for dumps. */
function read(image: Uint8Array): { readonly numbers: readonly number[]; readonly dump: boolean } {
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const headers = Array.from(
    { length: view.getUint16(56, true) },
    (_, n) => Number(view.getBigUint64(32, true)) + 56 * n,
  );
  const header = headers.find((at) => view.getBigUint64(at + 16, true) === BigInt(PROGRAMS))!;
  const start = Number(view.getBigUint64(header + 8, true));
  const numbers: number[] = [];
  let at = start + HEADER.bytes;
  for (let left = view.getUint32(start + HEADER.programs, true); left > 0; left--) {
    numbers.push(Number(view.getBigUint64(at + RECORD.dataSeed, true)));
    at += view.getUint32(at + RECORD.size, true);
  }
  return { numbers, dump: view.getUint32(start + HEADER.dump, true) !== 0 };
}

function side(behaviour: Behaviour) {
  return (image: Uint8Array) => {
    const { numbers, dump } = read(image);
    let text = "";
    for (const number of numbers) {
      const told = behaviour(number, numbers);
      if (told === null) return Promise.resolve({ text, problem: "hangs" });
      text += `${dump ? `F ${told.f0}\n` : ""}D ${told.f0} 0 0 ${told.wroteCode ? 1 : 0}\n`;
    }
    return Promise.resolve({ text: `${text}M 0 0 0 0 0\n`, problem: undefined });
  };
}

function sort(other: Behaviour, count: number, own: Behaviour = () => ({ f0: 1 })): Promise<SortedBatch> {
  const sides = { leftOvers: true, own: side(own), other: side(other) };
  return sortBatch({ profile, sides, generate, repeats: 1 }, [...Array(count).keys()]);
}

describe("batches of lockstep", () => {
  it("programs behind one that hangs on one side are told by their own difference", async () => {
    const { parted, known, hung, differences } = await sort((n) => (n === 1 ? null : { f0: n === 2 ? 2 : 1 }), 4);
    expect(parted).toEqual([1, 2]);
    expect(known).toEqual([]);
    expect(hung).toEqual([]);
    expect([...differences].map(([n, difference]) => [n, difference?.kind])).toEqual([
      [1, "only the other side hangs"],
      [2, "register: end"],
    ]);
  });

  it("a program that hangs on both sides is counted, and those behind it run", async () => {
    const hangs: Behaviour = (n) => (n === 1 ? null : { f0: 1 });
    const { parted, hung, own } = await sort(hangs, 4, hangs);
    expect(parted).toEqual([]);
    expect(hung).toEqual([1]);
    expect(own).toHaveLength(3);
  });

  it("without the excused, what agrees is let go and what parts is told", async () => {
    const { parted, wroteCode } = await sort((n, all) => {
      if (n === 0) return { f0: 2, wroteCode: true };
      const inCompany = all.includes(0) && all.length > 1;
      return { f0: n === 3 || (n === 1 && inCompany) || (n === 2 && all.length === 3) ? 2 : 1 };
    }, 4);
    expect(wroteCode).toEqual([0]);
    expect(parted).toEqual([2, 3]);
  });
});

describe("known differences", () => {
  it("FROUND that is not executed explains NV and NX that QEMU does not raise, and no other flag, nor a hang", async () => {
    const qemu = await openProfile("qemu-11.1");
    const drawn = makeGenerator(qemu, 1);
    const program = Array.from({ length: 400 }, (_, n) => drawn(n)).find(({ pieces }) =>
      pieces.some(({ steps }) => steps.some(({ row }) => row?.name.startsWith("fround"))),
    )!;
    const rule = (own: bigint, other: bigint, hangs = false) => {
      const values = [{ name: "fcsr", own, other }];
      const difference: Difference = { trap: 0, own: undefined, other: undefined, values, hangs, kind: "" };
      return knownDifference(difference, program, qemu)?.name;
    };
    expect(rule(0x11n, 0n)).toBe("unread-fround");
    expect(rule(0n, 0x11n)).toBeUndefined();
    expect(rule(0x19n, 0n)).toBeUndefined();
    expect(rule(0x11n, 0n, true)).toBeUndefined();
  });
});
