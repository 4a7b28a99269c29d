// An independent statement of the CSRs, beside src/isa/csr.ts and src/hart/csr-*.ts: who may access each, what a read
// gives, what a write leaves, and how a refused access traps. Written from the privileged manual for RV64 with the
// extensions of profile `spec`; shares nothing with the hart. Where the manual leaves a choice (WARL, "may"), a comment
// begins with "Choice".

export interface Options {
  /** Smstateen and Ssstateen, and Sscofpmf with Shlcofideleg. */
  readonly stateen: boolean;
  readonly sscofpmf: boolean;
}

/** Values as they are kept, by name; what is derived from others is not in it. */
export type State = Record<string, bigint>;

interface Rule {
  readonly name: string;
  /** null: a value that is not stated here, such as a counter's. */
  read(s: State, v: boolean): bigint | null;
  write(s: State, value: bigint, v: boolean): void;
}

const ALL = (1n << 64n) - 1n;
const at = (...bits: readonly number[]) => bits.reduce((mask, bit) => mask | (1n << BigInt(bit)), 0n);
const field = (value: bigint, high: number, low: number) =>
  (value >> BigInt(low)) & ((1n << BigInt(high - low + 1)) - 1n);
const merge = (old: bigint, value: bigint, mask: bigint) => (old & ~mask) | (value & mask);
const get = (s: State, name: string) => s[name]!;

const FS = at(13, 14);
const UXL_64 = 2n << 32n;
/** mstatus: MIE MPIE MPP MPRV TVM TW TSR GVA MPV beside what sstatus has: SIE SPIE SPP FS SUM MXR. */
const SSTATUS = at(1, 5, 8, 13, 14, 18, 19);
const MSTATUS = SSTATUS | at(3, 7, 11, 12, 17, 20, 21, 22, 38, 39);
const dirty = (status: bigint) => ((status & FS) === FS ? at(63) : 0n);

const VS_INTERRUPTS = at(2, 6, 10);
/** What hip and hie show: those of VS and SGEI. */
const H_INTERRUPTS = VS_INTERRUPTS | at(12);
/** STCE, PBMTE, ADUE. */
const GATED = at(63, 62, 61);
const ENVCFG = at(0, 4, 5, 6, 7);
const henvcfg = (s: State) => get(s, "henvcfg") & (~GATED | get(s, "menvcfg"));

/** Pending interrupts as mip shows them; time stands still at 0. `lines` are the inputs from devices, MTIP among them. */
export function pending(s: State): bigint {
  const [stce, vstce] = [field(get(s, "menvcfg"), 63, 63) === 1n, field(henvcfg(s), 63, 63) === 1n];
  const stip = stce ? (get(s, "stimecmp") === 0n ? at(5) : 0n) : get(s, "mip") & at(5);
  const vstip = vstce && get(s, "htimedelta") >= get(s, "vstimecmp") ? at(6) : 0n;
  return (get(s, "mip") & ~at(5)) | stip | get(s, "hvip") | vstip | get(s, "lines");
}

/** The rules by CSR number. */
export function csrRules({ stateen, sscofpmf }: Options): ReadonlyMap<number, Rule> {
  const rules = new Map<number, Rule>();
  const rule = (number: number, name: string, read: Rule["read"], write: Rule["write"]) =>
    rules.set(number, { name, read, write });
  /** Holds what is written under the mask; the rest is `fixed`. */
  const plain = (number: number, name: string, mask = ALL, fixed = 0n) =>
    rule(
      number,
      name,
      (s) => get(s, name) | fixed,
      (s, value) => {
        s[name] = value & mask;
      },
    );
  const constant = (number: number, name: string, value = 0n) =>
    rule(
      number,
      name,
      () => value,
      () => {},
    );
  const unstated = (number: number, name: string) =>
    rule(
      number,
      name,
      () => null,
      () => {},
    );
  const lcofi = sscofpmf ? at(13) : 0n;
  const S_INTERRUPTS = at(1, 5, 9) | lcofi;

  // Floating point: writes leave FS dirty, with V=1 in both registers.
  const float = (number: number, name: string, shift: bigint, mask: bigint) =>
    rule(
      number,
      name,
      (s) => (get(s, "fcsr") >> shift) & mask,
      (s, value, v) => {
        s["fcsr"] = merge(get(s, "fcsr"), value << shift, mask << shift);
        s["mstatus"] = get(s, "mstatus") | FS;
        if (v) s["vsstatus"] = get(s, "vsstatus") | FS;
      },
    );
  float(0x001, "fflags", 0n, 0x1fn);
  float(0x002, "frm", 5n, 7n);
  float(0x003, "fcsr", 0n, 0xffn);

  // Counters: the values of cycle and instret are not stated. Choice: an event has 56 bits; what counts is not stated.
  unstated(0xc00, "cycle");
  rule(
    0xc01,
    "time",
    (s, v) => (v ? get(s, "htimedelta") : 0n),
    () => {},
  );
  unstated(0xc02, "instret");
  unstated(0xb00, "mcycle");
  unstated(0xb02, "minstret");
  for (let n = 3; n < 32; n++) {
    plain(0xb00 + n, `mhpmcounter${n}`);
    rule(
      0xc00 + n,
      `hpmcounter${n}`,
      (s) => get(s, `mhpmcounter${n}`),
      () => {},
    );
    plain(0x320 + n, `mhpmevent${n}`, ((1n << 56n) - 1n) | (sscofpmf ? at(58, 59, 60, 61, 62, 63) : 0n));
  }
  plain(0x320, "mcountinhibit", 0xffff_fffdn);
  for (const [number, name] of [
    [0x306, "mcounteren"],
    [0x106, "scounteren"],
    [0x606, "hcounteren"],
  ] as const) {
    plain(number, name, (1n << 32n) - 1n);
  }
  if (sscofpmf) {
    rule(
      0xda0,
      "scountovf",
      (s, v) => {
        let set = 0n;
        for (let n = 3; n < 32; n++) set |= field(get(s, `mhpmevent${n}`), 63, 63) << BigInt(n);
        // As M reads it; see `access` for what lower modes do not see.
        return v ? set & get(s, "hcounteren") : set;
      },
      () => {},
    );
  }

  // Status. MPP is WARL; Choice: 2 keeps the old value.
  rule(
    0x300,
    "mstatus",
    (s) => get(s, "mstatus") | UXL_64 | (2n << 34n) | dirty(get(s, "mstatus")),
    (s, value) => {
      s["mstatus"] = merge(get(s, "mstatus"), value, field(value, 12, 11) === 2n ? MSTATUS & ~at(11, 12) : MSTATUS);
    },
  );
  const status = (number: number, name: string, of: string) =>
    rule(
      number,
      name,
      (s) => (get(s, of) & SSTATUS) | UXL_64 | dirty(get(s, of)),
      (s, value) => {
        s[of] = merge(get(s, of), value, SSTATUS);
      },
    );
  status(0x100, "sstatus", "mstatus");
  status(0x200, "vsstatus", "vsstatus");
  // GVA SPV SPVP HU VTVM VTW VTSR; VSXL is 64; VGEIN has no values, there are no guest external interrupts.
  plain(0x600, "hstatus", at(6, 7, 8, 9, 20, 21, 22), UXL_64);

  // Choice: all that H, A, C, D, F, I, M, S and U say, and fixed.
  constant(0x301, "misa", (2n << 62n) | at(0, 2, 3, 5, 7, 8, 12, 18, 20));
  for (const [number, name] of [
    [0xf11, "mvendorid"],
    [0xf12, "marchid"],
    [0xf13, "mimpid"],
    [0xf14, "mhartid"],
    [0xf15, "mconfigptr"],
  ] as const) {
    constant(number, name);
  }

  // Delegation. Choice: exceptions that do not exist are read-only zero in medeleg (hedeleg has a table of its own), SGEI
  // is always delegated.
  plain(0x302, "medeleg", at(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 15, 20, 21, 22, 23));
  plain(0x303, "mideleg", S_INTERRUPTS, H_INTERRUPTS);
  plain(0x602, "hedeleg", at(0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 15, 18, 19));
  plain(0x603, "hideleg", VS_INTERRUPTS | lcofi);

  // Interrupt enables: sie, hie and vsie are windows on mie.
  const MIE = S_INTERRUPTS | H_INTERRUPTS | at(3, 7, 11);
  plain(0x304, "mie", MIE);
  const enables = (number: number, name: string, window: (s: State) => bigint) =>
    rule(
      number,
      name,
      (s) => get(s, "mie") & window(s),
      (s, value) => {
        s["mie"] = merge(get(s, "mie"), value, window(s));
      },
    );
  enables(0x104, "sie", (s) => get(s, "mideleg") & S_INTERRUPTS);
  enables(0x604, "hie", () => H_INTERRUPTS);
  /** Of hideleg, what VS sees a bit lower, and LCOFI, which is sip's and sie's there. */
  const shifted = (s: State) => get(s, "hideleg") & VS_INTERRUPTS;
  const lcofiOfVs = (s: State) => get(s, "hideleg") & get(s, "mideleg") & lcofi;
  rule(
    0x204,
    "vsie",
    (s) => ((get(s, "mie") & shifted(s)) >> 1n) | (get(s, "mie") & lcofiOfVs(s)),
    (s, value) => {
      s["mie"] = merge(merge(get(s, "mie"), value << 1n, shifted(s)), value, lcofiOfVs(s));
    },
  );

  // Interrupts pending: VSSIP of mip, hip and vsip is hvip's; VSTIP and VSEIP are read-only but in hvip.
  const softwareVs = (s: State, value: bigint) => {
    s["hvip"] = merge(get(s, "hvip"), value, at(2));
  };
  rule(0x344, "mip", pending, (s, value) => {
    // STIP is stimecmp's while menvcfg.STCE is set. Choice: what was written before comes back afterwards.
    const stip = field(get(s, "menvcfg"), 63, 63) === 1n ? 0n : at(5);
    s["mip"] = merge(get(s, "mip"), value, at(1, 9) | stip | lcofi);
    softwareVs(s, value);
  });
  rule(
    0x144,
    "sip",
    (s) => pending(s) & get(s, "mideleg") & S_INTERRUPTS,
    (s, value) => {
      s["mip"] = merge(get(s, "mip"), value, get(s, "mideleg") & (at(1) | lcofi));
    },
  );
  rule(0x644, "hip", (s) => pending(s) & H_INTERRUPTS, softwareVs);
  plain(0x645, "hvip", VS_INTERRUPTS);
  rule(
    0x244,
    "vsip",
    (s) => ((pending(s) & shifted(s)) >> 1n) | (pending(s) & lcofiOfVs(s)),
    (s, value) => {
      s["mip"] = merge(get(s, "mip"), value, lcofiOfVs(s));
      if (field(get(s, "hideleg"), 2, 2) === 1n) softwareVs(s, value << 1n);
    },
  );
  constant(0x607, "hgeie");
  constant(0xe12, "hgeip");

  // Trap vectors. MODE is WARL; Choice: a reserved one keeps the old.
  for (const [number, name] of [
    [0x305, "mtvec"],
    [0x105, "stvec"],
    [0x205, "vstvec"],
  ] as const) {
    rule(
      number,
      name,
      (s) => get(s, name),
      (s, value) => {
        s[name] = field(value, 1, 0) > 1n ? merge(value, get(s, name), 3n) : value;
      },
    );
  }
  for (const [number, name] of [
    [0x341, "mepc"],
    [0x141, "sepc"],
    [0x241, "vsepc"],
  ] as const) {
    plain(number, name, ALL & ~1n);
  }
  // Choice: these hold any value.
  for (const [number, name] of [
    [0x340, "mscratch"],
    [0x342, "mcause"],
    [0x343, "mtval"],
    [0x34a, "mtinst"],
    [0x34b, "mtval2"],
    [0x140, "sscratch"],
    [0x142, "scause"],
    [0x143, "stval"],
    [0x240, "vsscratch"],
    [0x242, "vscause"],
    [0x243, "vstval"],
    [0x643, "htval"],
    [0x64a, "htinst"],
    [0x605, "htimedelta"],
    [0x14d, "stimecmp"],
    [0x24d, "vstimecmp"],
  ] as const) {
    plain(number, name);
  }

  // Environment configuration. CBIE=2 is reserved; Choice: it keeps the old.
  const envcfg = (number: number, name: string, mask: bigint) =>
    rule(
      number,
      name,
      (s) => (name === "henvcfg" ? henvcfg(s) : get(s, name)),
      (s, value) => {
        const kept = field(value, 5, 4) === 2n ? at(4, 5) : 0n;
        s[name] = merge(get(s, name), value, mask & ~kept);
        // Choice: a write while menvcfg's bit is zero clears henvcfg's.
        if (name === "henvcfg") s[name] = henvcfg(s);
      },
    );
  envcfg(0x30a, "menvcfg", ENVCFG | GATED);
  envcfg(0x60a, "henvcfg", ENVCFG | GATED);
  envcfg(0x10a, "senvcfg", ENVCFG);

  // Address translation: satp ignores a write with a MODE that there is not, hgatp keeps MODE and takes the rest.
  // Choice: vsatp does as satp; ASID has 16 bits, VMID 14.
  const supported = (atp: bigint) => [0n, 8n, 9n, 10n].includes(atp >> 60n);
  for (const [number, name] of [
    [0x180, "satp"],
    [0x280, "vsatp"],
  ] as const) {
    rule(
      number,
      name,
      (s) => get(s, name),
      (s, value) => {
        if (supported(value)) s[name] = value;
      },
    );
  }
  rule(
    0x680,
    "hgatp",
    (s) => get(s, "hgatp"),
    (s, value) => {
      const rest = ((1n << 58n) - 1n) & ~3n;
      s["hgatp"] = supported(value) ? value & (rest | (15n << 60n)) : merge(value & rest, get(s, "hgatp"), 15n << 60n);
    },
  );

  if (stateen) {
    for (let n = 0; n < 4; n++) {
      const mask = n === 0 ? at(63, 62) : at(63);
      plain(0x30c + n, `mstateen${n}`, mask);
      constant(0x10c + n, `sstateen${n}`);
      // Bits that are zero in mstateen are read-only zero. Choice: they come back with mstateen's.
      rule(
        0x60c + n,
        `hstateen${n}`,
        (s) => get(s, `hstateen${n}`) & get(s, `mstateen${n}`),
        (s, value) => {
          s[`hstateen${n}`] = merge(get(s, `hstateen${n}`), value, mask & get(s, `mstateen${n}`));
        },
      );
    }
  }

  // PMP, without locks: 16 entries. W without R is reserved; Choice: the byte keeps its value.
  for (const [number, name] of [
    [0x3a0, "pmpcfg0"],
    [0x3a2, "pmpcfg2"],
  ] as const) {
    rule(
      number,
      name,
      (s) => get(s, name),
      (s, value) => {
        for (let low = 0; low < 64; low += 8) {
          const byte = field(value, low + 7, low) & 0x9fn;
          if ((byte & 3n) !== 2n) s[name] = merge(get(s, name), byte << BigInt(low), 0xffn << BigInt(low));
        }
      },
    );
  }
  for (let n = 0; n < 16; n++) plain(0x3b0 + n, `pmpaddr${n}`, (1n << 54n) - 1n);
  plain(0x747, "mseccfg", at(2));

  // Choice: trigger registers that select nothing.
  for (let n = 0; n < 4; n++) constant(0x7a0 + n, n === 0 ? "tselect" : `tdata${n}`);
  return rules;
}

/** What an S-level number means when V=1. */
export const TWINS: ReadonlyMap<number, number> = new Map(
  [0x100, 0x104, 0x105, 0x140, 0x141, 0x142, 0x143, 0x144, 0x14d, 0x180].map((number) => [number, number + 0x100]),
);
