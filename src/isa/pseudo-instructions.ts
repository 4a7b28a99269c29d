// Pseudoinstructions that stand for one instruction: unprivileged manual, "RISC-V Assembly Programmer's Handbook".

/** A name with an operand form, and the instruction it stands for; `$1` is the first operand. */
export interface PseudoRow {
  readonly name: string;
  readonly operands: number;
  readonly expansion: string;
}

function pseudo(name: string, operands: number, expansion: string): PseudoRow {
  return { name, operands, expansion };
}

export const PSEUDO_INSTRUCTIONS: readonly PseudoRow[] = [
  pseudo("nop", 0, "addi zero, zero, 0"),
  pseudo("mv", 2, "addi $1, $2, 0"),
  pseudo("not", 2, "xori $1, $2, -1"),
  pseudo("neg", 2, "sub $1, zero, $2"),
  pseudo("negw", 2, "subw $1, zero, $2"),
  pseudo("sext.w", 2, "addiw $1, $2, 0"),
  pseudo("zext.b", 2, "andi $1, $2, 255"),
  pseudo("zext.w", 2, "add.uw $1, $2, zero"),
  pseudo("seqz", 2, "sltiu $1, $2, 1"),
  pseudo("snez", 2, "sltu $1, zero, $2"),
  pseudo("sltz", 2, "slt $1, $2, zero"),
  pseudo("sgtz", 2, "slt $1, zero, $2"),
  pseudo("beqz", 2, "beq $1, zero, $2"),
  pseudo("bnez", 2, "bne $1, zero, $2"),
  pseudo("blez", 2, "bge zero, $1, $2"),
  pseudo("bgez", 2, "bge $1, zero, $2"),
  pseudo("bltz", 2, "blt $1, zero, $2"),
  pseudo("bgtz", 2, "blt zero, $1, $2"),
  pseudo("bgt", 3, "blt $2, $1, $3"),
  pseudo("ble", 3, "bge $2, $1, $3"),
  pseudo("bgtu", 3, "bltu $2, $1, $3"),
  pseudo("bleu", 3, "bgeu $2, $1, $3"),
  pseudo("j", 1, "jal zero, $1"),
  pseudo("jal", 1, "jal ra, $1"),
  pseudo("jr", 1, "jalr zero, 0($1)"),
  pseudo("jalr", 1, "jalr ra, 0($1)"),
  pseudo("ret", 0, "jalr zero, 0(ra)"),
  pseudo("fence", 0, "fence iorw, iorw"),
  pseudo("csrr", 2, "csrrs $1, $2, zero"),
  pseudo("csrw", 2, "csrrw zero, $1, $2"),
  pseudo("csrs", 2, "csrrs zero, $1, $2"),
  pseudo("csrc", 2, "csrrc zero, $1, $2"),
  pseudo("csrwi", 2, "csrrwi zero, $1, $2"),
  pseudo("csrsi", 2, "csrrsi zero, $1, $2"),
  pseudo("csrci", 2, "csrrci zero, $1, $2"),
  pseudo("rdcycle", 1, "csrrs $1, cycle, zero"),
  pseudo("rdtime", 1, "csrrs $1, time, zero"),
  pseudo("rdinstret", 1, "csrrs $1, instret, zero"),
  pseudo("frcsr", 1, "csrrs $1, fcsr, zero"),
  pseudo("fscsr", 1, "csrrw zero, fcsr, $1"),
  pseudo("frflags", 1, "csrrs $1, fflags, zero"),
  pseudo("fsflags", 1, "csrrw zero, fflags, $1"),
  pseudo("frrm", 1, "csrrs $1, frm, zero"),
  pseudo("fsrm", 1, "csrrw zero, frm, $1"),
  pseudo("fmv.s", 2, "fsgnj.s $1, $2, $2"),
  pseudo("fmv.d", 2, "fsgnj.d $1, $2, $2"),
  pseudo("fneg.s", 2, "fsgnjn.s $1, $2, $2"),
  pseudo("fneg.d", 2, "fsgnjn.d $1, $2, $2"),
  pseudo("fabs.s", 2, "fsgnjx.s $1, $2, $2"),
  pseudo("fabs.d", 2, "fsgnjx.d $1, $2, $2"),
  pseudo("sfence.vma", 0, "sfence.vma zero, zero"),
  pseudo("sfence.vma", 1, "sfence.vma $1, zero"),
  pseudo("hfence.vvma", 0, "hfence.vvma zero, zero"),
  pseudo("hfence.vvma", 1, "hfence.vvma $1, zero"),
  pseudo("hfence.gvma", 0, "hfence.gvma zero, zero"),
  pseudo("hfence.gvma", 1, "hfence.gvma $1, zero"),
];
