/* Driver of the board's PLIC (RISC-V PLIC specification 1.0). A source belongs
 * to the context of one hart; that context's claim register also completes
 * it, whichever hart writes it. */
#include "irq.h"

#include "console.h"
#include "fdt.h"
#include "hart.h"
#include "riscv.h"

#define SOURCES 1024
#define PRIORITY(source) (4UL * (source))
#define ENABLE(context, source) \
	(0x2000UL + 0x80UL * (context) + 4UL * ((source) / 32))
#define THRESHOLD(context) (0x200000UL + 0x1000UL * (context))
#define CLAIM(context) (THRESHOLD(context) + 4)

#define NO_CONTEXT UINT32_MAX

struct route {
	irq_handler *handler;
	void *context;
	uint32_t plic_context;
};

static uintptr_t plic;
static uint32_t s_context[HARTS];
static struct route routes[SOURCES];

/* The hart that owns a riscv,cpu-intc, by its phandle. */
static bool hart_of_intc(uint32_t phandle, uint64_t *hart)
{
	const struct fdt *fdt = &machine.fdt;
	fdt_node cpu = fdt_parent(fdt, fdt_phandle(fdt, phandle));
	struct fdt_region region;

	if (cpu < 0 || !fdt_reg(fdt, cpu, 0, &region) ||
	    region.address >= HARTS)
		return false;
	*hart = region.address;
	return true;
}

void irq_prepare(void)
{
	const struct fdt *fdt = &machine.fdt;
	fdt_node node = fdt_compatible(fdt, FDT_NONE, "sifive,plic-1.0.0");
	struct fdt_region region;
	uint32_t phandle, irq;
	uint64_t hart;

	for (hart = 0; hart < HARTS; hart++)
		s_context[hart] = NO_CONTEXT;
	if (node < 0)
		node = fdt_compatible(fdt, FDT_NONE, "riscv,plic0");
	if (node < 0 || !fdt_reg(fdt, node, 0, &region)) {
		report("the board has no PLIC: nothing will interrupt");
		return;
	}
	plic = region.address;
	for (uint32_t i = 0;
	     fdt_cell(fdt, node, "interrupts-extended", 2 * i, &phandle) &&
	     fdt_cell(fdt, node, "interrupts-extended", 2 * i + 1, &irq);
	     i++) {
		if (irq != IRQ_S_EXT || !hart_of_intc(phandle, &hart))
			continue;
		s_context[hart] = i;
		mmio_write32(plic + THRESHOLD(i), 0);
	}
}

void irq_route(uint32_t source, uint64_t hart, irq_handler *handler,
	       void *context)
{
	uint32_t plic_context = s_context[hart];

	if (plic == 0 || source == 0 || source >= SOURCES ||
	    plic_context == NO_CONTEXT)
		return;
	routes[source] = (struct route){ handler, context, plic_context };
	uintptr_t enable = plic + ENABLE(plic_context, source);
	mmio_write32(enable, mmio_read32(enable) | 1U << source % 32);
	mmio_write32(plic + PRIORITY(source), 1);
}

void irq_complete(uint32_t source)
{
	mmio_write32(plic + CLAIM(routes[source].plic_context), source);
}

void irq_dispatch(void)
{
	uint32_t context = s_context[this_hart()->id];

	if (context == NO_CONTEXT)
		return;
	for (;;) {
		uint32_t source = mmio_read32(plic + CLAIM(context));

		if (source == 0)
			return;
		if (source >= SOURCES || routes[source].handler == NULL ||
		    routes[source].handler(routes[source].context))
			mmio_write32(plic + CLAIM(context), source);
	}
}
