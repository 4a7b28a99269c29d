/* Fills and compares all f registers: f<n> holds seed + n. */
	.text
	.global	fp_fill
fp_fill:
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	addi	t0, a0, \n
	fmv.d.x	f\n, t0
	.endr
	ret

	.global	fp_mismatches
fp_mismatches:
	mv	t1, a0
	li	a0, 0
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	addi	t0, t1, \n
	fmv.x.d	t2, f\n
	sub	t0, t0, t2
	snez	t0, t0
	add	a0, a0, t0
	.endr
	ret
