// Loads and stores that the TLB did not answer: translation, PMP, devices, page-crossing accesses.
import {
  DATA_CONTEXT,
  READ_GENERATION,
  STALE_INSTRUCTION,
  TRANSLATED_WRITABLE,
  WRITE_GENERATION,
} from "../layout/hart";
import { BUS_ERROR, MMIO_HIGH, PAGE_WRITE_MAPPED } from "../layout/machine";
import {
  DESCRIPTOR_FLAGS,
  DESCRIPTOR_READ_GENERATION,
  DESCRIPTOR_WRITE_GENERATION,
  TLB_READ,
  TLB_VALUE,
  TLB_WRITE,
} from "../layout/tlb";
import { isCode, pageWritten } from "./code";
import { instructionAtPc } from "./code-at";
import {
  FACT_MISALIGNED_DEVICE_ACCESS,
  FACT_MISALIGNED_LOAD,
  FACT_PMP_CROSSING_ACCESS,
  FACT_STALE_INSTRUCTION,
  MISALIGNED_DEVICE_ACCESS_IS_WHOLE,
  MISALIGNED_LOAD_IS_BY_PAGE,
  PMP_CROSSING_ACCESS_IS_BY_PAGE,
  PMP_CROSSING_ACCESS_IS_WHOLE_AT_FIRST_PAGE,
  STALE_INSTRUCTION_IS_TRAPS,
} from "./facts";
import { accessFault, clearFault, faulted, NO_ADDRESS } from "./fault";
import { pageFlags, ramAt, romAt, setPageFlags } from "./physical";
import { ACCESS_EXECUTABLE_READ, ACCESS_READ, ACCESS_WRITE, pmpCheck, pmpUniform } from "./pmp";
import { mmioRead, mmioWrite } from "./ports";
import { fact, M } from "./state";
import { descriptorOf, entryAt, fill } from "./tlb";
import { raiseFaultOf } from "./trap";
import { denied, translate } from "./walk";

/** Physical address for `bytes` bytes within one page, PMP checked; NO_ADDRESS with the fault set. */
export function locate(h: u32, context: u32, va: u64, bytes: u64, access: i32): u64 {
  const d = descriptorOf(h, context);
  const pa = translate(h, d, va, access);
  // Without a fault it is the last byte of an address space that nothing translates, where no memory is.
  if (pa == NO_ADDRESS) return faulted(h) ? NO_ADDRESS : denied(h, d, va, access);
  const toM = <i32>(load<u64>(d + DESCRIPTOR_FLAGS) & 3) == M;
  return pmpCheck(h, pa, bytes, access, toM) ? pa : denied(h, d, va, access);
}

function crossesPage(va: u64, bytes: u64): bool {
  return (va & 0xfff) + bytes > 4096;
}

/** The part of an access in the first of two pages; by the fact, PMP is asked there about all of it. */
function locateFirst(h: u32, context: u32, va: u64, bytes: u64, whole: u64, access: i32): u64 {
  const rule = fact(FACT_PMP_CROSSING_ACCESS);
  if (rule == PMP_CROSSING_ACCESS_IS_WHOLE_AT_FIRST_PAGE) return locate(h, context, va, whole, access);
  if (rule == PMP_CROSSING_ACCESS_IS_BY_PAGE || held(h, context, va, access))
    return locate(h, context, va, bytes, access);
  const pa = locate(h, context, va, whole, access);
  if (pa == NO_ADDRESS || access == ACCESS_EXECUTABLE_READ) return pa;
  keep(h, context, va, pa, access == ACCESS_WRITE || load<i32>(h + TRANSLATED_WRITABLE) != 0);
  return pa;
}

/** Whether the TLB holds the page for an access of this kind. */
function held(h: u32, context: u32, va: u64, access: i32): bool {
  const d = descriptorOf(h, context);
  const write = access == ACCESS_WRITE;
  const generation = load<u64>(d + (write ? DESCRIPTOR_WRITE_GENERATION : DESCRIPTOR_READ_GENERATION));
  return load<u64>(entryAt(context + (write ? TLB_WRITE : TLB_READ), va)) == ((va & ~0xfff) | generation);
}

/** Bytes at an address in linear memory, zero-extended. */
export function hostLoad(host: u32, bytes: i32): u64 {
  if (bytes == 1) return <u64>load<u8>(host);
  if (bytes == 2) return <u64>load<u16>(host);
  if (bytes == 4) return <u64>load<u32>(host);
  return load<u64>(host);
}

export function hostStore(host: u32, bytes: i32, value: u64): void {
  if (bytes == 1) store<u8>(host, <u8>value);
  else if (bytes == 2) store<u16>(host, <u16>value);
  else if (bytes == 4) store<u32>(host, <u32>value);
  else store<u64>(host, value);
}

/** Bytes at a physical address, zero-extended. BUS_ERROR tells of a device that did not answer. */
export function readPhysical(pa: u64, bytes: i32): u64 {
  store<u32>(BUS_ERROR, 0);
  let host = ramAt(pa, <u64>bytes);
  if (host == 0) host = romAt(pa, <u64>bytes);
  if (host != 0) return hostLoad(host, bytes);
  const low = <u64>mmioRead(<u32>pa, <u32>(pa >> 32), bytes);
  return bytes < 8 ? low : low | ((<u64>load<u32>(MMIO_HIGH)) << 32);
}

export function writePhysical(pa: u64, bytes: i32, value: u64): void {
  store<u32>(BUS_ERROR, 0);
  const host = ramAt(pa, <u64>bytes);
  if (host != 0) {
    hostStore(host, bytes, value);
    if (isCode(host)) pageWritten(host & ~0xfff);
    return;
  }
  if (romAt(pa, <u64>bytes) != 0) return;
  mmioWrite(<u32>pa, <u32>(pa >> 32), bytes, <u32>value, <u32>(value >> 32));
}

/** Bytes that are accessed at once: all of them in memory; by the fact, as many as stay aligned in a device. */
function pieceAt(pa: u64, bytes: u64): u64 {
  if (fact(FACT_MISALIGNED_DEVICE_ACCESS) == MISALIGNED_DEVICE_ACCESS_IS_WHOLE || ramAt(pa, bytes) != 0) return bytes;
  const aligned = pa | bytes | 8;
  return aligned & (0 - aligned);
}

/** Reads bytes that lie together, piece by piece, zero-extended; a piece that nobody answers is a fault at its address. */
function readPieces(h: u32, va: u64, pa: u64, bytes: u64, access: i32, piece: u64): u64 {
  let value: u64 = 0;
  for (let done: u64 = 0; done < bytes; done += piece) {
    value |= readPhysical(pa + done, <i32>piece) << (8 * done);
    if (load<u32>(BUS_ERROR) == 0) continue;
    accessFault(h, access, va + done);
    return 0;
  }
  return value;
}

/** The same for a write. */
function writePieces(h: u32, va: u64, pa: u64, bytes: u64, value: u64, piece: u64): void {
  for (let done: u64 = 0; done < bytes; done += piece) {
    writePhysical(pa + done, <i32>piece, value >> (8 * done));
    if (load<u32>(BUS_ERROR) == 0) continue;
    accessFault(h, ACCESS_WRITE, va + done);
    return;
  }
}

/** A misaligned load as two aligned ones, each translated and read for itself; zero-extended. */
function readHalves(h: u32, context: u32, va: u64, bytes: i32, access: i32): u64 {
  const size = <u64>bytes;
  const low = va & ~(size - 1);
  const shift = 8 * (va - low);
  const first = readVirtual(h, context, low, bytes, access);
  if (faulted(h)) return 0;
  const second = readVirtual(h, context, low + size, bytes, access);
  const value = (first >> shift) | (second << (8 * size - shift));
  return bytes == 8 ? value : value & (((<u64>1) << (8 * size)) - 1);
}

/** Reads through a context, zero-extended; `faulted` tells whether it could. */
export function readVirtual(h: u32, context: u32, va: u64, bytes: i32, access: i32): u64 {
  const size = <u64>bytes;
  const inHalves = (va & (size - 1)) != 0 && fact(FACT_MISALIGNED_LOAD) != MISALIGNED_LOAD_IS_BY_PAGE;
  if (!crossesPage(va, size)) {
    const pa = locate(h, context, va, size, access);
    if (pa == NO_ADDRESS) return 0;
    if (inHalves && ramAt(pa, size) == 0) return readHalves(h, context, va, bytes, access);
    const value = readPieces(h, va, pa, size, access, pieceAt(pa, size));
    if (faulted(h)) return 0;
    // What may be written as it is will be: one walk serves both.
    if (access == ACCESS_READ) keep(h, context, va, pa, load<i32>(h + TRANSLATED_WRITABLE) != 0);
    return value;
  }
  const next = (va & ~0xfff) + 4096;
  const firstBytes = next - va;
  const first = locateFirst(h, context, va, firstBytes, size, access);
  if (first == NO_ADDRESS) return 0;
  if (inHalves) return readHalves(h, context, va, bytes, access);
  const second = locate(h, context, next, size - firstBytes, access);
  if (second == NO_ADDRESS) return 0;
  const value = readPieces(h, va, first, firstBytes, access, 1);
  if (faulted(h)) return 0;
  return value | (readPieces(h, next, second, size - firstBytes, access, 1) << (8 * firstBytes));
}

/** Writes through a context; `faulted` tells whether it could. */
export function writeVirtual(h: u32, context: u32, va: u64, bytes: i32, value: u64): void {
  const size = <u64>bytes;
  if (!crossesPage(va, size)) {
    const pa = locate(h, context, va, size, ACCESS_WRITE);
    if (pa == NO_ADDRESS) return;
    // W without R does not exist, in either stage.
    keep(h, context, va, pa, true);
    return writePieces(h, va, pa, size, value, pieceAt(pa, size));
  }
  const next = (va & ~0xfff) + 4096;
  const firstBytes = next - va;
  const first = locateFirst(h, context, va, firstBytes, size, ACCESS_WRITE);
  if (first == NO_ADDRESS) return;
  const second = locate(h, context, next, size - firstBytes, ACCESS_WRITE);
  if (second == NO_ADDRESS) return;
  writePieces(h, va, first, firstBytes, value, 1);
  if (!faulted(h)) writePieces(h, next, second, size - firstBytes, value >> (8 * firstBytes), 1);
}

/** Keeps the instruction for a stale tval, where the fact says that device accesses leave one. */
function noteDeviceAccess(h: u32): void {
  if (fact(FACT_STALE_INSTRUCTION) == STALE_INSTRUCTION_IS_TRAPS) return;
  store<u32>(h + STALE_INSTRUCTION, instructionAtPc(h));
}

/** Keeps a translation that may be read through, and written through, where PMP says one thing about all of its page. */
function keep(h: u32, context: u32, va: u64, pa: u64, writable: bool): void {
  const page = pa & ~0xfff;
  const ram = ramAt(page, 4096);
  const host = ram != 0 ? ram : romAt(page, 4096);
  if (host == 0) noteDeviceAccess(h);
  if (host == 0 || !pmpUniform(h, pa)) return;
  const d = descriptorOf(h, context);
  const toM = <i32>(load<u64>(d + DESCRIPTOR_FLAGS) & 3) == M;
  const delta = host - <u32>(va & ~0xfff);
  if (pmpCheck(h, page, 4096, ACCESS_READ, toM)) {
    fill(context + TLB_READ, va, load<u64>(d + DESCRIPTOR_READ_GENERATION), delta);
  }
  if (!writable || ram == 0 || isCode(host) || !pmpCheck(h, page, 4096, ACCESS_WRITE, toM)) return;
  setPageFlags(host, pageFlags(host) | PAGE_WRITE_MAPPED);
  fill(context + TLB_WRITE, va, load<u64>(d + DESCRIPTOR_WRITE_GENERATION), delta);
}

/** Address in linear memory of what may be read and written at once by the TLB, or 0. */
export function translatedHost(h: u32, va: u64): u32 {
  const context = load<u32>(h + DATA_CONTEXT);
  const page = va & ~0xfff;
  const write = entryAt(context + TLB_WRITE, va);
  if (load<u64>(write) != (page | load<u64>(h + WRITE_GENERATION))) return 0;
  if (load<u64>(entryAt(context + TLB_READ, va)) != (page | load<u64>(h + READ_GENERATION))) return 0;
  return load<u32>(write + TLB_VALUE) + <u32>va;
}

/** Keeps a translation that has just stood a read of `bytes` bytes, where they are in RAM. */
export function keepLoaded(h: u32, va: u64, pa: u64, bytes: u64): void {
  if (ramAt(pa, bytes) == 0) return;
  keep(h, load<u32>(h + DATA_CONTEXT), va, pa, load<i32>(h + TRANSLATED_WRITABLE) != 0);
}

/** Keeps a translation that has stood a write of `bytes` bytes, where they are in RAM. */
export function keepTranslation(h: u32, va: u64, pa: u64, bytes: u64): void {
  if (ramAt(pa, bytes) == 0) return;
  keep(h, load<u32>(h + DATA_CONTEXT), va, pa, true);
}

/** Sign-extends the low `bytes` bytes. */
export function signExtend(value: u64, bytes: i32): u64 {
  const shift = <u64>(64 - 8 * bytes);
  return <u64>(<i64>(value << shift) >> shift);
}

/** A load the TLB did not answer, zero-extended; traps when it cannot be done. */
export function loadSlow(h: u32, va: u64, bytes: i32): u64 {
  clearFault(h);
  const context = load<u32>(h + DATA_CONTEXT);
  const value = readVirtual(h, context, va, bytes, ACCESS_READ);
  if (faulted(h)) raiseFaultOf(h, context, va, true);
  return value;
}

/** A store the TLB did not answer; traps when it cannot be done. */
export function storeSlow(h: u32, va: u64, value: u64, bytes: i32): void {
  clearFault(h);
  const context = load<u32>(h + DATA_CONTEXT);
  writeVirtual(h, context, va, bytes, value);
  if (faulted(h)) raiseFaultOf(h, context, va, true);
}
