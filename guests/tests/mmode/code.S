/* What the modes below M-mode are made to do. Each piece ends in a trap into
 * M-mode, by an ecall if nothing else; `page` is the page of paging.c. */
	.text
	.option norvc

	.global code_ecall, code_mscratch, code_wfi, code_sfence, code_sret
	.global code_spin, code_load, code_store, code_ebreak, code_time
	.global code_stimecmp, code_open, s_trap

	.balign 4
s_trap:
code_ecall:
	ecall
code_mscratch:
	csrr	a0, mscratch
	ecall
code_wfi:
	wfi
	ecall
code_sfence:
	sfence.vma
	ecall
code_sret:
	sret
	ecall
code_spin:
	j	code_spin
code_ebreak:
	ebreak
	ecall
code_time:
	csrr	a0, time
	ecall
/* S-mode sets its timer to be over, and opens its interrupts. */
code_stimecmp:
	csrw	0x14d, zero
	csrsi	sstatus, 2
	j	code_spin
/* S-mode opens its interrupts. */
code_open:
	csrsi	sstatus, 2
	j	code_spin
/* An access to the page at 1 GiB, then an ecall with what was loaded in a0. */
code_load:
	li	t0, 0x40000000
	ld	a0, 0(t0)
	la	t1, seen
	sd	a0, 0(t1)
	ecall
code_store:
	li	t0, 0x40000000
	li	a0, 7
	sd	a0, 8(t0)
	ecall
