// Start of a Cortex-M image, and its console by semihosting: for images that run in an emulator.
#include <stdint.h>
#include <string.h>

extern char mote_data_from[], mote_data_start[], mote_data_end[], mote_bss_start[], mote_bss_end[];
extern char mote_stack_top[];
extern void mote_start(void);

static int semihost(int operation, const void* argument) {
    register int r0 __asm__("r0") = operation;
    register const void* r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

__attribute__((weak)) void mote_board_start(void) {}
__attribute__((weak)) void mote_console(const char* text) { semihost(0x04, text); }

_Noreturn void mote_exit(int code) {
    const uint32_t block[2] = {0x20026, (uint32_t) code};
    semihost(code == 0 ? 0x18 : 0x20, code == 0 ? (const void*) 0x20026 : (const void*) block);
    for (;;) {
    }
}

void mote_reset(void) {
    memcpy(mote_data_start, mote_data_from, (size_t) (mote_data_end - mote_data_start));
    memset(mote_bss_start, 0, (size_t) (mote_bss_end - mote_bss_start));
    mote_board_start();
    mote_start();
    mote_exit(0);
}

static void mote_hard_fault(void) {
    mote_console("mote: hard fault\n");
    mote_exit(70);
}

typedef void (*Vector)(void);
__attribute__((section(".vectors"), used)) static const Vector mote_vectors[16] = {
    (Vector) mote_stack_top, mote_reset,      mote_hard_fault, mote_hard_fault,
    mote_hard_fault,         mote_hard_fault, mote_hard_fault, 0,
};
