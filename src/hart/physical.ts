// Supervisor physical memory as the hart reaches it: RAM and boot ROM lie in linear memory, all else is a device.
import {
  PAGE_FLAGS,
  PAGE_TABLE,
  RAM_BASE,
  RAM_BYTES,
  RAM_HOST,
  ROM_BASE,
  ROM_BYTES,
  ROM_HOST,
} from "../layout/machine";

/** Address in linear memory of `bytes` bytes of RAM at a physical address, or 0. */
export function ramAt(pa: u64, bytes: u64): u32 {
  const offset = pa - RAM_BASE;
  const size = load<u64>(RAM_BYTES);
  if (pa < RAM_BASE || offset >= size || offset + bytes > size) return 0;
  return load<u32>(RAM_HOST) + <u32>offset;
}

/** The same for the boot ROM. */
export function romAt(pa: u64, bytes: u64): u32 {
  const offset = pa - ROM_BASE;
  if (pa < ROM_BASE || offset >= ROM_BYTES || offset + bytes > ROM_BYTES) return 0;
  return load<u32>(ROM_HOST) + <u32>offset;
}

/** The record page of the page that holds an address in linear memory, or 0. */
export function recordsOf(host: u32): u32 {
  return load<u32>(load<u32>(PAGE_TABLE) + ((host >> 12) << 2));
}

export function setRecordsOf(host: u32, records: u32): void {
  store<u32>(load<u32>(PAGE_TABLE) + ((host >> 12) << 2), records);
}

/** Flags of the page that holds an address in linear memory. */
export function pageFlags(host: u32): u32 {
  return load<u8>(load<u32>(PAGE_FLAGS) + (host >> 12));
}

export function setPageFlags(host: u32, flags: u32): void {
  store<u8>(load<u32>(PAGE_FLAGS) + (host >> 12), <u8>flags);
}
