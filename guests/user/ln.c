/* ln OLD NEW: another name for a file. */
#include "user.h"

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprint(2, "usage: ln OLD NEW\n");
		return 2;
	}
	int error = link(argv[1], argv[2]);
	if (error < 0)
		complain("ln", argv[2], error);
	return error < 0;
}
