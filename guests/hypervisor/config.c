/* VMs out of the device tree: one per /chosen/vm@N (see guests/README.md for
 * the properties). A node that is no good makes a VM in state VM_FAILED, and
 * a line on the console; the others start. */
#include "console.h"
#include "fdt.h"
#include "irq.h"
#include "memory.h"
#include "print.h"
#include "string.h"
#include "vm.h"

struct vm *vms[VMS];
unsigned vm_count;

static bool read_blob(fdt_node node, const char *name, struct blob *blob)
{
	struct fdt_property property;

	if (!fdt_property(&machine.fdt, node, name, &property) ||
	    property.size != 16)
		return false;
	uint64_t cells[2];
	memcpy(cells, property.data, sizeof(cells));
	blob->address = big64(cells[0]);
	blob->size = big64(cells[1]);
	return true;
}

static uint64_t read_pins(fdt_node node)
{
	uint64_t pins = 0;
	uint32_t hart;

	for (uint32_t i = 0; fdt_cell(&machine.fdt, node, "hartbed,pin", i,
				      &hart); i++)
		pins |= hart < HARTS ? BIT(hart) : 0;
	if (pins == 0 && !fdt_cell(&machine.fdt, node, "hartbed,pin", 0, &hart))
		pins = machine.harts;
	return pins & machine.harts;
}

static void read_henvcfg(fdt_node node, struct vm *vm)
{
	struct blob cells;

	vm->henvcfg_value = VM_HENVCFG;
	vm->henvcfg_mask = VM_HENVCFG;
	if (read_blob(node, "hartbed,henvcfg", &cells)) {
		vm->henvcfg_value = cells.address;
		vm->henvcfg_mask = cells.size;
	}
	/* What the hart makes of it decides what the guest is told. */
	csr_write(0x60a, (this_hart()->henvcfg_reset & ~vm->henvcfg_mask) |
				 (vm->henvcfg_value & vm->henvcfg_mask));
	vm->henvcfg = csr_read(0x60a);
	csr_write(0x60a, this_hart()->henvcfg_reset);
	vm->has_sstc = machine.has_sstc && (vm->henvcfg & ENVCFG_STCE) != 0;
	vm->soft_adue = (vm->henvcfg_value & vm->henvcfg_mask & ~vm->henvcfg &
			 ENVCFG_ADUE) != 0;
}

static bool fail(struct vm *vm, const char *why)
{
	string_copy(vm->reason, why, VM_REASON);
	return false;
}

static bool read_boot(fdt_node node, struct vm *vm)
{
	const char *boot = fdt_text(&machine.fdt, node, "hartbed,boot");

	vm->m_mode = boot != NULL && strcmp(boot, "m-mode") == 0;
	if (boot != NULL && !vm->m_mode && strcmp(boot, "s-mode") != 0)
		return fail(vm, "hartbed,boot is neither s-mode nor m-mode");
	return true;
}

/* A device that the node refers to by phandle. */
static bool find_device(fdt_node node, const char *name, uintptr_t *address,
			uint32_t *source)
{
	const struct fdt *fdt = &machine.fdt;
	struct fdt_region region;
	uint32_t phandle;

	if (!fdt_cell(fdt, node, name, 0, &phandle))
		return false;
	fdt_node device = fdt_phandle(fdt, phandle);
	if (device < 0 || !fdt_reg(fdt, device, 0, &region))
		return false;
	*address = region.address;
	*source = 0;
	fdt_cell(fdt, device, "interrupts", 0, source);
	return true;
}

static bool is_taken(const struct vm *vm, uintptr_t device)
{
	for (unsigned i = 0; i < vm_count; i++)
		if (vms[i] != vm && (vms[i]->uart == device ||
				     vms[i]->disk.device == device))
			return true;
	return device == console_uart();
}

static bool attach_uart(struct vm *vm, fdt_node node)
{
	uintptr_t uart;
	uint32_t source;

	if (!find_device(node, "hartbed,console", &uart, &source))
		return true;
	if (is_taken(vm, uart))
		return fail(vm, "its console belongs to somebody else");
	if (!gstage_map(vm->gstage, GUEST_UART, uart, GUEST_UART_BYTES,
			GSTAGE_DEVICE))
		return fail(vm, "there is no memory for its page tables");
	vm->uart = uart;
	vm->uart_source = source;
	return true;
}

static bool attach_disk(struct vm *vm, fdt_node node)
{
	uintptr_t device;
	uint32_t source;

	if (!find_device(node, "hartbed,disk", &device, &source))
		return true;
	if (is_taken(vm, device))
		return fail(vm, "its disk belongs to somebody else");
	/* Without its disk it still runs: its console will tell. */
	vblk_attach(vm, device, source);
	return true;
}

static bool take_memory(struct vm *vm)
{
	vm->memory_bytes = align_down(vm->memory_bytes, PAGE_SIZE);
	if (vm->memory_bytes < GUEST_KERNEL - GUEST_RAM + MEGAPAGE_SIZE)
		return fail(vm, "it needs 4 MiB of memory at least");
	/* RAM is clear after power-on: only a reset has to clear it. */
	vm->memory = memory_take_dirty(vm->memory_bytes, MEGAPAGE_SIZE);
	vm->gstage = gstage_create();
	if (vm->memory == 0 || vm->gstage == 0 ||
	    !gstage_map(vm->gstage, GUEST_RAM, vm->memory, vm->memory_bytes,
			GSTAGE_MEMORY)) {
		print_buffer(vm->reason, VM_REASON,
			     "it needs %lu MiB, but %lu MiB are free",
			     vm->memory_bytes >> 20, memory_free_bytes() >> 20);
		return false;
	}
	return true;
}

static bool take_vcpus(struct vm *vm, fdt_node node)
{
	uint32_t vcpus = 1;

	fdt_cell(&machine.fdt, node, "hartbed,vcpus", 0, &vcpus);
	if (vcpus == 0 || vcpus > VM_VCPUS)
		return fail(vm, "hartbed,vcpus is not 1 to 16");
	for (unsigned id = 0; id < vcpus; id++) {
		struct vcpu *vcpu = (struct vcpu *)memory_take(
			sizeof(struct vcpu), PAGE_SIZE);

		if (vcpu == NULL)
			return fail(vm, "there is no memory for its vCPUs");
		vcpu_create(vcpu, vm, id);
		vm->vcpu[id] = vcpu;
		vm->vcpus = id + 1;
	}
	return true;
}

static void route_interrupts(struct vm *vm)
{
	uint64_t hart = (uint64_t)__builtin_ctzl(vm->pins);

	/* To a hart on which the VM runs: one exit, no message. */
	if ((vm->pins & BIT(this_hart()->id)) != 0)
		hart = this_hart()->id;
	if (vm->uart_source != 0)
		irq_route(vm->uart_source, hart, vm_uart_interrupt, vm);
	if (vm->disk.device != 0)
		irq_route(vm->disk.source, hart, vblk_interrupt, vm);
}

static bool build(struct vm *vm, fdt_node node)
{
	const struct fdt *fdt = &machine.fdt;

	if (!read_blob(node, "hartbed,image", &vm->image) ||
	    vm->image.size == 0)
		return fail(vm, "hartbed,image is missing");
	read_blob(node, "hartbed,initrd", &vm->initrd);
	vm->bootargs = fdt_text(fdt, node, "bootargs");
	if (!fdt_number(fdt, node, "hartbed,memory", &vm->memory_bytes))
		return fail(vm, "hartbed,memory is missing");
	vm->pins = read_pins(node);
	if (vm->pins == 0)
		return fail(vm, "hartbed,pin names no hart of this machine");
	read_henvcfg(node, vm);
	if (!read_boot(node, vm) || !take_memory(vm) || !take_vcpus(vm, node) ||
	    !attach_uart(vm, node) || !attach_disk(vm, node))
		return false;
	if (!vm_load_image(vm))
		return false;
	route_interrupts(vm);
	return true;
}

static void create(fdt_node node)
{
	struct vm *vm = (struct vm *)memory_take(sizeof(struct vm), PAGE_SIZE);
	const char *name = fdt_text(&machine.fdt, node, "hartbed,name");

	if (vm == NULL) {
		report("no memory for another VM");
		return;
	}
	string_copy(vm->name, name == NULL ? fdt_name(&machine.fdt, node) : name,
		    VM_NAME);
	vm->index = vm_count;
	/* With too few VMIDs all VMs use 0, and are fenced from each other. */
	vm->vmid = machine.vmids > VMS ? vm->index + 1 : 0;
	vms[vm_count++] = vm;
	if (!build(vm, node)) {
		vm->state = VM_FAILED;
		report("vm %s cannot start: %s", vm->name, vm->reason);
		return;
	}
	vm_begin(vm);
}

void vm_create_all(void)
{
	const struct fdt *fdt = &machine.fdt;
	fdt_node chosen = fdt_path(fdt, "/chosen");

	FDT_EACH_CHILD(fdt, node, chosen) {
		if (!fdt_is_compatible(fdt, node, "hartbed,vm"))
			continue;
		if (vm_count == VMS) {
			report("more than %u VMs: the rest is left out", VMS);
			return;
		}
		create(node);
	}
	if (vm_count == 0)
		report("/chosen of the device tree has no hartbed,vm node");
}
