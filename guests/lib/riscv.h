/* CSR access, CSR fields, trap causes and fences of RV64 with the H extension,
 * under the names of the privileged manual (volume II, "CSR Listing" and
 * "Hypervisor Extension"). */
#ifndef LIB_RISCV_H
#define LIB_RISCV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BIT(n) (1UL << (n))

#define csr_read(csr)                                                \
	({                                                           \
		uint64_t csr_value_;                                 \
		__asm__ volatile("csrr %0, " #csr : "=r"(csr_value_) \
				 : : "memory");                      \
		csr_value_;                                          \
	})
#define csr_write(csr, value)                            \
	__asm__ volatile("csrw " #csr ", %0"             \
			 : : "rK"((uint64_t)(value)) : "memory")
#define csr_swap(csr, value)                                            \
	({                                                              \
		uint64_t csr_value_;                                    \
		__asm__ volatile("csrrw %0, " #csr ", %1"               \
				 : "=r"(csr_value_)                     \
				 : "rK"((uint64_t)(value)) : "memory"); \
		csr_value_;                                             \
	})
#define csr_set(csr, bits)                               \
	__asm__ volatile("csrs " #csr ", %0"             \
			 : : "rK"((uint64_t)(bits)) : "memory")
#define csr_clear(csr, bits)                             \
	__asm__ volatile("csrc " #csr ", %0"             \
			 : : "rK"((uint64_t)(bits)) : "memory")

/* mstatus, sstatus, vsstatus */
#define STATUS_SIE BIT(1)
#define STATUS_MIE BIT(3)
#define STATUS_SPIE BIT(5)
#define STATUS_MPIE BIT(7)
#define STATUS_SPP BIT(8)
#define STATUS_VS (3UL << 9)
#define STATUS_MPP (3UL << 11)
#define STATUS_MPP_S (1UL << 11)
#define STATUS_FS (3UL << 13)
#define STATUS_FS_INITIAL (1UL << 13)
#define STATUS_FS_CLEAN (2UL << 13)
#define STATUS_FS_DIRTY (3UL << 13)
#define STATUS_MPRV BIT(17)
#define STATUS_SUM BIT(18)
#define STATUS_MXR BIT(19)
#define STATUS_TVM BIT(20)
#define STATUS_TW BIT(21)
#define STATUS_TSR BIT(22)
#define STATUS_GVA BIT(38)
#define STATUS_MPV BIT(39)

/* hstatus */
#define HSTATUS_GVA BIT(6)
#define HSTATUS_SPV BIT(7)
#define HSTATUS_SPVP BIT(8)
#define HSTATUS_HU BIT(9)
#define HSTATUS_VTVM BIT(20)
#define HSTATUS_VTW BIT(21)
#define HSTATUS_VTSR BIT(22)
#define HSTATUS_VSXL_64 (2UL << 32)

/* menvcfg, henvcfg */
#define ENVCFG_CBIE (3UL << 4)
#define ENVCFG_CBIE_FLUSH (1UL << 4)
#define ENVCFG_CBCFE BIT(6)
#define ENVCFG_CBZE BIT(7)
#define ENVCFG_ADUE BIT(61)
#define ENVCFG_PBMTE BIT(62)
#define ENVCFG_STCE BIT(63)

/* mcounteren, hcounteren, scounteren */
#define COUNTEREN_CY BIT(0)
#define COUNTEREN_TM BIT(1)
#define COUNTEREN_IR BIT(2)

/* Interrupt numbers, as in xip, xie, xideleg and xcause. */
#define IRQ_S_SOFT 1
#define IRQ_VS_SOFT 2
#define IRQ_M_SOFT 3
#define IRQ_S_TIMER 5
#define IRQ_VS_TIMER 6
#define IRQ_M_TIMER 7
#define IRQ_S_EXT 9
#define IRQ_VS_EXT 10
#define IRQ_M_EXT 11
#define IRQ_S_GEXT 12

#define SIP_SSIP BIT(IRQ_S_SOFT)
#define SIP_STIP BIT(IRQ_S_TIMER)
#define SIP_SEIP BIT(IRQ_S_EXT)
#define HVIP_VSSIP BIT(IRQ_VS_SOFT)
#define HVIP_VSTIP BIT(IRQ_VS_TIMER)
#define HVIP_VSEIP BIT(IRQ_VS_EXT)
#define MIP_MSIP BIT(IRQ_M_SOFT)
#define MIP_MTIP BIT(IRQ_M_TIMER)
#define MIP_MEIP BIT(IRQ_M_EXT)

/* xcause */
#define CAUSE_INTERRUPT BIT(63)
#define CAUSE_FETCH_MISALIGNED 0
#define CAUSE_FETCH_ACCESS 1
#define CAUSE_ILLEGAL_INSTRUCTION 2
#define CAUSE_BREAKPOINT 3
#define CAUSE_LOAD_MISALIGNED 4
#define CAUSE_LOAD_ACCESS 5
#define CAUSE_STORE_MISALIGNED 6
#define CAUSE_STORE_ACCESS 7
#define CAUSE_ECALL_U 8
#define CAUSE_ECALL_S 9
#define CAUSE_ECALL_VS 10
#define CAUSE_ECALL_M 11
#define CAUSE_FETCH_PAGE_FAULT 12
#define CAUSE_LOAD_PAGE_FAULT 13
#define CAUSE_STORE_PAGE_FAULT 15
#define CAUSE_FETCH_GUEST_PAGE_FAULT 20
#define CAUSE_LOAD_GUEST_PAGE_FAULT 21
#define CAUSE_VIRTUAL_INSTRUCTION 22
#define CAUSE_STORE_GUEST_PAGE_FAULT 23

#define CAUSES_PAGE_FAULT                                            \
	(BIT(CAUSE_FETCH_PAGE_FAULT) | BIT(CAUSE_LOAD_PAGE_FAULT) |  \
	 BIT(CAUSE_STORE_PAGE_FAULT))

/* satp, vsatp, hgatp */
#define ATP_MODE_SHIFT 60
#define ATP_MODE_BARE 0UL
#define ATP_MODE_SV39 8UL
#define HGATP_VMID_SHIFT 44
#define HGATP_VMID_MASK 0x3fffUL

/* Page-table entries. */
#define PTE_V BIT(0)
#define PTE_R BIT(1)
#define PTE_W BIT(2)
#define PTE_X BIT(3)
#define PTE_U BIT(4)
#define PTE_G BIT(5)
#define PTE_A BIT(6)
#define PTE_D BIT(7)
#define PTE_PPN_SHIFT 10

#define PAGE_SHIFT 12
#define PAGE_SIZE (1UL << PAGE_SHIFT)
#define MEGAPAGE_SIZE (1UL << 21)

static inline uint64_t align_up(uint64_t value, uint64_t alignment)
{
	return (value + alignment - 1) & ~(alignment - 1);
}

static inline uint64_t align_down(uint64_t value, uint64_t alignment)
{
	return value & ~(alignment - 1);
}

/* Time in ticks of the board's timebase (10 MHz on virt). */
static inline uint64_t read_time(void)
{
	return csr_read(time);
}

static inline void wait_for_interrupt(void)
{
	__asm__ volatile("wfi" : : : "memory");
}

/* Orders memory and device accesses of this hart (fence iorw, iorw). */
static inline void fence_all(void)
{
	__asm__ volatile("fence iorw, iorw" : : : "memory");
}

static inline void fence_instructions(void)
{
	__asm__ volatile("fence.i" : : : "memory");
}

static inline void sfence_vma_all(void)
{
	__asm__ volatile("sfence.vma x0, x0" : : : "memory");
}

/* Hint for spin loops (Zihintpause; a plain fence where it does not exist). */
static inline void spin_pause(void)
{
	__asm__ volatile(".insn i 0x0f, 0, x0, x0, 0x010" : : : "memory");
}

#define H_EXTENSION(text) \
	".option push\n.option arch, +h\n" text "\n.option pop"

/* All VS-stage translations of the VMID in hgatp. */
static inline void hfence_vvma_all(void)
{
	__asm__ volatile(H_EXTENSION("hfence.vvma x0, x0") : : : "memory");
}

/* VS-stage translations of one guest virtual address. */
static inline void hfence_vvma_address(uint64_t gva)
{
	__asm__ volatile(H_EXTENSION("hfence.vvma %0, x0")
			 : : "r"(gva) : "memory");
}

/* All G-stage translations of every VMID. */
static inline void hfence_gvma_all(void)
{
	__asm__ volatile(H_EXTENSION("hfence.gvma x0, x0") : : : "memory");
}

/* All G-stage translations of one VMID. */
static inline void hfence_gvma_vmid(uint64_t vmid)
{
	__asm__ volatile(H_EXTENSION("hfence.gvma x0, %0")
			 : : "r"(vmid) : "memory");
}

/* Device registers: one access of exactly that width, in program order. */
static inline uint8_t mmio_read8(uintptr_t address)
{
	uint8_t value = *(volatile uint8_t *)address;
	fence_all();
	return value;
}

static inline uint16_t mmio_read16(uintptr_t address)
{
	uint16_t value = *(volatile uint16_t *)address;
	fence_all();
	return value;
}

static inline uint32_t mmio_read32(uintptr_t address)
{
	uint32_t value = *(volatile uint32_t *)address;
	fence_all();
	return value;
}

static inline uint64_t mmio_read64(uintptr_t address)
{
	uint64_t value = *(volatile uint64_t *)address;
	fence_all();
	return value;
}

static inline void mmio_write8(uintptr_t address, uint8_t value)
{
	fence_all();
	*(volatile uint8_t *)address = value;
}

static inline void mmio_write32(uintptr_t address, uint32_t value)
{
	fence_all();
	*(volatile uint32_t *)address = value;
}

static inline void mmio_write64(uintptr_t address, uint64_t value)
{
	fence_all();
	*(volatile uint64_t *)address = value;
}

#endif
