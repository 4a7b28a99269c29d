// What devices remark about a guest, for whoever looks for its mistakes. Texts are as QEMU logs them, so that what
// people know of its log holds for ours; nothing follows from them.

export interface GuestLog {
  /** The guest did what no driver should. */
  guestError(text: string): void;
  /** The guest asked for what the board does not have. */
  unimplemented(text: string): void;
}

export const SILENT: GuestLog = { guestError() {}, unimplemented() {} };

/** A number as these texts have it. */
export function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
