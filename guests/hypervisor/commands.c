/* The monitor's commands: one row each. */
#include "console.h"
#include "exit.h"
#include "monitor.h"
#include "sbi.h"
#include "scheduler.h"
#include "string.h"
#include "vm.h"

#define WORDS 3

struct command {
	const char *name;
	const char *argument; /* NULL: takes none */
	const char *help;
	void (*run)(struct vm *vm, const char *rest);
};

static void print_exits(const struct vm *vm, const char *separator)
{
	bool first = true;

	for (unsigned cause = 0; cause < EXIT_CAUSES; cause++) {
		uint64_t count = 0;

		for (unsigned i = 0; i < vm->vcpus; i++)
			count += vm->vcpu[i]->exits[cause];
		if (count == 0)
			continue;
		console_print("%s%s %lu", first ? "" : separator,
			      exit_name(cause), count);
		first = false;
	}
	console_print("%s\n", first ? "no exits" : "");
}

static void list(struct vm *unused, const char *rest)
{
	(void)unused;
	(void)rest;
	console_print("%-12s %-9s %6s %4s %5s  %s\n", "name", "state", "MiB",
		      "vmid", "vcpus", "harts");
	for (unsigned i = 0; i < vm_count; i++) {
		const struct vm *vm = vms[i];

		console_print("%-12s %-9s %6lu %4lu %5u  ", vm->name,
			      vm_state_name(vm->state), vm->memory_bytes >> 20,
			      vm->vmid, vm->vcpus);
		for (unsigned id = 0; id < vm->vcpus; id++) {
			static const char marks[] = { [VCPU_OFF] = 'o',
						      [VCPU_RUNNABLE] = 'w',
						      [VCPU_RUNNING] = 'r',
						      [VCPU_SLEEPING] = 's' };
			const struct vcpu *vcpu = vm->vcpu[id];

			if (vcpu->hart == NULL)
				console_print("%s-%c", id == 0 ? "" : " ",
					      marks[vcpu->state]);
			else
				console_print("%s%lu%c", id == 0 ? "" : " ",
					      vcpu->hart->id,
					      marks[vcpu->state]);
		}
		console_print("\n             ");
		print_exits(vm, ", ");
		if (vm->reason[0] != '\0')
			console_print("             %s\n", vm->reason);
	}
}

static void exits(struct vm *vm, const char *rest)
{
	uint64_t external = 0, timer = 0, soft = 0;

	(void)rest;
	print_exits(vm, "\n");
	for (unsigned i = 0; i < vm->vcpus; i++) {
		external += vm->vcpu[i]->injected_external;
		timer += vm->vcpu[i]->injected_timer;
		soft += vm->vcpu[i]->injected_soft;
	}
	console_print("injected: external %lu, timer %lu, software %lu\n",
		      external, timer, soft);
	if (vm->disk.device != 0)
		console_print("disk requests: %lu\n", vm->disk.requests);
}

static void done(struct vm *vm, bool ok, const char *what)
{
	if (ok)
		console_print("%s %s\n", vm->name, what);
	else
		console_print("%s is %s: that does not apply\n", vm->name,
			      vm_state_name(vm->state));
}

static void pause(struct vm *vm, const char *rest)
{
	(void)rest;
	done(vm, vm_pause(vm), "paused");
}

static void resume(struct vm *vm, const char *rest)
{
	(void)rest;
	done(vm, vm_resume(vm), "resumed");
}

static void reset(struct vm *vm, const char *rest)
{
	(void)rest;
	done(vm, vm_reset(vm), "starts again");
}

static void kill(struct vm *vm, const char *rest)
{
	(void)rest;
	done(vm, vm_kill(vm), "killed");
}

static void print_m_mode(const struct mmode *m)
{
	console_print("mstatus  %016lx  mie      %016lx  mtvec     %016lx\n",
		      m->mstatus, m->mie, m->mtvec);
	console_print("mepc     %016lx  mcause   %016lx  mtval     %016lx\n",
		      m->mepc, m->mcause, m->mtval);
}

static void regs(struct vm *vm, const char *rest)
{
	static const char names[32][5] = {
		"zero", "ra", "sp", "gp", "tp",	 "t0",	"t1", "t2",
		"s0",	"s1", "a0", "a1", "a2",	 "a3",	"a4", "a5",
		"a6",	"a7", "s2", "s3", "s4",	 "s5",	"s6", "s7",
		"s8",	"s9", "s10", "s11", "t3", "t4", "t5", "t6",
	};

	(void)rest;
	for (unsigned id = 0; id < vm->vcpus; id++) {
		struct vcpu *vcpu = vm->vcpu[id];
		const struct context *context = &vcpu->snapshot.context;
		const struct vs_csrs *csrs = &vcpu->snapshot.csrs;

		if (!vcpu_take_snapshot(vcpu)) {
			console_print("vcpu %u does not answer\n", id);
			continue;
		}
		console_print("vcpu %u (%s)\n", id,
			      vcpu->m.active ? "M"
			      : (context->hstatus & HSTATUS_SPVP) != 0 ? "VS"
								       : "VU");
		console_print("pc       %016lx\n", context->pc);
		for (unsigned i = 1; i < 32; i++)
			console_print("%-4s %016lx%s", names[i], context->x[i],
				      i % 4 == 0 || i == 31 ? "\n" : "  ");
		if (vm->m_mode)
			print_m_mode(&vcpu->m);
		console_print("vsstatus %016lx  vsie     %016lx  vstvec    %016lx\n",
			      csrs->vsstatus, csrs->vsie, csrs->vstvec);
		console_print("vsepc    %016lx  vscause  %016lx  vstval    %016lx\n",
			      csrs->vsepc, csrs->vscause, csrs->vstval);
		console_print("vsatp    %016lx  vsscratch %016lx vstimecmp %016lx\n",
			      csrs->vsatp, csrs->vsscratch, csrs->vstimecmp);
	}
}

static void type(struct vm *vm, const char *rest)
{
	if (vm->uart != 0) {
		console_print("%s has a UART of its own\n", vm->name);
		return;
	}
	spin_lock(&vm->lock);
	while (*rest != '\0')
		vuart_receive(vm, (uint8_t)*rest++);
	vuart_receive(vm, '\n');
	spin_unlock(&vm->lock);
}

static void power_off(struct vm *unused, const char *rest)
{
	(void)unused;
	(void)rest;
	sbi_system_reset(SBI_SRST_TYPE_SHUTDOWN, SBI_SRST_REASON_NONE);
	console_print("the machine cannot power off\n");
}

static void help(struct vm *unused, const char *rest);

static const struct command commands[] = {
	{ "help", NULL, "this list", help },
	{ "list", NULL, "all VMs: state, harts (o off, w waiting, r running, s sleeping), exits", list },
	{ "exits", "NAME", "exits by cause, injected interrupts", exits },
	{ "pause", "NAME", "its vCPUs stand still", pause },
	{ "resume", "NAME", "and go on", resume },
	{ "reset", "NAME", "start again from its image", reset },
	{ "kill", "NAME", "stop for good (until reset)", kill },
	{ "regs", "NAME", "registers of its vCPUs", regs },
	{ "type", "NAME TEXT", "a line of input for a VM without UART", type },
	{ "poweroff", NULL, "end it all", power_off },
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void help(struct vm *unused, const char *rest)
{
	(void)unused;
	(void)rest;
	for (size_t i = 0; i < COMMANDS; i++)
		console_print("%-8s %-9s  %s\n", commands[i].name,
			      commands[i].argument == NULL
				      ? ""
				      : commands[i].argument,
			      commands[i].help);
}

/* Copies the first word of `line`, and returns what follows it. */
static const char *take_word(const char *line, char *word, size_t size)
{
	size_t length = 0;

	while (*line == ' ')
		line++;
	while (line[length] != '\0' && line[length] != ' ')
		length++;
	string_copy(word, line, length + 1 < size ? length + 1 : size);
	line += length;
	while (*line == ' ')
		line++;
	return line;
}

void monitor_command(const char *line)
{
	char name[16];
	char argument[VM_NAME];
	const char *rest = take_word(line, name, sizeof(name));

	if (name[0] == '\0')
		return;
	for (size_t i = 0; i < COMMANDS; i++) {
		const struct command *command = &commands[i];
		struct vm *vm = NULL;

		if (strcmp(command->name, name) != 0)
			continue;
		if (command->argument != NULL) {
			rest = take_word(rest, argument, sizeof(argument));
			vm = vm_by_name(argument);
			if (vm == NULL) {
				console_print(argument[0] == '\0'
						      ? "usage: %s %s\n"
						      : "%s: no VM \"%s\" (see list)\n",
					      name,
					      argument[0] == '\0'
						      ? command->argument
						      : argument);
				return;
			}
			if (vm->state == VM_FAILED) {
				console_print("%s cannot start: %s\n", vm->name,
					      vm->reason);
				return;
			}
		}
		command->run(vm, rest);
		return;
	}
	console_print("no command \"%s\": try help\n", name);
}
