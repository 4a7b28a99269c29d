/* SBI calls: one row per extension, one handler each. */
#ifndef FIRMWARE_ECALL_H
#define FIRMWARE_ECALL_H

#include "hart.h"
#include "sbi.h"

void sbi_handle(struct frame *frame);

/* The harts a mask and its base name, started ones only; false if one of them
 * does not exist. */
bool sbi_hart_mask(uint64_t mask, uint64_t base, uint64_t *harts);

struct sbi_result sbi_base(struct frame *frame, uint64_t function);
struct sbi_result sbi_time(struct frame *frame, uint64_t function);
struct sbi_result sbi_ipi(struct frame *frame, uint64_t function);
struct sbi_result sbi_rfence(struct frame *frame, uint64_t function);
struct sbi_result sbi_hsm(struct frame *frame, uint64_t function);
struct sbi_result sbi_srst(struct frame *frame, uint64_t function);
struct sbi_result sbi_dbcn(struct frame *frame, uint64_t function);
/* Legacy extensions return their value in a0 alone. */
long sbi_legacy(struct frame *frame, uint64_t extension);

bool sbi_has_extension(uint64_t extension);
void sbi_set_deadline(uint64_t deadline);

#define SBI_RESULT(error, value) ((struct sbi_result){ (error), (value) })
#define SBI_ERROR(error) SBI_RESULT(error, 0)

#endif
