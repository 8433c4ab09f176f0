// AES-128 by the ECB peripheral, in the place of the block function of the runtime's C.
#include "chip.h"

// Where the peripheral wants it: in RAM, in this order, most significant byte first.
static struct {
    uint32_t key[4];
    uint32_t clear[4];
    volatile uint32_t sealed[4];
} block;

void mote_aes_block(const uint32_t key[4], const uint32_t in[4], uint32_t out[4]) {
    for (int i = 0; i < 4; i++) {
        block.key[i] = __builtin_bswap32(key[i]);
        block.clear[i] = __builtin_bswap32(in[i]);
    }
    ECB_ECBDATAPTR = (uint32_t) &block;
    do {
        // The radio's CCM and AAR go first and end it with an error.
        ECB_EVENTS_ENDECB = 0;
        ECB_EVENTS_ERRORECB = 0;
        __asm__ volatile("dmb" ::: "memory");
        ECB_TASKS_STARTECB = 1;
        while (ECB_EVENTS_ENDECB == 0 && ECB_EVENTS_ERRORECB == 0) {
        }
    } while (ECB_EVENTS_ENDECB == 0);
    for (int i = 0; i < 4; i++) {
        out[i] = __builtin_bswap32(block.sealed[i]);
        // No key stays here.
        ((volatile uint32_t*) block.key)[i] = 0;
    }
}
