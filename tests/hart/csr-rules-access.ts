// Beside csr-rules.ts: whether an access is allowed, which exception a refused one raises, which interrupt is taken, and
// what a trap leaves.
import { csrRules, type Options, pending, type State, TWINS } from "./csr-rules.js";
import type { Mode } from "./hart-fixture.js";

/** One CSR instruction. */
export interface CsrAccess {
  readonly mode: Mode;
  readonly number: number;
  readonly operation: "rw" | "rs" | "rc";
  /** Value of rs1, or the immediate; `none`: rs1 is x0, or the immediate is zero, so that RS and RC do not write. */
  readonly source: bigint;
  readonly none: boolean;
  readonly word: bigint;
  readonly pc: bigint;
}

export type Outcome =
  | { readonly kind: "done" /** null: not stated. */; readonly value: bigint | null }
  | { readonly kind: "trap"; readonly to: Mode };

const has = (s: State, name: string, bit: number) => ((s[name]! >> BigInt(bit)) & 1n) === 1n;
const field = (s: State, name: string, high: number, low: number) =>
  (s[name]! >> BigInt(low)) & ((1n << BigInt(high - low + 1)) - 1n);
const virtual = (mode: Mode) => mode === "VS" || mode === "VU";

/** Levels of "CSR Address Mapping Conventions": U, S, hypervisor and VS, M. */
const REACH: Readonly<Record<Mode, number>> = { U: 0, VU: 0, VS: 1, HS: 2, M: 3 };

const INTERRUPT = 1n << 63n;
/** MEI MSI MTI, SEI SSI STI, SGEI, VSEI VSSI VSTI, LCOFI. */
const PRIORITY = [11, 3, 7, 9, 1, 5, 12, 10, 2, 6, 13];

export interface CsrModel {
  /** By name. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Names of CSRs with a stated value, in the order of their numbers. */
  readonly names: readonly string[];
  /** What M reads of a CSR; null: not stated. */
  read(s: State, name: string): bigint | null;
  write(s: State, name: string, value: bigint): void;
  /** Does an access and changes the state. */
  perform(s: State, access: CsrAccess): Outcome;
  /** Takes the interrupt that is due in a mode before the instruction at `pc`, and gives where; null when none is. */
  interrupt(s: State, mode: Mode, pc: bigint): Mode | null;
}

export function makeCsrModel(options: Options): CsrModel {
  const rules = csrRules(options);
  const byName = new Map([...rules.values()].map((rule) => [rule.name, rule]));

  const henvcfgStce = (s: State) => has(s, "menvcfg", 63) && has(s, "henvcfg", 63);
  const hstateen = (s: State, n: number, bit: number) => has(s, `mstateen${n}`, bit) && has(s, `hstateen${n}`, bit);

  function allowed(s: State, mode: Mode, number: number, writes: boolean): boolean {
    if (!rules.has(number) || REACH[mode] < ((number >> 8) & 3) || (writes && number >> 10 === 3)) return false;
    if (floatOff(s, mode, number)) return false;
    if (mode === "M") return true;
    const v = virtual(mode);
    const user = mode === "U" || mode === "VU";
    if (number >> 5 === 0xc00 >> 5) {
      const bit = number & 31;
      const chain = ["mcounteren", ...(v ? ["hcounteren"] : []), ...(user ? ["scounteren"] : [])];
      return chain.every((name) => has(s, name, bit));
    }
    switch (number) {
      case 0x180:
        return v ? !has(s, "hstatus", 20) : !has(s, "mstatus", 20);
      case 0x680:
        return !has(s, "mstatus", 20);
      // Choice for vstimecmp: menvcfg.STCE closes it as it does stimecmp.
      case 0x14d:
      case 0x24d:
        if (!has(s, "mcounteren", 1) || !has(s, "menvcfg", 63)) return false;
        return !v || (has(s, "hcounteren", 1) && henvcfgStce(s));
    }
    if (!options.stateen) return true;
    if ((number & ~3) === 0x10c || (number & ~3) === 0x60c) {
      return v ? hstateen(s, number & 3, 63) : has(s, `mstateen${number & 3}`, 63);
    }
    if (number === 0x10a || number === 0x60a) return v ? hstateen(s, 0, 62) : has(s, "mstateen0", 62);
    return true;
  }

  /** fflags, frm and fcsr while FS is Off, with V=1 in either register. */
  function floatOff(s: State, mode: Mode, number: number): boolean {
    if (number < 1 || number > 3) return false;
    return field(s, "mstatus", 14, 13) === 0n || (virtual(mode) && field(s, "vsstatus", 14, 13) === 0n);
  }

  /** "Virtual-instruction": HS could, assuming TVM=0; but what FS forbids is illegal. */
  function causeOf(s: State, { mode, number }: CsrAccess, writes: boolean): bigint {
    if (!virtual(mode) || floatOff(s, mode, number)) return 2n;
    return allowed({ ...s, mstatus: s["mstatus"]! & ~(1n << 20n) }, "HS", number, writes) ? 22n : 2n;
  }

  /** "Trap Entry": `cause` as mcause holds it. A trap into VS says its interrupts by the guest's numbers. */
  function enter(s: State, to: "M" | "HS" | "VS", mode: Mode, cause: bigint, pc: bigint, tval: bigint): Mode {
    const v = virtual(mode);
    const level = { M: 3n, HS: 1n, VS: 1n, U: 0n, VU: 0n }[mode];
    const put = (name: string, high: number, low: number, value: bigint) => {
      const mask = ((1n << BigInt(high - low + 1)) - 1n) << BigInt(low);
      s[name] = (s[name]! & ~mask) | (value << BigInt(low));
    };
    const letter = { M: "m", HS: "s", VS: "vs" }[to];
    const seen = to === "VS" && cause >= INTERRUPT && cause !== (INTERRUPT | 13n) ? cause - 1n : cause;
    Object.assign(s, { [`${letter}cause`]: seen, [`${letter}epc`]: pc, [`${letter}tval`]: tval });
    if (to === "M") {
      put("mstatus", 12, 11, level);
      put("mstatus", 39, 38, v ? 2n : 0n);
      put("mstatus", 7, 7, field(s, "mstatus", 3, 3));
      put("mstatus", 3, 3, 0n);
      Object.assign(s, { mtval2: 0n, mtinst: 0n });
      return to;
    }
    const status = to === "VS" ? "vsstatus" : "mstatus";
    put(status, 8, 8, level);
    put(status, 5, 5, field(s, status, 1, 1));
    put(status, 1, 1, 0n);
    if (to === "VS") return to;
    put("hstatus", 7, 7, v ? 1n : 0n);
    if (v) put("hstatus", 8, 8, level);
    put("hstatus", 6, 6, 0n);
    Object.assign(s, { htval: 0n, htinst: 0n });
    return to;
  }

  function refuse(s: State, { mode, pc, word }: CsrAccess, cause: bigint): Mode {
    const bit = Number(cause);
    const delegated = mode !== "M" && has(s, "medeleg", bit);
    const to = !delegated ? "M" : virtual(mode) && has(s, "hedeleg", bit) ? "VS" : "HS";
    return enter(s, to, mode, cause, pc, word);
  }

  return {
    numbers: new Map([...rules].map(([number, { name }]) => [name, number])),
    names: [...rules].sort(([a], [b]) => a - b).map(([, { name }]) => name),
    read: (s, name) => byName.get(name)!.read(s, false),
    write: (s, name, value) => byName.get(name)!.write(s, value, false),
    perform(s, access) {
      const { mode, number, operation, source, none } = access;
      const writes = operation === "rw" || !none;
      if (!allowed(s, mode, number, writes)) {
        return { kind: "trap", to: refuse(s, access, causeOf(s, access, writes)) };
      }
      const v = virtual(mode);
      const rule = rules.get((v ? TWINS.get(number) : undefined) ?? number)!;
      let value = rule.read(s, v);
      if (rule.name === "scountovf" && mode !== "M" && value !== null) value &= s["mcounteren"]!;
      if (writes) {
        // "mip": what is ored with the operand leaves out the line behind SEIP.
        const old = rule.name === "mip" ? (pending(s) & ~(1n << 9n)) | (s["mip"]! & (1n << 9n)) : (value ?? 0n);
        rule.write(s, operation === "rw" ? source : operation === "rs" ? old | source : old & ~source, v);
      }
      return { kind: "done", value };
    },
    interrupt(s, mode, pc) {
      const due = pending(s) & s["mie"]!;
      const delegated = s["mideleg"]! | 0x1444n;
      const v = virtual(mode);
      const open = {
        M: mode !== "M" || has(s, "mstatus", 3),
        HS: v || mode === "U" || (mode === "HS" && has(s, "mstatus", 1)),
        VS: mode === "VU" || (mode === "VS" && has(s, "vsstatus", 1)),
      };
      const destined = {
        M: due & ~delegated,
        HS: due & delegated & ~s["hideleg"]!,
        VS: due & delegated & s["hideleg"]!,
      };
      for (const to of ["M", "HS", "VS"] as const) {
        const code = PRIORITY.find((bit) => ((destined[to] >> BigInt(bit)) & 1n) === 1n);
        if (open[to] && code !== undefined) return enter(s, to, mode, INTERRUPT | BigInt(code), pc, 0n);
      }
      return null;
    },
  };
}
