# Cold code: 320000 instructions that differ, each executed once where they lie, and once in each of seven copies
# elsewhere in memory.
        .text
        .globl  workload
workload:
        mv      s0, ra
        li      s1, 7
        la      s2, code
        la      s3, code_end
        li      s4, 0x82000000
        jalr    s2
1:      mv      s5, s4
        mv      t0, s2
2:      ld      t1, (t0)
        sd      t1, (s4)
        addi    t0, t0, 8
        addi    s4, s4, 8
        bltu    t0, s3, 2b
        fence.i
        jalr    s5
        addi    s1, s1, -1
        bnez    s1, 1b
        li      a0, 0
        jr      s0

        .balign 8
code:
        .set    seed, 1
        .rept   80000
        .set    seed, (seed * 1103515245 + 12345) & 0x7fffffff
        addi    a1, a1, (seed >> 8) & 0x7ff
        .set    seed, (seed * 1103515245 + 12345) & 0x7fffffff
        xori    a2, a1, (seed >> 8) & 0x7ff
        .set    seed, (seed * 1103515245 + 12345) & 0x7fffffff
        slli    a3, a2, (seed >> 8) & 0x3f
        add     a1, a1, a3
        .endr
        ret
        .balign 8
code_end:
