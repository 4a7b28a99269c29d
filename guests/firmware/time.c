/* rdtime for harts that leave the time CSR to the machine; for a guest with
 * htimedelta, and only if hcounteren.TM lets it (section 19.2.9). */
#include "platform.h"
#include "probe.h"
#include "riscv.h"
#include "trap.h"

#define MASK_CSRRS_TIME 0xfffff07fU
#define MATCH_CSRRS_TIME 0xc0102073U /* csrrs rd, time, x0 */

bool time_emulate(struct frame *frame)
{
	uint32_t instruction = (uint32_t)csr_read(mtval);

	if (instruction == 0) {
		struct probed low = probe_load16(frame->mepc, frame->mstatus);
		struct probed high =
			probe_load16(frame->mepc + 2, frame->mstatus);

		if (low.cause_plus_one != 0 || high.cause_plus_one != 0)
			return false;
		instruction = (uint32_t)(low.value | high.value << 16);
	}
	if ((instruction & MASK_CSRRS_TIME) != MATCH_CSRRS_TIME)
		return false;
	uint64_t time = platform_time();
	if ((frame->mstatus & STATUS_MPV) != 0) {
		if ((csr_read(hcounteren) & COUNTEREN_TM) == 0)
			return false;
		time += csr_read(htimedelta);
	}
	unsigned rd = instruction >> 7 & 31;
	if (rd != 0)
		frame->x[rd] = time;
	frame->mepc += 4;
	return true;
}
