/* The operator's commands on the monitor's console. */
#ifndef HYPERVISOR_MONITOR_H
#define HYPERVISOR_MONITOR_H

/* Shows the prompt and listens to the console's UART. */
void monitor_start(void);
/* Carries out one line of input. */
void monitor_command(const char *line);

#endif
