/* kill PID... */
#include "user.h"

int main(int argc, char **argv)
{
	int status = 0;

	if (argc < 2) {
		fprint(2, "usage: kill PID...\n");
		return 2;
	}
	for (int i = 1; i < argc; i++) {
		long pid;
		int error = parse_number(argv[i], &pid) ? kill((int)pid)
							: -EINVAL;

		if (error < 0) {
			complain("kill", argv[i], error);
			status = 1;
		}
	}
	return status;
}
