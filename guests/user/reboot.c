/* reboot: resets the machine. */
#include "user.h"

int main(void)
{
	complain("reboot", "shutdown", shutdown(SHUTDOWN_REBOOT));
	return 1;
}
