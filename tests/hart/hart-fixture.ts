// Harts for tests: engine and hart.wasm over a small memory, without a board. A test writes CSRs, registers, memory and
// a few instructions, starts a mode with mret, takes steps and looks at what they left.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  DEFAULT_TUNING,
  type Engine,
  INTERPRET_ONLY,
  type MmioPorts,
  makeEngine,
  type Tuning,
} from "../../src/engine/engine.js";
import { type LinearMemory, makeLinearMemory } from "../../src/engine/linear-memory.js";
import { makeRunLoop, type RunLoop } from "../../src/engine/run-loop.js";
import { assembleProgram, type Program } from "../../src/isa/assemble-program.js";
import { csrByName } from "../../src/isa/csr.js";
import { extensionsOf, instructionsOf, type Switches } from "../../src/isa/extensions.js";
import { manualFacts } from "../../src/isa/facts.js";
import { fNumber, xNumber } from "../../src/isa/registers.js";
import { F, LINES, MTIMECMP, PC, PRIVILEGE, TRAPS, VIRTUAL, WAITING, X } from "../../src/layout/hart.js";
import * as layout from "../../src/layout/machine.js";
import { RECORD_PAGE_BYTES } from "../../src/layout/records.js";
import { VM_BYTES, VM_MAX, VMS } from "../../src/layout/vm.js";
import { resetHartBlock, writeTables } from "../../src/machine/csr-file.js";
import type { Profile } from "../../src/scenario/profile.js";

export const RAM = 0x8000_0000;
/** Where `start` puts its mret. */
const LAUNCH = RAM;
/** Where code under test goes unless it says otherwise; in the same page where traps go: each vector is a `j .`. */
export const CODE = 0x8000_1000;
export const M_VECTOR = CODE + 0xe00;
export const S_VECTOR = CODE + 0xe40;
export const VS_VECTOR = CODE + 0xe80;
/** Free for data, and for page tables. */
export const DATA = 0x8000_4000;
export const TABLES = 0x8010_0000;
/** A device of 4 KiB that remembers 64-bit writes; every other address outside RAM and ROM answers with a bus error. */
export const DEVICE = 0x1000_0000;

export type Mode = "M" | "HS" | "U" | "VS" | "VU";
const MODES: Readonly<Record<Mode, readonly [privilege: bigint, virtual: bigint]>> = {
  M: [3n, 0n],
  HS: [1n, 0n],
  U: [0n, 0n],
  VS: [1n, 1n],
  VU: [0n, 1n],
};

export const SPEC: Profile = {
  name: "spec",
  description: null,
  extends: [],
  facts: manualFacts(),
  extensions: {},
};

/** One hart: its registers, CSRs and mode. */
export interface Hart {
  /** Address of its block in linear memory. */
  readonly base: number;
  readonly mode: Mode;
  pc: bigint;
  /** Traps taken since reset. */
  readonly traps: bigint;
  x(name: string): bigint;
  setX(name: string, value: bigint | number): void;
  f(name: string): bigint;
  setF(name: string, value: bigint): void;
  /** A CSR by its own name, as M reads it: `vsstatus`, never sstatus for it. */
  csr(name: string): bigint;
  setCsr(name: string, value: bigint | number): void;
  setCsrs(values: Readonly<Record<string, bigint | number>>): void;
  /** An interrupt input, by its bit of mip. */
  line(bit: number, level: boolean): void;
  setMtimecmp(value: bigint): void;
}

/** Harts over one memory. */
export interface Harts extends Hart {
  readonly all: readonly Hart[];
  readonly linear: LinearMemory;
  readonly engine: Engine;
  readonly loop: RunLoop;
  /** Every write that reached the test device, as `[offset, bytes, value]`, and what reads of it return. */
  readonly device: { readonly writes: [number, number, bigint][]; readonly reads: [number, number][]; value: bigint };
  /** Called on every device access: offset of it. */
  onDevice: (offset: number) => void;
  reset(): void;
  /** Writes instructions to RAM. */
  code(source: string | readonly string[], at?: number): Program;
  /** Enters a mode at an address by an mret: one step. MPRV is set afterwards when asked for by `csrs`. */
  start(mode: Mode, at?: number | bigint): void;
  /** Runs hart 0 (or all, in turn) for so many steps. */
  steps(count: number): void;
  /**
   * Some instructions in a mode, in one slice of a step for every halfword; behind them the hart spins. Returns the trap
   * they raised, or null.
   */
  execute(mode: Mode, source: string | readonly string[]): Trap | null;
  read64(pa: number): bigint;
  write64(pa: number, value: bigint | number): void;
  read32(pa: number): number;
}

/** A trap as its handler finds it. */
export interface Trap {
  /** Mode of the handler. */
  readonly to: Mode;
  readonly cause: bigint;
  readonly epc: bigint;
  readonly tval: bigint;
  /** mtval2 or htval; 0 for VS. */
  readonly tval2: bigint;
  /** mtinst or htinst; 0 for VS. */
  readonly tinst: bigint;
}

const SPIN = "j .";

const hartWasm = new Uint8Array(readFileSync(join(dirname(fileURLToPath(import.meta.url)), "../../dist/hart.wasm")));

export interface HartsOptions {
  readonly harts?: number;
  /** Bytes of RAM. */
  readonly memory?: number;
  readonly stepsPerTick?: number;
  /** Extensions switched against profile `spec`. */
  readonly extensions?: Switches;
  /** Facts against profile `spec`, as text that BigInt() reads. */
  readonly facts?: Parameters<typeof manualFacts>[0];
  /** False: the interpreter alone. A tuning says when code is translated. */
  readonly translate?: boolean | Tuning;
}

/** Interrupt bit of mcause. */
export const INTERRUPT = 1n << 63n;

export function makeHarts(options: HartsOptions = {}): Harts {
  const { harts = 1, memory = 0x40_0000, stepsPerTick = 10, extensions = {}, facts = {}, translate = true } = options;
  const profile = { ...SPEC, extensions, facts: manualFacts(facts) };
  const linear = makeLinearMemory(harts, memory);
  const { view, bytes } = linear;
  const device: Harts["device"] = { writes: [], reads: [], value: 0n };

  /** Offset in the device of an address, or -1 with the bus error set. */
  function offsetOf(low: number, high: number): number {
    const offset = high === 0 ? (low >>> 0) - DEVICE : -1;
    const answers = offset >= 0 && offset < 4096;
    view.setUint32(layout.BUS_ERROR, answers ? 0 : 1, true);
    return answers ? offset : -1;
  }

  const ports: MmioPorts = {
    mmioRead(low, high, size) {
      const offset = offsetOf(low, high);
      if (offset < 0) return 0;
      device.reads.push([offset, size]);
      rig.onDevice(offset);
      view.setUint32(layout.MMIO_HIGH, Number(device.value >> 32n), true);
      return Number(BigInt.asUintN(Math.min(8 * size, 32), device.value));
    },
    mmioWrite(low, high, size, value, valueHigh) {
      const offset = offsetOf(low, high);
      if (offset < 0) return;
      const whole = BigInt(value >>> 0) | (BigInt(valueHigh >>> 0) << 32n);
      device.writes.push([offset, size, BigInt.asUintN(8 * size, whole)]);
      rig.onDevice(offset);
    },
  };
  const instructions = instructionsOf(extensionsOf(extensions).present);
  const tuning = typeof translate === "object" ? translate : translate ? DEFAULT_TUNING : INTERPRET_ONLY;
  const engine = makeEngine(linear.memory, hartWasm, instructions, ports, tuning);
  const loop = makeRunLoop(linear, engine, { dueAt: () => Number.POSITIVE_INFINITY, elapse: () => {} });
  const hostOf = (pa: number) => pa - RAM + linear.ramHost;
  /** Drops what was decoded in a page that the test is about to write. */
  const touch = (pa: number) => engine.hart.pageWritten(hostOf(pa) - (hostOf(pa) % 4096));
  const all = linear.harts.map((base) => makeHart(base));
  const first = all[0]!;

  function makeHart(base: number): Hart {
    const register = (file: number, number: number | undefined, name: string) => {
      if (number === undefined) throw new TypeError(`no register ${name}`);
      return base + file + 8 * number;
    };
    const numberOf = (name: string) => {
      const row = csrByName(name);
      if (row === undefined) throw new TypeError(`no CSR ${name}`);
      return row.number;
    };
    return {
      base,
      get mode() {
        const privilege = view.getUint32(base + PRIVILEGE, true);
        if (privilege === 3) return "M";
        const virtual = view.getUint32(base + VIRTUAL, true) !== 0;
        return privilege === 1 ? (virtual ? "VS" : "HS") : virtual ? "VU" : "U";
      },
      get pc() {
        return view.getBigUint64(base + PC, true);
      },
      set pc(value) {
        view.setBigUint64(base + PC, value, true);
      },
      get traps() {
        return view.getBigUint64(base + TRAPS, true);
      },
      x: (name) => view.getBigUint64(register(X, xNumber(name), name), true),
      setX: (name, value) =>
        view.setBigUint64(register(X, xNumber(name), name), BigInt.asUintN(64, BigInt(value)), true),
      f: (name) => view.getBigUint64(register(F, fNumber(name), name), true),
      setF: (name, value) => view.setBigUint64(register(F, fNumber(name), name), value, true),
      csr: (name) => BigInt.asUintN(64, engine.hart.readCsr(base, numberOf(name))),
      setCsr: (name, value) => engine.hart.writeCsr(base, numberOf(name), BigInt.asUintN(64, BigInt(value))),
      setCsrs(values) {
        for (const [name, value] of Object.entries(values)) this.setCsr(name, value);
      },
      line(bit, level) {
        const lines = view.getUint32(base + LINES, true);
        view.setUint32(base + LINES, level ? lines | (1 << bit) : lines & ~(1 << bit), true);
        engine.hart.attention(base);
      },
      setMtimecmp(value) {
        view.setBigUint64(base + MTIMECMP, value, true);
        engine.hart.attention(base);
      },
    };
  }

  function reset(): void {
    view.setUint32(layout.STOP, layout.STOP_NONE, true);
    view.setBigUint64(layout.CLOCK, 0n, true);
    view.setBigUint64(layout.STEPS_PER_TICK, BigInt(stepsPerTick), true);
    view.setBigUint64(layout.MTIME_OFFSET, 0n, true);
    view.setInt32(layout.RUNNING_HART, -1, true);
    view.setUint32(layout.VM_COUNT, 0, true);
    const pool = view.getUint32(layout.RECORD_POOL, true);
    const pages = Math.min(
      view.getUint32(layout.RECORD_POOL_NEXT, true),
      view.getUint32(layout.RECORD_POOL_COUNT, true),
    );
    bytes.fill(0, view.getUint32(layout.TLB_ARRAYS, true), pool + pages * RECORD_PAGE_BYTES);
    view.setUint32(layout.RECORD_POOL_NEXT, 0, true);
    engine.forget();
    bytes.fill(0, VMS, VMS + VM_MAX * VM_BYTES);
    bytes.fill(0, linear.ramHost, linear.ramHost + linear.ramBytes);
    device.writes.length = 0;
    device.reads.length = 0;
    device.value = 0n;
    rig.onDevice = () => {};
    linear.harts.forEach((base, index) => {
      resetHartBlock(linear, profile, index);
      engine.hart.startHart(base);
      all[index]!.setMtimecmp((1n << 64n) - 1n);
      // One PMP entry opens everything to S and U.
      all[index]!.setCsrs({
        pmpaddr0: (1n << 54n) - 1n,
        pmpcfg0: 0x1f,
        mtvec: M_VECTOR,
        stvec: S_VECTOR,
        vstvec: VS_VECTOR,
      });
    });
    loop.reset();
    for (const vector of [M_VECTOR, S_VECTOR, VS_VECTOR]) rig.code(SPIN, vector);
  }

  function trapOf(): Trap {
    const { mode } = first;
    const [level, second] = mode === "M" ? ["m", "m"] : mode === "VS" ? ["vs", ""] : ["s", "h"];
    return {
      to: mode,
      cause: first.csr(`${level}cause`),
      epc: first.csr(`${level}epc`),
      tval: first.csr(`${level}tval`),
      tval2: second === "" ? 0n : first.csr(second === "m" ? "mtval2" : "htval"),
      tinst: second === "" ? 0n : first.csr(`${second}tinst`),
    };
  }

  const rig: Harts = Object.assign(Object.create(first) as Hart, {
    all,
    linear,
    engine,
    loop,
    device,
    onDevice: (_offset: number) => {},
    reset,
    code(source: string | readonly string[], at = CODE) {
      const program = assembleProgram(source, at);
      program.bytes.forEach((byte, index) => {
        if (index === 0 || (at + index) % 4096 === 0) touch(at + index);
        bytes[hostOf(at + index)] = byte;
      });
      touch(at + Math.max(program.bytes.length - 1, 0));
      return program;
    },
    start(mode: Mode, at: number | bigint = CODE) {
      const [privilege, virtual] = MODES[mode];
      rig.code("mret", LAUNCH);
      const status = first.csr("mstatus") & ~(3n << 11n) & ~(1n << 39n);
      // Wherever the hart is, it is put into M; the write of mstatus selects what follows from the mode.
      view.setUint32(first.base + PRIVILEGE, 3, true);
      view.setUint32(first.base + VIRTUAL, 0, true);
      view.setUint32(first.base + WAITING, 0, true);
      first.setCsr("mstatus", status | (privilege << 11n) | (virtual << 39n));
      first.setCsr("mepc", BigInt(at));
      first.pc = BigInt(LAUNCH);
      rig.steps(1);
    },
    steps(count: number) {
      loop.run(count);
    },
    execute(mode: Mode, source: string | readonly string[]) {
      const program = rig.code(source);
      rig.code(SPIN, CODE + program.bytes.length);
      rig.start(mode);
      const before = first.traps;
      rig.steps(program.bytes.length / 2);
      return first.traps === before ? null : trapOf();
    },
    read64: (pa: number) => view.getBigUint64(hostOf(pa), true),
    write64(pa: number, value: bigint | number) {
      touch(pa);
      view.setBigUint64(hostOf(pa), BigInt.asUintN(64, BigInt(value)), true);
    },
    read32: (pa: number) => view.getUint32(hostOf(pa), true),
  });
  writeTables(linear, profile);
  reset();
  return rig;
}
