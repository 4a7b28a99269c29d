// A device of the test of save and restore, with what takes it to two states that differ in every field.
import type { Device } from "../../src/bus/device.js";

export interface Subject {
  readonly device: Device;
  /** Takes it to the state that is saved. */
  drive(): void;
  /** Takes it to a state that differs in every field. */
  driveOtherwise(): void;
  /** What software and the lines around it see from here on. */
  observe(): unknown;
}
