/* The harts of this machine and what they can do. */
#include "hart.h"

#include "console.h"
#include "gstage.h"
#include "riscv.h"
#include "sbi.h"
#include "string.h"

struct hart harts[HARTS];
struct machine machine;

extern char secondary_start[];

void machine_read(const void *blob, uint64_t boot_hart)
{
	struct fdt *fdt = &machine.fdt;
	fdt_node cpus, chosen;
	uint64_t timebase;

	if (!fdt_open(fdt, blob))
		hypervisor_panic(0, (uintptr_t)blob, 0);
	cpus = fdt_path(fdt, "/cpus");
	chosen = fdt_path(fdt, "/chosen");
	machine.timebase = 10000000;
	if (fdt_number(fdt, cpus, "timebase-frequency", &timebase))
		machine.timebase = timebase;
	machine.power_off_when_done = fdt_has_word(
		fdt_text(fdt, chosen, "bootargs"), "poweroff-when-done");
	FDT_EACH_CHILD(fdt, node, cpus) {
		struct fdt_region region;
		const char *type = fdt_text(fdt, node, "device_type");

		if (type == NULL || strcmp(type, "cpu") != 0 ||
		    !fdt_is_enabled(fdt, node) ||
		    !fdt_reg(fdt, node, 0, &region) || region.address >= HARTS)
			continue;
		machine.harts |= BIT(region.address);
		if (region.address == boot_hart)
			machine.cpu = node;
	}
	machine.has_h = fdt_cpu_has(fdt, machine.cpu, "h");
	machine.has_sstc = fdt_cpu_has(fdt, machine.cpu, "sstc");
}

void machine_probe(void)
{
	csr_set(sstatus, STATUS_FS);
	machine.has_fp = (csr_read(sstatus) & STATUS_FS) != 0 &&
			 fdt_cpu_has(&machine.fdt, machine.cpu, "d");
	machine.vmids = gstage_probe_vmids();
}

void hart_prepare(uint64_t id)
{
	struct hart *hart = this_hart();

	hart->id = id;
	hart->present = true;
	csr_write(sstatus, csr_read(sstatus) & ~(STATUS_SIE | STATUS_VS));
	csr_write(hie, 0);
	csr_write(hvip, 0);
	csr_write(hgatp, 0);
	hart->henvcfg_reset = csr_read(0x60a);
	hart_set_timer(UINT64_MAX);
	csr_clear(sip, SIP_SSIP);
	csr_write(sie, SIP_SSIP | SIP_STIP | SIP_SEIP);
}

void hart_start_others(void)
{
	for (uint64_t id = 0; id < HARTS; id++) {
		if ((machine.harts & BIT(id)) == 0 || id == this_hart()->id)
			continue;
		struct sbi_result result =
			sbi_hart_start(id, (uintptr_t)secondary_start, 0);

		if (result.error != SBI_SUCCESS)
			report("hart %lu does not start: SBI error %ld", id,
			       result.error);
	}
}

void hart_kick(const struct hart *hart)
{
	sbi_send_ipi(1, hart->id);
}

void hart_set_timer(uint64_t deadline)
{
	if (machine.has_sstc)
		csr_write(0x14d, deadline);
	else
		sbi_set_timer(deadline);
}
