// Random programs in the interpreter and in translated code: the same digests, steps and state of the whole machine.
import { describe, expect, it } from "vitest";
import { makeGenerator } from "../../src/debug/lockstep/generate.js";
import { buildImage } from "../../src/debug/lockstep/image.js";
import { parseOutput } from "../../src/debug/lockstep/output.js";
import { runOwn } from "../../src/debug/lockstep/run.js";
import { openProfile } from "../../src/runner/open-profile.js";
import { stateDigest } from "../engine/state-digest.js";
import { HART_WASM } from "../machine/program-machine.js";

const PROGRAMS = 60;
/** Turns in which each program runs: in the last ones its code is translated. */
const REPEATS = 4;

describe("random programs compute the same in either engine", () => {
  it.each(["spec", "qemu-7.2", "qemu-11.1"])("under profile %s", async (name) => {
    const profile = await openProfile(name);
    const generate = makeGenerator(profile, 7);
    const image = buildImage(
      Array.from({ length: PROGRAMS }, (_, index) => generate(index)),
      { repeats: REPEATS },
    );
    const interpreted = runOwn(image, HART_WASM, profile, "interpreter");
    const translated = runOwn(image, HART_WASM, profile, "translator");
    expect(interpreted.problem).toBeUndefined();
    expect(translated.text).toBe(interpreted.text);
    expect(translated.machine.steps).toBe(interpreted.machine.steps);
    expect(stateDigest(translated.machine)).toBe(stateDigest(interpreted.machine));
    expect(translated.machine.regions).toBeGreaterThan(PROGRAMS);
    // A program starts from the same state in every turn.
    const digests = parseOutput(interpreted.text).programs.map(({ digest }) => digest);
    expect(digests).toHaveLength(PROGRAMS * REPEATS);
  });
});
