/* The boot order. One hart comes in with the device tree, prepares the
 * machine, makes the first process and starts the other harts. */
#include <stddef.h>

#include "bio.h"
#include "board.h"
#include "console.h"
#include "disk.h"
#include "fs.h"
#include "hart.h"
#include "inode.h"
#include "kalloc.h"
#include "plic.h"
#include "printk.h"
#include "proc.h"
#include "sched.h"
#include "timer.h"
#include "trap.h"
#include "vm.h"

void kernel_boot(uint64_t hart_id, const void *device_tree);
void kernel_join(void);

static void describe_board(void)
{
	const struct disk *disk = disk_get();

	if (board_has_word("quiet"))
		return;
	printk("kernel: %u hart%s, %lu MiB, timer by %s, console by %s\n",
	       board.hart_count, board.hart_count == 1 ? "" : "s",
	       (board.ram_end - board.ram_start) >> 20,
	       timer_is_sstc() ? "Sstc" : "SBI",
	       board.uart.size != 0 ? "UART" : "SBI");
	if (disk != NULL)
		printk("kernel: %s of %lu KiB\n", disk->name,
		       disk->blocks * (FS_BLOCK_BYTES / 1024));
}

void kernel_boot(uint64_t hart_id, const void *device_tree)
{
	board_read(hart_id, device_tree);
	hart_boot();
	console_start();
	printk("hartbed kernel is booting\n");

	kalloc_start();
	vm_start();
	vm_enter();
	trap_enter();
	plic_start();
	timer_start();
	console_listen();
	disk_start();
	bio_start();
	inode_start();
	describe_board();
	proc_start();
	hart_start_others();
	timer_enter();
	scheduler();
}

void kernel_join(void)
{
	vm_enter();
	trap_enter();
	timer_enter();
	scheduler();
}
