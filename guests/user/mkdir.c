/* mkdir DIRECTORY... */
#include "user.h"

int main(int argc, char **argv)
{
	int status = 0;

	if (argc < 2) {
		fprint(2, "usage: mkdir DIRECTORY...\n");
		return 2;
	}
	for (int i = 1; i < argc; i++) {
		int error = mkdir(argv[i]);

		if (error < 0) {
			complain("mkdir", argv[i], error);
			status = 1;
		}
	}
	return status;
}
