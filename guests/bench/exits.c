// What the small hypervisor does about an exit, and the guest that provokes them. EXIT 0: ecall. 1: MMIO load.
// 2: world switch at every ecall. 3: the same with hfence.gvma.
typedef unsigned long u64;
typedef unsigned int u32;

struct vcpu {
    u64 x[32];
};

extern char guest_root[];

#define READ(csr) ({ u64 value; asm volatile("csrr %0, " #csr : "=r"(value)); value; })
#define WRITE(csr, value) asm volatile("csrw " #csr ", %0" ::"r"(value) : "memory")

static u64 world;

static void enter_world(u64 vmid) {
    WRITE(0x680, 8UL << 60 | vmid << 44 | (u64)guest_root >> 12);
}

void first_world(void);
void first_world(void) {
    world = 1;
    enter_world(world);
}

static void end(u64 code) {
    register u64 a0 asm("a0") = code;
    asm volatile("ecall" ::"r"(a0));
}

/* The instruction: transformed in htinst, or read from the guest. */
static u32 trapped_instruction(u64 pc, u64 htinst) {
    if (htinst != 0) return htinst | 2;
    u64 low, high;
    register u64 at asm("a0") = pc;
    asm volatile(".insn r 0x73, 4, 0x32, %0, %1, x3" : "=r"(low) : "r"(at)); /* hlvx.hu */
    at = pc + 2;
    asm volatile(".insn r 0x73, 4, 0x32, %0, %1, x3" : "=r"(high) : "r"(at));
    return low | high << 16;
}

void handle(struct vcpu *vcpu);
void handle(struct vcpu *vcpu) {
    u64 cause = READ(scause), pc = READ(sepc);
    if (cause == 10) {
        if (vcpu->x[17] == 99) end(vcpu->x[10]);
        vcpu->x[10]++;
#if EXIT >= 2
        world ^= 3;
        enter_world(world);
#endif
#if EXIT == 3
        asm volatile(".word 0x62000073" ::: "memory");
#endif
    } else if (cause == 21) {
        u32 instruction = trapped_instruction(pc, READ(0x64a));
        u64 gpa = READ(0x643) << 2 | (READ(stval) & 3);
        vcpu->x[instruction >> 7 & 31] = (gpa & 0xff) + 1;
    } else
        end(cause);
    WRITE(sepc, pc + 4);
}

#if EXIT >= 2
static volatile u64 pages[64 * 512];
#endif

int workload(void);
int workload(void) {
    u64 sum = 0;
    for (u64 i = 0; i < ROUNDS; i++) {
#if EXIT == 1
        u64 value;
        asm volatile(".option norvc\nlw %0, 4(%1)" : "=r"(value) : "r"(0x40000000UL));
        sum += value;
#else
        register u64 a0 asm("a0") = i;
        register u64 a7 asm("a7") = 1;
        asm volatile("ecall" : "+r"(a0) : "r"(a7) : "memory");
        sum += a0;
#endif
#if EXIT >= 2
        for (int page = 0; page < 64; page++) sum += pages[page * 512]++;
#endif
    }
    return sum == 0;
}
