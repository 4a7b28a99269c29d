/* Virtual PLIC: level-triggered gateways in front of pending bits. */
#include "vplic.h"

#include "scheduler.h"
#include "string.h"
#include "vm.h"

#define PENDING 0x001000UL
#define ENABLE 0x002000UL
#define ENABLE_STRIDE 0x80UL
#define CONTEXT 0x200000UL
#define CONTEXT_STRIDE 0x1000UL
#define CONTEXT_THRESHOLD 0
#define CONTEXT_CLAIM 4

#define PRIORITY_MASK 7U

static bool test(const uint32_t *words, unsigned source)
{
	return (words[source / 32] >> source % 32 & 1) != 0;
}

static void assign(uint32_t *words, unsigned source, bool value)
{
	uint32_t bit = 1U << source % 32;

	words[source / 32] = (words[source / 32] & ~bit) | (value ? bit : 0);
}

/* The enabled pending source of the highest priority above `floor`, the
 * lowest number among equals; 0 if there is none. */
static unsigned best(const struct vplic *plic, unsigned context, unsigned floor)
{
	unsigned choice = 0;
	unsigned highest = floor;

	for (unsigned word = 0; word < VPLIC_WORDS; word++) {
		uint32_t ready = plic->pending[word] & plic->enable[context][word];

		for (; ready != 0; ready &= ready - 1) {
			unsigned source =
				word * 32 + (unsigned)__builtin_ctz(ready);

			if (plic->priority[source] > highest) {
				choice = source;
				highest = plic->priority[source];
			}
		}
	}
	return choice;
}

/* A register block for this context? */
static bool has_context(const struct vm *vm, unsigned context)
{
	return context / 2 < vm->vcpus && (context % 2 == 1 || vm->m_mode);
}

/* Carries the state of the contexts to the vCPUs. */
static void update(struct vm *vm)
{
	for (unsigned context = 0; context < 2 * vm->vcpus; context++) {
		struct vcpu *vcpu = vm->vcpu[context / 2];

		if (!has_context(vm, context))
			continue;
		uint32_t *line = context % 2 == 1 ? &vcpu->external
						  : &vcpu->m.external;
		uint32_t level = best(&vm->plic, context,
				      vm->plic.threshold[context]) != 0;

		if (__atomic_exchange_n(line, level, __ATOMIC_ACQ_REL) != level)
			scheduler_notify(vcpu);
	}
}

/* A gateway lets a level through once, until the source is completed. */
static void forward(struct vplic *plic, unsigned source)
{
	if (test(plic->level, source) && !test(plic->in_service, source))
		assign(plic->pending, source, true);
}

void vplic_set_level(struct vm *vm, unsigned source, bool level)
{
	struct vplic *plic = &vm->plic;

	assign(plic->level, source, level);
	if (level)
		forward(plic, source);
	update(vm);
}

static uint32_t claim(struct vm *vm, unsigned context)
{
	struct vplic *plic = &vm->plic;
	/* The threshold masks the interrupt, not the claim (section 9). */
	unsigned source = best(plic, context, 0);

	if (source != 0) {
		assign(plic->pending, source, false);
		assign(plic->in_service, source, true);
		update(vm);
	}
	return source;
}

static void complete(struct vm *vm, unsigned context, uint64_t source)
{
	struct vplic *plic = &vm->plic;

	if (source == 0 || source >= VPLIC_SOURCES ||
	    !test(plic->enable[context], (unsigned)source) ||
	    !test(plic->in_service, (unsigned)source))
		return;
	assign(plic->in_service, (unsigned)source, false);
	if (source == GUEST_UART_SOURCE)
		vm_complete_uart(vm);
	forward(plic, (unsigned)source);
	update(vm);
}

/* The word of enable bits at an offset, or NULL. */
static uint32_t *enable_word(struct vm *vm, uint64_t offset)
{
	unsigned context = (unsigned)((offset - ENABLE) / ENABLE_STRIDE);
	uint64_t word = (offset - ENABLE) % ENABLE_STRIDE / 4;

	if (!has_context(vm, context) || word >= VPLIC_WORDS)
		return NULL;
	return &vm->plic.enable[context][word];
}

uint64_t vplic_read(struct vm *vm, uint64_t offset, unsigned bytes)
{
	struct vplic *plic = &vm->plic;
	unsigned context = (unsigned)((offset - CONTEXT) / CONTEXT_STRIDE);

	/* The registers are words, and only whole words are read. */
	if (bytes != 4 || offset % 4 != 0)
		return 0;
	if (offset < PENDING)
		return offset / 4 < VPLIC_SOURCES ? plic->priority[offset / 4]
						  : 0;
	if (offset < ENABLE)
		return (offset - PENDING) / 4 < VPLIC_WORDS
			       ? plic->pending[(offset - PENDING) / 4]
			       : 0;
	if (offset < CONTEXT) {
		uint32_t *word = enable_word(vm, offset);

		return word == NULL ? 0 : *word;
	}
	if (!has_context(vm, context))
		return 0;
	switch ((offset - CONTEXT) % CONTEXT_STRIDE) {
	case CONTEXT_THRESHOLD:
		return plic->threshold[context];
	case CONTEXT_CLAIM:
		return claim(vm, context);
	default:
		return 0;
	}
}

void vplic_write(struct vm *vm, uint64_t offset, unsigned bytes, uint64_t value)
{
	struct vplic *plic = &vm->plic;
	unsigned context = (unsigned)((offset - CONTEXT) / CONTEXT_STRIDE);

	if (bytes != 4 || offset % 4 != 0)
		return;
	if (offset < PENDING) {
		if (offset / 4 != 0 && offset / 4 < VPLIC_SOURCES)
			plic->priority[offset / 4] = value & PRIORITY_MASK;
	} else if (offset >= ENABLE && offset < CONTEXT) {
		uint32_t *word = enable_word(vm, offset);

		if (word == NULL)
			return;
		*word = (uint32_t)value;
		if ((offset - ENABLE) % ENABLE_STRIDE == 0)
			*word &= ~1U; /* there is no source 0 */
	} else if (offset >= CONTEXT && has_context(vm, context)) {
		switch ((offset - CONTEXT) % CONTEXT_STRIDE) {
		case CONTEXT_THRESHOLD:
			plic->threshold[context] = value & PRIORITY_MASK;
			break;
		case CONTEXT_CLAIM:
			complete(vm, context, value);
			return;
		default:
			return;
		}
	}
	update(vm);
}

void vplic_reset(struct vm *vm)
{
	memset(&vm->plic, 0, sizeof(vm->plic));
}
