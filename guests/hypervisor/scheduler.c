/* Round robin by time used: of the vCPUs that a hart may run, the one that has
 * run least goes first. Whoever sleeps a lot is thus served soon when it
 * wakes, and whoever is interrupted for it gets the rest of its time later.
 * One lock holds every state of VMs and vCPUs. */
#include "scheduler.h"

#include "exit.h"
#include "irq.h"
#include "riscv.h"
#include "sbi.h"
#include "spinlock.h"
#include "watchdog.h"

#define SLICE (machine.timebase / 100)	     /* others wait: 10 ms */
#define LONE_SLICE (machine.timebase / 10)   /* nobody does: 100 ms */
#define SHORT_SLICE (machine.timebase / 1000) /* somebody just woke: 1 ms */

static struct spinlock lock;

static bool allowed(const struct vcpu *vcpu, const struct hart *hart)
{
	return (vcpu->vm->pins & BIT(hart->id)) != 0;
}

struct cursor {
	unsigned vm;
	unsigned id;
};

/* All vCPUs of all VMs, one after the other; NULL at the end. */
static struct vcpu *next_vcpu(struct cursor *at)
{
	for (; at->vm < vm_count; at->vm++, at->id = 0)
		if (at->id < vms[at->vm]->vcpus)
			return vms[at->vm]->vcpu[at->id++];
	return NULL;
}

/* With the lock, for a vCPU that was away: time that it did not ask for is not
 * owed to it, but for one slice. */
static void catch_up(struct vcpu *vcpu)
{
	uint64_t least = UINT64_MAX;
	struct cursor at = { 0, 0 };
	const struct vcpu *other;

	while ((other = next_vcpu(&at)) != NULL) {
		bool active = other->state == VCPU_RUNNABLE ||
			      other->state == VCPU_RUNNING;

		if (other != vcpu && active && other->vm->state == VM_RUNNING &&
		    (other->vm->pins & vcpu->vm->pins) != 0 &&
		    other->runtime < least)
			least = other->runtime;
	}
	if (least != UINT64_MAX && least > vcpu->runtime + SLICE)
		vcpu->runtime = least - SLICE;
}

static void make_runnable(struct vcpu *vcpu)
{
	vcpu->state = VCPU_RUNNABLE;
	catch_up(vcpu);
}

/* With the lock: the time since the last call is the vCPU's. */
static void charge(struct hart *hart, struct vcpu *vcpu, uint64_t now)
{
	vcpu->runtime += now - hart->charged;
	hart->charged = now;
}

static void arm(struct hart *hart, uint64_t deadline)
{
	hart->deadline = deadline;
	hart_set_timer(deadline);
}

/* Somebody waits for this hart: its guest has a short slice from now on. */
static void hurry(struct hart *hart)
{
	uint64_t soon = hart->slice_start + SHORT_SLICE;

	if (soon < hart->slice_end)
		hart->slice_end = soon;
}

/* A hart for a vCPU that just became runnable: an idle one, preferably where
 * it ran last; else its last one (or the first it may use), which hurries. */
static void find_hart(const struct vcpu *vcpu)
{
	struct hart *idle = NULL;
	struct hart *busy = NULL;

	for (uint64_t id = 0; id < HARTS; id++) {
		struct hart *hart = &harts[id];

		if (!hart->present || !allowed(vcpu, hart))
			continue;
		struct hart **choice = hart->idle ? &idle : &busy;
		if (*choice == NULL || hart == vcpu->hart)
			*choice = hart;
	}
	struct hart *hart = idle != NULL ? idle : busy;
	if (hart == NULL)
		return;
	if (hart == idle)
		hart->idle = false;
	else
		hurry(hart);
	if (hart != this_hart())
		hart_kick(hart);
	else if (hart->slice_end < hart->deadline && hart->running != NULL)
		arm(hart, hart->slice_end);
}

/* With the lock: who sleeps past its time becomes runnable. Returns when the
 * next sleeper that this hart may run will wake. */
static uint64_t wake_sleepers(struct hart *hart, uint64_t now)
{
	uint64_t next = UINT64_MAX;
	struct cursor at = { 0, 0 };
	struct vcpu *vcpu;

	while ((vcpu = next_vcpu(&at)) != NULL) {
		if (vcpu->state != VCPU_SLEEPING ||
		    vcpu->vm->state != VM_RUNNING || !allowed(vcpu, hart))
			continue;
		if (vcpu->wake_at <= now) {
			make_runnable(vcpu);
			hurry(hart);
		} else if (vcpu->wake_at < next) {
			next = vcpu->wake_at;
		}
	}
	return next;
}

/* Takes the next vCPU and sets this hart's timer; NULL: nothing to do. */
static struct vcpu *take_next(void)
{
	struct hart *hart = this_hart();
	struct vcpu *choice = NULL;
	struct cursor at = { 0, 0 };
	struct vcpu *vcpu;
	unsigned waiting = 0;

	spin_lock(&lock);
	uint64_t now = read_time();
	uint64_t wake = wake_sleepers(hart, now);

	while ((vcpu = next_vcpu(&at)) != NULL) {
		if (vcpu->state != VCPU_RUNNABLE ||
		    vcpu->vm->state != VM_RUNNING || !allowed(vcpu, hart))
			continue;
		waiting++;
		if (choice == NULL || vcpu->runtime < choice->runtime)
			choice = vcpu;
	}
	hart->reschedule = false;
	hart->idle = choice == NULL;
	hart->running = choice;
	if (choice != NULL) {
		choice->state = VCPU_RUNNING;
		choice->last_hart = choice->hart;
		choice->hart = hart;
		choice->vm->on_harts++;
		hart->charged = now;
		hart->slice_start = now;
		hart->slice_end = now + (waiting > 1 ? SLICE : LONE_SLICE);
		if (choice->timer_at < wake)
			wake = choice->timer_at;
		arm(hart, hart->slice_end < wake ? hart->slice_end : wake);
	} else {
		arm(hart, wake);
	}
	spin_unlock(&lock);
	return choice;
}

/* With the lock, for a vCPU whose CSRs are saved. */
static void put_down(struct vcpu *vcpu)
{
	uint64_t now = read_time();
	enum vcpu_leave leave = vcpu->leave;

	vcpu->leave = LEAVE_NOT;
	charge(this_hart(), vcpu, now);
	if (leave == LEAVE_OFF) {
		vcpu->state = VCPU_OFF;
		__atomic_store_n(&vcpu->hsm_state, SBI_HSM_STATE_STOPPED,
				 __ATOMIC_RELEASE);
	} else if (leave == LEAVE_SLEEP && !vcpu_has_interrupt(vcpu, now)) {
		vcpu->state = VCPU_SLEEPING;
		vcpu->wake_at = vcpu_timer_deadline(vcpu, now);
	} else {
		vcpu->state = VCPU_RUNNABLE;
	}
}

static void put(struct vcpu *vcpu)
{
	struct hart *hart = this_hart();
	struct vm *vm = vcpu->vm;

	spin_lock(&lock);
	put_down(vcpu);
	hart->running = NULL;
	vm->on_harts--;
	bool settle = vm->unsettled && vm->on_harts == 0;
	if (settle)
		vm->unsettled = false;
	spin_unlock(&lock);
	if (settle)
		vm_settle(vm);
}

static bool must_leave(const struct vcpu *vcpu, const struct hart *hart)
{
	return vcpu->leave != LEAVE_NOT ||
	       __atomic_load_n(&hart->reschedule, __ATOMIC_RELAXED) ||
	       __atomic_load_n(&vcpu->vm->state, __ATOMIC_RELAXED) != VM_RUNNING;
}

/* Sleeps until an interrupt; sstatus.SIE is 0, so none is taken. */
static void idle(void)
{
	csr_write(vsie, 0);
	wait_for_interrupt();
	uint64_t pending = csr_read(sip);

	if ((pending & SIP_SSIP) != 0)
		csr_clear(sip, SIP_SSIP);
	if ((pending & SIP_SEIP) != 0)
		irq_dispatch();
}

void scheduler_run(void)
{
	struct hart *hart = this_hart();

	for (;;) {
		struct vcpu *vcpu = take_next();

		if (vcpu == NULL) {
			idle();
			continue;
		}
		vcpu_load(vcpu);
		while (!must_leave(vcpu, hart)) {
			vcpu_before_entry(vcpu);
			context_enter(&vcpu->context);
			__atomic_store_n(&vcpu->in_guest, 0, __ATOMIC_SEQ_CST);
			exit_handle(vcpu);
		}
		vcpu_save(vcpu);
		put(vcpu);
	}
}

static void look_at(struct vcpu *vcpu, bool always)
{
	spin_lock(&lock);
	if (vcpu->state == VCPU_SLEEPING &&
	    (always || vcpu_has_interrupt(vcpu, read_time()))) {
		make_runnable(vcpu);
		if (vcpu->vm->state == VM_RUNNING)
			find_hart(vcpu);
	} else if (vcpu->state == VCPU_RUNNING && vcpu->hart != this_hart()) {
		hart_kick(vcpu->hart);
	}
	spin_unlock(&lock);
}

void scheduler_notify(struct vcpu *vcpu)
{
	look_at(vcpu, false);
}

void scheduler_wake(struct vcpu *vcpu)
{
	look_at(vcpu, true);
}

void scheduler_start(struct vcpu *vcpu)
{
	spin_lock(&lock);
	make_runnable(vcpu);
	if (vcpu->vm->state == VM_RUNNING)
		find_hart(vcpu);
	spin_unlock(&lock);
}

bool scheduler_is_running(const struct vcpu *vcpu)
{
	spin_lock(&lock);
	bool running = vcpu->state == VCPU_RUNNING;
	spin_unlock(&lock);
	return running;
}

void scheduler_timer_changed(const struct vcpu *vcpu)
{
	struct hart *hart = this_hart();

	if (vcpu->timer_at < hart->deadline)
		arm(hart, vcpu->timer_at);
}

void scheduler_timer(struct vcpu *vcpu)
{
	struct hart *hart = this_hart();
	uint64_t now = read_time();

	watchdog_check(vcpu);
	spin_lock(&lock);
	charge(hart, vcpu, now);
	uint64_t wake = wake_sleepers(hart, now);
	struct cursor at = { 0, 0 };
	const struct vcpu *other;
	bool others = false;

	while ((other = next_vcpu(&at)) != NULL) {
		others |= other->state == VCPU_RUNNABLE &&
			  other->vm->state == VM_RUNNING &&
			  allowed(other, hart);
	}
	if (others && hart->slice_end > hart->slice_start + SLICE)
		hart->slice_end = hart->slice_start + SLICE;
	if (now >= hart->slice_end) {
		if (others)
			hart->reschedule = true;
		hart->slice_start = now;
		hart->slice_end = now + (others ? SLICE : LONE_SLICE);
	}
	if (vcpu->timer_at > now && vcpu->timer_at < wake)
		wake = vcpu->timer_at;
	arm(hart, hart->slice_end < wake ? hart->slice_end : wake);
	spin_unlock(&lock);
}

bool scheduler_change(struct vm *vm, unsigned from, enum vm_state to,
		      bool settle)
{
	bool settle_now = false;

	spin_lock(&lock);
	bool allowed_now = (from & BIT(vm->state)) != 0 &&
			   (!settle || !vm->unsettled);
	if (allowed_now) {
		__atomic_store_n(&vm->state, to, __ATOMIC_RELAXED);
		settle_now = settle && vm->on_harts == 0;
		vm->unsettled = settle && !settle_now;
		for (unsigned i = 0; i < vm->vcpus; i++) {
			struct vcpu *vcpu = vm->vcpu[i];

			if (vcpu->state == VCPU_RUNNING &&
			    vcpu->hart != this_hart())
				hart_kick(vcpu->hart);
			if (to != VM_RUNNING || vcpu->state == VCPU_OFF)
				continue;
			/* Nobody watched a sleeper's timer meanwhile. */
			if (vcpu->state == VCPU_SLEEPING)
				make_runnable(vcpu);
			if (vcpu->state == VCPU_RUNNABLE)
				find_hart(vcpu);
		}
	}
	spin_unlock(&lock);
	if (settle_now)
		vm_settle(vm);
	return allowed_now;
}
