// A driver for a virtio block device, as xv6 drives one: fixed rings, three descriptors a request.
import type { Device } from "../../src/bus/device.js";
import { type FakeRam, RAM } from "./fake-ports.js";

export const DESCRIPTORS = RAM + 0x1000;
export const AVAILABLE = RAM + 0x2000;
export const USED = RAM + 0x3000;
export const HEADER = RAM + 0x4000;
export const DATA = RAM + 0x5000;
export const STATUS = RAM + 0x6000;

export const QUEUE = 8;

/** Feature bits that xv6 takes out of what is offered. */
const NOT_TAKEN = (1 << 5) | (1 << 7) | (1 << 11) | (1 << 12) | (1 << 27) | (1 << 28) | (1 << 29);

export const NEXT = 1;
export const WRITE = 2;
export const INDIRECT = 4;

export const IN = 0;
export const OUT = 1;
export const FLUSH = 4;
export const GET_ID = 8;

/** Brings the device up: reset, acknowledge, driver, features, one queue, DRIVER_OK. */
export function bringUp(device: Device, taken?: number, queue = 0): void {
  device.write(0x70, 4, 0);
  device.write(0x70, 4, 1);
  device.write(0x70, 4, 3);
  const offered = device.read(0x10, 4);
  device.write(0x20, 4, taken ?? (offered & ~NOT_TAKEN) >>> 0);
  device.write(0x70, 4, 0xb);
  device.write(0x30, 4, queue);
  device.write(0x38, 4, QUEUE);
  device.write(0x80, 4, DESCRIPTORS);
  device.write(0x84, 4, 0);
  device.write(0x90, 4, AVAILABLE);
  device.write(0x94, 4, 0);
  device.write(0xa0, 4, USED);
  device.write(0xa4, 4, 0);
  device.write(0x44, 4, 1);
  device.write(0x70, 4, 0xf);
}

export function putDescriptor(
  ram: FakeRam,
  index: number,
  address: number,
  length: number,
  flags: number,
  next = 0,
  table = DESCRIPTORS,
): void {
  const at = table - RAM + 16 * index;
  ram.view.setUint32(at, address >>> 0, true);
  ram.view.setUint32(at + 4, Math.floor(address / 2 ** 32), true);
  ram.view.setUint32(at + 8, length, true);
  ram.view.setUint16(at + 12, flags, true);
  ram.view.setUint16(at + 14, next, true);
}

export function putHeader(ram: FakeRam, type: number, sector: number): void {
  ram.view.setUint32(HEADER - RAM, type, true);
  ram.view.setUint32(HEADER - RAM + 4, 0, true);
  ram.view.setBigUint64(HEADER - RAM + 8, BigInt(sector), true);
}

/** Makes a chain's head available, without a notification. */
export function offer(ram: FakeRam, head: number): void {
  const index = ram.view.getUint16(AVAILABLE - RAM + 2, true);
  ram.view.setUint16(AVAILABLE - RAM + 4 + 2 * (index % QUEUE), head, true);
  ram.view.setUint16(AVAILABLE - RAM + 2, index + 1, true);
}

/** Puts one request of `bytes` bytes of data at DATA into descriptors 0 to 2 and notifies; returns its status byte. */
export function request(device: Device, ram: FakeRam, type: number, sector: number, bytes: number): number {
  putHeader(ram, type, sector);
  ram.view.setUint8(STATUS - RAM, 0xff);
  putDescriptor(ram, 0, HEADER, 16, NEXT, bytes === 0 ? 2 : 1);
  putDescriptor(ram, 1, DATA, bytes, NEXT | (type === OUT ? 0 : WRITE), 2);
  putDescriptor(ram, 2, STATUS, 1, WRITE);
  offer(ram, 0);
  device.write(0x50, 4, 0);
  return ram.view.getUint8(STATUS - RAM);
}

export function usedIndex(ram: FakeRam): number {
  return ram.view.getUint16(USED - RAM + 2, true);
}

/** The used element that the device wrote as its `n`-th: head and length. */
export function usedElement(ram: FakeRam, n: number): { id: number; length: number } {
  const at = USED - RAM + 4 + 8 * (n % QUEUE);
  return { id: ram.view.getUint32(at, true), length: ram.view.getUint32(at + 4, true) };
}
