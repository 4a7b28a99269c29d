// The CSRs: numbers, fields, what a write may change, and what S numbers mean when V=1.
// Privileged manual: "CSR Listing", and the chapters on machine, supervisor and hypervisor level.
import { type CsrCondition, type CsrField, type CsrKind, type CsrRow, fields, writableMask } from "./csr-row.js";

const ALL = (1n << 64n) - 1n;

interface Options {
  readonly kind?: CsrKind;
  readonly fields?: string;
  readonly mask?: bigint;
  readonly reset?: bigint;
  readonly twin?: number;
  readonly when?: CsrCondition;
  readonly extension?: string;
}

function row(number: number, name: string, options: Options = {}): CsrRow {
  const list: readonly CsrField[] = options.fields === undefined ? [] : fields(options.fields);
  // Level 2 in the number: hypervisor and VS CSRs.
  const extension = options.extension ?? (((number >> 8) & 3) === 2 ? "h" : undefined);
  return {
    number,
    name,
    kind: options.kind ?? "plain",
    condition: options.when ?? "none",
    twin: options.twin ?? 0,
    mask: options.mask ?? (options.fields === undefined ? ALL : writableMask(list)),
    reset: options.reset ?? 0n,
    ...(extension !== undefined && { extension }),
    fields: list,
  };
}

function series(
  first: number,
  last: number,
  name: (index: number) => string,
  from: number,
  options: Options,
): CsrRow[] {
  return Array.from({ length: last - first + 1 }, (_, i) => row(first + i, name(from + i), options));
}

const STATUS = "SIE=1 SPIE=5 UBE=6! SPP=8 VS=10:9! FS=14:13 XS=16:15! SUM=18 MXR=19 UXL=33:32! SD=63!";
const DELEGABLE =
  "misaligned_fetch=0 fetch_access=1 illegal=2 breakpoint=3 misaligned_load=4 load_access=5 misaligned_store=6 store_access=7 ecall_u=8";
const PAGE_FAULTS = "fetch_page=12 load_page=13 store_page=15";
const GUEST_TRAPS =
  "ecall_vs=10@h fetch_guest_page=20@h load_guest_page=21@h virtual_instruction=22@h store_guest_page=23@h";
const ENVCFG = "FIOM=0 CBIE=5:4@zicbom CBCFE=6@zicbom CBZE=7@zicboz";
/** What menvcfg and henvcfg have besides. */
const TRANSLATION_AND_TIME = "ADUE=61@svadu PBMTE=62@svpbmt STCE=63@sstc";
/** What mstateen0 and hstateen0 control here: bit 63 of each, and access to senvcfg and henvcfg. */
const STATE_ENABLE = "ENVCFG=62 SE=63";
const COUNTER_FIELDS =
  "EVENT=55:0 VUINH=58@sscofpmf VSINH=59@sscofpmf UINH=60@sscofpmf SINH=61@sscofpmf MINH=62@sscofpmf OF=63@sscofpmf";
/** hip, and as mip has it: only VSSIP is writable. */
const VS_PENDING = "VSSIP=2@h VSTIP=6!@h VSEIP=10!@h SGEIP=12!@h";
/** As the manual names bits: `VSSI` in hideleg, `VSSIP` in hvip, `VSSIE` in hie. */
const vsBits = (suffix: string) => `VSSI${suffix}=2@h VSTI${suffix}=6@h VSEI${suffix}=10@h`;
const ADDRESS_TRANSLATION = "PPN=43:0 ASID=59:44 MODE=63:60";

/** Every CSR that exists; a number without a row is an illegal instruction. */
export const CSRS: readonly CsrRow[] = [
  row(0x001, "fflags", { kind: "fflags", mask: 0x1fn, when: "float", extension: "f" }),
  row(0x002, "frm", { kind: "frm", mask: 0x7n, when: "float", extension: "f" }),
  row(0x003, "fcsr", { kind: "fcsr", fields: "NX=0 UF=1 OF=2 DZ=3 NV=4 frm=7:5", when: "float", extension: "f" }),

  row(0xc00, "cycle", { kind: "cycle", when: "counter" }),
  row(0xc01, "time", { kind: "time", when: "counter" }),
  row(0xc02, "instret", { kind: "instret", when: "counter" }),
  ...series(0xc03, 0xc1f, (n) => `hpmcounter${n}`, 3, { kind: "hpmcounter", when: "counter" }),

  row(0x100, "sstatus", { kind: "sstatus", twin: 0x200, fields: STATUS }),
  row(0x104, "sie", { kind: "sie", twin: 0x204 }),
  row(0x105, "stvec", { kind: "tvec", twin: 0x205, fields: "MODE=1:0 BASE=63:2" }),
  row(0x106, "scounteren", { kind: "counteren", mask: 0xffff_ffffn }),
  row(0x10a, "senvcfg", { kind: "envcfg", when: "envcfg", fields: ENVCFG }),
  ...series(0x10c, 0x10f, (n) => `sstateen${n}`, 0, { mask: 0n, when: "stateen", extension: "ssstateen" }),
  row(0x140, "sscratch", { twin: 0x240 }),
  row(0x141, "sepc", { kind: "epc", twin: 0x241, mask: ALL ^ 1n }),
  row(0x142, "scause", { twin: 0x242 }),
  row(0x143, "stval", { twin: 0x243 }),
  row(0x144, "sip", { kind: "sip", twin: 0x244, fields: "SSIP=1 STIP=5! SEIP=9! LCOFIP=13@sscofpmf" }),
  row(0x14d, "stimecmp", { kind: "stimecmp", twin: 0x24d, when: "stimecmp", reset: ALL, extension: "sstc" }),
  row(0xda0, "scountovf", { kind: "scountovf", mask: 0n, extension: "sscofpmf" }),
  row(0x180, "satp", { kind: "atp", twin: 0x280, when: "satp", fields: ADDRESS_TRANSLATION }),

  row(0x600, "hstatus", {
    kind: "hstatus",
    fields: "VSBE=5! GVA=6 SPV=7 SPVP=8 HU=9 VGEIN=17:12! VTVM=20 VTW=21 VTSR=22 VSXL=33:32!",
    reset: 2n << 32n,
  }),
  // Writable whether a hart raises them or not ("Hypervisor Trap Delegation"): software checks and hardware errors.
  row(0x602, "hedeleg", { fields: `${DELEGABLE} ${PAGE_FAULTS} software_check=18 hardware_error=19` }),
  row(0x603, "hideleg", { kind: "hideleg", fields: `${vsBits("")} LCOFI=13@shlcofideleg` }),
  row(0x604, "hie", { kind: "hie", fields: `${vsBits("E")} SGEIE=12` }),
  row(0x605, "htimedelta", { kind: "htimedelta" }),
  row(0x606, "hcounteren", { kind: "counteren", mask: 0xffff_ffffn }),
  row(0x607, "hgeie", { mask: 0n }),
  row(0x60a, "henvcfg", { kind: "henvcfg", when: "envcfg", fields: `${ENVCFG} ${TRANSLATION_AND_TIME}` }),
  row(0x60c, "hstateen0", { kind: "hstateen", when: "stateen", fields: STATE_ENABLE, extension: "h ssstateen" }),
  ...series(0x60d, 0x60f, (n) => `hstateen${n}`, 1, {
    kind: "hstateen",
    when: "stateen",
    fields: "SE=63",
    extension: "h ssstateen",
  }),
  row(0x643, "htval"),
  row(0x644, "hip", { kind: "hip", fields: VS_PENDING }),
  row(0x645, "hvip", { kind: "hvip", fields: vsBits("P") }),
  row(0x64a, "htinst"),
  // PPN's low two bits read zero: the root is 16 KiB.
  row(0x680, "hgatp", {
    kind: "hgatp",
    when: "hgatp",
    fields: "PPN=43:0 VMID=57:44 MODE=63:60",
    mask: 0xf3ff_ffff_ffff_fffcn,
  }),
  row(0xe12, "hgeip", { kind: "hgeip", mask: 0n }),

  row(0x200, "vsstatus", { kind: "vsstatus", fields: STATUS, reset: 2n << 32n }),
  row(0x204, "vsie", { kind: "vsie" }),
  row(0x205, "vstvec", { kind: "tvec", fields: "MODE=1:0 BASE=63:2" }),
  row(0x240, "vsscratch"),
  row(0x241, "vsepc", { kind: "epc", mask: ALL ^ 1n }),
  row(0x242, "vscause"),
  row(0x243, "vstval"),
  row(0x244, "vsip", { kind: "vsip" }),
  row(0x24d, "vstimecmp", { kind: "stimecmp", when: "vstimecmp", reset: ALL, extension: "h sstc" }),
  row(0x280, "vsatp", { kind: "atp", fields: ADDRESS_TRANSLATION }),

  row(0xf11, "mvendorid", { mask: 0n }),
  row(0xf12, "marchid", { mask: 0n }),
  row(0xf13, "mimpid", { mask: 0n }),
  row(0xf14, "mhartid", { kind: "hartid", mask: 0n }),
  row(0xf15, "mconfigptr", { mask: 0n }),

  row(0x300, "mstatus", {
    kind: "mstatus",
    fields: `${STATUS} MIE=3 MPIE=7 MPP=12:11 MPRV=17 TVM=20 TW=21 TSR=22 SXL=35:34! SBE=36! MBE=37! GVA=38@h MPV=39@h`,
    reset: (2n << 32n) | (2n << 34n),
  }),
  row(0x301, "misa", { kind: "misa", mask: 0n }),
  row(0x302, "medeleg", {
    kind: "medeleg",
    fields: `${DELEGABLE} ecall_hs=9 ${PAGE_FAULTS} ${GUEST_TRAPS}`,
  }),
  row(0x303, "mideleg", {
    kind: "mideleg",
    fields: "SSI=1 STI=5 SEI=9 LCOFI=13@sscofpmf VSSI=2!@h VSTI=6!@h VSEI=10!@h SGEI=12!@h",
    reset: 0x1444n,
  }),
  row(0x304, "mie", {
    kind: "mie",
    fields: `SSIE=1 MSIE=3 STIE=5 MTIE=7 SEIE=9 MEIE=11 SGEIE=12@h LCOFIE=13@sscofpmf ${vsBits("E")}`,
  }),
  row(0x305, "mtvec", { kind: "tvec", fields: "MODE=1:0 BASE=63:2" }),
  row(0x306, "mcounteren", { kind: "counteren", mask: 0xffff_ffffn }),
  row(0x30a, "menvcfg", { kind: "envcfg", fields: `${ENVCFG} ${TRANSLATION_AND_TIME}` }),
  row(0x30c, "mstateen0", { fields: STATE_ENABLE, extension: "smstateen" }),
  ...series(0x30d, 0x30f, (n) => `mstateen${n}`, 1, { fields: "SE=63", extension: "smstateen" }),
  row(0x320, "mcountinhibit", { kind: "countinhibit", fields: "CY=0 IR=2 HPM=31:3" }),
  ...series(0x323, 0x33f, (n) => `mhpmevent${n}`, 3, { kind: "hpmevent", fields: COUNTER_FIELDS }),
  row(0x340, "mscratch"),
  row(0x341, "mepc", { kind: "epc", mask: ALL ^ 1n }),
  row(0x342, "mcause"),
  row(0x343, "mtval"),
  row(0x344, "mip", {
    kind: "mip",
    fields: `SSIP=1 MSIP=3! STIP=5 MTIP=7! SEIP=9 MEIP=11! LCOFIP=13@sscofpmf ${VS_PENDING}`,
  }),
  row(0x34a, "mtinst", { extension: "h" }),
  row(0x34b, "mtval2", { extension: "h" }),
  row(0x747, "mseccfg", { kind: "mseccfg", fields: "MML=0 MMWP=1 RLB=2", extension: "smepmp" }),
  row(0x3a0, "pmpcfg0", { kind: "pmpcfg" }),
  row(0x3a2, "pmpcfg2", { kind: "pmpcfg" }),
  ...[4, 6, 8, 10, 12, 14].map((n) => row(0x3a0 + n, `pmpcfg${n}`, { kind: "zero" })),
  ...series(0x3b0, 0x3bf, (n) => `pmpaddr${n}`, 0, { kind: "pmpaddr", mask: (1n << 54n) - 1n }),
  ...series(0x3c0, 0x3ef, (n) => `pmpaddr${n}`, 16, { kind: "zero" }),
  row(0xb00, "mcycle", { kind: "cycle" }),
  row(0xb02, "minstret", { kind: "instret" }),
  ...series(0xb03, 0xb1f, (n) => `mhpmcounter${n}`, 3, { kind: "hpmcounter" }),
  row(0x7a0, "tselect", { kind: "zero" }),
  row(0x7a1, "tdata1", { mask: 0n }),
  row(0x7a2, "tdata2", { kind: "zero" }),
  row(0x7a3, "tdata3", { kind: "zero" }),
  row(0x7a4, "tinfo", { mask: 0n, reset: 0x44n }),
  row(0x7a8, "mcontext", { mask: 0x3fffn }),
];

const BY_NAME = new Map(CSRS.map((csr) => [csr.name, csr]));
const BY_NUMBER = new Map(CSRS.map((csr) => [csr.number, csr]));

/** The row of a CSR by number, if it exists. */
export function csrByNumber(number: number): CsrRow | undefined {
  return BY_NUMBER.get(number);
}

/** The row of a CSR by name, if it exists. */
export function csrByName(name: string): CsrRow | undefined {
  return BY_NAME.get(name);
}
