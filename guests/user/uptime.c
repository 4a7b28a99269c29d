/* uptime: how long the machine has been running. */
#include "user.h"

int main(void)
{
	int ticks = uptime();

	print("up %d.%02d s, %ld KiB free\n", ticks / 100, ticks % 100,
	      freepages() * 4);
	return 0;
}
