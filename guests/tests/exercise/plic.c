/* PLIC and UART, as a driver uses them: every width and form of access that a
 * hypervisor has to decode, then interrupts. */
#include "exercise.h"
#include "ns16550.h"

#define PRIORITY(source) (machine.plic + 4 * (source))
#define ENABLE(hart) (machine.plic + 0x2000 + 0x80 * (2 * (hart) + 1))
#define THRESHOLD(hart) (machine.plic + 0x200000 + 0x1000 * (2 * (hart) + 1))
#define CLAIM(hart) (THRESHOLD(hart) + 4)

#define MILLISECOND 10000UL

/* fp-less forms of access; see the instruction in each name. */
#define FORM_LOAD(name, text)                                              \
	static uint64_t name(uintptr_t address)                            \
	{                                                                  \
		register uintptr_t a5 __asm__("a5") = address;             \
		register uint64_t a4 __asm__("a4");                        \
		__asm__ volatile(".option push\n.option rvc\n" text        \
				 "\n.option pop" : "=r"(a4) : "r"(a5)      \
				 : "memory", "t0");                        \
		return a4;                                                 \
	}
#define FORM_STORE(name, text)                                             \
	static void name(uintptr_t address, uint64_t value)                \
	{                                                                  \
		register uintptr_t a5 __asm__("a5") = address;             \
		register uint64_t a4 __asm__("a4") = value;                \
		__asm__ volatile(".option push\n.option rvc\n" text        \
				 "\n.option pop" : : "r"(a4), "r"(a5)      \
				 : "memory", "t0");                        \
	}
FORM_LOAD(load_c_lw, "c.lw a4, 0(a5)")
FORM_LOAD(load_lwu, "lwu a4, 0(a5)")
FORM_LOAD(load_c_lwsp, "mv t0, sp\nmv sp, a5\nc.lwsp a4, 0(sp)\nmv sp, t0")
FORM_LOAD(load_c_lwsp_4, "mv t0, sp\naddi sp, a5, -4\nc.lwsp a4, 4(sp)\nmv sp, t0")
FORM_STORE(store_c_sw, "c.sw a4, 0(a5)")
FORM_STORE(store_c_swsp, "mv t0, sp\nmv sp, a5\nc.swsp a4, 0(sp)\nmv sp, t0")

#define AMO(name)                                                         \
	static uint64_t name##_w(uintptr_t address, uint64_t value)       \
	{                                                                 \
		uint64_t old;                                             \
		__asm__ volatile(#name ".w %0, %2, (%1)" : "=r"(old)      \
				 : "r"(address), "r"(value) : "memory");  \
		return old;                                               \
	}
AMO(amoswap)
AMO(amoadd)
AMO(amoor)
AMO(amoand)
AMO(amoxor)
AMO(amomaxu)

static bool is_guest(void)
{
	return fdt_path(&machine.fdt, "/pmu") < 0;
}

bool test_plic_widths(void)
{
	bool ok = true;
	uintptr_t at = PRIORITY(5);

	mmio_write32(at, 7);
	CHECK(mmio_read32(at) == 7);
	store_c_sw(at, 3);
	CHECK(load_c_lw(at) == 3);
	CHECK(load_lwu(at) == 3);
	store_c_swsp(at, 6);
	CHECK(load_c_lwsp(at) == 6);
	CHECK(load_c_lwsp_4(at) == 6);
	/* Enable words take all bits: signs and zero extension show. */
	at = ENABLE(0) + 4;
	mmio_write32(at, 0xffffffff);
	CHECK(load_c_lw(at) == 0xffffffffffffffff);
	CHECK(load_lwu(at) == 0xffffffff);
	mmio_write32(at, 0);
	if (!is_guest())
		return ok; /* The board's PLIC takes no AMO. */
	mmio_write32(at, 0x80000001);
	CHECK(amoadd_w(at, 0x10) == 0xffffffff80000001);
	CHECK(load_lwu(at) == 0x80000011);
	CHECK(amoor_w(at, 0x6) == 0xffffffff80000011);
	CHECK(load_lwu(at) == 0x80000017);
	CHECK(amoand_w(at, 0x80000003) == 0xffffffff80000017);
	CHECK(load_lwu(at) == 0x80000003);
	CHECK(amoxor_w(at, 0x80000000) == 0xffffffff80000003);
	CHECK(amomaxu_w(at, 0x55) == 3);
	CHECK(amoswap_w(at, 0) == 0x55);
	CHECK(load_lwu(at) == 0);
	/* Nothing behind the contexts that there are. */
	CHECK(mmio_read32(machine.plic + 0x300000) == 0);
	CHECK(mmio_read32(PRIORITY(0)) == 0);
	return ok;
}

/* Waits up to 100 ms for an external interrupt, in WFI. */
static bool await_external(void)
{
	uint64_t before = traps[0].external;
	uint64_t give_up = read_time() + 100 * MILLISECOND;

	csr_set(sie, SIP_SEIP | SIP_STIP);
	while (traps[0].external == before && read_time() < give_up) {
		set_timer(read_time() + MILLISECOND);
		wait_and_take();
	}
	set_timer(UINT64_MAX);
	return traps[0].external != before;
}

static void route_uart(uint32_t threshold)
{
	mmio_write32(PRIORITY(machine.uart_source), 2);
	mmio_write32(ENABLE(0), 1U << machine.uart_source);
	mmio_write32(THRESHOLD(0), threshold);
}

static void rest_uart(void)
{
	mmio_write8(machine.uart + UART_IER, 0);
	(void)mmio_read8(machine.uart + UART_IIR);
	for (uint32_t source; (source = mmio_read32(CLAIM(0))) != 0;)
		mmio_write32(CLAIM(0), source);
	mmio_write32(ENABLE(0), 0);
}

/* Nothing may be on its way when the UART's IER is set. */
static void await_transmitter(void)
{
	while ((mmio_read8(machine.uart + UART_LSR) & UART_LSR_TEMT) == 0)
		spin_pause();
}

bool test_plic_enable(void)
{
	bool ok = true;

	/* A threshold as high as the priority masks it. */
	await_transmitter();
	route_uart(2);
	mmio_write8(machine.uart + UART_IER, UART_IER_ETBEI);
	CHECK(!await_external());
	mmio_write32(THRESHOLD(0), 1);
	CHECK(await_external());
	rest_uart();
	return ok;
}

bool test_uart_interrupt(void)
{
	bool ok = true;

	await_transmitter();
	route_uart(0);
	for (int round = 0; round < 10; round++) {
		mmio_write8(machine.uart + UART_IER, UART_IER_ETBEI);
		CHECK(await_external());
		CHECK(mmio_read32(CLAIM(0)) == machine.uart_source);
		CHECK(mmio_read32(CLAIM(0)) == 0);
		CHECK((mmio_read8(machine.uart + UART_IIR) & 0x0f) ==
		      UART_IIR_THRE);
		mmio_write8(machine.uart + UART_IER, 0);
		mmio_write32(CLAIM(0), machine.uart_source);
		/* Served and completed: it stays away. */
		csr_set(sie, SIP_SEIP);
		CHECK((csr_read(sip) & SIP_SEIP) == 0);
	}
	/* Completed but not served: it comes back. QEMU's PLIC forgets it. */
	if (!machine.strict) {
		rest_uart();
		return ok;
	}
	mmio_write8(machine.uart + UART_IER, UART_IER_ETBEI);
	CHECK(await_external());
	CHECK(mmio_read32(CLAIM(0)) == machine.uart_source);
	mmio_write32(CLAIM(0), machine.uart_source);
	CHECK(await_external());
	rest_uart();
	return ok;
}
