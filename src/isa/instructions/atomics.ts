// A (Zaamo and Zalrsc), Zabha and Zacas: unprivileged manual, "A" extension. Harts run in turn, so aq and rl have nothing to order.
import { AMO, extension, RESERVE } from "../formats.js";
import type { InstructionRow } from "../instruction-row.js";
import { type AccessBytes, type Effect, fallible, i32, raw, rs1, rs2, setX, system } from "../meaning.js";

function amo(helper: string, bytes: AccessBytes): Effect {
  return setX(fallible(helper, "i64", rs1, rs2, i32(bytes)));
}

function reserve(bytes: AccessBytes): Effect {
  return setX(fallible("loadReserved", "i64", rs1, i32(bytes)));
}

/** AMOs by name and funct5. */
const OPERATIONS = [
  ["amoswap", "00001", "amoSwap"],
  ["amoadd", "00000", "amoAdd"],
  ["amoxor", "00100", "amoXor"],
  ["amoand", "01100", "amoAnd"],
  ["amoor", "01000", "amoOr"],
  ["amomin", "10000", "amoMin"],
  ["amomax", "10100", "amoMax"],
  ["amominu", "11000", "amoMinu"],
  ["amomaxu", "11100", "amoMaxu"],
] as const;

/** Widths by suffix: funct3, bytes, and the extensions of AMOs and of AMOCAS. */
const WIDTHS = [
  { suffix: "b", funct3: "000", bytes: 1, extension: "Zabha", requires: ["Zabha"] },
  { suffix: "h", funct3: "001", bytes: 2, extension: "Zabha", requires: ["Zabha"] },
  { suffix: "w", funct3: "010", bytes: 4, extension: "Zaamo", requires: [] },
  { suffix: "d", funct3: "011", bytes: 8, extension: "Zaamo", requires: [] },
] as const;

function compareAndSwap(bytes: AccessBytes): Effect {
  return setX(fallible("amoCompareAndSwap", "i64", raw, rs1, rs2, i32(bytes)));
}

function width({
  suffix,
  funct3,
  bytes,
  extension: name,
  requires,
}: (typeof WIDTHS)[number]): readonly InstructionRow[] {
  const row = extension(name);
  const compare = extension("Zacas", { requires, registersInMemory: true });
  const rest = `.. ..... ..... ${funct3} ..... 0101111`;
  return [
    ...OPERATIONS.map(([mnemonic, funct5, helper]) =>
      row(`${mnemonic}.${suffix}`, `${funct5} ${rest}`, AMO, amo(helper, bytes)),
    ),
    compare(`amocas.${suffix}`, `00101 ${rest}`, AMO, compareAndSwap(bytes)),
  ];
}

const reservation = extension("Zalrsc");
/** Pairs begin with an even register. */
const pair = extension("Zacas", {
  registersInMemory: true,
  reserved: [
    { mask: 1 << 7, match: 1 << 7 },
    { mask: 1 << 20, match: 1 << 20 },
  ],
});

export const ATOMICS: readonly InstructionRow[] = [
  reservation("lr.w", "00010 .. 00000 ..... 010 ..... 0101111", RESERVE, reserve(4)),
  reservation("sc.w", "00011 .. ..... ..... 010 ..... 0101111", AMO, amo("storeConditional", 4)),
  reservation("lr.d", "00010 .. 00000 ..... 011 ..... 0101111", RESERVE, reserve(8)),
  reservation("sc.d", "00011 .. ..... ..... 011 ..... 0101111", AMO, amo("storeConditional", 8)),
  ...WIDTHS.flatMap(width),
  pair("amocas.q", "00101 .. ..... ..... 100 ..... 0101111", AMO, system("amoCompareAndSwapPair", raw, rs1)),
];
