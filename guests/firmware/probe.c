/* Loads on behalf of the mode that trapped (mstatus.MPRV, section 3.1.6.3). */
#include "probe.h"

#define PROBED_LOAD(name, instruction)                                     \
	struct probed name(uint64_t address, uint64_t mstatus)             \
	{                                                                  \
		uint64_t own = csr_read(mstatus);                          \
		uint64_t value = 0;                                        \
		uint64_t trap;                                             \
		uint64_t borrowed =                                        \
			(mstatus & (STATUS_MPP | STATUS_MPV | STATUS_SUM)) | \
			(own & ~(STATUS_MPP | STATUS_MPV | STATUS_SUM)) |  \
			STATUS_MPRV | STATUS_MXR;                          \
		__asm__ volatile("la t0, skip_vector\n\t"                  \
				 "csrrw t0, mtvec, t0\n\t"                 \
				 "li t2, 0\n\t"                            \
				 ".option push\n\t.option norvc\n\t"       \
				 "csrw mstatus, %2\n\t" instruction        \
				 " %0, 0(%3)\n\t"                          \
				 "csrw mstatus, %4\n\t"                    \
				 ".option pop\n\t"                         \
				 "csrw mtvec, t0\n\t"                      \
				 "mv %1, t2"                               \
				 : "+&r"(value), "=&r"(trap)               \
				 : "r"(borrowed), "r"(address), "r"(own)   \
				 : "t0", "t1", "t2", "memory");            \
		return (struct probed){ value, trap };                     \
	}

PROBED_LOAD(probe_load16, "lhu")
PROBED_LOAD(probe_load64, "ld")
