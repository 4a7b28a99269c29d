/* Ways to crash, each for a line of the hypervisor's. */
#include "exercise.h"
#include "string.h"

static uint64_t root[512] __attribute__((aligned(4096)));

/* A root table that translates gigapage `index` to itself, and gigapage 1 by
 * a table where no memory is. */
static void translate(void)
{
	uint64_t rwx = PTE_R | PTE_W | PTE_X | PTE_A | PTE_D | PTE_V;

	root[1] = 0x5000UL >> PAGE_SHIFT << PTE_PPN_SHIFT | PTE_V;
	root[2] = 0x80000000UL >> PAGE_SHIFT << PTE_PPN_SHIFT | rwx;
	csr_write(satp, ATP_MODE_SV39 << ATP_MODE_SHIFT |
				(uintptr_t)root >> PAGE_SHIFT);
	sfence_vma_all();
}

static void nowhere(uint64_t address)
{
	((void (*)(void))address)();
}

void crash(const char *how)
{
	if (strcmp(how, "load") == 0) {
		mmio_read32(0x5000);
	} else if (strcmp(how, "store") == 0) {
		mmio_write64(0x5008, 1);
	} else if (strcmp(how, "fetch") == 0) {
		nowhere(0x6000);
	} else if (strcmp(how, "walk") == 0) {
		translate();
		mmio_read32(0x40000000);
	} else if (strcmp(how, "stvec") == 0) {
		/* A page fault at the handler itself never exits. */
		csr_write(stvec, 0x10);
		root[0] = 0;
		translate();
		nowhere(0);
	} else if (strcmp(how, "float") == 0) {
		csr_set(sstatus, STATUS_FS);
		__asm__ volatile(".option push\n.option arch, +d\n"
				 "flw f0, 0(%0)\n.option pop"
				 : : "r"(machine.plic) : "memory");
	}
	say("exercise: %s did not crash\n", how);
}
