/* sleep TICKS: a tick is a hundredth of a second. */
#include "user.h"

int main(int argc, char **argv)
{
	long ticks;

	if (argc != 2 || !parse_number(argv[1], &ticks) || ticks < 0) {
		fprint(2, "usage: sleep TICKS (100 are a second)\n");
		return 2;
	}
	return sleep((int)ticks) < 0;
}
