// Memory-heavy: pointer chasing over 8 MiB in a shuffled order, and streams that copy and sum.
typedef unsigned long u64;
int workload(void);

#define COUNT (1UL << 20)
static u64 next[COUNT], copy[COUNT];

int workload(void) {
    u64 state = 1, sum = 0, at = 0;
    for (u64 i = 0; i < COUNT; i++) next[i] = i;
    for (u64 i = COUNT - 1; i > 0; i--) {
        state = state * 6364136223846793005UL + 1442695040888963407UL;
        u64 j = (state >> 33) % i, value = next[i];
        next[i] = next[j];
        next[j] = value;
    }
    for (int round = 0; round < ROUNDS; round++) {
        for (u64 i = 0; i < COUNT / 4; i++) sum += at = next[at];
        for (u64 i = 0; i < COUNT; i++) copy[i] = next[i] + i;
        for (u64 i = 0; i < COUNT; i += 8) sum ^= copy[i];
    }
    return sum == 0;
}
