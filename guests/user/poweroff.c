/* poweroff: switches the machine off. */
#include "user.h"

int main(void)
{
	complain("poweroff", "shutdown", shutdown(SHUTDOWN_POWEROFF));
	return 1;
}
