// An ELF file of harness and programs, which QEMU and this machine start alike.
import { assembleProgram } from "../../isa/assemble-program.js";
import { HARNESS, PROGRAMS, PROGRAMS_BYTES, STUBS } from "./arena.js";
import { HARNESS_SOURCE, STUBS_SOURCE } from "./harness.js";
import {
  FLAG_SUPERVISOR,
  FLAG_VIRTUAL,
  FLAG_WAITS,
  HEADER,
  RECORD,
  RESERVED_REGISTERS,
  START_CSRS,
} from "./harness-layout.js";
import { codeAddress, END_BYTES, layOut, type Program } from "./program.js";

export interface ImageOptions {
  /** How often each program runs, on the same code. */
  readonly repeats?: number;
  /** Print every trap and the end of every program in full. */
  readonly dump?: boolean;
  /** mtval2 and htval are not compared but for guest-page faults. */
  readonly leftOvers?: boolean;
}

interface Segment {
  readonly address: number;
  readonly bytes: Uint8Array;
}

let fixed: readonly Segment[] | undefined;

/** @throws RangeError when the programs do not fit. */
export function buildImage(
  programs: readonly Program[],
  { repeats = 1, dump = false, leftOvers = false }: ImageOptions = {},
): Uint8Array {
  fixed ??= [
    { address: HARNESS, bytes: assembleProgram(HARNESS_SOURCE, HARNESS).bytes },
    { address: STUBS, bytes: assembleProgram(STUBS_SOURCE, STUBS).bytes },
  ];
  const records = programs.map(recordOf);
  const size = HEADER.bytes + records.reduce((sum, { length }) => sum + length, 0);
  if (size > PROGRAMS_BYTES)
    throw new RangeError(`${programs.length} programs take ${size} bytes; expected ${PROGRAMS_BYTES} or less`);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(HEADER.programs, programs.length, true);
  view.setUint32(HEADER.repeats, repeats, true);
  view.setUint32(HEADER.dump, dump ? 1 : 0, true);
  view.setUint32(HEADER.leftOvers, leftOvers ? 1 : 0, true);
  let at: number = HEADER.bytes;
  for (const record of records) {
    bytes.set(record, at);
    at += record.length;
  }
  return elfFile(HARNESS, [...fixed, { address: PROGRAMS, bytes }]);
}

function recordOf(program: Program): Uint8Array {
  const code = layOut(program.pieces).bytes;
  const size = (RECORD.code + code.length + 7) & ~7;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  const at = codeAddress(program);
  const long = (offset: number, value: bigint) => {
    view.setBigUint64(offset, BigInt.asUintN(64, value), true);
  };
  view.setUint32(RECORD.size, size, true);
  view.setUint32(RECORD.codeAt, at, true);
  view.setUint32(RECORD.codeBytes, code.length, true);
  view.setUint32(RECORD.codeEnd, at + code.length - END_BYTES, true);
  view.setUint32(RECORD.fetchAt, at + program.fetchOffset, true);
  view.setUint32(RECORD.flags, flagsOf(program), true);
  long(RECORD.dataSeed, program.dataSeed);
  long(RECORD.mstatus, program.mstatus);
  for (const [index, value] of program.x.entries()) long(RECORD.x + 8 * index, value);
  for (const [index, value] of program.f.entries()) long(RECORD.f + 8 * index, value);
  for (const [index, name] of START_CSRS.entries()) long(RECORD.csrs + 8 * index, program.csrs[name] ?? 0n);
  for (const [index, value] of program.ptes.entries()) long(RECORD.ptes + 8 * index, value);
  bytes.set(code, RECORD.code);
  return bytes;
}

function flagsOf({ mode, reserved, waits }: Program): number {
  return (
    RESERVED_REGISTERS.indexOf(reserved) |
    (mode === "VS" || mode === "VU" ? FLAG_VIRTUAL : 0) |
    (mode === "HS" || mode === "VS" ? FLAG_SUPERVISOR : 0) |
    (waits ? FLAG_WAITS : 0)
  );
}

const ELF_HEADER = 64;
const PROGRAM_HEADER = 56;

/** An executable of segments that lie where they are linked. */
function elfFile(entry: number, segments: readonly Segment[]): Uint8Array {
  let end = ELF_HEADER + PROGRAM_HEADER * segments.length;
  const offsets = segments.map(({ bytes }) => {
    const offset = (end + 7) & ~7;
    end = offset + bytes.length;
    return offset;
  });
  const file = new Uint8Array(end);
  const view = new DataView(file.buffer);
  // Magic, 64 bits, little-endian, version 1.
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, 2, true);
  view.setUint16(18, 243, true);
  view.setUint32(20, 1, true);
  view.setUint32(24, entry, true);
  view.setUint32(32, ELF_HEADER, true);
  view.setUint16(52, ELF_HEADER, true);
  view.setUint16(54, PROGRAM_HEADER, true);
  view.setUint16(56, segments.length, true);
  for (const [index, { address, bytes }] of segments.entries()) {
    const at = ELF_HEADER + PROGRAM_HEADER * index;
    const offset = offsets[index]!;
    view.setUint32(at, 1, true);
    view.setUint32(at + 4, 7, true);
    view.setUint32(at + 8, offset, true);
    view.setUint32(at + 16, address, true);
    view.setUint32(at + 24, address, true);
    view.setUint32(at + 32, bytes.length, true);
    view.setUint32(at + 40, bytes.length, true);
    view.setUint32(at + 48, 8, true);
    file.set(bytes, offset);
  }
  return file;
}
