/* SBI calls of the tiny payloads, for assembly. */
#define SBI_EXT_DBCN 0x4442434e
#define SBI_DBCN_WRITE 0
#define SBI_EXT_SRST 0x53525354

/* Writes the bytes between two labels to the debug console. */
.macro print from, to
	la	a1, \from
	la	a0, \to
	sub	a0, a0, a1
	li	a2, 0
	li	a6, SBI_DBCN_WRITE
	li	a7, SBI_EXT_DBCN
	ecall
.endm

.macro shut_down
	li	a0, 0
	li	a1, 0
	li	a6, 0
	li	a7, SBI_EXT_SRST
	ecall
.endm
