// Part of the image's one translation unit, so that it sees Java's tables and drops what an image does not have. What is hot is
// made for speed; the rest of an image is made small.
#ifndef MOTE_NO_FAST
#pragma GCC push_options
#pragma GCC optimize("O2")

// The first of n items from `at` on, all of them there; n is 1 or more, and small.
#define MOTE_ITEMS(array, type, at, n) \
    (teavm_checkBounds(at, array), teavm_checkBounds((at) + (n) - 1, array), TEAVM_ARRAY_DATA(array, type) + (at))

// Big-endian, at any address.
static inline uint32_t mote_load32(const void* from) {
    uint32_t word;
    memcpy(&word, from, sizeof word);
    return __builtin_bswap32(word);
}
static inline void mote_store32(void* to, uint32_t word) {
    word = __builtin_bswap32(word);
    memcpy(to, &word, sizeof word);
}
static inline uint32_t mote_ror(uint32_t word, int by) { return word >> by | word << (32 - by); }

// ---- SHA-256 ------------------------------------------------------------------------------------

#ifdef sfld_omsc_Sha256_K

#define ROUND(a, b, c, d, e, f, g, h, i) \
    t = h + (mote_ror(e, 6) ^ mote_ror(e, 11) ^ mote_ror(e, 25)) + (g ^ (e & (f ^ g))) + k[i] + m[i]; \
    d += t; \
    h = t + (mote_ror(a, 2) ^ mote_ror(a, 13) ^ mote_ror(a, 22)) + ((a & b) | (c & (a | b)));

#define EIGHT(i) \
    ROUND(a, b, c, d, e, f, g, h, i) \
    ROUND(h, a, b, c, d, e, f, g, i + 1) \
    ROUND(g, h, a, b, c, d, e, f, i + 2) \
    ROUND(f, g, h, a, b, c, d, e, i + 3) \
    ROUND(e, f, g, h, a, b, c, d, i + 4) \
    ROUND(d, e, f, g, h, a, b, c, i + 5) \
    ROUND(c, d, e, f, g, h, a, b, i + 6) \
    ROUND(b, c, d, e, f, g, h, a, i + 7)

void mote_sha256_rounds(TeaVM_Array* chain, TeaVM_Array* block) {
    uint32_t* s = MOTE_ITEMS(chain, uint32_t, 0, 8);
    uint32_t* m = MOTE_ITEMS(block, uint32_t, 0, 16);
    const uint32_t* k = TEAVM_ARRAY_DATA(sfld_omsc_Sha256_K, uint32_t);
    const uint32_t* end = k + 64;
    uint32_t a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], h = s[7], t;
    for (;;) {
        EIGHT(0)
        EIGHT(8)
        k += 16;
        // Or all four turns are written out: 3,600 bytes for 148 of 2,903 instructions.
        __asm__("" : "+r"(k));
        if (k == end) {
            break;
        }
#pragma GCC unroll 16
        for (int i = 0; i < 16; i++) {
            uint32_t x = m[(i + 1) & 15], y = m[(i + 14) & 15];
            m[i] += (mote_ror(x, 7) ^ mote_ror(x, 18) ^ x >> 3) + m[(i + 9) & 15]
                    + (mote_ror(y, 17) ^ mote_ror(y, 19) ^ y >> 10);
        }
    }
    s[0] += a;
    s[1] += b;
    s[2] += c;
    s[3] += d;
    s[4] += e;
    s[5] += f;
    s[6] += g;
    s[7] += h;
}

void mote_sha256_load(TeaVM_Array* from, int32_t at, TeaVM_Array* block) {
    const int8_t* b = MOTE_ITEMS(from, int8_t, at, 64);
    uint32_t* m = MOTE_ITEMS(block, uint32_t, 0, 16);
    for (int i = 0; i < 16; i++) {
        m[i] = mote_load32(b + 4 * i);
    }
}

#endif

// ---- AES ----------------------------------------------------------------------------------------

#ifdef sfld_omsc_Aes128_MIX

#define COLUMN(a, b, c, d) \
    (m[a >> 24] ^ mote_ror(m[b >> 16 & 255], 8) ^ mote_ror(m[c >> 8 & 255], 16) ^ mote_ror(m[d & 255], 24))
#define LAST(a, b, c, d) \
    ((uint32_t) s[a >> 24] << 24 | s[b >> 16 & 255] << 16 | s[c >> 8 & 255] << 8 | s[d & 255])

// Words of a block, most significant byte first.
#ifdef MOTE_AES_BLOCK
// A board with AES by hardware: it takes the key, which the schedule begins with.
extern void mote_aes_block(const uint32_t key[4], const uint32_t in[4], uint32_t out[4]);
#define mote_aes mote_aes_block
#else
static void mote_aes(const uint32_t* k, const uint32_t in[4], uint32_t out[4]) {
    const uint32_t* m = TEAVM_ARRAY_DATA(sfld_omsc_Aes128_MIX, uint32_t);
    const uint8_t* s = TEAVM_ARRAY_DATA(sfld_omsc_Aes128_SBOX, uint8_t);
    const uint32_t* end = k + 40;
    uint32_t a = in[0] ^ k[0], b = in[1] ^ k[1], c = in[2] ^ k[2], d = in[3] ^ k[3];
    for (k += 4; k != end; k += 4) {
        uint32_t e = COLUMN(a, b, c, d) ^ k[0];
        uint32_t f = COLUMN(b, c, d, a) ^ k[1];
        uint32_t g = COLUMN(c, d, a, b) ^ k[2];
        d = COLUMN(d, a, b, c) ^ k[3];
        a = e;
        b = f;
        c = g;
    }
    out[0] = LAST(a, b, c, d) ^ k[0];
    out[1] = LAST(b, c, d, a) ^ k[1];
    out[2] = LAST(c, d, a, b) ^ k[2];
    out[3] = LAST(d, a, b, c) ^ k[3];
}
#endif

static void mote_load_block(const int8_t* from, uint32_t block[4]) {
    for (int i = 0; i < 4; i++) {
        block[i] = mote_load32(from + 4 * i);
    }
}

static void mote_store_block(const uint32_t block[4], int8_t* to) {
    for (int i = 0; i < 4; i++) {
        mote_store32(to + 4 * i, block[i]);
    }
}

void mote_aes_encrypt(TeaVM_Array* schedule, TeaVM_Array* in, int32_t inAt, TeaVM_Array* out, int32_t outAt) {
    const uint32_t* k = MOTE_ITEMS(schedule, uint32_t, 0, 44);
    const int8_t* from = MOTE_ITEMS(in, int8_t, inAt, 16);
    int8_t* to = MOTE_ITEMS(out, int8_t, outAt, 16);
    uint32_t block[4];
    mote_load_block(from, block);
    mote_aes(k, block, block);
    mote_store_block(block, to);
}

// Where AesCcm has its blocks, and what it asks for.
enum { CCM_MAC = 0, CCM_COUNTER = 16, CCM_STREAM = 32, CCM_BLOCKS = 48 };
enum { CCM_SEAL, CCM_OPEN, CCM_UNDO };

void mote_ccm_crypt(
        TeaVM_Array* schedule, TeaVM_Array* blocks, TeaVM_Array* data, int32_t at, int32_t length, int32_t how) {
    if (length <= 0) {
        return;
    }
    const uint32_t* k = MOTE_ITEMS(schedule, uint32_t, 0, 44);
    int8_t* state = MOTE_ITEMS(blocks, int8_t, 0, CCM_BLOCKS);
    int8_t* next = MOTE_ITEMS(data, int8_t, at, length);
    int8_t* end = next + length;
    uint32_t mac[4], counter[4], stream[4], block[4];
    mote_load_block(state + CCM_MAC, mac);
    mote_load_block(state + CCM_COUNTER, counter);
    while (next != end) {
        int n = end - next < 16 ? (int) (end - next) : 16;
        int8_t rest[16] = {0};
        int8_t* from = next;
        if (n < 16) {
            memcpy(rest, next, (size_t) n);
            from = rest;
        }
        counter[3] = (counter[3] & 0xFFFF0000u) | ((counter[3] + 1) & 0xFFFFu);
        mote_aes(k, counter, stream);
        mote_load_block(from, block);
        for (int i = 0; i < 4; i++) {
            uint32_t other = block[i] ^ stream[i];
            mac[i] ^= how == CCM_SEAL ? block[i] : other;
            block[i] = other;
        }
        mote_store_block(block, from);
        if (n < 16) {
            memcpy(next, rest, (size_t) n);
        }
        if (how != CCM_UNDO) {
            if (how == CCM_OPEN && n < 16) {
                // What lies behind the data is key stream now, and was 0 in the MAC.
                memset(rest + n, 0, (size_t) (16 - n));
                for (int i = 0; i < 4; i++) {
                    mac[i] ^= block[i] ^ mote_load32(rest + 4 * i);
                }
            }
            mote_aes(k, mac, mac);
        }
        next += n;
    }
    if (how != CCM_UNDO) {
        mote_store_block(mac, state + CCM_MAC);
    }
    mote_store_block(counter, state + CCM_COUNTER);
    mote_store_block(stream, state + CCM_STREAM);
}

#endif

// ---- P-256 --------------------------------------------------------------------------------------

#ifdef MOTE_P256
#include MOTE_P256

#define ELEMENT(array) MOTE_ITEMS(array, uint32_t, 0, 8)

void mote_p256_multiply(TeaVM_Array* x, TeaVM_Array* y, TeaVM_Array* z) {
    mote_p256_mul(ELEMENT(z), ELEMENT(x), ELEMENT(y));
}
void mote_p256_square(TeaVM_Array* x, TeaVM_Array* z) { mote_p256_sqr(ELEMENT(z), ELEMENT(x)); }
void mote_p256_add(TeaVM_Array* x, TeaVM_Array* y, TeaVM_Array* z) {
    mote_p256_plus(ELEMENT(z), ELEMENT(x), ELEMENT(y));
}
void mote_p256_subtract(TeaVM_Array* x, TeaVM_Array* y, TeaVM_Array* z) {
    mote_p256_minus(ELEMENT(z), ELEMENT(x), ELEMENT(y));
}
void mote_p256_halve(TeaVM_Array* x) { mote_p256_half(ELEMENT(x)); }
void mote_p256_negate_masked(TeaVM_Array* x, int32_t mask) { mote_p256_negate(ELEMENT(x), (uint32_t) mask); }

#endif

// Eight words of the entry that is wanted, by reading all: entries are 16 words apart.
#ifndef MOTE_P256_CHOOSE
static void mote_p256_choose(const uint32_t* first, int32_t entries, int32_t index, uint32_t out[8]) {
    for (int part = 0; part < 8; part += 4) {
        const uint32_t* entry = first + part;
        uint32_t a = 0, b = 0, c = 0, d = 0;
        for (int32_t i = 0; i < entries; i++, entry += 16) {
            uint32_t mask = 0 - ((uint32_t) ((i ^ index) - 1) >> 31);
            a |= entry[0] & mask;
            b |= entry[1] & mask;
            c |= entry[2] & mask;
            d |= entry[3] & mask;
        }
        out[part] = a, out[part + 1] = b, out[part + 2] = c, out[part + 3] = d;
    }
}
#endif

void mote_p256_pick(TeaVM_Array* table, int32_t from, int32_t entries, int32_t index, TeaVM_Array* out) {
    mote_p256_choose(MOTE_ITEMS(table, uint32_t, from, entries * 16 - 8), entries, index, MOTE_ITEMS(out, uint32_t, 0, 8));
}

#pragma GCC pop_options
#endif
