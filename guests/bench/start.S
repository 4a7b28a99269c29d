# Enters the workload in the mode that MODE names, and ends the run through the test finisher.
# MODE 0: M. MODE 1: S under Sv39. MODE 2: VS under Sv39 and Sv39x4. All maps are identity, gigapages, RWX, A and D set.

        .section .text.start
        .globl _start
_start:
        csrr    t0, mhartid
        bnez    t0, park
        la      sp, stack_top
#if MODE > 0
        # Everything below M may touch everything.
        li      t0, -1
        csrw    pmpaddr0, t0
        li      t0, 0x1f
        csrw    pmpcfg0, t0
        la      t0, trap
        csrw    mtvec, t0
        la      t0, root
        srli    t0, t0, 12
        li      t1, 8 << 60
        or      t0, t0, t1
#if MODE == 1
        csrw    satp, t0
        sfence.vma
        li      t0, 0x800               # MPP = S
        csrc    mstatus, t0
        li      t1, 0x1000
        csrc    mstatus, t1
        csrs    mstatus, t0
#else
        csrw    0x280, t0               # vsatp
        la      t0, guest_root
        srli    t0, t0, 12
        or      t0, t0, t1
        csrw    0x680, t0               # hgatp
        .word   0x62000073              # hfence.gvma
        .word   0x22000073              # hfence.vvma
        li      t0, 0x1800
        csrc    mstatus, t0
        li      t0, 0x800
        csrs    mstatus, t0
        li      t0, 1
        slli    t0, t0, 39              # MPV
        csrs    mstatus, t0
        # An M-level ecall that leaves VS is not delegated.
#endif
        li      t0, 0x6000              # VS needs FS at both levels
        csrs    mstatus, t0
        la      t0, enter
        csrw    mepc, t0
        mret
enter:
#endif
        li      t0, 0x6000              # FS = Dirty
#if MODE == 0
        csrs    mstatus, t0
#else
        csrs    sstatus, t0
#endif
        call    workload
        # a0 == 0 is a pass.
#if MODE > 0
        ecall
        .balign 4
trap:
        csrr    t0, mcause
        li      t1, 9
        beq     t0, t1, finish
        li      t1, 10
        beq     t0, t1, finish
        li      a0, 2
#endif
finish:
        li      t0, 0x5555
        beqz    a0, 1f
        slli    t0, a0, 16
        li      t1, 0x3333
        or      t0, t0, t1
1:      li      t1, 0x100000
        sw      t0, (t1)
park:   wfi
        j       park

        .section .data
        .balign 16384
guest_root:
        .dword  0x000000df, 0x100000df, 0x200000df, 0x300000df   # four gigapages, U set
        .fill   2044, 8, 0
root:
        .dword  0x000000cf, 0x100000cf, 0x200000cf, 0x300000cf
        .fill   508, 8, 0
        .bss
        .balign 16
        .space  16384
stack_top:
