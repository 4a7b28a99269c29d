// The reset ROM at 0x1000, where every hart starts, and OpenSBI's fw_dynamic information block behind it
// (OpenSBI, docs/firmware/fw_dynamic.md). Offsets are bytes from 0x1000.

/** What the ROM hands over: supervisor physical addresses. */
export interface ResetRom {
  readonly entry: number;
  readonly deviceTreeAddress: number;
  /** Where dynamic firmware goes on in S-mode; 0 when there is no kernel. */
  readonly next: number;
}

/** a0 = hart id, a1 = device tree, a2 = information block, then to the entry. */
const CODE = [
  0x00000297, // auipc t0, 0
  0x02828613, // addi a2, t0, 0x28
  0xf1402573, // csrr a0, mhartid
  0x0202b583, // ld a1, 0x20(t0)
  0x0182b283, // ld t0, 0x18(t0)
  0x00028067, // jr t0
];
const ENTRY = 0x18;
const DEVICE_TREE = 0x20;
const INFORMATION = 0x28;

const FW_DYNAMIC_MAGIC = 0x4942534f;
const FW_DYNAMIC_VERSION = 2;
const NEXT_MODE_S = 1;

export function resetRom({ entry, deviceTreeAddress, next }: ResetRom): Uint8Array {
  const options = 0;
  const bootHart = 0;
  const information = [FW_DYNAMIC_MAGIC, FW_DYNAMIC_VERSION, next, NEXT_MODE_S, options, bootHart];
  const rom = new Uint8Array(INFORMATION + information.length * 8);
  const view = new DataView(rom.buffer);
  const put = (at: number, value: number): void => view.setBigUint64(at, BigInt(value), true);
  CODE.forEach((word, index) => {
    view.setUint32(index * 4, word, true);
  });
  put(ENTRY, entry);
  put(DEVICE_TREE, deviceTreeAddress);
  information.forEach((value, index) => {
    put(INFORMATION + index * 8, value);
  });
  return rom;
}
