/* A virtual machine: its part of the board, its vCPUs and its life. */
#ifndef HYPERVISOR_VM_H
#define HYPERVISOR_VM_H

#include <stdbool.h>
#include <stdint.h>

#include "gstage.h"
#include "hart.h"
#include "riscv.h"
#include "spinlock.h"
#include "vblk.h"
#include "vcpu.h"
#include "vplic.h"
#include "vuart.h"

/* The guest's address map, as on virt. */
#define GUEST_TEST 0x00100000UL
#define GUEST_TEST_BYTES 0x1000UL
#define GUEST_CLINT 0x02000000UL
#define GUEST_CLINT_BYTES 0x10000UL
#define GUEST_PLIC 0x0c000000UL
#define GUEST_PLIC_BYTES 0x600000UL
#define GUEST_UART 0x10000000UL
#define GUEST_UART_BYTES 0x1000UL
#define GUEST_UART_SOURCE 10
#define GUEST_VIRTIO 0x10001000UL
#define GUEST_VIRTIO_BYTES 0x1000UL
#define GUEST_VIRTIO_SLOTS 8
#define GUEST_VIRTIO_SOURCE 1
#define GUEST_RAM 0x80000000UL
#define GUEST_KERNEL 0x80200000UL /* of flat images; in M-mode GUEST_RAM */

#define VM_VCPUS 16
#define VM_NAME 32
#define VM_REASON 160

/* Exceptions that a guest handles itself, as under KVM. */
#define VM_HEDELEG                                                      \
	(BIT(CAUSE_FETCH_MISALIGNED) | BIT(CAUSE_BREAKPOINT) |          \
	 BIT(CAUSE_ECALL_U) | CAUSES_PAGE_FAULT)
#define VM_HIDELEG (HVIP_VSSIP | HVIP_VSTIP | HVIP_VSEIP)
#define VM_HCOUNTEREN (COUNTEREN_CY | COUNTEREN_TM | COUNTEREN_IR)
#define VM_HENVCFG                                                       \
	(ENVCFG_STCE | ENVCFG_ADUE | ENVCFG_PBMTE | ENVCFG_CBZE |        \
	 ENVCFG_CBCFE | ENVCFG_CBIE)

enum vm_state {
	VM_FAILED,    /* its node or its image is no good */
	VM_RUNNING,
	VM_PAUSED,
	VM_RESETTING,
	VM_SHUT_DOWN, /* by the guest, through SBI SRST */
	VM_STOPPED,   /* it crashed */
	VM_KILLED,
	VM_STATES,
};

struct blob {
	uint64_t address;
	uint64_t size; /* bytes; 0: there is none */
};

struct vm {
	char name[VM_NAME];
	unsigned index;
	struct spinlock lock; /* devices and hart states of the guest */

	/* From the device tree. */
	struct blob image;
	struct blob initrd;
	const char *bootargs;
	bool m_mode; /* its vCPUs start in M-mode, all at once */
	uint64_t memory_bytes;
	uint64_t pins; /* harts it may run on */
	uint64_t henvcfg_value;
	uint64_t henvcfg_mask;
	uintptr_t uart; /* physical; 0: virtual UART */
	uint32_t uart_source;

	unsigned vcpus;
	struct vcpu *vcpu[VM_VCPUS];
	uint64_t memory; /* supervisor physical address of its RAM */
	uint64_t gstage;
	uint64_t vmid;
	uint64_t henvcfg; /* as the hart keeps it */
	uint64_t htimedelta;
	bool has_sstc;
	bool soft_adue; /* it has henvcfg.ADUE, but the hart has not */

	/* Under the scheduler's lock. */
	enum vm_state state;
	bool unsettled;	     /* its devices must come to rest */
	unsigned on_harts;   /* vCPUs that run now */
	char reason[VM_REASON];

	struct vplic plic;
	struct vuart vuart;
	struct vblk disk;
	bool uart_claimed; /* the guest has not completed source 10 yet */
	unsigned resets;
};

extern struct vm *vms[VMS];
extern unsigned vm_count;

/* One VM per /chosen/vm@N node. */
void vm_create_all(void);
struct vm *vm_by_name(const char *name);
const char *vm_state_name(enum vm_state state);

/* Guest physical memory as a pointer, if all of it is RAM of the VM. */
void *vm_memory(const struct vm *vm, uint64_t gpa, uint64_t bytes);

/* What a VM does next. Each may be called on any hart, also by an exit of the
 * VM itself; each takes effect before the guest's next instruction there, and
 * soon on other harts. */
bool vm_pause(struct vm *vm);
bool vm_resume(struct vm *vm);
bool vm_reset(struct vm *vm);
bool vm_kill(struct vm *vm);
/* `failed`: the guest says that it failed. */
void vm_shut_down(struct vm *vm, bool failed);
/* Stops a VM that cannot go on, and says why on the console. */
void vm_stop(struct vm *vm, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Lets vCPU 0 run, or all in M-mode; the VM's memory and vCPUs are as at its
 * creation. */
void vm_begin(struct vm *vm);
/* Called by the scheduler, without its lock, when the last vCPU of a VM that
 * is unsettled has left its hart. */
void vm_settle(struct vm *vm);

/* Fills the VM's memory from its image and aims its vCPUs at the entry; false,
 * with `reason`, if it cannot. */
bool vm_load_image(struct vm *vm);
/* Writes the guest's device tree at `gpa`; its size in bytes, 0 on failure. */
uint64_t vm_write_tree(struct vm *vm, uint64_t gpa, uint64_t capacity,
		       struct blob initrd);


/* Lowers the line of the guest's source 10, and lets the physical UART
 * interrupt again. Under the VM's lock. */
void vm_complete_uart(struct vm *vm);
/* The physical UART of the VM has interrupted. */
bool vm_uart_interrupt(void *vm);

#endif
