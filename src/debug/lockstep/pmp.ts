// Physical memory protection as programs have it: entries 1 to 6 over pages of the arena. Entry 0 is the harness's, locked;
// entry 15 opens everything that no other entry is about.
import { DATA, HS_TABLES, VS_TABLES } from "./arena.js";
import type { Random } from "./random.js";

const TOR = 1;
const NA4 = 2;
const NAPOT = 3;
const ENTRIES = 6;

/**
 * Pages that an entry may be about: never one by which HS or VS finds its vectors, since the fault of that fetch may be
 * delegated to the same vectors.
 */
const TABLES = [HS_TABLES.lowest, VS_TABLES.lowest];
const DATA_PAGES = [DATA, DATA + 0x1000];

/** pmpaddr1 to pmpaddr6 and pmpcfg0 (whose lowest byte is locked). */
export function drawPmp(random: Random): Readonly<Record<string, bigint>> {
  const used = random.chance(20) ? 1 + random.below(3) : 0;
  const values: Record<string, bigint> = {};
  let configuration = 0n;
  for (let entry = 1; entry <= ENTRIES; entry++) {
    // Entry 1 is never TOR: its range would begin at the harness. Other ranges lie within the data.
    const kind = entry > used ? 0 : random.pick(entry === 1 ? [NAPOT] : [NAPOT, NAPOT, TOR, NA4]);
    const table = kind !== TOR && random.chance(30);
    const page = random.pick(table ? TABLES : DATA_PAGES);
    const within = random.chance(75) ? 0 : 8 * random.below(512);
    values[`pmpaddr${entry}`] =
      kind === NAPOT ? napot(page, table ? 9 : 9 + random.below(2)) : BigInt((page + within) >>> 2);
    configuration |= BigInt((kind << 3) | random.pick([0, 1, 3, 4, 5, 7, 7])) << BigInt(8 * entry);
  }
  return { ...values, pmpcfg0: configuration };
}

/** 2**(ones + 3) bytes: 4 or 8 KiB. */
function napot(page: number, ones: number): bigint {
  const size = 2 ** (ones + 3);
  return BigInt(Math.floor(page / size) * size + size / 2 - 1) >> 2n;
}
