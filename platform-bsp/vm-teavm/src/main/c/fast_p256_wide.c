// The field of P-256 for processors that multiply 64 bits by 64: an element is four words in Montgomery's form. No branch and no
// address depends on one.

typedef unsigned __int128 mote_u128;

#define P1 0x00000000FFFFFFFFu
#define P3 0xFFFFFFFF00000001u

// Two words of Java's, the lower first.
typedef uint64_t mote_u64 __attribute__((aligned(4), may_alias));

static inline void mote_p256_in(uint64_t w[4], const uint32_t* x) {
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
        w[i] = ((const mote_u64*) x)[i];
    }
}

static inline void mote_p256_put(uint32_t* z, const uint64_t w[4]) {
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
        ((mote_u64*) z)[i] = w[i];
    }
}

// z = w less p where `over` is a word above it; p back if that was too much.
static inline void mote_p256_out(uint32_t* z, const uint64_t w[4], uint64_t over) {
    uint64_t r[4];
    mote_u128 c = (mote_u128) w[0] + 1;
    r[0] = (uint64_t) c;
    uint64_t borrow = 1 - (uint64_t) (c >> 64);
    c = (mote_u128) w[1] - P1 - borrow;
    r[1] = (uint64_t) c;
    c = (mote_u128) w[2] - ((uint64_t) (c >> 64) & 1);
    r[2] = (uint64_t) c;
    c = (mote_u128) w[3] - P3 - ((uint64_t) (c >> 64) & 1);
    r[3] = (uint64_t) c;
    uint64_t keep = over - ((uint64_t) (c >> 64) & 1);
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
        ((mote_u64*) z)[i] = r[i] ^ ((r[i] ^ w[i]) & keep);
    }
}

// z = t / 2^256
static inline void mote_p256_reduce(uint32_t* z, uint64_t t[8]) {
    uint64_t over = 0;
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
        uint64_t m = t[i];
        mote_u128 high = (mote_u128) m * P3;
        mote_u128 c = (mote_u128) t[i + 1] + (m << 32);
        t[i + 1] = (uint64_t) c;
        c = (c >> 64) + t[i + 2] + (m >> 32);
        t[i + 2] = (uint64_t) c;
        c = (c >> 64) + t[i + 3] + (uint64_t) high;
        t[i + 3] = (uint64_t) c;
        c = (c >> 64) + t[i + 4] + (uint64_t) (high >> 64) + over;
        t[i + 4] = (uint64_t) c;
        over = (uint64_t) (c >> 64);
    }
    mote_p256_out(z, t + 4, over);
}

static void mote_p256_mul(uint32_t* z, const uint32_t* first, const uint32_t* second) {
    uint64_t x[4], y[4], t[8];
    mote_p256_in(x, first);
    mote_p256_in(y, second);
    mote_u128 c = 0;
#pragma GCC unroll 4
    for (int j = 0; j < 4; j++) {
        c += (mote_u128) x[0] * y[j];
        t[j] = (uint64_t) c;
        c >>= 64;
    }
    t[4] = (uint64_t) c;
#pragma GCC unroll 4
    for (int i = 1; i < 4; i++) {
        c = 0;
#pragma GCC unroll 4
        for (int j = 0; j < 4; j++) {
            c += (mote_u128) x[i] * y[j] + t[i + j];
            t[i + j] = (uint64_t) c;
            c >>= 64;
        }
        t[i + 4] = (uint64_t) c;
    }
    mote_p256_reduce(z, t);
}

static void mote_p256_sqr(uint32_t* z, const uint32_t* first) {
    uint64_t x[4], t[8];
    mote_p256_in(x, first);
    mote_u128 c = (mote_u128) x[0] * x[1];
    t[1] = (uint64_t) c;
    c = (c >> 64) + (mote_u128) x[0] * x[2];
    t[2] = (uint64_t) c;
    c = (c >> 64) + (mote_u128) x[0] * x[3];
    t[3] = (uint64_t) c;
    t[4] = (uint64_t) (c >> 64);
    c = (mote_u128) x[1] * x[2] + t[3];
    t[3] = (uint64_t) c;
    c = (c >> 64) + (mote_u128) x[1] * x[3] + t[4];
    t[4] = (uint64_t) c;
    t[5] = (uint64_t) (c >> 64);
    c = (mote_u128) x[2] * x[3] + t[5];
    t[5] = (uint64_t) c;
    t[6] = (uint64_t) (c >> 64);
    t[7] = t[6] >> 63;
#pragma GCC unroll 5
    for (int i = 6; i > 1; i--) {
        t[i] = t[i] << 1 | t[i - 1] >> 63;
    }
    t[1] <<= 1;
    t[0] = 0;
    c = 0;
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
        c += (mote_u128) x[i] * x[i] + t[2 * i];
        t[2 * i] = (uint64_t) c;
        c = (c >> 64) + t[2 * i + 1];
        t[2 * i + 1] = (uint64_t) c;
        c >>= 64;
    }
    mote_p256_reduce(z, t);
}

static void mote_p256_plus(uint32_t* z, const uint32_t* first, const uint32_t* second) {
    uint64_t x[4], y[4];
    mote_p256_in(x, first);
    mote_p256_in(y, second);
    mote_u128 c = 0;
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
        c += (mote_u128) x[i] + y[i];
        x[i] = (uint64_t) c;
        c >>= 64;
    }
    mote_p256_out(z, x, (uint64_t) c);
}

// z = w, and p more where the mask is ones; the word above.
static inline uint64_t mote_p256_give(uint64_t w[4], uint64_t mask) {
    mote_u128 c = (mote_u128) w[0] + mask;
    w[0] = (uint64_t) c;
    c = (c >> 64) + w[1] + (mask & P1);
    w[1] = (uint64_t) c;
    c = (c >> 64) + w[2];
    w[2] = (uint64_t) c;
    c = (c >> 64) + w[3] + (mask & P3);
    w[3] = (uint64_t) c;
    return (uint64_t) (c >> 64);
}

static void mote_p256_minus(uint32_t* z, const uint32_t* first, const uint32_t* second) {
    uint64_t x[4], y[4], borrow = 0;
    mote_p256_in(x, first);
    mote_p256_in(y, second);
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
        mote_u128 c = (mote_u128) x[i] - y[i] - borrow;
        x[i] = (uint64_t) c;
        borrow = (uint64_t) (c >> 64) & 1;
    }
    mote_p256_give(x, -borrow);
    mote_p256_put(z, x);
}

static void mote_p256_half(uint32_t* x) {
    uint64_t w[4];
    mote_p256_in(w, x);
    uint64_t over = mote_p256_give(w, -(w[0] & 1));
    for (int i = 0; i < 3; i++) {
        w[i] = w[i] >> 1 | w[i + 1] << 63;
    }
    w[3] = w[3] >> 1 | over << 63;
    mote_p256_put(x, w);
}

static void mote_p256_negate(uint32_t* x, uint32_t mask) {
    uint64_t w[4], ones = (uint64_t) (int64_t) (int32_t) mask;
    mote_p256_in(w, x);
    mote_u128 c = ones & 1;
    uint64_t p[4] = {ones, ones & P1, 0, ones & P3};
    for (int i = 0; i < 4; i++) {
        c += (mote_u128) (w[i] ^ ones) + p[i];
        w[i] = (uint64_t) c;
        c >>= 64;
    }
    mote_p256_put(x, w);
}
