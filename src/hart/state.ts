// Names for the fields of a hart's block, so that the rest reads like the manual.

import { EXIT_REFETCH } from "../layout/exit";
import {
  COUNT,
  CSR,
  EXIT,
  FFLAGS,
  FLOAT_DIRTY,
  FLOAT_MODE,
  HART_BYTES,
  PC,
  PRIVILEGE,
  RESERVATION,
  SLICE,
  STEPS,
  TRAPS,
  VIRTUAL,
} from "../layout/hart";
import { CLOCK, EXTENSIONS, FACTS, HARTS, MTIME_OFFSET, STEPS_PER_TICK } from "../layout/machine";
import { CSR_FCSR, CSR_FRM, CSR_MSTATUS, CSR_VSSTATUS, MSTATUS_FS } from "./facts";

/** Privilege levels. */
export const U: i32 = 0;
export const S: i32 = 1;
export const M: i32 = 3;

/** A CSR's stored value. */
export function csr(h: u32, number: u32): u64 {
  return load<u64>(h + CSR + (number << 3));
}

export function setCsr(h: u32, number: u32, value: u64): void {
  store<u64>(h + CSR + (number << 3), value);
}

/** A CSR's value after a write that changes the bits of a mask. */
export function masked(old: u64, value: u64, mask: u64): u64 {
  return (old & ~mask) | (value & mask);
}

export function pc(h: u32): u64 {
  return load<u64>(h + PC);
}

/** Control goes on at `target` once the current call returns to the engine. */
export function goTo(h: u32, target: u64): void {
  store<u64>(h + PC, target);
  store<i32>(h + EXIT, EXIT_REFETCH);
}

export function privilege(h: u32): i32 {
  return load<i32>(h + PRIVILEGE);
}

export function virtual(h: u32): bool {
  return load<i32>(h + VIRTUAL) != 0;
}

/** A fact of the profile, by its slot. */
export function fact(slot: u32): u64 {
  return load<u64>(FACTS + slot);
}

/** Whether the harts have an extension, by its bit. */
export function has(extension: u32): bool {
  return (load<u32>(EXTENSIONS) & extension) != 0;
}

/** The block of a hart by index. */
export function hartAt(index: u32): u32 {
  return load<u32>(HARTS) + index * HART_BYTES;
}

/** Steps of this slice already taken. */
export function stepsInSlice(h: u32): u64 {
  return <u64>(load<i32>(h + SLICE) - load<i32>(h + COUNT));
}

/** Steps that this hart took since reset, the current instruction included. */
function hartSteps(h: u32): u64 {
  return load<u64>(h + STEPS) + stepsInSlice(h);
}

/** Instructions retired, the current one included. */
export function retired(h: u32): u64 {
  return hartSteps(h) - load<u64>(h + TRAPS);
}

/** The machine clock in steps, as seen by the hart whose slice runs. */
export function clock(h: u32): u64 {
  return load<u64>(CLOCK) + stepsInSlice(h);
}

/** mtime. */
export function time(h: u32): u64 {
  return clock(h) / load<u64>(STEPS_PER_TICK) + load<u64>(MTIME_OFFSET);
}

export const NO_RESERVATION: u64 = u64.MAX_VALUE;

/** Gives up the reservation: another hart ran, an SC was tried, or by the fact a trap came. */
export function dropReservation(h: u32): void {
  store<u64>(h + RESERVATION, NO_RESERVATION);
}

/** Moves FLOAT_DIRTY into FS: mstatus, and vsstatus when V=1 (manual: "Machine Status", FS; "vsstatus"). */
export function mergeFloat(h: u32): void {
  if (load<i32>(h + FLOAT_DIRTY) == 0) return;
  store<i32>(h + FLOAT_DIRTY, 0);
  setCsr(h, CSR_MSTATUS, csr(h, CSR_MSTATUS) | MSTATUS_FS);
  if (virtual(h)) setCsr(h, CSR_VSSTATUS, csr(h, CSR_VSSTATUS) | MSTATUS_FS);
}

/** True when floating-point instructions are legal: FS is not Off at this level, nor at VS level when V=1. */
export function floatOn(h: u32): bool {
  if ((csr(h, CSR_MSTATUS) & MSTATUS_FS) == 0) return false;
  return !virtual(h) || (csr(h, CSR_VSSTATUS) & MSTATUS_FS) != 0;
}

/** Rebuilds FLOAT_MODE after FS, V or frm changed. frm is kept in the slot of `frm`. */
export function updateFloatMode(h: u32): void {
  const on = floatOn(h);
  const frm = <u32>csr(h, CSR_FRM);
  const dynamic: u32 = on && frm <= 4 ? frm : 255;
  // Mode 0 tells of FS, mode 7 of frm; every trap and return comes through here.
  if (load<u8>(h + FLOAT_MODE) == <u8>(on ? 0 : 255) && load<u8>(h + FLOAT_MODE + 7) == <u8>dynamic) return;
  for (let mode: u32 = 0; mode < 7; mode++) store<u8>(h + FLOAT_MODE + mode, <u8>(on && mode <= 4 ? mode : 255));
  store<u8>(h + FLOAT_MODE + 7, <u8>dynamic);
}

export function fcsr(h: u32): u64 {
  return <u64>load<i32>(h + FFLAGS) | (csr(h, CSR_FRM) << 5);
}

export function setFcsr(h: u32, value: u64): void {
  store<i32>(h + FFLAGS, <i32>(value & 31));
  setCsr(h, CSR_FRM, (value >> 5) & 7);
  setCsr(h, CSR_FCSR, 0);
  updateFloatMode(h);
}
