// Exits of every kind that a guest of our hypervisor can cause and go on: SBI calls, emulated MMIO, WFI until a timer.
typedef unsigned long u64;
int workload(void);

static void sbi(u64 extension, u64 function, u64 argument) {
    register u64 a0 asm("a0") = argument;
    register u64 a1 asm("a1") = 0;
    register u64 a6 asm("a6") = function;
    register u64 a7 asm("a7") = extension;
    asm volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a6), "r"(a7) : "memory");
}

int workload(void) {
    volatile unsigned *priority = (volatile unsigned *)0x0c000004UL;
    for (int i = 0; i < ROUNDS; i++) {
        sbi(0x10, 3, 0); /* BASE: probe extension */
        *priority = i & 7;
        (void)*priority;
    }
    u64 now;
    asm volatile("rdtime %0" : "=r"(now));
    sbi(0x54494d45, 0, now + 100); /* TIME: 10 us */
    asm volatile("csrs sie, %0\n\twfi" ::"r"(1UL << 5));
    return 0;
}
