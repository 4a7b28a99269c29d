// hart.wasm as it was built: no state of its own, so that any number of instances may share one memory; and the facts it
// was compiled with.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { exportedSignatures } from "../../src/engine/wasm/exported-signatures.js";
import { renderHartFacts } from "../../src/isa/hart-facts.js";

const file = (path: string) => new URL(`../../${path}`, import.meta.url);
const bytes = new Uint8Array(readFileSync(file("dist/hart.wasm")));

/** Ids of the sections in order (core specification, "Modules", binary format). */
function sections(): readonly { readonly id: number; readonly count: number }[] {
  const found: { id: number; count: number }[] = [];
  let at = 8;
  const unsigned = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const id = bytes[at++]!;
    const size = unsigned();
    const end = at + size;
    found.push({ id, count: unsigned() });
    at = end;
  }
  return found;
}

const [TABLE, GLOBAL, START, ELEMENT, DATA] = [4, 6, 8, 9, 11];

test("it has no globals, no data, no start function and no table", () => {
  const used = sections().filter(
    ({ id, count }) => id === START || ([TABLE, GLOBAL, ELEMENT, DATA].includes(id) && count > 0),
  );
  expect(used).toEqual([]);
});

test("it imports its memory and the three ports, and nothing else", () => {
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(bytes)).map(
    ({ module, name, kind }) => `${module}.${name} ${kind}`,
  );
  const ports = ["mmioRead", "mmioWrite", "trapped"].map((name) => `ports.${name} function`);
  expect(imports.sort()).toEqual(["env.memory memory", ...ports]);
});

test("every exported function takes the hart first, but those that concern the whole machine", () => {
  const whole = ["decode", "mtimeHigh", "mtimeLow", "pageWritten", "setMtime"];
  for (const [name, { parameters }] of exportedSignatures(bytes)) {
    if (!whole.includes(name)) expect(parameters[0], name).toBe("i32");
  }
});

test("src/hart/facts.ts is what the tables give", () => {
  expect(readFileSync(file("src/hart/facts.ts"), "utf8")).toBe(renderHartFacts());
});
