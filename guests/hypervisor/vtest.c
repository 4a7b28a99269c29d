/* One register, written with a command (sifive,test0, as on virt). */
#include "vtest.h"

#include "console.h"
#include "vm.h"

#define FAIL 0x3333U
#define PASS 0x5555U
#define RESET 0x7777U

uint64_t vtest_read(struct vm *vm, uint64_t offset, unsigned bytes)
{
	(void)vm;
	(void)offset;
	(void)bytes;
	return 0;
}

void vtest_write(struct vm *vm, uint64_t offset, unsigned bytes, uint64_t value)
{
	uint32_t command = value & 0xffff;

	if (offset != 0 || bytes < 2)
		return;
	if (command == PASS || command == FAIL)
		vm_shut_down(vm, command == FAIL);
	else if (command == RESET && vm_reset(vm))
		report("vm %s starts again", vm->name);
}
