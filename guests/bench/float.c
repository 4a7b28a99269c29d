// Double arithmetic: a Mandelbrot set, a dot product and Newton's square roots, with results that stay normal.
int workload(void);

static double a[256], b[256];

int workload(void) {
    double total = 0;
    for (int i = 0; i < 256; i++) {
        a[i] = 1.0 + i * 0.37;
        b[i] = 3.0 - i * 0.011;
    }
    for (int round = 0; round < ROUNDS; round++) {
        double cx = -2.0 + 0.0007 * round, cy = 0.31, x = 0.1, y = 0.1;
        for (int i = 0; i < 64 && x * x + y * y < 4.0; i++) {
            double next = x * x - y * y + cx;
            y = 2.0 * x * y + cy;
            x = next;
        }
        double dot = 0.5;
        for (int i = 0; i < 256; i++) dot += a[i] * b[i];
        double root = 1.5;
        for (int i = 0; i < 8; i++) root = 0.5 * (root + (dot + round) / root);
        total += root + x;
    }
    return total == 0;
}
