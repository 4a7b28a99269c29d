// The host-target interface of bare test programs: the symbols `tohost` and `fromhost`, as riscv-tests and Spike use them.
// A value is device (bits 63:56), command (bits 55:48) and payload; device 0 takes system calls, device 1 is a console.
import type { Dma } from "../bus/ports.js";

const DEVICE_SYSCALL = 0n;
const DEVICE_CONSOLE = 1n;
const COMMAND_PUTCHAR = 1n;
const PAYLOAD_MASK = (1n << 48n) - 1n;

/** Linux numbers of the system calls that are proxied, and its error numbers (negated in the result). */
const SYS_READ = 63n;
const SYS_WRITE = 64n;
const SYS_EXIT = 93n;
const EBADF = 9n;
const EFAULT = 14n;
const ENOSYS = 38n;

/** Words of a system call's argument block: number, then seven arguments; the result replaces the number. */
const BLOCK_BYTES = 64;
/** Longest write taken at once, in bytes; a program that asks for more gets a short write. */
const WRITE_LIMIT = 65536;

/** Where a program keeps its two mailboxes: supervisor physical addresses of 64-bit words. */
export interface Mailboxes {
  readonly tohost: number;
  readonly fromhost: number | null;
}

/** What a poll found: nothing that ends the run, or the program's exit code (0 is pass). */
export type HtifEvent = { readonly kind: "none" } | { readonly kind: "exit"; readonly code: number };

const NONE: HtifEvent = { kind: "none" };

/** The host's end of the mailboxes. `poll` takes what the program left in `tohost` and answers it. */
export interface Htif {
  poll(): HtifEvent;
}

/** @param write Called with bytes that the program prints. */
export function makeHtif(dma: Dma, mailboxes: Mailboxes, write: (bytes: Uint8Array) => void): Htif {
  const word = new Uint8Array(8);
  const wordView = new DataView(word.buffer);

  function load(address: number): bigint {
    return dma.read(address, word) ? wordView.getBigUint64(0, true) : 0n;
  }

  function store(address: number, value: bigint): void {
    wordView.setBigUint64(0, value, true);
    dma.write(address, word);
  }

  function respond(value: bigint): void {
    if (mailboxes.fromhost !== null) store(mailboxes.fromhost, value);
  }

  /** Result as the program reads it, or null when it asked to exit. */
  function syscall(view: DataView): { readonly exit: number } | { readonly result: bigint } {
    const argument = (index: number) => view.getBigUint64(8 * index, true);
    const [number, first, second, third] = [argument(0), argument(1), argument(2), argument(3)];
    if (number === SYS_EXIT) return { exit: Number(BigInt.asUintN(32, first)) };
    if (number === SYS_READ) return { result: first === 0n ? 0n : -EBADF };
    if (number !== SYS_WRITE) return { result: -ENOSYS };
    if (first !== 1n && first !== 2n) return { result: -EBADF };
    const bytes = new Uint8Array(Number(third < BigInt(WRITE_LIMIT) ? third : BigInt(WRITE_LIMIT)));
    if (!dma.read(Number(second), bytes)) return { result: -EFAULT };
    write(bytes);
    return { result: BigInt(bytes.length) };
  }

  function proxy(address: number): HtifEvent {
    const block = new Uint8Array(BLOCK_BYTES);
    if (!dma.read(address, block)) return { kind: "exit", code: Number(EFAULT) };
    const answer = syscall(new DataView(block.buffer));
    if ("exit" in answer) return { kind: "exit", code: answer.exit };
    store(address, BigInt.asUintN(64, answer.result));
    respond(1n);
    return NONE;
  }

  return {
    poll() {
      const value = load(mailboxes.tohost);
      if (value === 0n) return NONE;
      store(mailboxes.tohost, 0n);
      const device = value >> 56n;
      const command = (value >> 48n) & 0xffn;
      const payload = value & PAYLOAD_MASK;
      if (device === DEVICE_CONSOLE && command === COMMAND_PUTCHAR) write(Uint8Array.of(Number(payload & 0xffn)));
      if (device !== DEVICE_SYSCALL) return NONE;
      if ((payload & 1n) === 1n) return { kind: "exit", code: Number(payload >> 1n) };
      return proxy(Number(payload));
    },
  };
}
