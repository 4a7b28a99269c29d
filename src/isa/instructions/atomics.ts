// A: unprivileged manual, "A" extension. Harts run in turn, so aq and rl have nothing to order.
import { AMO, extension, RESERVE } from "../formats.js";
import type { InstructionRow } from "../instruction-row.js";
import { type AccessBytes, type Effect, fallible, i32, rs1, rs2, setX } from "../meaning.js";

const row = extension("A");

function amo(helper: string, bytes: AccessBytes): Effect {
  return setX(fallible(helper, "i64", rs1, rs2, i32(bytes)));
}

function reserve(bytes: AccessBytes): Effect {
  return setX(fallible("loadReserved", "i64", rs1, i32(bytes)));
}

export const ATOMICS: readonly InstructionRow[] = [
  row("lr.w", "00010 .. 00000 ..... 010 ..... 0101111", RESERVE, reserve(4)),
  row("sc.w", "00011 .. ..... ..... 010 ..... 0101111", AMO, amo("storeConditional", 4)),
  row("amoswap.w", "00001 .. ..... ..... 010 ..... 0101111", AMO, amo("amoSwap", 4)),
  row("amoadd.w", "00000 .. ..... ..... 010 ..... 0101111", AMO, amo("amoAdd", 4)),
  row("amoxor.w", "00100 .. ..... ..... 010 ..... 0101111", AMO, amo("amoXor", 4)),
  row("amoand.w", "01100 .. ..... ..... 010 ..... 0101111", AMO, amo("amoAnd", 4)),
  row("amoor.w", "01000 .. ..... ..... 010 ..... 0101111", AMO, amo("amoOr", 4)),
  row("amomin.w", "10000 .. ..... ..... 010 ..... 0101111", AMO, amo("amoMin", 4)),
  row("amomax.w", "10100 .. ..... ..... 010 ..... 0101111", AMO, amo("amoMax", 4)),
  row("amominu.w", "11000 .. ..... ..... 010 ..... 0101111", AMO, amo("amoMinu", 4)),
  row("amomaxu.w", "11100 .. ..... ..... 010 ..... 0101111", AMO, amo("amoMaxu", 4)),

  row("lr.d", "00010 .. 00000 ..... 011 ..... 0101111", RESERVE, reserve(8)),
  row("sc.d", "00011 .. ..... ..... 011 ..... 0101111", AMO, amo("storeConditional", 8)),
  row("amoswap.d", "00001 .. ..... ..... 011 ..... 0101111", AMO, amo("amoSwap", 8)),
  row("amoadd.d", "00000 .. ..... ..... 011 ..... 0101111", AMO, amo("amoAdd", 8)),
  row("amoxor.d", "00100 .. ..... ..... 011 ..... 0101111", AMO, amo("amoXor", 8)),
  row("amoand.d", "01100 .. ..... ..... 011 ..... 0101111", AMO, amo("amoAnd", 8)),
  row("amoor.d", "01000 .. ..... ..... 011 ..... 0101111", AMO, amo("amoOr", 8)),
  row("amomin.d", "10000 .. ..... ..... 011 ..... 0101111", AMO, amo("amoMin", 8)),
  row("amomax.d", "10100 .. ..... ..... 011 ..... 0101111", AMO, amo("amoMax", 8)),
  row("amominu.d", "11000 .. ..... ..... 011 ..... 0101111", AMO, amo("amoMinu", 8)),
  row("amomaxu.d", "11100 .. ..... ..... 011 ..... 0101111", AMO, amo("amoMaxu", 8)),
];
