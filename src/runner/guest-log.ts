// What a run logs beside its consoles, in QEMU's words (its `-d int,guest_errors,unimp`): the same run logs the same.
import type { LoggedTrap, MachineLog } from "../machine/machine.js";
import type { LogItem } from "../scenario/qemu/log-items.js";

/** Lines wait here until somebody takes them. */
export interface LogLines {
  readonly log: MachineLog;
  /** What was logged since the last call. */
  take(): Uint8Array;
}

export function makeLogLines(items: readonly LogItem[]): LogLines {
  const encoder = new TextEncoder();
  let lines: string[] = [];
  const add = (text: string) => void lines.push(text);
  const nothing = () => undefined;
  return {
    log: {
      trap: items.includes("int") ? (trap) => add(trapLine(trap)) : null,
      guestError: items.includes("guest_errors") ? add : nothing,
      unimplemented: items.includes("unimp") ? add : nothing,
    },
    take() {
      const taken = lines;
      lines = [];
      return encoder.encode(taken.map((line) => `${line}\n`).join(""));
    },
  };
}

function trapLine({ hart, cause, epc, tval }: LoggedTrap): string {
  const { interrupt, code, logged } = cause;
  const number = code.toString(16).padStart(16, "0");
  const values = `cause:${number}, epc:0x${epc}, tval:0x${tval}, desc=${logged}`;
  return `riscv_cpu_do_interrupt: hart:${hart}, async:${interrupt ? 1 : 0}, ${values}`;
}
