// Reads the signatures of a module's exported functions, so that no second list of them is needed.
import type { ValueType } from "../../isa/meaning.js";
import type { Signature } from "./module-writer.js";
import { VALUE_TYPES } from "./opcodes.js";

const NAMES = new Map(Object.entries(VALUE_TYPES).map(([name, code]) => [code as number, name as ValueType]));

/** Signatures by export name. Throws a TypeError when the bytes are no module. */
export function exportedSignatures(bytes: Uint8Array): ReadonlyMap<string, Signature> {
  if (bytes[0] !== 0 || bytes[1] !== 0x61) throw new TypeError("not a WebAssembly module");
  let at = 8;
  const unsigned = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  };
  const name = (): string => {
    const length = unsigned();
    at += length;
    return new TextDecoder().decode(bytes.slice(at - length, at));
  };
  const valueTypes = (): ValueType[] => Array.from({ length: unsigned() }, () => NAMES.get(bytes[at++]!)!);
  const types: Signature[] = [];
  const functions: number[] = [];
  const result = new Map<string, Signature>();
  while (at < bytes.length) {
    const id = bytes[at++]!;
    const size = unsigned();
    const end = at + size;
    const count = id === 0 ? 0 : unsigned();
    for (let i = 0; i < count && [1, 2, 3, 7].includes(id); i++) {
      if (id === 1) {
        at++;
        const parameters = valueTypes();
        types.push({ parameters, results: valueTypes() });
      } else if (id === 2) {
        name();
        name();
        const kind = bytes[at++]!;
        if (kind === 0) functions.push(unsigned());
        else if (kind === 2) {
          const flags = unsigned();
          unsigned();
          if ((flags & 1) !== 0) unsigned();
        } else throw new TypeError(`import of kind ${kind} is not expected`);
      } else if (id === 3) functions.push(unsigned());
      else {
        const exported = name();
        const kind = bytes[at++]!;
        const index = unsigned();
        if (kind === 0) result.set(exported, types[functions[index]!]!);
      }
    }
    at = end;
  }
  return result;
}
