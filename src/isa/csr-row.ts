// What a CSR row says, and the short form its fields are written in.

/** A field: bits high..low; `readOnly` fields keep their reset value. */
export interface CsrField {
  readonly name: string;
  readonly high: number;
  readonly low: number;
  readonly readOnly: boolean;
  /** Extension without which the field reads zero (small letters). */
  readonly extension?: string;
}

/** How a CSR is read and written beyond masking; each is one case in src/hart/csr-read.ts and csr-write.ts. */
export const KINDS = [
  "absent",
  "plain",
  "zero",
  "mstatus",
  "sstatus",
  "vsstatus",
  "misa",
  "medeleg",
  "mideleg",
  "hideleg",
  "mie",
  "sie",
  "hie",
  "vsie",
  "mip",
  "sip",
  "hip",
  "hvip",
  "vsip",
  "tvec",
  "epc",
  "atp",
  "hgatp",
  "fflags",
  "frm",
  "fcsr",
  "cycle",
  "instret",
  "time",
  "envcfg",
  "henvcfg",
  "stimecmp",
  "htimedelta",
  "pmpcfg",
  "pmpaddr",
  "hgeip",
  "hartid",
  "hstatus",
  "counteren",
  "mseccfg",
  "hstateen",
  "scountovf",
  "countinhibit",
  "hpmcounter",
  "hpmevent",
] as const;
export type CsrKind = (typeof KINDS)[number];

/** Conditions for access beyond privilege; each is one case in src/hart/csr-access.ts. */
export const CONDITIONS = [
  "none",
  "float",
  "counter",
  "satp",
  "hgatp",
  "stimecmp",
  "vstimecmp",
  "stateen",
  "envcfg",
] as const;
export type CsrCondition = (typeof CONDITIONS)[number];

export interface CsrRow {
  readonly number: number;
  readonly name: string;
  readonly kind: CsrKind;
  readonly condition: CsrCondition;
  /** The VS CSR that this number means when V=1 (0: none). */
  readonly twin: number;
  /** Bits that a write changes. */
  readonly mask: bigint;
  readonly reset: bigint;
  /** Extensions without any of which the CSR is absent (small letters, with spaces between). */
  readonly extension?: string;
  readonly fields: readonly CsrField[];
}

/** Parses `"SIE=1 MPP=12:11 UXL=33:32! ADUE=61@svadu"`; `!` marks a read-only field, `@` the extension it is of. */
export function fields(text: string): readonly CsrField[] {
  return text
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => {
      const match = /^(\w+)=(\d+)(?::(\d+))?(!?)(?:@(\w+))?$/.exec(word);
      if (match === null) throw new SyntaxError(`CSR field ${word}: expected NAME=HIGH:LOW@EXTENSION`);
      const high = Number(match[2]);
      return {
        name: match[1]!,
        high,
        low: match[3] === undefined ? high : Number(match[3]),
        readOnly: match[4] === "!",
        ...(match[5] !== undefined && { extension: match[5] }),
      };
    });
}

/** The bits of a field. */
export function fieldMask(field: CsrField): bigint {
  return ((1n << BigInt(field.high - field.low + 1)) - 1n) << BigInt(field.low);
}

/** The bits of all fields that a write changes. */
export function writableMask(list: readonly CsrField[]): bigint {
  return list.filter((field) => !field.readOnly).reduce((mask, field) => mask | fieldMask(field), 0n);
}

/** The bits of fields that come with an extension other than H, whose fields the masks of profiles know. */
export function extensionMask({ fields: list }: CsrRow): bigint {
  return writableMask(list.filter(({ extension }) => extension !== undefined && extension !== "h"));
}

/** The CSRs of a hart with these extensions: rows and fields of others are gone. */
export function csrsOf(rows: readonly CsrRow[], present: ReadonlySet<string>): readonly CsrRow[] {
  const has = (needed = "") => needed.split(" ").every((name) => name === "" || present.has(name));
  return rows
    .filter((row) => has(row.extension))
    .map((row) => {
      const gone = row.fields.filter((field) => !has(field.extension));
      const bits = gone.reduce((mask, field) => mask | fieldMask(field), 0n);
      return { ...row, mask: row.mask & ~bits, reset: row.reset & ~bits };
    });
}
