// The field of P-256 for processors with UMAAL (Cortex-M4, M7, M33): (hi:lo) = a b + lo + hi. An element is eight words in
// Montgomery's form; no branch and no address depends on one.

// A row of the product: r12 = a word of x, times y; w0 to w7 the eight words it is added to, c the one above them.
#define PAIR(at, wa, wb, c) \
    "ldrd r0, lr, [r2, #" #at "]\n" \
    "umaal " #wa ", " #c ", r12, r0\n" \
    "umaal " #wb ", " #c ", r12, lr\n"
#define ROW(at, w0, w1, w2, w3, w4, w5, w6, w7, c) \
    "ldr r12, [r1, #" #at "]\n" \
    "mov " #c ", #0\n" \
    PAIR(0, w0, w1, c) PAIR(8, w2, w3, c) PAIR(16, w4, w5, c) PAIR(24, w6, w7, c) \
    "str " #w0 ", [sp, #" #at "]\n"

// r3 to r10 less p, where r0 is a word above them; p back if that was too much. r1 = 1, r2 = -1.
#define TAKE_P \
    "subs r3, r3, r2\n" \
    "sbcs r4, r4, r2\n" \
    "sbcs r5, r5, r2\n" \
    "sbcs r6, r6, #0\n" \
    "sbcs r7, r7, #0\n" \
    "sbcs r8, r8, #0\n" \
    "sbcs r9, r9, r1\n" \
    "sbcs r10, r10, r2\n" \
    "sbc r0, r0, #0\n"
#define GIVE_P(mask) \
    "adds r3, r3, " #mask "\n" \
    "adcs r4, r4, " #mask "\n" \
    "adcs r5, r5, " #mask "\n" \
    "adcs r6, r6, #0\n" \
    "adcs r7, r7, #0\n" \
    "adcs r8, r8, #0\n" \
    "adcs r9, r9, " #mask ", lsr #31\n" \
    "adc r10, r10, " #mask "\n"

__attribute__((naked, noinline)) static void mote_p256_mul(uint32_t* z, const uint32_t* x, const uint32_t* y) {
    __asm__ volatile(
            "push {r0, r4-r11, lr}\n"
            "sub sp, sp, #64\n"
            // The 16 words: the lower eight on the stack; then the upper eight in r11, r3 to r9.
            "mov r3, #0\n mov r4, #0\n mov r5, #0\n mov r6, #0\n mov r7, #0\n mov r8, #0\n mov r9, #0\n mov r10, #0\n"
            ROW(0, r3, r4, r5, r6, r7, r8, r9, r10, r11)
            ROW(4, r4, r5, r6, r7, r8, r9, r10, r11, r3)
            ROW(8, r5, r6, r7, r8, r9, r10, r11, r3, r4)
            ROW(12, r6, r7, r8, r9, r10, r11, r3, r4, r5)
            ROW(16, r7, r8, r9, r10, r11, r3, r4, r5, r6)
            ROW(20, r8, r9, r10, r11, r3, r4, r5, r6, r7)
            ROW(24, r9, r10, r11, r3, r4, r5, r6, r7, r8)
            ROW(28, r10, r11, r3, r4, r5, r6, r7, r8, r9)
            "add r12, sp, #36\n"
            "str r11, [sp, #32]\n"
            "stm r12, {r3-r9}\n"
            // Montgomery: the word m of place i makes itself nothing by m p, that is m at i + 3, m at i + 6 and m (2^32 - 1) at
            // i + 7. Three rows of carries: r11, r12, lr.
            "ldm sp, {r3-r10}\n"
            "mov r1, #1\n"
            "mvn r2, #0\n"
            "mov r11, #0\n"
            "mov r12, #0\n"
            "mov lr, #0\n"
            "umaal r6, r11, r3, r1\n"
            "umaal r7, r11, r4, r1\n"
            "umaal r8, r11, r5, r1\n"
            "umaal r9, r11, r6, r1\n"
            "umaal r9, r12, r3, r1\n"
            "umaal r10, r11, r7, r1\n"
            "umaal r10, r12, r4, r1\n"
            "umaal r10, lr, r3, r2\n"
            "ldr r3, [sp, #32]\n"
            "umaal r3, r11, r8, r1\n"
            "umaal r3, r12, r5, r1\n"
            "umaal r3, lr, r4, r2\n"
            "ldr r4, [sp, #36]\n"
            "umaal r4, r11, r9, r1\n"
            "umaal r4, r12, r6, r1\n"
            "umaal r4, lr, r5, r2\n"
            "ldr r5, [sp, #40]\n"
            "umaal r5, r11, r10, r1\n"
            "umaal r5, r12, r7, r1\n"
            "umaal r5, lr, r6, r2\n"
            // Both are 2 at most.
            "add r12, r12, r11\n"
            "ldr r6, [sp, #44]\n"
            "umaal r6, r12, r8, r1\n"
            "umaal r6, lr, r7, r2\n"
            "ldr r7, [sp, #48]\n"
            "umaal r7, r12, r9, r1\n"
            "umaal r7, lr, r8, r2\n"
            "ldr r8, [sp, #52]\n"
            "umaal r8, r12, r10, r1\n"
            "umaal r8, lr, r9, r2\n"
            "ldr r9, [sp, #56]\n"
            "umaal r9, lr, r10, r2\n"
            "ldr r10, [sp, #60]\n"
            "mov r0, #0\n"
            "adds r9, r9, r12\n"
            "adcs r10, r10, lr\n"
            "adc r0, r0, #0\n"
            TAKE_P GIVE_P(r0)
            "ldr r1, [sp, #64]\n"
            "add sp, sp, #68\n"
            "stm r1, {r3-r10}\n"
            "pop {r4-r11, pc}\n");
}

#define STEP(op, at, wa, wb, opb) \
    "ldrd r11, r12, [r2, #" #at "]\n" #op " " #wa ", " #wa ", r11\n" #opb " " #wb ", " #wb ", r12\n"

__attribute__((naked, noinline)) static void mote_p256_plus(uint32_t* z, const uint32_t* x, const uint32_t* y) {
    __asm__ volatile(
            "push {r0, r4-r11, lr}\n"
            "ldm r1, {r3-r10}\n"
            STEP(adds, 0, r3, r4, adcs) STEP(adcs, 8, r5, r6, adcs) STEP(adcs, 16, r7, r8, adcs) STEP(adcs, 24, r9, r10, adcs)
            "mov r0, #0\n"
            "adc r0, r0, #0\n"
            "mov r1, #1\n"
            "mvn r2, #0\n"
            TAKE_P GIVE_P(r0)
            "pop {r0}\n"
            "stm r0, {r3-r10}\n"
            "pop {r4-r11, pc}\n");
}

__attribute__((naked, noinline)) static void mote_p256_minus(uint32_t* z, const uint32_t* x, const uint32_t* y) {
    __asm__ volatile(
            "push {r4-r11, lr}\n"
            "ldm r1, {r3-r10}\n"
            STEP(subs, 0, r3, r4, sbcs) STEP(sbcs, 8, r5, r6, sbcs) STEP(sbcs, 16, r7, r8, sbcs) STEP(sbcs, 24, r9, r10, sbcs)
            "sbc r1, r1, r1\n"
            GIVE_P(r1)
            "stm r0, {r3-r10}\n"
            "pop {r4-r11, pc}\n");
}

// x = x / 2
__attribute__((naked, noinline)) static void mote_p256_half(uint32_t* x) {
    __asm__ volatile(
            "push {r4-r10, lr}\n"
            "ldm r0, {r3-r10}\n"
            "and r1, r3, #1\n"
            "rsb r1, r1, #0\n"
            "adds r3, r3, r1\n"
            "adcs r4, r4, r1\n"
            "adcs r5, r5, r1\n"
            "adcs r6, r6, #0\n"
            "adcs r7, r7, #0\n"
            "adcs r8, r8, #0\n"
            "adcs r9, r9, r1, lsr #31\n"
            "adcs r10, r10, r1\n"
            "rrxs r10, r10\n rrxs r9, r9\n rrxs r8, r8\n rrxs r7, r7\n rrxs r6, r6\n rrxs r5, r5\n rrxs r4, r4\n rrx r3, r3\n"
            "stm r0, {r3-r10}\n"
            "pop {r4-r10, pc}\n");
}

// x = -x where the mask is ones; x is not 0.
__attribute__((naked, noinline)) static void mote_p256_negate(uint32_t* x, uint32_t mask) {
    __asm__ volatile(
            "push {r4-r10, lr}\n"
            "ldm r0, {r3-r10}\n"
            "lsrs r2, r1, #1\n"
            "eor r3, r3, r1\n eor r4, r4, r1\n eor r5, r5, r1\n eor r6, r6, r1\n"
            "eor r7, r7, r1\n eor r8, r8, r1\n eor r9, r9, r1\n eor r10, r10, r1\n"
            "adcs r3, r3, r1\n"
            "adcs r4, r4, r1\n"
            "adcs r5, r5, r1\n"
            "adcs r6, r6, #0\n"
            "adcs r7, r7, #0\n"
            "adcs r8, r8, #0\n"
            "adcs r9, r9, r1, lsr #31\n"
            "adc r10, r10, r1\n"
            "stm r0, {r3-r10}\n"
            "pop {r4-r10, pc}\n");
}

#define mote_p256_sqr(z, x) mote_p256_mul(z, x, x)

// Eight words of the entry that is wanted, by reading all from the last on: entries are 16 words apart.
#define MOTE_P256_CHOOSE
__attribute__((naked, noinline)) static void mote_p256_choose(
        const uint32_t* first, int32_t entries, int32_t index, uint32_t* out) {
    __asm__ volatile(
            "push {r3-r11, lr}\n"
            "mov r4, #0\n mov r5, #0\n mov r6, #0\n mov r7, #0\n mov r8, #0\n mov r9, #0\n mov r10, #0\n mov r11, #0\n"
            "add r0, r0, r1, lsl #6\n"
            "1:\n"
            "subs r1, r1, #1\n"
            "blt 2f\n"
            "eor r3, r1, r2\n"
            "sub r3, r3, #1\n"
            "lsr r3, r3, #31\n"
            "ldrd r12, lr, [r0, #-64]!\n"
            "mla r4, r12, r3, r4\n"
            "mla r5, lr, r3, r5\n"
            "ldrd r12, lr, [r0, #8]\n"
            "mla r6, r12, r3, r6\n"
            "mla r7, lr, r3, r7\n"
            "ldrd r12, lr, [r0, #16]\n"
            "mla r8, r12, r3, r8\n"
            "mla r9, lr, r3, r9\n"
            "ldrd r12, lr, [r0, #24]\n"
            "mla r10, r12, r3, r10\n"
            "mla r11, lr, r3, r11\n"
            "b 1b\n"
            "2:\n"
            "pop {r3}\n"
            "stm r3, {r4-r11}\n"
            "pop {r4-r11, pc}\n");
}
