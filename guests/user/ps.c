/* ps: the processes. Time is what they have had on a hart. */
#include "param.h"
#include "user.h"

static const char *state_text(int state)
{
	static const char *const texts[] = {
#define STATE_TEXT(name, text) [PROC_##name] = text,
		PROC_STATES(STATE_TEXT)
#undef STATE_TEXT
	};

	return texts[state];
}

int main(void)
{
	static struct proc_info info[PROCS];
	int count = procs(info, PROCS);

	if (count < 0) {
		complain("ps", "procs", count);
		return 1;
	}
	print("  PID PPID  JOB STATE  HART   KIB       TIME NAME\n");
	for (int i = 0; i < count; i++)
		print("%5d %4d %4d %-6s %4d %5lu %10lu %s\n", info[i].pid,
		      info[i].parent, info[i].job, state_text(info[i].state),
		      info[i].hart, info[i].memory / 1024, info[i].time,
		      info[i].name);
	return 0;
}
