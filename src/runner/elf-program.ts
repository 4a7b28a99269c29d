// A bare ELF program on a machine of its own: M-mode, no firmware, mailboxes and signature found by their symbols.
import { readFileSync } from "node:fs";
import { describeCpu } from "../machine/cpu.js";
import { type Elf, ImageError, readElf } from "../machine/elf.js";
import type { Profile } from "../scenario/profile.js";
import { type ProgramLimits, type ProgramResult, runBareProgram } from "./bare-program.js";
import { buildMachine } from "./build-machine.js";
import { InputError } from "./input-error.js";
import { shippedPath } from "./package-root.js";
import { signatureText } from "./signature.js";

export interface ElfProgramOptions {
  readonly profile: Profile;
  readonly harts: number;
  /** RAM in bytes. */
  readonly memory: number;
}

export interface BareProgram {
  run(limits: ProgramLimits): Promise<ProgramResult>;
  /**
   * The signature after the run: lines of `granularity` bytes.
   * @throws InputError when the program has no signature.
   */
  signature(granularity: number): string;
}

let hartWasm: Uint8Array | undefined;

/**
 * @param print Called with bytes that the program prints, through HTIF or UART 0.
 * @throws InputError when the bytes are no program that reports through `tohost`.
 */
export function openBareProgram(
  bytes: Uint8Array,
  { profile, harts, memory }: ElfProgramOptions,
  print: (bytes: Uint8Array) => void,
): BareProgram {
  const { symbols } = parse(bytes);
  const address = (name: string) => {
    const symbol = symbols.find(name);
    return symbol === undefined ? null : Number(symbol.address);
  };
  const tohost = address("tohost");
  if (tohost === null) {
    throw new InputError("no symbol tohost; expected an ELF that reports through it, not stripped");
  }
  hartWasm ??= new Uint8Array(readFileSync(shippedPath("dist", "hart.wasm")));
  const cpu = describeCpu(profile);
  const board = { harts, memory, cpu, kernel: bytes, uarts: 1, vms: [], seed: 1, rtcNs: 0n };
  const onConsole = (_device: string, byte: number) => print(Uint8Array.of(byte));
  const machine = buildMachine({ hartWasm, profile, board, instructionsPerTick: 100, onConsole }, "cannot start");
  return {
    run: (limits) => runBareProgram(machine, { tohost, fromhost: address("fromhost") }, limits, print),
    signature(granularity) {
      const [begin, end] = [address("begin_signature"), address("end_signature")];
      if (begin === null || end === null || end < begin) {
        throw new InputError("no signature: expected symbols begin_signature and end_signature");
      }
      return signatureText(machine.dma, { begin, end }, granularity);
    },
  };
}

function parse(bytes: Uint8Array): Elf {
  try {
    return readElf(bytes);
  } catch (error) {
    if (error instanceof ImageError) throw new InputError(error.message);
    throw error;
  }
}
