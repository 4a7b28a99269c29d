# Cold code: 320000 instructions that differ, each executed once.
        .text
        .globl  workload
workload:
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
        li      a0, 0
        ret
