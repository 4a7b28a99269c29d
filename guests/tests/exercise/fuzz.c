/* A guest without manners: random accesses to every device it has, random SBI
 * calls. It may ruin its own devices; its neighbours must not notice. */
#include "exercise.h"

#define ROUNDS 30000

static uint64_t state;
static uint8_t heap[8192] __attribute__((aligned(4096)));

/* xorshift64 (Marsaglia 2003). */
static uint64_t any(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static uint64_t below(uint64_t limit)
{
	return any() % limit;
}

/* Values that go deeper than noise: addresses around ours, and edges. */
static uint64_t value(void)
{
	switch (below(6)) {
	case 0:
		return below(64);
	case 1:
		return (uintptr_t)heap + below(sizeof(heap));
	case 2:
		return 0x80000000 + machine.memory_bytes - 4096 + below(8192);
	case 3:
		return 1UL << below(64);
	case 4:
		return UINT64_MAX - below(16);
	default:
		return any();
	}
}

static void touch(uintptr_t address)
{
	uint64_t bytes = 1UL << below(4);
	bool write = below(2) != 0;

	address &= ~(bytes - 1);
	switch (bytes) {
	case 1:
		write ? mmio_write8(address, (uint8_t)value())
		      : (void)mmio_read8(address);
		break;
	case 2:
		if (write)
			*(volatile uint16_t *)address = (uint16_t)value();
		else
			mmio_read16(address);
		break;
	case 4:
		write ? mmio_write32(address, (uint32_t)value())
		      : (void)mmio_read32(address);
		break;
	default:
		write ? mmio_write64(address, value())
		      : (void)mmio_read64(address);
		break;
	}
}

static void plic(void)
{
	static const uint64_t blocks[] = { 0, 0x1000, 0x2000, 0x200000,
					   0x201000, 0x3ff000 };

	touch(machine.plic + blocks[below(6)] + below(0x200));
}

/* Mostly the steps of a driver, in any order. */
static void disk(void)
{
	static const uint16_t registers[] = { 0x14, 0x20, 0x24, 0x30, 0x38,
					      0x44, 0x50, 0x64, 0x70, 0x80,
					      0x84, 0x90, 0x94, 0xa0, 0xa4 };
	uintptr_t base = machine.disk != 0 ? machine.disk : 0x10001000;
	uint64_t offset = registers[below(15)];

	if (below(4) == 0) {
		touch(base + below(0x8000));
		return;
	}
	uint32_t written = (uint32_t)value();
	if (offset == 0x70)
		written = (uint32_t)below(5) == 0 ? 0 : 15;
	if (offset == 0x38 || offset == 0x44)
		written = 1U << below(8);
	if (offset == 0x50 || (offset & 4) != 0)
		written = 0;
	mmio_write32(base + offset, written);
}

static void heap_noise(void)
{
	for (int i = 0; i < 16; i++)
		*(uint64_t *)(heap + (below(sizeof(heap)) & ~7UL)) = value();
}

static void sbi(void)
{
	static const long extensions[] = {
		SBI_EXT_BASE, SBI_EXT_TIME, SBI_EXT_IPI,  SBI_EXT_RFENCE,
		SBI_EXT_HSM,  SBI_EXT_DBCN, 0x504d55,	  0,
		2,	      3,	    4,		  5,
		6,	      7,
	};
	long extension = extensions[below(14)];
	long function = (long)below(9);

	/* What would end the test by right: other harts, long sleeps, text. */
	if (extension == SBI_EXT_HSM && function != 2)
		return;
	if (extension == SBI_EXT_DBCN && function == 2)
		return;
	uint64_t length = extension == SBI_EXT_DBCN ? below(2) * value()
						    : value();
	if (extension == SBI_EXT_DBCN && length < 65536)
		length = 0;
	sbi_call(extension, function, length, value(), value(), value(),
		 value());
}

void fuzz(uint64_t seed)
{
	state = seed * 0x9e3779b97f4a7c15 + 1;
	for (int round = 0; round < ROUNDS; round++) {
		switch (below(5)) {
		case 0:
			plic();
			break;
		case 1:
		case 2:
			disk();
			break;
		case 3:
			sbi();
			break;
		default:
			heap_noise();
			break;
		}
	}
	say("fuzz: %u rounds done\n", ROUNDS);
}
