// Integer mix: hashing, sorting a small array, a linear congruential generator, branches and calls. Fits the caches.
typedef unsigned long u64;

static u64 table[256];

static u64 mix(u64 x) {
    x ^= x >> 33;
    x *= 0xff51afd7ed558ccdUL;
    x ^= x >> 29;
    return x + (x << 7);
}

__attribute__((noinline)) static void sort(u64 *values, int count) {
    for (int i = 1; i < count; i++) {
        u64 value = values[i];
        int at = i;
        while (at > 0 && values[at - 1] > value) {
            values[at] = values[at - 1];
            at--;
        }
        values[at] = value;
    }
}

int workload(void);

int workload(void) {
    u64 sum = 0, state = 1;
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < 256; i++) {
            state = state * 6364136223846793005UL + 1442695040888963407UL;
            table[i] = mix(state);
        }
        sort(table, 64);
        for (int i = 0; i < 256; i++) {
            u64 value = table[i];
            for (int bit = 0; bit < 8; bit++) sum = (sum >> 1) ^ ((value >> bit) & 1 ? 0xedb88320UL : sum << 3);
        }
    }
    return sum == 0;
}
