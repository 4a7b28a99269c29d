/* State of a hart before it leaves M-mode: delegation, counters, envcfg, PMP
 * (privileged manual, sections 3.1 and 3.7), and the way out. */
#include "hart.h"

#include "ipi.h"
#include "platform.h"
#include "probe.h"
#include "riscv.h"
#include "sbi.h"
#include "string.h"

extern char stacks[];
extern char firmware_start[];
extern char trap_vector[];
extern char trap_return[];

#define FIRMWARE_BYTES 0x80000UL

#define DELEGATED_EXCEPTIONS                                             \
	(BIT(CAUSE_FETCH_MISALIGNED) | BIT(CAUSE_BREAKPOINT) |           \
	 BIT(CAUSE_ECALL_U) | BIT(CAUSE_ECALL_VS) |                      \
	 BIT(CAUSE_FETCH_PAGE_FAULT) | BIT(CAUSE_LOAD_PAGE_FAULT) |      \
	 BIT(CAUSE_STORE_PAGE_FAULT) | BIT(CAUSE_FETCH_GUEST_PAGE_FAULT) | \
	 BIT(CAUSE_LOAD_GUEST_PAGE_FAULT) | BIT(CAUSE_VIRTUAL_INSTRUCTION) | \
	 BIT(CAUSE_STORE_GUEST_PAGE_FAULT))
#define DELEGATED_INTERRUPTS                                             \
	(BIT(IRQ_S_SOFT) | BIT(IRQ_S_TIMER) | BIT(IRQ_S_EXT) |           \
	 BIT(IRQ_VS_SOFT) | BIT(IRQ_VS_TIMER) | BIT(IRQ_VS_EXT) |        \
	 BIT(IRQ_S_GEXT))

#define PMP_R 1UL
#define PMP_W 2UL
#define PMP_X 4UL
#define PMP_NAPOT (3UL << 3)

struct hart *hart_by_id(uint64_t id)
{
	return (struct hart *)(stacks + ((id + 1) << STACK_SHIFT) - HART_BYTES);
}

/* menvcfg belongs to the machine; henvcfg is the hypervisor's and stays as
 * reset left it. */
static void prepare_menvcfg(struct hart *hart)
{
	uint64_t menvcfg;

	if (!PROBE_CSR_READ(0x30a, menvcfg))
		return;
	menvcfg |= ENVCFG_STCE | ENVCFG_PBMTE | ENVCFG_CBZE | ENVCFG_CBCFE;
	menvcfg = (menvcfg & ~ENVCFG_CBIE) | ENVCFG_CBIE_FLUSH;
	if (platform_isa_has(hart->id, "svadu"))
		menvcfg |= ENVCFG_ADUE;
	if (platform_isa_has(hart->id, "svade"))
		menvcfg &= ~ENVCFG_ADUE;
	csr_write(0x30a, menvcfg);
	/* Some harts hold STCE without having stimecmp. */
	hart->has_sstc = (csr_read(0x30a) & ENVCFG_STCE) != 0 &&
			 PROBE_CSR_READ(0x14d, (uint64_t){ 0 });
}

static void prepare_pmp(void)
{
	/* Entry 0 hides the firmware, entry 1 opens the rest. */
	csr_write(pmpaddr0, ((uintptr_t)firmware_start >> 2) |
				    ((FIRMWARE_BYTES >> 3) - 1));
	csr_write(pmpaddr1, ~0UL >> 10);
	csr_write(pmpcfg0, PMP_NAPOT | (PMP_NAPOT | PMP_R | PMP_W | PMP_X) << 8);
	sfence_vma_all();
}

/* Without the time CSR, illegal instructions are looked at here first. Where
 * it is, HS-mode gets them at once: a VM exit is then one trap. */
static uint64_t delegated_exceptions(void)
{
	bool has_time = PROBE_CSR_READ(time, (uint64_t){ 0 });

	return DELEGATED_EXCEPTIONS |
	       (has_time ? BIT(CAUSE_ILLEGAL_INSTRUCTION) : 0);
}

void hart_prepare(struct hart *hart)
{
	uint64_t misa = csr_read(misa);

	hart->has_h = (misa & BIT('h' - 'a')) != 0;
	csr_write(mtvec, (uintptr_t)trap_vector);
	csr_write(mscratch, 0);
	csr_write(medeleg, delegated_exceptions());
	csr_write(mideleg, DELEGATED_INTERRUPTS);
	csr_write(mcounteren, ~0UL);
	csr_write(scounteren, 7);
	if ((misa & (BIT('f' - 'a') | BIT('d' - 'a'))) != 0)
		csr_set(mstatus, STATUS_FS);
	prepare_menvcfg(hart);
	prepare_pmp();
	csr_write(mie, MIP_MSIP);
}

void hart_enter(uint64_t address, uint64_t opaque, uint64_t mode)
{
	struct hart *hart = this_hart();
	struct frame *frame = (struct frame *)((char *)hart - FRAME_BYTES);
	uint64_t mstatus = csr_read(mstatus);

	memset(frame, 0, sizeof(*frame));
	mstatus &= ~(STATUS_MPP | STATUS_MPIE | STATUS_MPRV | STATUS_MPV |
		     STATUS_SIE | STATUS_SPIE);
	frame->mstatus = mstatus | mode << 11;
	frame->mepc = address;
	frame->x[10] = hart->id;
	frame->x[11] = opaque;
	csr_write(satp, 0);
	csr_write(sie, 0);
	csr_write(stvec, address);
	csr_write(sscratch, 0);
	fence_instructions();
	__asm__ volatile("mv sp, %0\n\tmv tp, %1\n\tj trap_return"
			 : : "r"(frame), "r"(hart) : "memory");
	__builtin_unreachable();
}

void hart_wait_for_start(void)
{
	struct hart *hart = this_hart();

	for (;;) {
		if (__atomic_load_n(&hart->hsm_state, __ATOMIC_ACQUIRE) ==
		    SBI_HSM_STATE_START_PENDING)
			break;
		wait_for_interrupt();
		/* A fence asked for just before this hart stopped. */
		ipi_receive();
	}
	__atomic_store_n(&hart->soft_requests, 0, __ATOMIC_RELAXED);
	csr_clear(mip, SIP_SSIP | SIP_STIP);
	__atomic_store_n(&hart->hsm_state, SBI_HSM_STATE_STARTED,
			 __ATOMIC_RELEASE);
	hart_enter(hart->start_address, hart->start_opaque, 1);
}
