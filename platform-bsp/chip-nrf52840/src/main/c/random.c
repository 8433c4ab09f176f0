// Random numbers: the RNG peripheral, under the two health tests of NIST SP 800-90B section 4.4.
#include "natives.h"
#include "chip.h"

// Both tests are laid out for 2 bits of entropy in a byte, far below what the peripheral gives, and
// for a false alarm once in 2 to the power of 30 bytes: 1 + 30 / 2 equal bytes in a row.
#define REPETITION_CUTOFF 16
// Of 512 bytes, how often the first may be among them.
#define PROPORTION_WINDOW 512
#define PROPORTION_CUTOFF 190

// At boot, and the peripheral's first bytes are thrown away with it.
#define START_UP_BYTES 1024

typedef struct Health {
    int32_t last;
    int32_t repeated;
    int32_t first;
    int32_t seen;
    int32_t equal;
    int32_t failed;
} Health;

static Health health = {.last = -1};
static int32_t started;

// Once failed, always failed: a source that broke is not asked again before a restart.
static void examine(int32_t byte) {
    if (byte == health.last) {
        health.repeated++;
        if (health.repeated >= REPETITION_CUTOFF) {
            health.failed = 1;
        }
    } else {
        health.last = byte;
        health.repeated = 1;
    }
    if (health.seen == 0) {
        health.first = byte;
        health.equal = 0;
    }
    if (byte == health.first) {
        health.equal++;
        if (health.equal >= PROPORTION_CUTOFF) {
            health.failed = 1;
        }
    }
    health.seen = health.seen == PROPORTION_WINDOW - 1 ? 0 : health.seen + 1;
}

static uint8_t next(void) {
    RNG_EVENTS_VALRDY = 0;
    while (RNG_EVENTS_VALRDY == 0) {
    }
    uint8_t byte = (uint8_t) RNG_VALUE;
    examine(byte);
    return byte;
}

// Tells a broken source from a good one: a byte that never changes, and one that comes too often.
int32_t Java_org_mattermote_bsp_natives_EntropyNatives_tryHealthTests(void) {
    Health kept = health;
    int32_t good = !kept.failed;
    health = (Health){.last = -1};
    for (int i = 0; i < REPETITION_CUTOFF; i++) {
        good &= !health.failed;
        examine(0x5A);
    }
    good &= health.failed;
    health = (Health){.last = -1};
    for (int i = 0; i < PROPORTION_WINDOW && !health.failed; i++) {
        examine(i & 1 ? i >> 1 & 0xFF : 7);
    }
    good &= health.failed;
    health = (Health){.last = -1};
    for (int i = 0; i < 2 * PROPORTION_WINDOW; i++) {
        examine(i * 167 & 0xFF);
    }
    good &= !health.failed;
    health = kept;
    return good ? OK : FAILED;
}

int32_t N(entropy)(int8_t* out, int32_t offset, int32_t length) {
    if (!started) {
        // Bias correction: slower, and even.
        RNG_CONFIG = RNG_CONFIG_DERCEN;
    }
    RNG_TASKS_START = 1;
    if (!started) {
        started = 1;
        for (int i = 0; i < START_UP_BYTES; i++) {
            next();
        }
    }
    for (int32_t i = 0; i < length; i++) {
        out[offset + i] = (int8_t) next();
    }
    RNG_TASKS_STOP = 1;
    return health.failed ? FAILED : OK;
}
