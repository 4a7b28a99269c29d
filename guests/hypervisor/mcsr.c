/* CSRs of virtual M-mode (privileged manual, chapter 2 for the numbers). S-mode
 * registers that VU-mode does not act on stay in their vs twins, where the hart
 * legalizes them. This hart has no PMP entries, no hpm counters, and counters
 * that cannot be written. */
#include "mcsr.h"

#include "isa.h"
#include "mmode.h"
#include "riscv.h"
#include "vcpu.h"
#include "vm.h"

#define MEDELEG 0xb3ffUL /* exceptions 0 to 9, 12, 13, 15 */
#define MISA_MXL_64 (2UL << 62)
#define UXL_SXL_64 (2UL << 32 | 2UL << 34)
#define ENVCFG_FIOM BIT(0)

#define NUMBER_MIP 0x344U

typedef uint64_t read_csr(struct vcpu *vcpu);
typedef void write_csr(struct vcpu *vcpu, uint64_t value);

/* `first` to `last` are alike. A row without functions is a field of struct
 * mmode of which the bits `writable` can be written. */
struct row {
	uint16_t first, last;
	read_csr *read;
	write_csr *write;
	uint64_t henvcfg; /* the VM must have this */
	size_t field;
	uint64_t writable;
};

static uint64_t read_zero(struct vcpu *vcpu)
{
	(void)vcpu;
	return 0;
}

static void ignore(struct vcpu *vcpu, uint64_t value)
{
	(void)vcpu;
	(void)value;
}

static uint64_t read_hartid(struct vcpu *vcpu)
{
	return vcpu->id;
}

static uint64_t read_cycle(struct vcpu *vcpu)
{
	(void)vcpu;
	return csr_read(cycle);
}

static uint64_t read_instret(struct vcpu *vcpu)
{
	(void)vcpu;
	return csr_read(instret);
}

static uint64_t read_misa(struct vcpu *vcpu)
{
	return MISA_MXL_64 | isa_letters(vcpu->vm) | BIT('s' - 'a') |
	       BIT('u' - 'a');
}

static uint64_t read_mstatus(struct vcpu *vcpu)
{
	return csr_read(vsstatus) | vcpu->m.mstatus | UXL_SXL_64;
}

static void write_mstatus(struct vcpu *vcpu, uint64_t value)
{
	uint64_t mpp = value & STATUS_MPP;

	/* Data of one mode and code of another: nothing here can trap there. */
	if ((value & STATUS_MPRV) != 0 && mpp != STATUS_MPP) {
		vm_stop(vcpu->vm, "mstatus.MPRV set at pc 0x%lx: not emulated",
			vcpu->context.pc);
		return;
	}
	if (mpp == 2UL << 11)
		value = (value & ~STATUS_MPP) | (vcpu->m.mstatus & STATUS_MPP);
	vcpu->m.mstatus = value & MMODE_STATUS;
	csr_write(vsstatus, (value & ~(MMODE_STATUS | UXL_SXL_64)) | 2UL << 32);
}

static uint64_t read_sstatus(struct vcpu *vcpu)
{
	(void)vcpu;
	return csr_read(vsstatus);
}

static void write_sstatus(struct vcpu *vcpu, uint64_t value)
{
	(void)vcpu;
	csr_write(vsstatus, value);
}

static uint64_t read_mip(struct vcpu *vcpu)
{
	return mmode_pending(vcpu);
}

static void write_mip(struct vcpu *vcpu, uint64_t value)
{
	vcpu->m.mip = value & MMODE_S_INTERRUPTS;
}

static uint64_t read_sip(struct vcpu *vcpu)
{
	return mmode_pending(vcpu) & vcpu->m.mideleg;
}

static void write_sip(struct vcpu *vcpu, uint64_t value)
{
	uint64_t mask = vcpu->m.mideleg & SIP_SSIP;

	vcpu->m.mip = (vcpu->m.mip & ~mask) | (value & mask);
}

static uint64_t read_sie(struct vcpu *vcpu)
{
	return vcpu->m.mie & vcpu->m.mideleg;
}

static void write_sie(struct vcpu *vcpu, uint64_t value)
{
	uint64_t mask = vcpu->m.mideleg;

	vcpu->m.mie = (vcpu->m.mie & ~mask) | (value & mask);
}

static void write_menvcfg(struct vcpu *vcpu, uint64_t value)
{
	vcpu->m.menvcfg = value & (mmode_envcfg(vcpu) | ENVCFG_FIOM);
}

static uint64_t read_satp(struct vcpu *vcpu)
{
	return vcpu->m.satp;
}

static void write_satp(struct vcpu *vcpu, uint64_t value)
{
	/* A mode that the hart does not have leaves the old value. */
	csr_write(vsatp, vcpu->m.satp);
	csr_write(vsatp, value);
	vcpu->m.satp = csr_swap(vsatp, 0);
}

/* A register that is its vs twin at any time. */
#define TWIN(name, twin)                                                 \
	static uint64_t read_##name(struct vcpu *vcpu)                   \
	{                                                                \
		(void)vcpu;                                              \
		return csr_read(twin);                                   \
	}                                                                \
	static void write_##name(struct vcpu *vcpu, uint64_t value)      \
	{                                                                \
		(void)vcpu;                                              \
		csr_write(twin, value);                                  \
	}

TWIN(stvec, vstvec)
TWIN(sscratch, vsscratch)
TWIN(sepc, vsepc)
TWIN(scause, vscause)
TWIN(stval, vstval)

#define CSR(number, name) \
	{ .first = (number), .last = (number), .read = read_##name, .write = write_##name }
#define FIELD(number, name, bits)                                            \
	{ .first = (number), .last = (number),                               \
	  .field = offsetof(struct mmode, name), .writable = (bits) }
#define ZERO(from, to) \
	{ .first = (from), .last = (to), .read = read_zero, .write = ignore }
#define CONSTANT(number, name) \
	{ .first = (number), .last = (number), .read = read_##name, .write = ignore }

static const struct row rows[] = {
	CSR(0x100, sstatus),
	CSR(0x104, sie),
	CSR(0x105, stvec),
	FIELD(0x106, scounteren, COUNTEREN_CY | COUNTEREN_TM | COUNTEREN_IR),
	FIELD(0x10a, senvcfg, VM_HENVCFG & 0xff),
	CSR(0x140, sscratch),
	CSR(0x141, sepc),
	CSR(0x142, scause),
	CSR(0x143, stval),
	CSR(0x144, sip),
	{ .first = 0x14d, .last = 0x14d, .henvcfg = ENVCFG_STCE,
	  .field = offsetof(struct mmode, stimecmp), .writable = ~0UL },
	CSR(0x180, satp),
	CSR(0x300, mstatus),
	CONSTANT(0x301, misa),
	FIELD(0x302, medeleg, MEDELEG),
	FIELD(0x303, mideleg, MMODE_S_INTERRUPTS),
	FIELD(0x304, mie, MMODE_S_INTERRUPTS | MMODE_M_INTERRUPTS),
	FIELD(0x305, mtvec, ~2UL),
	FIELD(0x306, mcounteren, COUNTEREN_CY | COUNTEREN_TM | COUNTEREN_IR),
	{ .first = 0x30a, .last = 0x30a, .write = write_menvcfg,
	  .field = offsetof(struct mmode, menvcfg) },
	ZERO(0x320, 0x320), /* mcountinhibit */
	ZERO(0x323, 0x33f), /* mhpmevent3 to 31 */
	FIELD(0x340, mscratch, ~0UL),
	FIELD(0x341, mepc, ~1UL),
	FIELD(0x342, mcause, ~0UL),
	FIELD(0x343, mtval, ~0UL),
	CSR(NUMBER_MIP, mip),
	ZERO(0x3a0, 0x3ef), /* pmpcfg0 to 15, pmpaddr0 to 63 */
	CONSTANT(0xb00, cycle), /* mcycle */
	CONSTANT(0xb02, instret), /* minstret */
	ZERO(0xb03, 0xb1f), /* mhpmcounter3 to 31 */
	ZERO(0xc03, 0xc1f), /* hpmcounter3 to 31; the first three do not trap */
	ZERO(0xf11, 0xf13), /* mvendorid, marchid, mimpid */
	CONSTANT(0xf14, hartid),
	ZERO(0xf15, 0xf15), /* mconfigptr */
};

static const struct row *find(const struct vcpu *vcpu, unsigned number)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (number >= rows[i].first && number <= rows[i].last)
			return (rows[i].henvcfg & ~vcpu->vm->henvcfg) == 0
				       ? &rows[i]
				       : NULL;
	return NULL;
}

static uint64_t *field(struct vcpu *vcpu, const struct row *row)
{
	return (uint64_t *)((char *)&vcpu->m + row->field);
}

static uint64_t read_row(struct vcpu *vcpu, const struct row *row)
{
	return row->read != NULL ? row->read(vcpu) : *field(vcpu, row);
}

static void write_row(struct vcpu *vcpu, const struct row *row, uint64_t value)
{
	if (row->write != NULL)
		row->write(vcpu, value);
	else
		*field(vcpu, row) = value & row->writable;
}

bool mcsr_access(struct vcpu *vcpu, uint32_t bits)
{
	unsigned number = bits >> 20;
	unsigned rd = bits >> 7 & 31;
	unsigned rs1 = bits >> 15 & 31;
	unsigned operation = bits >> 12 & 3; /* 1: write, 2: set, 3: clear */
	bool immediate = (bits >> 14 & 1) != 0;
	bool writes = operation == 1 || rs1 != 0;
	const struct row *row = find(vcpu, number);

	if ((bits & 0x7f) != 0x73 || operation == 0 || row == NULL ||
	    (writes && number >> 10 == 3))
		return false;
	uint64_t operand = immediate ? rs1 : vcpu->context.x[rs1];
	uint64_t old = read_row(vcpu, row);
	/* What is set or cleared of mip is what software wrote there, without
	 * the lines of the PLIC (section 3.1.9). */
	uint64_t base = number == NUMBER_MIP ? vcpu->m.mip : old;

	if (writes)
		write_row(vcpu, row,
			  operation == 1   ? operand
			  : operation == 2 ? base | operand
					   : base & ~operand);
	if (rd != 0)
		vcpu->context.x[rd] = old;
	return true;
}
