/* A delegated exception at the first instruction of the guest's own trap
 * handler repeats for ever inside VS-mode and causes no exit. The timer finds
 * the vCPU there: pc, vsepc and vstvec are all the same. */
#include "watchdog.h"

#include "exit.h"
#include "riscv.h"
#include "vcpu.h"
#include "vm.h"

void watchdog_check(struct vcpu *vcpu)
{
	uint64_t handler = csr_read(vstvec) & ~3UL;
	uint64_t cause = csr_read(vscause);

	if (vcpu->m.active || vcpu->context.pc != handler || csr_read(vsepc) != handler ||
	    (cause & CAUSE_INTERRUPT) != 0)
		return;
	const char *name = exit_name((unsigned)cause & (EXIT_INTERRUPT - 1));
	vm_stop(vcpu->vm, "%s in its trap handler at pc 0x%lx stval 0x%lx",
		name == NULL ? "trap" : name, handler, csr_read(vstval));
}
