// Flash by the NVMC: the store and the factory data, where memory.ld puts them.
#include "natives.h"
#include "chip.h"
#include <string.h>

#define PAGE 4096
#define WORD 4

// Absolute symbols of memory.ld.
extern uint8_t mote_store_start[], mote_store_pages[];
extern uint8_t mote_factory_start[], mote_factory_pages[];

static uint8_t* start(int32_t area) { return area == 0 ? mote_store_start : mote_factory_start; }

int32_t N(flashPages)(int32_t area) {
    return (int32_t) (uintptr_t) (area == 0 ? mote_store_pages : mote_factory_pages);
}

int32_t N(flashPageSize)(int32_t area) { return PAGE; }

int32_t N(flashRead)(
        int32_t area, int32_t page, int32_t offset, int8_t* out, int32_t outOffset, int32_t length) {
    memcpy(out + outOffset, start(area) + page * PAGE + offset, (size_t) length);
    return OK;
}

// Twice the time of an erase.
#define PATIENCE_MILLIS 200

// A controller that is never ready again must not stop the device.
static int32_t ready(void) {
    if ((NVMC_READY & 1) != 0) {
        return OK;
    }
    int64_t until = N(millis)() + PATIENCE_MILLIS;
    while ((NVMC_READY & 1) == 0) {
        if (N(millis)() > until) {
            return FAILED;
        }
    }
    return OK;
}

static void mode(uint32_t config) {
    NVMC_CONFIG = config;
    __asm__ volatile("isb\n dsb" ::: "memory");
}

// Whole words only, 41 us each. What could not be written shows when it is read back.
int32_t N(flashProgram)(
        int32_t area, int32_t page, int32_t offset, int8_t* bytes, int32_t from, int32_t length) {
    volatile uint32_t* to = (volatile uint32_t*) (start(area) + page * PAGE + offset);
    if (area != 0 || ((offset | length) & (WORD - 1)) != 0) {
        return FAILED;
    }
    if (ready() != OK) {
        return FAILED;
    }
    mode(NVMC_CONFIG_WRITE);
    int32_t status = OK;
    for (int32_t i = 0; i < length && status == OK; i += WORD) {
        uint32_t word;
        memcpy(&word, bytes + from + i, WORD);
        *to++ = word;
        status = ready();
    }
    mode(NVMC_CONFIG_READ);
    return status == OK && memcmp(start(area) + page * PAGE + offset, bytes + from, (size_t) length) == 0 ? OK : FAILED;
}

// 85 ms, in which the processor stands still.
int32_t N(flashErase)(int32_t area, int32_t page) {
    uint8_t* at = start(area) + page * PAGE;
    if (area != 0 || ready() != OK) {
        return FAILED;
    }
    mode(NVMC_CONFIG_ERASE);
    NVMC_ERASEPAGE = (uint32_t) at;
    int32_t status = ready();
    mode(NVMC_CONFIG_READ);
    if (status != OK) {
        return FAILED;
    }
    for (int32_t i = 0; i < PAGE; i += WORD) {
        if (*(volatile uint32_t*) (at + i) != 0xFFFFFFFF) {
            return FAILED;
        }
    }
    return OK;
}

int32_t N(flashSync)(int32_t area) { return OK; }
