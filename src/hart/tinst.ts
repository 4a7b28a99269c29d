// Transformed instructions for mtinst and htinst: hypervisor chapter, "Transformed Instruction or Pseudoinstruction".

/** The transformation of a load, store, AMO or HLV/HSV word; `offset` is what Addr. Offset says. 0: no transformation. */
export function transformed(word: u32, offset: u32): u64 {
  if ((word & 3) != 3) return <u64>compressed(word, offset);
  const opcode = word & 0x7f;
  const addressOffset = offset << 15;
  // LOAD, LOAD-FP: rs1 and immediate cleared. STORE, STORE-FP: rs2 kept. AMO and SYSTEM: all but rs1.
  if (opcode == 0x03 || opcode == 0x07) return <u64>((word & 0x00007fff) | addressOffset);
  if (opcode == 0x23 || opcode == 0x27) return <u64>((word & 0x01f0707f) | addressOffset);
  if (opcode == 0x2f) return <u64>((word & 0xfff07fff) | addressOffset);
  if (opcode == 0x73 && (word & 0x7000) == 0x4000) return <u64>((word & 0xfff07fff) | addressOffset);
  return 0;
}

/** Bit 1 clear says that the instruction was compressed; the rest is the transformation of its expansion. */
function compressed(word: u32, offset: u32): u32 {
  const quadrant = word & 3;
  const funct3 = (word >> 13) & 7;
  const addressOffset = offset << 15;
  if (quadrant == 0) {
    const reg = 8 + ((word >> 2) & 7);
    if (funct3 >= 1 && funct3 <= 3) return loadWord(funct3, reg) | addressOffset;
    if (funct3 >= 5) return storeWord(funct3, reg) | addressOffset;
    if (funct3 == 4) return narrowWord(word, reg) | addressOffset;
  } else if (quadrant == 2) {
    if (funct3 >= 1 && funct3 <= 3) return loadWord(funct3, (word >> 7) & 31) | addressOffset;
    if (funct3 >= 5) return storeWord(funct3, (word >> 2) & 31) | addressOffset;
  }
  return 0;
}

/** c.fld, c.lw, c.ld and their sp forms: funct3 1, 2, 3. */
function loadWord(funct3: u32, rd: u32): u32 {
  const opcode: u32 = funct3 == 1 ? 0x05 : 0x01;
  const width: u32 = funct3 == 2 ? 2 : 3;
  return opcode | (rd << 7) | (width << 12);
}

/** c.fsd, c.sw, c.sd and their sp forms: funct3 5, 6, 7. */
function storeWord(funct3: u32, rs2: u32): u32 {
  const opcode: u32 = funct3 == 5 ? 0x25 : 0x21;
  const width: u32 = funct3 == 6 ? 2 : 3;
  return opcode | (rs2 << 20) | (width << 12);
}

/** Zcb's c.lbu, c.lhu, c.lh, c.sb and c.sh: bits 11:10, and bit 6 for the halfword's sign. */
function narrowWord(word: u32, reg: u32): u32 {
  switch ((word >> 10) & 7) {
    case 0:
      return 0x01 | (4 << 12) | (reg << 7);
    case 1:
      return 0x01 | ((word & 0x40) == 0 ? 5 << 12 : 1 << 12) | (reg << 7);
    case 2:
      return 0x21 | (reg << 20);
    case 3:
      return 0x21 | (1 << 12) | (reg << 20);
    default:
      return 0;
  }
}
