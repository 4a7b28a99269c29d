// An independent statement of address translation and PMP, beside src/hart/walk.ts: the privileged manual's numbered
// steps ("Virtual Address Translation Process") word by word, over BigInts, with no cache and no shared code.

/** What an access does: `execute-read` is HLVX's load. */
export type Access = "fetch" | "load" | "store" | "execute-read";

/** One PMP entry, decoded: bytes `first` to `end` (exclusive), and who may do what. */
export interface PmpRule {
  readonly first: bigint;
  readonly end: bigint;
  readonly r: boolean;
  readonly w: boolean;
  readonly x: boolean;
  readonly locked: boolean;
}

/** Whose access it is: effective privilege, V, and the fields of (v)sstatus that matter to it. */
export interface Regime {
  readonly level: "M" | "S" | "U";
  readonly v: boolean;
  /** SUM of mstatus, or with V=1 of vsstatus. */
  readonly sum: boolean;
  /** mstatus.MXR and vsstatus.MXR. */
  readonly mxr: boolean;
  readonly vmxr: boolean;
}

/** What translation depends on besides. */
export interface System {
  readonly satp: bigint;
  readonly vsatp: bigint;
  readonly hgatp: bigint;
  /** menvcfg and henvcfg, as they read. */
  readonly menvcfg: bigint;
  readonly henvcfg: bigint;
  readonly extensions: {
    readonly svade: boolean;
    readonly svadu: boolean;
    readonly svnapot: boolean;
    readonly svpbmt: boolean;
  };
  readonly pmp: readonly PmpRule[];
  /** mseccfg's MML and MMWP. */
  readonly security: { readonly mml: boolean; readonly mmwp: boolean };
  /** True where main memory answers all of those bytes. */
  isMemory(pa: bigint, bytes: bigint): boolean;
  read64(pa: bigint): bigint;
  write64(pa: bigint, value: bigint): void;
}

/** A fault: its cause, and for guest-page faults the guest physical address and the pseudoinstruction (0: explicit). */
export interface Fault {
  readonly cause: number;
  readonly gpa: bigint;
  readonly pseudo: bigint;
}
export type Found = { readonly pa: bigint } | Fault;

/** Cause of each kind of fault by access. HLVX raises what loads raise. */
const CAUSES = {
  access: { fetch: 1, load: 5, store: 7, "execute-read": 5 },
  page: { fetch: 12, load: 13, store: 15, "execute-read": 13 },
  guest: { fetch: 20, load: 21, store: 23, "execute-read": 21 },
} as const;

const bit = (value: bigint, index: number) => ((value >> BigInt(index)) & 1n) === 1n;
const bits = (value: bigint, high: number, low: number) =>
  (value >> BigInt(low)) & ((1n << BigInt(high - low + 1)) - 1n);

/** The truth table of "Smepmp", for mseccfg.MML: by L, R, W, X, what M may do and what S and U may. */
const MML: Readonly<Record<string, readonly [m: string, su: string]>> = {
  "0000": ["", ""],
  "0001": ["", "x"],
  "0010": ["rw", "r"],
  "0011": ["rw", "rw"],
  "0100": ["", "r"],
  "0101": ["", "rx"],
  "0110": ["", "rw"],
  "0111": ["", "rwx"],
  "1000": ["", ""],
  "1001": ["x", ""],
  "1010": ["x", "x"],
  "1011": ["rx", "x"],
  "1100": ["r", ""],
  "1101": ["rx", ""],
  "1110": ["rw", ""],
  "1111": ["r", "r"],
};
const NEEDS: Readonly<Record<Access, string>> = { fetch: "x", load: "r", store: "w", "execute-read": "rx" };

/** "Physical Memory Protection", Priority and Matching Logic, and "Smepmp": whether an access of `bytes` is allowed. */
export function pmpAllows(
  { pmp, security: { mml, mmwp } }: Pick<System, "pmp" | "security">,
  pa: bigint,
  bytes: bigint,
  access: Access,
  level: Regime["level"],
): boolean {
  const last = pa + bytes;
  const rule = pmp.find(({ first, end }) => pa < end && last > first);
  if (rule === undefined) return level === "M" && !mmwp && !(mml && access === "fetch");
  if (pa < rule.first || last > rule.end) return false;
  const { locked, r, w, x } = rule;
  let may = `${r ? "r" : ""}${w ? "w" : ""}${x ? "x" : ""}`;
  if (mml) may = MML[[locked, r, w, x].map(Number).join("")]![level === "M" ? 0 : 1];
  else if (level === "M" && !locked) return true;
  return [...NEEDS[access]].every((each) => may.includes(each));
}

interface Stage {
  readonly kind: "S" | "VS" | "G";
  readonly atp: bigint;
  /** menvcfg for S- and G-stage, henvcfg for the VS-stage. */
  readonly envcfg: bigint;
}

/** Translates an access of so many bytes that stay within a page, and asks PMP; `answers` is for what comes then. */
export function naiveTranslate(system: System, regime: Regime, va: bigint, bytes: bigint, access: Access): Found {
  const found = addressOf(system, regime, va, access);
  if ("cause" in found || pmpAllows(system, found.pa, bytes, access, regime.level)) return found;
  return { cause: CAUSES.access[access], gpa: 0n, pseudo: 0n };
}

/** The fault of an access to physical addresses where no memory is, or null. */
export function answers(system: System, pa: bigint, bytes: bigint, access: Access): Fault | null {
  return system.isMemory(pa, bytes) ? null : { cause: CAUSES.access[access], gpa: 0n, pseudo: 0n };
}

function addressOf(system: System, regime: Regime, va: bigint, access: Access): Found {
  const { satp, vsatp, hgatp, menvcfg, henvcfg } = system;
  if (regime.level === "M") return { pa: va };
  if (!regime.v) return walk(system, regime, { kind: "S", atp: satp, envcfg: menvcfg }, va, access, access, 0n);
  const first = walk(system, regime, { kind: "VS", atp: vsatp, envcfg: henvcfg }, va, access, access, 0n);
  if ("cause" in first) return first;
  return walk(system, regime, { kind: "G", atp: hgatp, envcfg: menvcfg }, first.pa, access, access, 0n);
}

/**
 * One stage. `access` is what is checked; `original` is what faults report; `pseudo` is not 0 when this is the G-stage
 * for an implicit access of the VS-stage.
 */
function walk(
  system: System,
  regime: Regime,
  stage: Stage,
  address: bigint,
  access: Access,
  original: Access,
  pseudo: bigint,
): Found {
  const mode = bits(stage.atp, 63, 60);
  if (mode === 0n) return { pa: address };
  const g = stage.kind === "G";
  const levels = { 8: 3, 9: 4, 10: 5 }[Number(mode)]!;
  const accessFault: Fault = { cause: CAUSES.access[original], gpa: 0n, pseudo: 0n };
  const pageFault: Fault = g
    ? { cause: CAUSES.guest[original], gpa: address, pseudo }
    : { cause: CAUSES.page[original], gpa: 0n, pseudo: 0n };
  // "must have bits 63–39 all equal to bit 38"; "address bits 63:41 must all be zeros".
  const width = 12 + 9 * levels;
  if (g ? address >> BigInt(width + 2) !== 0n : BigInt.asUintN(64, BigInt.asIntN(width, address)) !== address) {
    return pageFault;
  }
  const vpn = (i: number) => bits(address, 20 + 9 * i + (g && i === levels - 1 ? 2 : 0), 12 + 9 * i);
  const hostOf = (entry: bigint, as: "load" | "store"): Found =>
    stage.kind === "VS"
      ? walk(
          system,
          regime,
          { kind: "G", atp: system.hgatp, envcfg: system.menvcfg },
          entry,
          as,
          original,
          as === "load" ? 0x3000n : 0x3020n,
        )
      : { pa: entry };

  // 1.
  let a = bits(stage.atp, 43, 0) << 12n;
  if (g) a = (a >> 14n) << 14n;
  let i = levels - 1;
  for (;;) {
    // 2.
    const entry = a + vpn(i) * 8n;
    const at = hostOf(entry, "load");
    if ("cause" in at) return at;
    if (!system.isMemory(at.pa, 8n) || !pmpAllows(system, at.pa, 8n, "load", "S")) return accessFault;
    const pte = system.read64(at.pa);
    const [v, r, w, x, u, accessed, dirty] = [0, 1, 2, 3, 4, 6, 7].map((n) => bit(pte, n)) as [
      boolean,
      boolean,
      boolean,
      boolean,
      boolean,
      boolean,
      boolean,
    ];
    const [n, pbmt, reserved] = [bit(pte, 63), bits(pte, 62, 61), bits(pte, 60, 54)];
    const ppn = bits(pte, 53, 10);
    // 3.
    if (!v || (!r && w) || reserved !== 0n) return pageFault;
    // 4. Of a pointer, N, PBMT, D, A and U are reserved.
    if (!r && !x) {
      if (n || pbmt !== 0n || dirty || accessed || u) return pageFault;
      i--;
      if (i < 0) return pageFault;
      a = ppn << 12n;
      continue;
    }
    // "Svpbmt": 3 is reserved, and without it all but 0; "Svnapot": only 64 KiB at level 0.
    if (pbmt === 3n || (pbmt !== 0n && !(system.extensions.svpbmt && bit(stage.envcfg, 62)))) return pageFault;
    if (n && !(system.extensions.svnapot && i === 0 && bits(ppn, 3, 0) === 8n)) return pageFault;
    // 5.
    if (i > 0 && bits(ppn, 9 * i - 1, 0) !== 0n) return pageFault;
    // 6. For the G-stage every access is one of U.
    if (g || regime.level === "U") {
      if (!u) return pageFault;
    } else if (u && (access === "fetch" || !regime.sum)) return pageFault;
    // 8. MXR is for explicit loads: HS's for both stages, VS's for the VS-stage.
    const mxr = pseudo === 0n && (regime.mxr || (stage.kind === "VS" && regime.vmxr));
    const permitted = { fetch: x, "execute-read": x, store: w, load: r || (mxr && x) }[access];
    if (!permitted) return pageFault;
    // 9.
    if (!accessed || (access === "store" && !dirty)) {
      const { svade, svadu } = system.extensions;
      if (svadu ? !bit(stage.envcfg, 61) : svade) return pageFault;
      const to = hostOf(entry, "store");
      if ("cause" in to) return to;
      if (!pmpAllows(system, to.pa, 8n, "store", "S")) return accessFault;
      system.write64(to.pa, system.read64(to.pa) | 0x40n | (access === "store" ? 0x80n : 0n));
    }
    // 10.
    const kept = n ? 4 : 9 * i;
    const low = 12 + kept;
    return { pa: (((ppn << 12n) >> BigInt(low)) << BigInt(low)) | bits(address, low - 1, 0) };
  }
}
