// The signature of an architectural test: memory between two symbols as lines of hexadecimal, as Spike writes it.
import type { Dma } from "../bus/ports.js";
import { InputError } from "./input-error.js";

/** First address of the signature and the first address after it (supervisor physical, bytes). */
export interface SignatureRange {
  readonly begin: number;
  readonly end: number;
}

/**
 * Text of the signature: one word of `granularity` bytes a line, most significant digit first; the last line is padded
 * with zeros.
 * @throws InputError when the range is not in RAM.
 */
export function signatureText(dma: Dma, range: SignatureRange, granularity: number): string {
  const bytes = new Uint8Array(Math.ceil((range.end - range.begin) / granularity) * granularity);
  if (!dma.read(range.begin, bytes.subarray(0, range.end - range.begin))) {
    const [begin, end] = [range.begin.toString(16), range.end.toString(16)];
    throw new InputError(`signature 0x${begin} to 0x${end} is not in RAM`);
  }
  let text = "";
  for (let at = 0; at < bytes.length; at += granularity) {
    const word = Array.from(bytes.subarray(at, at + granularity)).reverse();
    text += `${word.map((byte) => byte.toString(16).padStart(2, "0")).join("")}\n`;
  }
  return text;
}
