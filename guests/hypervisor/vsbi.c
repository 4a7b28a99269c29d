/* SBI calls of guests: one row per extension (SBI 2.0). Hart ids, masks and
 * addresses are those of the guest. */
#include "vsbi.h"

#include "console.h"
#include "context.h"
#include "ns16550.h"
#include "sbi.h"
#include "vhsm.h"
#include "scheduler.h"
#include "vcpu.h"
#include "vm.h"

#define IMPLEMENTATION_ID 0x68627268L /* "hbrh": no registered number */
#define IMPLEMENTATION_VERSION 1L

#define RESULT(error, value) ((struct sbi_result){ (error), (value) })
#define ERROR(error) RESULT(error, 0)

/* Bytes of console text in one call; a guest gets the count and asks again.
 * Its neighbours on this hart wait meanwhile. */
#define CONSOLE_BYTES 1024UL

typedef struct sbi_result guest_call(struct vcpu *vcpu, uint64_t function,
				     const uint64_t *a);

static guest_call base, timer, ipi, rfence, reset, console;

static const struct {
	uint64_t id;
	guest_call *call;
} extensions[] = {
	{ SBI_EXT_TIME, timer },	    { SBI_EXT_IPI, ipi },
	{ SBI_EXT_RFENCE, rfence },	    { SBI_EXT_HSM, vhsm_call },
	{ SBI_EXT_DBCN, console },	    { SBI_EXT_BASE, base },
	{ SBI_EXT_SRST, reset },
};

#define EXTENSIONS (sizeof(extensions) / sizeof(extensions[0]))

static bool has_extension(uint64_t id)
{
	for (size_t i = 0; i < EXTENSIONS; i++)
		if (extensions[i].id == id)
			return true;
	return id <= SBI_LEGACY_SHUTDOWN;
}

/* The vCPUs that a hart mask and its base name; false if one is no vCPU. */
static bool vcpu_mask(const struct vm *vm, uint64_t mask, uint64_t base,
		      uint64_t *vcpus)
{
	uint64_t all = BIT(vm->vcpus) - 1;

	if (base == ~0UL) {
		*vcpus = all;
		return true;
	}
	if (mask == 0) {
		*vcpus = 0;
		return true;
	}
	if (base >= 64 || (mask << base) >> base != mask ||
	    (mask << base & ~all) != 0)
		return false;
	*vcpus = mask << base;
	return true;
}

static struct sbi_result base(struct vcpu *vcpu, uint64_t function,
			      const uint64_t *a)
{
	(void)vcpu;
	switch (function) {
	case SBI_BASE_GET_SPEC_VERSION:
		return RESULT(SBI_SUCCESS, SBI_SPEC_VERSION_2_0);
	case SBI_BASE_GET_IMPL_ID:
		return RESULT(SBI_SUCCESS, IMPLEMENTATION_ID);
	case SBI_BASE_GET_IMPL_VERSION:
		return RESULT(SBI_SUCCESS, IMPLEMENTATION_VERSION);
	case SBI_BASE_PROBE_EXTENSION:
		return RESULT(SBI_SUCCESS, has_extension(a[0]));
	case SBI_BASE_GET_MVENDORID:
	case SBI_BASE_GET_MARCHID:
	case SBI_BASE_GET_MIMPID:
		return ERROR(SBI_SUCCESS);
	default:
		return ERROR(SBI_ERR_NOT_SUPPORTED);
	}
}

static struct sbi_result timer(struct vcpu *vcpu, uint64_t function,
			       const uint64_t *a)
{
	if (function != SBI_TIME_SET_TIMER)
		return ERROR(SBI_ERR_NOT_SUPPORTED);
	vcpu_set_timer(vcpu, a[0]);
	return ERROR(SBI_SUCCESS);
}

static void send_ipi(struct vm *vm, uint64_t vcpus)
{
	for (; vcpus != 0; vcpus &= vcpus - 1) {
		struct vcpu *target = vm->vcpu[__builtin_ctzl(vcpus)];

		__atomic_store_n(&target->soft_raised, 1, __ATOMIC_RELEASE);
		scheduler_notify(target);
	}
}

static struct sbi_result ipi(struct vcpu *vcpu, uint64_t function,
			     const uint64_t *a)
{
	uint64_t vcpus;

	if (function != SBI_IPI_SEND_IPI)
		return ERROR(SBI_ERR_NOT_SUPPORTED);
	if (!vcpu_mask(vcpu->vm, a[0], a[1], &vcpus))
		return ERROR(SBI_ERR_INVALID_PARAM);
	send_ipi(vcpu->vm, vcpus);
	return ERROR(SBI_SUCCESS);
}

/* A range of addresses is fenced as a whole: one hfence.vvma costs less than
 * passing the range on. */
static struct sbi_result rfence(struct vcpu *vcpu, uint64_t function,
				const uint64_t *a)
{
	uint64_t vcpus;

	if (function > SBI_RFENCE_SFENCE_VMA_ASID)
		return ERROR(SBI_ERR_NOT_SUPPORTED);
	if (!vcpu_mask(vcpu->vm, a[0], a[1], &vcpus))
		return ERROR(SBI_ERR_INVALID_PARAM);
	vcpu_request(vcpu->vm, vcpus,
		     function == SBI_RFENCE_FENCE_I ? REQUEST_FENCE_I
						    : REQUEST_FENCE_VVMA);
	return ERROR(SBI_SUCCESS);
}

static struct sbi_result reset(struct vcpu *vcpu, uint64_t function,
			       const uint64_t *a)
{
	uint32_t type = (uint32_t)a[0];
	uint32_t reason = (uint32_t)a[1];

	if (function != SBI_SRST_SYSTEM_RESET)
		return ERROR(SBI_ERR_NOT_SUPPORTED);
	if (type > SBI_SRST_TYPE_WARM_REBOOT ||
	    reason > SBI_SRST_REASON_SYSTEM_FAILURE)
		return ERROR(SBI_ERR_INVALID_PARAM);
	if (type == SBI_SRST_TYPE_SHUTDOWN)
		vm_shut_down(vcpu->vm,
			     reason == SBI_SRST_REASON_SYSTEM_FAILURE);
	else if (vm_reset(vcpu->vm))
		report("vm %s starts again", vcpu->vm->name);
	return ERROR(SBI_SUCCESS);
}

/* The guest's console, whichever UART that is. */
static void put(struct vm *vm, char c)
{
	if (vm->uart != 0) {
		uart_put(vm->uart, c);
		return;
	}
	vuart_put(vm, c);
}

static int get(struct vm *vm)
{
	return vm->uart != 0 ? uart_get(vm->uart) : vuart_take(vm);
}

static struct sbi_result console(struct vcpu *vcpu, uint64_t function,
				 const uint64_t *a)
{
	struct vm *vm = vcpu->vm;
	uint8_t *memory;
	uint64_t count = 0;
	int c;

	if (function == SBI_DBCN_WRITE_BYTE) {
		spin_lock(&vm->lock);
		put(vm, (char)a[0]);
		spin_unlock(&vm->lock);
		return ERROR(SBI_SUCCESS);
	}
	if (function != SBI_DBCN_WRITE && function != SBI_DBCN_READ)
		return ERROR(SBI_ERR_NOT_SUPPORTED);
	memory = a[2] == 0 ? vm_memory(vm, a[1], a[0]) : NULL;
	if (memory == NULL)
		return ERROR(SBI_ERR_INVALID_PARAM);
	uint64_t bytes = a[0] < CONSOLE_BYTES ? a[0] : CONSOLE_BYTES;
	spin_lock(&vm->lock);
	if (function == SBI_DBCN_WRITE)
		for (; count < bytes; count++)
			put(vm, (char)memory[count]);
	else
		while (count < bytes && (c = get(vm)) >= 0)
			memory[count++] = (uint8_t)c;
	spin_unlock(&vm->lock);
	return RESULT(SBI_SUCCESS, (long)count);
}

/* Legacy hart masks lie in the guest's virtual memory; address 0 means all. */
static bool legacy_mask(const struct vcpu *vcpu, uint64_t address,
			uint64_t *vcpus)
{
	uint64_t all = BIT(vcpu->vm->vcpus) - 1;

	*vcpus = all;
	if (address == 0)
		return true;
	struct guest_load word = guest_load64(address);
	*vcpus &= word.value;
	return word.cause == 0;
}

static long legacy(struct vcpu *vcpu, uint64_t id, const uint64_t *a)
{
	struct vm *vm = vcpu->vm;
	uint64_t vcpus;
	int c;

	switch (id) {
	case SBI_LEGACY_SET_TIMER:
		vcpu_set_timer(vcpu, a[0]);
		return SBI_SUCCESS;
	case SBI_LEGACY_CONSOLE_PUTCHAR:
		spin_lock(&vm->lock);
		put(vm, (char)a[0]);
		spin_unlock(&vm->lock);
		return SBI_SUCCESS;
	case SBI_LEGACY_CONSOLE_GETCHAR:
		spin_lock(&vm->lock);
		c = get(vm);
		spin_unlock(&vm->lock);
		return c;
	case SBI_LEGACY_CLEAR_IPI:
		csr_clear(hvip, HVIP_VSSIP);
		return SBI_SUCCESS;
	case SBI_LEGACY_SEND_IPI:
		if (!legacy_mask(vcpu, a[0], &vcpus))
			return SBI_ERR_INVALID_ADDRESS;
		send_ipi(vm, vcpus);
		return SBI_SUCCESS;
	case SBI_LEGACY_REMOTE_FENCE_I:
	case SBI_LEGACY_REMOTE_SFENCE_VMA:
	case SBI_LEGACY_REMOTE_SFENCE_VMA_ASID:
		if (!legacy_mask(vcpu, a[0], &vcpus))
			return SBI_ERR_INVALID_ADDRESS;
		vcpu_request(vm, vcpus,
			     id == SBI_LEGACY_REMOTE_FENCE_I
				     ? REQUEST_FENCE_I
				     : REQUEST_FENCE_VVMA);
		return SBI_SUCCESS;
	case SBI_LEGACY_SHUTDOWN:
		vm_shut_down(vm, false);
		return SBI_SUCCESS;
	default:
		return SBI_ERR_NOT_SUPPORTED;
	}
}

void vsbi_call(struct vcpu *vcpu)
{
	uint64_t *x = vcpu->context.x;
	uint64_t id = x[17];
	const uint64_t a[3] = { x[10], x[11], x[12] };

	for (size_t i = 0; i < EXTENSIONS; i++) {
		if (extensions[i].id != id)
			continue;
		struct sbi_result result = extensions[i].call(vcpu, x[16], a);

		x[10] = (uint64_t)result.error;
		x[11] = (uint64_t)result.value;
		return;
	}
	if (id <= SBI_LEGACY_SHUTDOWN) {
		x[10] = (uint64_t)legacy(vcpu, id, a);
		return;
	}
	x[10] = (uint64_t)SBI_ERR_NOT_SUPPORTED;
	x[11] = 0;
}
