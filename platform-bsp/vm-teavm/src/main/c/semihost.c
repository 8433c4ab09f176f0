// Console and end of an image by semihosting: for images that only ever run in an emulator.
#include "board.h"

#ifdef __riscv
// The three instructions that say it, in one stretch of memory.
__attribute__((naked, noinline, aligned(16))) static int semihost(int operation, const void* argument) {
    __asm__ volatile(
        ".option norvc\n"
        "    slli zero, zero, 0x1f\n"
        "    ebreak\n"
        "    srai zero, zero, 7\n"
        "    ret\n");
}
#else
static int semihost(int operation, const void* argument) {
    register int r0 __asm__("r0") = operation;
    register const void* r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}
#endif

void mote_console(const char* text) { semihost(0x04, text); }

_Noreturn void mote_exit(int code) {
    const uint32_t block[2] = {0x20026, (uint32_t) code};
    semihost(code == 0 ? 0x18 : 0x20, code == 0 ? (const void*) 0x20026 : (const void*) block);
    for (;;) {
    }
}

_Noreturn void mote_board_end(void) { mote_exit(0); }
