/* Software interrupts and remote fences. Each hart owns one fence request;
 * targets learn of it by a bit in fence_sources. A hart that waits serves the
 * requests of others meanwhile, so two may wait for each other. */
#include "ipi.h"

#include "hart.h"
#include "platform.h"
#include "riscv.h"
#include "sbi.h"

#define RANGE_LIMIT (64 * PAGE_SIZE) /* beyond: fence everything */

#define EACH_PAGE(address, request)                            \
	for (uint64_t address = align_down((request)->start, PAGE_SIZE); \
	     address < (request)->start + (request)->size;     \
	     address += PAGE_SIZE)

static void fence_here(const struct fence_request *request)
{
	bool whole = request->size == 0 || request->size > RANGE_LIMIT ||
		     request->start + request->size < request->start;
	uint64_t id = request->asid_or_vmid;
	uint64_t own_hgatp = 0;

	switch (request->function) {
	case SBI_RFENCE_FENCE_I:
		fence_instructions();
		break;
	case SBI_RFENCE_SFENCE_VMA:
		if (whole)
			sfence_vma_all();
		else
			EACH_PAGE(va, request)
				__asm__ volatile("sfence.vma %0, x0"
						 : : "r"(va) : "memory");
		break;
	case SBI_RFENCE_SFENCE_VMA_ASID:
		if (whole)
			__asm__ volatile("sfence.vma x0, %0"
					 : : "r"(id) : "memory");
		else
			EACH_PAGE(va, request)
				__asm__ volatile("sfence.vma %0, %1"
						 : : "r"(va), "r"(id) : "memory");
		break;
	case SBI_RFENCE_HFENCE_GVMA:
		if (whole)
			hfence_gvma_all();
		else
			EACH_PAGE(gpa, request)
				__asm__ volatile(
					H_EXTENSION("hfence.gvma %0, x0")
					: : "r"(gpa >> 2) : "memory");
		break;
	case SBI_RFENCE_HFENCE_GVMA_VMID:
		if (whole)
			hfence_gvma_vmid(id);
		else
			EACH_PAGE(gpa, request)
				__asm__ volatile(
					H_EXTENSION("hfence.gvma %0, %1")
					: : "r"(gpa >> 2), "r"(id) : "memory");
		break;
	case SBI_RFENCE_HFENCE_VVMA:
	case SBI_RFENCE_HFENCE_VVMA_ASID: {
		bool by_asid = request->function == SBI_RFENCE_HFENCE_VVMA_ASID;

		own_hgatp = csr_swap(hgatp, request->hgatp);
		if (whole && by_asid)
			__asm__ volatile(H_EXTENSION("hfence.vvma x0, %0")
					 : : "r"(id) : "memory");
		else if (whole)
			hfence_vvma_all();
		else if (by_asid)
			EACH_PAGE(va, request)
				__asm__ volatile(
					H_EXTENSION("hfence.vvma %0, %1")
					: : "r"(va), "r"(id) : "memory");
		else
			EACH_PAGE(va, request)
				__asm__ volatile(
					H_EXTENSION("hfence.vvma %0, x0")
					: : "r"(va) : "memory");
		csr_write(hgatp, own_hgatp);
		break;
	}
	default:
		break;
	}
}

static void serve_fences(struct hart *hart)
{
	uint64_t sources =
		__atomic_exchange_n(&hart->fence_sources, 0, __ATOMIC_ACQUIRE);

	for (; sources != 0; sources &= sources - 1) {
		struct hart *source =
			hart_by_id((uint64_t)__builtin_ctzl(sources));

		fence_here(&source->fence);
		__atomic_fetch_sub(&source->fence.outstanding, 1,
				   __ATOMIC_RELEASE);
	}
}

void ipi_send_soft(uint64_t harts)
{
	for (; harts != 0; harts &= harts - 1) {
		struct hart *target = hart_by_id((uint64_t)__builtin_ctzl(harts));

		if (target == this_hart()) {
			csr_set(mip, SIP_SSIP);
			continue;
		}
		__atomic_store_n(&target->soft_requests, 1, __ATOMIC_RELEASE);
		platform_send_ipi(target->id);
	}
}

void ipi_fence(uint64_t harts, uint32_t function, uint64_t start, uint64_t size,
	       uint64_t asid_or_vmid)
{
	struct hart *hart = this_hart();
	uint64_t remote = harts & ~BIT(hart->id);

	hart->fence.function = function;
	hart->fence.start = start;
	hart->fence.size = size;
	hart->fence.asid_or_vmid = asid_or_vmid;
	hart->fence.hgatp = hart->has_h ? csr_read(hgatp) : 0;
	__atomic_store_n(&hart->fence.outstanding,
			 (uint64_t)__builtin_popcountl(remote),
			 __ATOMIC_RELEASE);
	for (uint64_t left = remote; left != 0; left &= left - 1) {
		struct hart *target = hart_by_id((uint64_t)__builtin_ctzl(left));

		__atomic_fetch_or(&target->fence_sources, BIT(hart->id),
				  __ATOMIC_ACQ_REL);
		platform_send_ipi(target->id);
	}
	if (harts != remote)
		fence_here(&hart->fence);
	while (__atomic_load_n(&hart->fence.outstanding, __ATOMIC_ACQUIRE) != 0) {
		serve_fences(hart);
		spin_pause();
	}
}

void ipi_receive(void)
{
	struct hart *hart = this_hart();

	platform_clear_ipi(hart->id);
	fence_all();
	if (__atomic_exchange_n(&hart->soft_requests, 0, __ATOMIC_ACQUIRE) != 0)
		csr_set(mip, SIP_SSIP);
	serve_fences(hart);
}
