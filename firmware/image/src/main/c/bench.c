// What the image of `mote bench` asks for: its script, its console, a counter of instructions.
#include "natives.h"
#include <string.h>

#define N(name) Java_org_mattermote_firmware_image_bench_BenchNatives_##name

__asm__(".section .standin,\"a\"\n.global mote_script\nmote_script:\n.incbin \"" MOTE_SCRIPT
        "\"\n.global mote_script_end\nmote_script_end:\n.previous\n");
extern const int8_t mote_script[], mote_script_end[];

int32_t N(script)(int8_t* out, int32_t offset, int32_t from, int32_t length) {
    int32_t there = (int32_t) (mote_script_end - mote_script) - from;
    int32_t given = there < 0 ? 0 : length < there ? length : there;
    memcpy(out + offset, mote_script + from, (size_t) given);
    return given;
}

#ifdef __arm__

// A timer of the MPS2 boards, down from 2^32 at 25 MHz. In an emulator with a nanosecond for each
// instruction that is one in 40 of them.
#define TIMER ((volatile uint32_t*) 0x40000000)
#define PER_TICK 40

extern void mote_console(const char* text);

static uint32_t began;

int32_t N(begin)(void) {
    if (TIMER[0] == 0) {
        TIMER[2] = 0xFFFFFFFF;
        TIMER[1] = 0xFFFFFFFF;
        TIMER[0] = 1;
    }
    began = TIMER[1];
    return 0;
}

int32_t N(end)(void) { return (int32_t) ((began - TIMER[1]) * PER_TICK); }
int32_t N(row)(int32_t row) { return 0; }

int32_t N(write)(int8_t* text, int32_t length) {
    char line[128];
    memcpy(line, text, (size_t) length);
    line[length] = 0;
    mote_console(line);
    return 0;
}

#else

#include <stdio.h>
#include <valgrind/callgrind.h>

int32_t N(begin)(void) {
    CALLGRIND_TOGGLE_COLLECT;
    return 0;
}

int32_t N(end)(void) {
    CALLGRIND_TOGGLE_COLLECT;
    return 0;
}

int32_t N(row)(int32_t row) {
    char name[16];
    snprintf(name, sizeof name, "row-%d", (int) row);
    CALLGRIND_DUMP_STATS_AT(name);
    return 0;
}

int32_t N(write)(int8_t* text, int32_t length) {
    fwrite(text, 1, (size_t) length, stdout);
    return 0;
}

#endif
