// The extensions that profiles switch: one row each, in the order in which `riscv,isa` lists them. Unprivileged and
// privileged manuals, and the RVA profiles for names that only promise a behaviour.

export interface ExtensionRow {
  /** In small letters, as device trees write it. */
  readonly name: string;
  readonly doc: string;
  /** Extensions that it depends on: switched on with it; without them it is off. */
  readonly needs: readonly string[];
  /** Whether profile `spec` has it. */
  readonly standard: boolean;
  /** True when the harts are never without it. */
  readonly fixed: boolean;
}

/** Bytes of a cache block, for Zic64b, Zicbom, Zicbop and Zicboz. */
export const CACHE_BLOCK_BYTES = 64;

/** What hart code asks for at run time, by bit of EXTENSIONS in src/layout/machine.ts. */
export const ASKED_BY_HART = ["svade", "svadu", "svnapot", "svpbmt", "sscofpmf"] as const;

type More = Partial<Pick<ExtensionRow, "needs" | "standard" | "fixed">>;

function row(name: string, doc: string, { needs = [], standard = true, fixed = false }: More = {}): ExtensionRow {
  return { name, doc, needs, standard, fixed };
}

/** What `spec` leaves out because software that does not know of it would see something else than before. */
const off = { standard: false } as const;
const fixed = { fixed: true } as const;

export const EXTENSIONS: readonly ExtensionRow[] = [
  row("i", "Base integer instructions", fixed),
  row("m", "Multiplication and division"),
  row("a", "Atomic instructions"),
  row("f", "Single-precision floating point"),
  row("d", "Double-precision floating point", { needs: ["f"] }),
  // Without C, jumps to odd halfwords would have to trap.
  row("c", "Compressed instructions", fixed),
  row("b", "Zba, Zbb and Zbs as a whole; sets misa.B", { needs: ["zba", "zbb", "zbs"], ...off }),
  row("h", "Hypervisor"),

  row("zic64b", "Cache blocks are 64 bytes, naturally aligned"),
  row("zicbom", "Cache-block management: cbo.inval, cbo.clean, cbo.flush"),
  row("zicbop", "Cache-block prefetches: hints among ORI"),
  row("zicboz", "Cache-block zero: cbo.zero"),
  row("ziccamoa", "Main memory supports all atomics of A", { needs: ["a"] }),
  row("ziccif", "Instruction fetches from main memory are atomic"),
  row("zicclsm", "Misaligned loads and stores to main memory are supported"),
  row("ziccrse", "LR/SC sequences on main memory eventually succeed", { needs: ["a"] }),
  row("zicond", "Integer conditional operations"),
  row("zicntr", "cycle, time and instret; off, they are there but not named, as in QEMU up to 8.1"),
  row("zicsr", "CSR instructions", fixed),
  row("zifencei", "FENCE.I"),
  row("zihintntl", "Non-temporal locality hints: among ADD with rd = x0"),
  row("zihintpause", "PAUSE: a hint among FENCE"),
  row("zihpm", "hpmcounter3 to hpmcounter31; off, they are there but not named"),
  row("zimop", "May-be-operations"),
  row("zmmul", "Multiplication, the part of M without division"),
  row("za64rs", "Reservation sets are at most 64 bytes, naturally aligned", { needs: ["a"] }),
  row("zaamo", "Atomic memory operations, a part of A"),
  row("zabha", "Byte and halfword atomic memory operations", { needs: ["a"] }),
  row("zacas", "Compare-and-swap", { needs: ["a"] }),
  row("zalrsc", "Load-reserved and store-conditional, a part of A"),
  row("zawrs", "Wait on reservation set", { needs: ["a"] }),
  row("zfa", "Additional floating-point instructions", { needs: ["f"] }),
  row("zfh", "Half-precision floating point", { needs: ["f"] }),
  row("zfhmin", "Half precision: loads, stores, moves and conversions only", { needs: ["f"] }),
  row("zca", "C without floating point"),
  row("zcb", "Simple code-size saving instructions"),
  row("zcd", "Compressed double-precision loads and stores", { needs: ["d"] }),
  row("zcmop", "Compressed may-be-operations", { needs: ["zimop"] }),
  row("zba", "Address generation"),
  row("zbb", "Basic bit manipulation"),
  row("zbc", "Carry-less multiplication"),
  row("zbkb", "Bit manipulation for cryptography"),
  row("zbkc", "Carry-less multiplication for cryptography"),
  row("zbkx", "Crossbar permutations"),
  row("zbs", "Single-bit instructions"),

  row("sdtrig", "Debug triggers; the harts have none to select", off),
  row("shcounterenw", "hcounteren is writable where a counter exists", { needs: ["h"] }),
  row("shgatpa", "hgatp has every SvNNx4 mode that satp has SvNN", { needs: ["h"] }),
  row("shlcofideleg", "LCOFI can be delegated to VS: hideleg, vsip and vsie", { needs: ["h", "sscofpmf"], ...off }),
  row("shtvala", "htval holds the guest physical address of a guest-page fault", { needs: ["h"] }),
  row("shvsatpa", "vsatp has every mode that satp has", { needs: ["h"] }),
  row("shvstvala", "vstval is written as Sstvala asks", { needs: ["h"] }),
  row("shvstvecd", "vstvec supports Direct and any aligned address", { needs: ["h"] }),
  row("smepmp", "PMP enhancements: mseccfg"),
  // mstateen0 is zero after reset, and S-mode then traps where it writes senvcfg or henvcfg.
  row("smstateen", "State enable: mstateen", off),
  row("ssccptr", "Main memory supports page-table reads"),
  row("sscofpmf", "Counter overflow and mode filtering: LCOFI, scountovf, mhpmevent's upper bits", off),
  row("sscounterenw", "scounteren is writable where a counter exists"),
  row("ssstateen", "State enable as S-mode sees it: hstateen, sstateen", { needs: ["smstateen"], ...off }),
  row("ssstrict", "No non-conforming extensions; reserved encodings trap", off),
  row("sstc", "Supervisor timers: stimecmp and vstimecmp"),
  row("sstvala", "stval holds the faulting address or instruction"),
  row("sstvecd", "stvec supports Direct and any aligned address"),
  row("ssu64xl", "UXL is 64"),
  // Beside svadu it tells firmware to start with ADUE=0, and older guests do not know how to ask for more.
  row("svade", "Page faults where A or D would have to be set", off),
  row("svadu", "Hardware sets A and D where menvcfg.ADUE and henvcfg.ADUE say so"),
  row("svinval", "Fine-grained address-translation invalidation"),
  row("svnapot", "NAPOT translation contiguity: 64 KiB"),
  row("svpbmt", "Page-based memory types: menvcfg.PBMTE and henvcfg.PBMTE"),
  row("svvptc", "A PTE made valid is seen in bounded time without a fence"),
];
