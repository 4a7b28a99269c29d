/* The device tree that a guest gets: the devices of vm.h, and the extensions
 * of the hart as far as the guest may use them. */
#include "fdt-build.h"
#include "fdt.h"
#include "isa.h"
#include "print.h"
#include "string.h"
#include "vm.h"

#define PHANDLE_PLIC 1U
#define PHANDLE_INTC(hart) (2U + (hart))
#define IRQ_NONE 0xffffffffU
#define UART_CLOCK 3686400U

static void copy_property(struct fdt_build *build, const char *name)
{
	struct fdt_property property;

	if (fdt_property(&machine.fdt, machine.cpu, name, &property))
		fdt_build_property(build, name, property.data, property.size);
}

static void write_cpu(struct fdt_build *build, const struct vm *vm,
		      unsigned hart)
{
	char name[16];
	char isa[512];
	size_t bytes;

	print_buffer(name, sizeof(name), "cpu@%x", hart);
	fdt_build_begin(build, name);
	fdt_build_text(build, "device_type", "cpu");
	fdt_build_cell(build, "reg", hart);
	fdt_build_text(build, "status", "okay");
	fdt_build_text(build, "compatible", "riscv");
	if (isa_string(vm, isa, sizeof(isa)))
		fdt_build_text(build, "riscv,isa", isa);
	copy_property(build, "riscv,isa-base");
	bytes = isa_list(vm, isa, sizeof(isa));
	if (bytes != 0)
		fdt_build_property(build, "riscv,isa-extensions", isa, bytes);
	copy_property(build, "mmu-type");
	copy_property(build, "riscv,cbom-block-size");
	copy_property(build, "riscv,cbop-block-size");
	copy_property(build, "riscv,cboz-block-size");
	fdt_build_begin(build, "interrupt-controller");
	fdt_build_cell(build, "#interrupt-cells", 1);
	fdt_build_flag(build, "interrupt-controller");
	fdt_build_text(build, "compatible", "riscv,cpu-intc");
	fdt_build_cell(build, "phandle", PHANDLE_INTC(hart));
	fdt_build_end(build);
	fdt_build_end(build);
}

static void write_cpus(struct fdt_build *build, const struct vm *vm)
{
	fdt_build_begin(build, "cpus");
	fdt_build_cell(build, "#address-cells", 1);
	fdt_build_cell(build, "#size-cells", 0);
	fdt_build_cell(build, "timebase-frequency", (uint32_t)machine.timebase);
	for (unsigned hart = 0; hart < vm->vcpus; hart++)
		write_cpu(build, vm, hart);
	fdt_build_end(build);
}

/* What stands in for SBI. */
static void write_m_mode(struct fdt_build *build, const struct vm *vm)
{
	uint32_t lines[4 * VM_VCPUS];

	for (unsigned hart = 0; hart < vm->vcpus; hart++) {
		lines[4 * hart] = PHANDLE_INTC(hart);
		lines[4 * hart + 1] = IRQ_M_SOFT;
		lines[4 * hart + 2] = PHANDLE_INTC(hart);
		lines[4 * hart + 3] = IRQ_M_TIMER;
	}
	fdt_build_begin(build, "clint@2000000");
	fdt_build_cells(build, "interrupts-extended", lines, 4 * vm->vcpus);
	fdt_build_region(build, "reg", GUEST_CLINT, GUEST_CLINT_BYTES);
	fdt_build_property(build, "compatible", "sifive,clint0\0riscv,clint0",
			   27);
	fdt_build_end(build);

	fdt_build_begin(build, "test@100000");
	fdt_build_region(build, "reg", GUEST_TEST, GUEST_TEST_BYTES);
	fdt_build_property(build, "compatible",
			   "sifive,test1\0sifive,test0\0syscon", 33);
	fdt_build_end(build);
}

static void write_plic(struct fdt_build *build, const struct vm *vm)
{
	uint32_t contexts[4 * VM_VCPUS];

	/* Even contexts, M-mode on the board, lead nowhere without it. */
	for (unsigned hart = 0; hart < vm->vcpus; hart++) {
		contexts[4 * hart] = PHANDLE_INTC(hart);
		contexts[4 * hart + 1] = vm->m_mode ? IRQ_M_EXT : IRQ_NONE;
		contexts[4 * hart + 2] = PHANDLE_INTC(hart);
		contexts[4 * hart + 3] = IRQ_S_EXT;
	}
	fdt_build_begin(build, "plic@c000000");
	fdt_build_cell(build, "phandle", PHANDLE_PLIC);
	fdt_build_cell(build, "riscv,ndev", VPLIC_SOURCES - 1);
	fdt_build_region(build, "reg", GUEST_PLIC, GUEST_PLIC_BYTES);
	fdt_build_cells(build, "interrupts-extended", contexts, 4 * vm->vcpus);
	fdt_build_flag(build, "interrupt-controller");
	fdt_build_property(build, "compatible",
			   "sifive,plic-1.0.0\0riscv,plic0", 32);
	fdt_build_cell(build, "#interrupt-cells", 1);
	fdt_build_cell(build, "#address-cells", 0);
	fdt_build_end(build);
}

static void write_soc(struct fdt_build *build, const struct vm *vm)
{
	fdt_build_begin(build, "soc");
	fdt_build_cell(build, "#address-cells", 2);
	fdt_build_cell(build, "#size-cells", 2);
	fdt_build_text(build, "compatible", "simple-bus");
	fdt_build_flag(build, "ranges");
	if (vm->m_mode)
		write_m_mode(build, vm);
	write_plic(build, vm);

	fdt_build_begin(build, "serial@10000000");
	fdt_build_cell(build, "interrupts", GUEST_UART_SOURCE);
	fdt_build_cell(build, "interrupt-parent", PHANDLE_PLIC);
	fdt_build_cell(build, "clock-frequency", UART_CLOCK);
	fdt_build_region(build, "reg", GUEST_UART, 0x100);
	fdt_build_text(build, "compatible", "ns16550a");
	fdt_build_end(build);

	if (vm->disk.device != 0) {
		fdt_build_begin(build, "virtio_mmio@10001000");
		fdt_build_cell(build, "interrupts", GUEST_VIRTIO_SOURCE);
		fdt_build_cell(build, "interrupt-parent", PHANDLE_PLIC);
		fdt_build_region(build, "reg", GUEST_VIRTIO, GUEST_VIRTIO_BYTES);
		fdt_build_text(build, "compatible", "virtio,mmio");
		fdt_build_end(build);
	}
	fdt_build_end(build);
}

static void write_chosen(struct fdt_build *build, const struct vm *vm,
			 struct blob initrd)
{
	fdt_build_begin(build, "chosen");
	if (vm->bootargs != NULL)
		fdt_build_text(build, "bootargs", vm->bootargs);
	fdt_build_text(build, "stdout-path", "/soc/serial@10000000");
	if (initrd.size != 0) {
		fdt_build_number(build, "linux,initrd-start", initrd.address);
		fdt_build_number(build, "linux,initrd-end",
				 initrd.address + initrd.size);
	}
	fdt_build_end(build);
}

uint64_t vm_write_tree(struct vm *vm, uint64_t gpa, uint64_t capacity,
		       struct blob initrd)
{
	static struct fdt_build build;
	static struct spinlock lock;

	spin_lock(&lock);
	fdt_build_start(&build, vm_memory(vm, gpa, capacity), capacity);
	fdt_build_begin(&build, "");
	fdt_build_cell(&build, "#address-cells", 2);
	fdt_build_cell(&build, "#size-cells", 2);
	fdt_build_text(&build, "compatible", "riscv-virtio");
	fdt_build_text(&build, "model", "hartbed,guest");
	write_chosen(&build, vm, initrd);
	fdt_build_begin(&build, "memory@80000000");
	fdt_build_text(&build, "device_type", "memory");
	fdt_build_region(&build, "reg", GUEST_RAM, vm->memory_bytes);
	fdt_build_end(&build);
	write_cpus(&build, vm);
	write_soc(&build, vm);
	fdt_build_end(&build);
	uint64_t size = fdt_build_finish(&build);
	spin_unlock(&lock);
	return size;
}
