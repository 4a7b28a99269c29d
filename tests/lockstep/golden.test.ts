// Random programs whose digests were measured on real QEMU: each JSON file names the command that wrote it, and the image
// beside it holds the programs.
import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { parseOutput } from "../../src/debug/lockstep/output.js";
import { runOwn } from "../../src/debug/lockstep/run.js";
import { openProfile } from "../../src/runner/open-profile.js";
import { HART_WASM } from "../machine/program-machine.js";

const folder = new URL("golden/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".json"));

interface Golden {
  readonly profile: string;
  readonly command: string;
  /** Digest and number of traps of each program. */
  readonly digests: readonly string[];
}

describe("random programs leave what they left on real QEMU", () => {
  it.each(names)("%s", async (name) => {
    const golden = JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Golden;
    const image = new Uint8Array(gunzipSync(readFileSync(new URL(name.replace(".json", ".elf.gz"), folder))));
    const { text, problem } = runOwn(image, HART_WASM, await openProfile(golden.profile));
    expect(problem).toBeUndefined();
    const digests = parseOutput(text).programs.map(({ digest }) => digest);
    const parted = golden.digests.flatMap((digest, index) => (digest === digests[index] ? [] : [index]));
    expect(parted).toEqual([]);
    expect(digests).toHaveLength(golden.digests.length);
  });
});
