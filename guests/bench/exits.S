# A small hypervisor for measuring VM exits: M delegates everything to HS, HS enters VS, every exit saves and restores
# all registers around a handler in C. Two guest address spaces share the same maps but for their VMID.

        .section .text.start
        .globl _start
_start:
        csrr    t0, mhartid
        bnez    t0, park
        la      sp, stack_top
        li      t0, -1
        csrw    pmpaddr0, t0
        li      t0, 0x1f
        csrw    pmpcfg0, t0
        li      t0, 0xf0b509 & ~0x200
        csrw    medeleg, t0
        la      t0, hs_start
        csrw    mepc, t0
        li      t0, 0x1800
        csrc    mstatus, t0
        li      t0, 0x800
        csrs    mstatus, t0
        la      t0, done                # an ecall from HS ends the run
        csrw    mtvec, t0
        mret
hs_start:
        la      t0, exit_entry
        csrw    stvec, t0
        la      t0, vcpu
        csrw    sscratch, t0
        la      t0, root
        srli    t0, t0, 12
        li      t1, 8 << 60
        or      t0, t0, t1
        csrw    0x280, t0               # vsatp
        call    first_world
        .word   0x62000073              # hfence.gvma
        .word   0x22000073              # hfence.vvma
        li      t0, 0x180               # hstatus.SPV, SPVP
        csrs    0x600, t0
        li      t0, 0x100               # sstatus.SPP
        csrs    sstatus, t0
        la      t0, guest
        csrw    sepc, t0
        la      sp, guest_stack_top
        sret
guest:
        call    workload
        li      a7, 99
        ecall
park:   wfi
        j       park

        .balign 4
exit_entry:
        csrrw   a0, sscratch, a0
        sd      ra, 8(a0)
        sd      sp, 16(a0)
        sd      gp, 24(a0)
        sd      tp, 32(a0)
        sd      t0, 40(a0)
        sd      t1, 48(a0)
        sd      t2, 56(a0)
        sd      s0, 64(a0)
        sd      s1, 72(a0)
        sd      a1, 88(a0)
        sd      a2, 96(a0)
        sd      a3, 104(a0)
        sd      a4, 112(a0)
        sd      a5, 120(a0)
        sd      a6, 128(a0)
        sd      a7, 136(a0)
        sd      s2, 144(a0)
        sd      s3, 152(a0)
        sd      s4, 160(a0)
        sd      s5, 168(a0)
        sd      s6, 176(a0)
        sd      s7, 184(a0)
        sd      s8, 192(a0)
        sd      s9, 200(a0)
        sd      s10, 208(a0)
        sd      s11, 216(a0)
        sd      t3, 224(a0)
        sd      t4, 232(a0)
        sd      t5, 240(a0)
        sd      t6, 248(a0)
        csrr    t0, sscratch
        sd      t0, 80(a0)
        la      sp, stack_top
        call    handle
        la      a0, vcpu
        csrw    sscratch, a0
        ld      ra, 8(a0)
        ld      sp, 16(a0)
        ld      gp, 24(a0)
        ld      tp, 32(a0)
        ld      t0, 40(a0)
        ld      t1, 48(a0)
        ld      t2, 56(a0)
        ld      s0, 64(a0)
        ld      s1, 72(a0)
        ld      a1, 88(a0)
        ld      a2, 96(a0)
        ld      a3, 104(a0)
        ld      a4, 112(a0)
        ld      a5, 120(a0)
        ld      a6, 128(a0)
        ld      a7, 136(a0)
        ld      s2, 144(a0)
        ld      s3, 152(a0)
        ld      s4, 160(a0)
        ld      s5, 168(a0)
        ld      s6, 176(a0)
        ld      s7, 184(a0)
        ld      s8, 192(a0)
        ld      s9, 200(a0)
        ld      s10, 208(a0)
        ld      s11, 216(a0)
        ld      t3, 224(a0)
        ld      t4, 232(a0)
        ld      t5, 240(a0)
        ld      t6, 248(a0)
        ld      a0, 80(a0)
        sret

        .balign 4
done:
        li      t0, 0x5555
        beqz    a0, 1f
        slli    t0, a0, 16
        li      t1, 0x3333
        or      t0, t0, t1
1:      li      t1, 0x100000
        sw      t0, (t1)
        j       park

        .globl  guest_root
        .section .data
        .balign 16384
guest_root:                             # no gigapage at 0x40000000: accesses there are emulated
        .dword  0x000000df, 0, 0x200000df, 0x300000df
        .fill   2044, 8, 0
root:
        .dword  0x000000cf, 0x100000cf, 0x200000cf, 0x300000cf
        .fill   508, 8, 0
        .bss
        .balign 16
        .globl  vcpu
vcpu:   .space  256
        .space  16384
guest_stack_top:
        .space  16384
stack_top:
