# Hot code without locality: 4000 loops of 18 instructions, no two alike, each run 3000 times and then left.
        .text
        .globl  workload
workload:
        .set    seed, 1
        .rept   4000
        li      t0, 3000
1:
        .rept   4
        .set    seed, (seed * 1103515245 + 12345) & 0x7fffffff
        addi    a1, a1, (seed >> 8) & 0x7ff
        .set    seed, (seed * 1103515245 + 12345) & 0x7fffffff
        xori    a2, a1, (seed >> 8) & 0x7ff
        .set    seed, (seed * 1103515245 + 12345) & 0x7fffffff
        slli    a3, a2, (seed >> 8) & 0x3f
        add     a1, a1, a3
        .endr
        addi    t0, t0, -1
        bnez    t0, 1b
        .endr
        li      a0, 0
        ret
