/* Starting harts (SBI 2.0 chapter 9, HSM), poking them (chapter 7, IPI), and
 * their interrupt enable. */
#include "hart.h"

#include "board.h"
#include "printk.h"
#include "riscv.h"
#include "sbi.h"


extern char boot_stacks[];
extern char secondary_start[];

struct hart harts[HARTS];

void hart_boot(void)
{
	for (unsigned i = 0; i < HARTS; i++) {
		harts[i].index = i;
		harts[i].id = board.hart_id[i];
		harts[i].plic_context = board.plic_context[i];
		harts[i].stack_top =
			(uint64_t)boot_stacks + (i + 1) * BOOT_STACK_BYTES;
		harts[i].deadline = UINT64_MAX;
		harts[i].slice_end = UINT64_MAX;
	}
}

void hart_start_others(void)
{
	for (unsigned i = 1; i < board.hart_count; i++) {
		struct sbi_result result =
			sbi_hart_start(harts[i].id, (uint64_t)secondary_start,
				       (uint64_t)&harts[i]);

		if (result.error != SBI_SUCCESS)
			printk("hart %lu does not start: SBI error %ld\n",
			       harts[i].id, result.error);
	}
}

void hart_poke(struct hart *hart)
{
	sbi_send_ipi(1, hart->id);
}

bool irq_are_on(void)
{
	return (csr_read(sstatus) & STATUS_SIE) != 0;
}

void irq_on(void)
{
	csr_set(sstatus, STATUS_SIE);
}

void irq_off(void)
{
	csr_clear(sstatus, STATUS_SIE);
}

void irq_push(void)
{
	bool were_on = irq_are_on();

	/* Off first: until then this code may be interrupted, though never
	 * moved to another hart (the kernel is not preempted). */
	irq_off();
	struct hart *hart = this_hart();
	if (hart->irq_depth++ == 0)
		hart->irq_were_on = were_on;
}

void irq_pop(void)
{
	struct hart *hart = this_hart();

	if (hart->irq_depth == 0 || irq_are_on())
		panic("irq_pop without irq_push");
	if (--hart->irq_depth == 0 && hart->irq_were_on)
		irq_on();
}
