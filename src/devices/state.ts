// Reading a saved state back: each field is checked, so that a snapshot of another shape is refused by name.
import type { DeviceState, StateValue } from "../bus/device.js";

/** A saved state lacks a field or holds one of another type. */
export class StateError extends Error {
  override readonly name = "StateError";
}

export function numberOf(state: DeviceState, key: string): number {
  const value = state[key];
  if (typeof value !== "number") throw new StateError(`saved state: ${key} must be a number`);
  return value;
}

export function booleanOf(state: DeviceState, key: string): boolean {
  const value = state[key];
  if (typeof value !== "boolean") throw new StateError(`saved state: ${key} must be true or false`);
  return value;
}

export function stringOf(state: DeviceState, key: string): string {
  const value = state[key];
  if (typeof value !== "string") throw new StateError(`saved state: ${key} must be a string`);
  return value;
}

/** @param length Numbers expected; any count when left out. */
export function numbersOf(state: DeviceState, key: string, length?: number): number[] {
  const value = state[key];
  if (!isNumbers(value) || (length !== undefined && value.length !== length)) {
    const count = length === undefined ? "" : `${length} `;
    throw new StateError(`saved state: ${key} must be an array of ${count}numbers`);
  }
  return [...value];
}

export function recordOf(state: DeviceState, key: string): DeviceState {
  const value = state[key];
  if (!isRecord(value)) throw new StateError(`saved state: ${key} must be a record`);
  return value;
}

/** @param length Records expected. */
export function recordsOf(state: DeviceState, key: string, length: number): readonly DeviceState[] {
  const value = state[key];
  if (!Array.isArray(value) || value.length !== length || !value.every(isRecord)) {
    throw new StateError(`saved state: ${key} must be an array of ${length} records`);
  }
  return value;
}

function isNumbers(value: StateValue | undefined): value is readonly number[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "number");
}

function isRecord(value: StateValue | undefined): value is DeviceState {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
