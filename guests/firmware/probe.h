/* Accesses that may trap, done with skip_vector in place of trap_vector. */
#ifndef FIRMWARE_PROBE_H
#define FIRMWARE_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "riscv.h"

/* Reads a CSR that may not exist; false if the access trapped. */
#define PROBE_CSR_READ(csr, value)                                        \
	({                                                                \
		uint64_t probe_value_ = 0;                                \
		uint64_t probe_trap_;                                     \
		__asm__ volatile("la t0, skip_vector\n\t"                 \
				 "csrrw t0, mtvec, t0\n\t"                \
				 "li t2, 0\n\t"                           \
				 ".option push\n\t.option norvc\n\t"      \
				 "csrr %0, " #csr "\n\t"                  \
				 ".option pop\n\t"                        \
				 "csrw mtvec, t0\n\t"                     \
				 "mv %1, t2"                              \
				 : "+&r"(probe_value_), "=&r"(probe_trap_) \
				 : : "t0", "t1", "t2", "memory");         \
		(value) = probe_value_;                                   \
		probe_trap_ == 0;                                         \
	})

struct probed {
	uint64_t value;
	uint64_t cause_plus_one; /* 0: the load did not trap */
};

/* Loads through the translation of the mode in `mstatus.MPP` and MPV
 * (mstatus.MPRV=1), and with MXR so that code can be read. */
struct probed probe_load16(uint64_t address, uint64_t mstatus);
struct probed probe_load64(uint64_t address, uint64_t mstatus);

#endif
