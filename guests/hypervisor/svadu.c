/* The walk of the guest's page table (privileged manual, section 12.3.2), with
 * what it finds out in step 7 put right. */
#include "svadu.h"

#include "riscv.h"
#include "vcpu.h"
#include "vm.h"

#define INDEX_BITS 9
#define PTE_PPN_MASK (BIT(44) - 1)

static unsigned levels_of(uint64_t vsatp)
{
	uint64_t mode = vsatp >> ATP_MODE_SHIFT;

	return mode >= ATP_MODE_SV39 && mode <= ATP_MODE_SV39 + 2
		       ? 3 + (unsigned)(mode - ATP_MODE_SV39)
		       : 0;
}

static bool is_canonical(uint64_t gva, unsigned levels)
{
	unsigned unused = 64 - PAGE_SHIFT - INDEX_BITS * levels;

	return (uint64_t)((int64_t)(gva << unused) >> unused) == gva;
}

static bool permits(const struct vcpu *vcpu, uint64_t pte, uint64_t cause)
{
	uint64_t vsstatus = csr_read(vsstatus);
	bool user = (vcpu->context.hstatus & HSTATUS_SPVP) == 0;
	bool fetch = cause == CAUSE_FETCH_PAGE_FAULT;

	if (user != ((pte & PTE_U) != 0) &&
	    (user || fetch || (vsstatus & STATUS_SUM) == 0))
		return false;
	if (fetch)
		return (pte & PTE_X) != 0;
	if (cause == CAUSE_STORE_PAGE_FAULT)
		return (pte & PTE_W) != 0;
	return (pte & PTE_R) != 0 ||
	       ((pte & PTE_X) != 0 && (vsstatus & STATUS_MXR) != 0);
}

bool svadu_update(struct vcpu *vcpu, uint64_t cause, uint64_t gva)
{
	uint64_t vsatp = csr_read(vsatp);
	unsigned level = levels_of(vsatp);
	uint64_t table = (vsatp & PTE_PPN_MASK) << PAGE_SHIFT;
	uint64_t missing = PTE_A | (cause == CAUSE_STORE_PAGE_FAULT ? PTE_D : 0);

	if (level == 0 || !is_canonical(gva, level))
		return false;
	while (level-- > 0) {
		unsigned shift = PAGE_SHIFT + INDEX_BITS * level;
		uint64_t *slot = vm_memory(
			vcpu->vm, table + (gva >> shift & (BIT(INDEX_BITS) - 1)) * 8,
			8);

		if (slot == NULL)
			return false;
		uint64_t pte = __atomic_load_n(slot, __ATOMIC_ACQUIRE);
		uint64_t ppn = pte >> PTE_PPN_SHIFT & PTE_PPN_MASK;

		if ((pte & PTE_V) == 0)
			return false;
		if ((pte & (PTE_R | PTE_W | PTE_X)) == 0) {
			table = ppn << PAGE_SHIFT;
			continue;
		}
		if ((ppn & (BIT(INDEX_BITS * level) - 1)) != 0 ||
		    !permits(vcpu, pte, cause) || (pte & missing) == missing)
			return false;
		/* If the guest changed it meanwhile, the access faults again. */
		__atomic_compare_exchange_n(slot, &pte, pte | missing, false,
					    __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
		hfence_vvma_address(gva);
		return true;
	}
	return false;
}
