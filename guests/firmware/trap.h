/* Traps that reach M-mode. */
#ifndef FIRMWARE_TRAP_H
#define FIRMWARE_TRAP_H

#include "hart.h"

void trap_handle(struct frame *frame);
/* Makes the trap that the CSRs describe one of the mode below: VS where
 * hedeleg says so, else S or HS. */
void trap_redirect(struct frame *frame, uint64_t cause);
/* csrr of time where the hart has no such CSR; false: it was something else. */
bool time_emulate(struct frame *frame);
void firmware_panic(uint64_t cause, uint64_t epc, uint64_t tval)
	__attribute__((noreturn));

#endif
