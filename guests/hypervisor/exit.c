/* VM exits as one table, indexed by cause (privileged manual, table of
 * scause with the H extension). */
#include "exit.h"

#include "instruction.h"
#include "irq.h"
#include "mmio.h"
#include "riscv.h"
#include "vsbi.h"
#include "scheduler.h"
#include "svadu.h"
#include "vcpu.h"
#include "vm.h"

#define HTINST_PAGE_WALK_LOAD 0x3000UL
#define HTINST_PAGE_WALK_STORE 0x3020UL
#define INSTRUCTION_WFI 0x10500073U
#define INSTRUCTION_WRS_NTO 0x00d00073U

typedef void exit_handler(struct vcpu *vcpu, const struct exit *exit);

struct exit_row {
	const char *name;
	exit_handler *handle;
};

static exit_handler give_back, access_fault, illegal_instruction, page_fault, environment_call, virtual_instruction,
	fetch_fault, memory_fault, software_interrupt, timer_interrupt,
	external_interrupt;

static const struct exit_row rows[EXIT_CAUSES] = {
	[CAUSE_FETCH_MISALIGNED] = { "instruction address misaligned", give_back },
	[CAUSE_FETCH_ACCESS] = { "instruction access fault", access_fault },
	[CAUSE_ILLEGAL_INSTRUCTION] = { "illegal instruction", illegal_instruction },
	[CAUSE_BREAKPOINT] = { "breakpoint", give_back },
	[CAUSE_LOAD_MISALIGNED] = { "load address misaligned", give_back },
	[CAUSE_LOAD_ACCESS] = { "load access fault", access_fault },
	[CAUSE_STORE_MISALIGNED] = { "store address misaligned", give_back },
	[CAUSE_STORE_ACCESS] = { "store access fault", access_fault },
	[CAUSE_ECALL_U] = { "ecall from VU", give_back },
	[CAUSE_ECALL_VS] = { "ecall", environment_call },
	[CAUSE_FETCH_PAGE_FAULT] = { "instruction page fault", page_fault },
	[CAUSE_LOAD_PAGE_FAULT] = { "load page fault", page_fault },
	[CAUSE_STORE_PAGE_FAULT] = { "store page fault", page_fault },
	[CAUSE_FETCH_GUEST_PAGE_FAULT] = { "instruction guest-page fault", fetch_fault },
	[CAUSE_LOAD_GUEST_PAGE_FAULT] = { "load guest-page fault", memory_fault },
	[CAUSE_VIRTUAL_INSTRUCTION] = { "virtual instruction", virtual_instruction },
	[CAUSE_STORE_GUEST_PAGE_FAULT] = { "store guest-page fault", memory_fault },
	[EXIT_INTERRUPT + IRQ_S_SOFT] = { "software interrupt", software_interrupt },
	[EXIT_INTERRUPT + IRQ_S_TIMER] = { "timer interrupt", timer_interrupt },
	[EXIT_INTERRUPT + IRQ_S_EXT] = { "external interrupt", external_interrupt },
};

const char *exit_name(unsigned index)
{
	return index < EXIT_CAUSES ? rows[index].name : NULL;
}

/* The line that says why a VM was stopped. */
static void stop(struct vcpu *vcpu, const struct exit *exit, const char *note)
{
	struct fetched fetched = instruction_fetch(vcpu->context.pc);
	const char *name = rows[exit->cause & (EXIT_INTERRUPT - 1)].name;

	if (!fetched.ok)
		vm_stop(vcpu->vm, "%s%s at pc 0x%lx gpa 0x%lx",
			name == NULL ? "unknown cause" : name, note,
			vcpu->context.pc, exit->gpa);
	else
		vm_stop(vcpu->vm, "%s%s at pc 0x%lx gpa 0x%lx instruction 0x%x",
			name == NULL ? "unknown cause" : name, note,
			vcpu->context.pc, exit->gpa, fetched.bits);
}

void exit_enter_s(struct vcpu *vcpu, uint64_t cause, uint64_t stval)
{
	struct context *context = &vcpu->context;
	uint64_t handler = csr_read(vstvec) & ~3UL;
	uint64_t vsstatus = csr_read(vsstatus);

	/* The handler's first instruction traps, and trapped before: nothing
	 * the guest does can change that. */
	if (context->pc == handler && vcpu->last_trap_pc == handler) {
		struct fetched fetched = instruction_fetch(handler);

		vm_stop(vcpu->vm,
			"%s in its trap handler at pc 0x%lx instruction 0x%x",
			rows[cause & (EXIT_INTERRUPT - 1)].name, context->pc,
			fetched.bits);
		return;
	}
	vcpu->last_trap_pc = context->pc;
	csr_write(vsepc, context->pc);
	csr_write(vscause, cause);
	csr_write(vstval, stval);
	bool sie = (vsstatus & STATUS_SIE) != 0;
	vsstatus &= ~(STATUS_SPP | STATUS_SPIE | STATUS_SIE);
	vsstatus |= (context->hstatus & HSTATUS_SPVP) != 0 ? STATUS_SPP : 0;
	vsstatus |= sie ? STATUS_SPIE : 0;
	csr_write(vsstatus, vsstatus);
	context->pc = handler;
	context->hstatus |= HSTATUS_SPVP;
	context->sstatus |= STATUS_SPP;
}

/* The guest has the exception to itself. */
static void raise(struct vcpu *vcpu, uint64_t cause, uint64_t tval)
{
	if (vcpu->vm->m_mode)
		mmode_exception(vcpu, cause, tval);
	else
		exit_enter_s(vcpu, cause, tval);
}

static void give_back(struct vcpu *vcpu, const struct exit *exit)
{
	raise(vcpu, exit->cause, exit->stval);
}

/* A mapped device page, or PMP: the guest sees what it would see on the
 * board. */
static void access_fault(struct vcpu *vcpu, const struct exit *exit)
{
	raise(vcpu, exit->cause, exit->stval);
}

static void page_fault(struct vcpu *vcpu, const struct exit *exit)
{
	if ((vcpu->grants.hedeleg & BIT(exit->cause)) == 0 &&
	    svadu_update(vcpu, exit->cause, exit->stval))
		return;
	raise(vcpu, exit->cause, exit->stval);
}

static void environment_call(struct vcpu *vcpu, const struct exit *exit)
{
	(void)exit;
	if (vcpu->vm->m_mode) {
		raise(vcpu, CAUSE_ECALL_S, 0);
		return;
	}
	vcpu->context.pc += 4;
	vsbi_call(vcpu);
}

/* The instruction that trapped, where stval need not hold it; false if it is
 * gone, and the guest is to fetch it again. */
static bool trapped_instruction(const struct vcpu *vcpu,
				const struct exit *exit, uint32_t *bits)
{
	*bits = (uint32_t)exit->stval;
	if (*bits != 0)
		return true;
	struct fetched fetched = instruction_fetch(vcpu->context.pc);
	*bits = fetched.bits;
	return fetched.ok;
}

static void illegal_instruction(struct vcpu *vcpu, const struct exit *exit)
{
	uint32_t bits;

	if (vcpu->vm->m_mode && trapped_instruction(vcpu, exit, &bits) &&
	    mmode_instruction(vcpu, bits))
		return;
	raise(vcpu, exit->cause, exit->stval);
}

static void virtual_instruction(struct vcpu *vcpu, const struct exit *exit)
{
	uint32_t bits;

	if (!trapped_instruction(vcpu, exit, &bits))
		return;
	if (vcpu->vm->m_mode && mmode_instruction(vcpu, bits))
		return;
	/* hstatus.VTW traps both waits. WFI is not for VU; WRS.NTO is a spin
	 * loop on a lock whose holder may be waiting for this very hart. */
	if (bits == INSTRUCTION_WFI &&
	    (vcpu->context.hstatus & HSTATUS_SPVP) != 0 &&
	    (vcpu->m.mstatus & STATUS_TW) == 0) {
		vcpu->context.pc += 4;
		vcpu->leave = LEAVE_SLEEP;
		return;
	}
	if (bits == INSTRUCTION_WRS_NTO) {
		vcpu->context.pc += 4;
		vcpu->leave = LEAVE_YIELD;
		return;
	}
	raise(vcpu, CAUSE_ILLEGAL_INSTRUCTION, bits);
}

/* The guest's own page table lies, or leads, outside its memory. */
static bool is_page_walk(const struct exit *exit)
{
	return exit->htinst == HTINST_PAGE_WALK_LOAD ||
	       exit->htinst == HTINST_PAGE_WALK_STORE;
}

static void fetch_fault(struct vcpu *vcpu, const struct exit *exit)
{
	vm_stop(vcpu->vm, "%s%s at pc 0x%lx gpa 0x%lx",
		rows[CAUSE_FETCH_GUEST_PAGE_FAULT].name,
		is_page_walk(exit) ? " in a page walk" : "", vcpu->context.pc,
		exit->gpa);
}

static void memory_fault(struct vcpu *vcpu, const struct exit *exit)
{
	uint32_t bits = (uint32_t)exit->htinst;

	if (is_page_walk(exit)) {
		vm_stop(vcpu->vm, "%s in a page walk at pc 0x%lx gpa 0x%lx",
			rows[exit->cause].name, vcpu->context.pc, exit->gpa);
		return;
	}
	if (mmio_find(vcpu->vm, exit->gpa) == NULL) {
		stop(vcpu, exit, "");
		return;
	}
	struct instruction instruction;
	if (bits == 0) {
		struct fetched fetched = instruction_fetch(vcpu->context.pc);

		if (!fetched.ok)
			return;
		bits = fetched.bits;
		instruction = instruction_decode(bits);
	} else {
		instruction = instruction_decode_transformed(bits);
	}
	if (instruction.kind == INSTRUCTION_OTHER) {
		stop(vcpu, exit, " on a device by other than a load, store or AMO");
		return;
	}
	mmio_emulate(vcpu, exit->gpa, &instruction);
	vcpu->context.pc += instruction.length;
}

/* Another hart wants this one to look around: the run loop does. */
static void software_interrupt(struct vcpu *vcpu, const struct exit *exit)
{
	(void)exit;
	csr_clear(sip, SIP_SSIP);
	scheduler_timer(vcpu);
}

static void timer_interrupt(struct vcpu *vcpu, const struct exit *exit)
{
	(void)exit;
	scheduler_timer(vcpu);
}

static void external_interrupt(struct vcpu *vcpu, const struct exit *exit)
{
	(void)vcpu;
	(void)exit;
	irq_dispatch();
}

void exit_handle(struct vcpu *vcpu)
{
	uint64_t scause = csr_read(scause);
	struct exit exit = {
		.cause = scause,
		.stval = csr_read(stval),
		.htinst = csr_read(htinst),
	};
	uint64_t index = scause & ~CAUSE_INTERRUPT;

	/* htval lacks the two low bits; stval has them. */
	exit.gpa = csr_read(htval) << 2 | (exit.stval & 3);
	if ((scause & CAUSE_INTERRUPT) != 0)
		index += EXIT_INTERRUPT;
	if (index >= EXIT_CAUSES || rows[index].handle == NULL) {
		stop(vcpu, &exit, "");
		return;
	}
	vcpu->exits[index]++;
	rows[index].handle(vcpu, &exit);
}
