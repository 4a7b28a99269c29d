/* rm FILE...: takes names away; a directory must be empty. */
#include "user.h"

int main(int argc, char **argv)
{
	int status = 0;

	if (argc < 2) {
		fprint(2, "usage: rm FILE...\n");
		return 2;
	}
	for (int i = 1; i < argc; i++) {
		int error = unlink(argv[i]);

		if (error < 0) {
			complain("rm", argv[i], error);
			status = 1;
		}
	}
	return status;
}
