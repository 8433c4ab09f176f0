// Start and faults of a RISC-V image: 32 bits, machine mode, in QEMU's `virt`.
#include "board.h"
#include <stddef.h>
#include <stdint.h>
#include <string.h>

extern char mote_data_from[], mote_data_start[], mote_data_end[], mote_bss_start[], mote_bss_end[];
// No section: a loader of an emulator would clear it at each reset.
extern MoteRecord mote_record;

// The device of `virt` that ends or restarts it.
#define FINISHER (*(volatile uint32_t*) 0x100000)
#define FINISHER_RESET 0x7777

#define NULL_BYTES 512
// Causes of a trap that say what was touched.
#define FIRST_ACCESS 4
#define LAST_ACCESS 7

extern _Noreturn void mote_board_end(void);

void mote_keep(const MoteRecord* record) { mote_record = *record; }

void mote_kept(MoteRecord* record) {
    *record = mote_record;
    mote_record.check = ~mote_record.check;
}

_Noreturn void mote_reboot(void) {
    FINISHER = FINISHER_RESET;
    for (;;) {
    }
}

__attribute__((used)) static _Noreturn void trapped(uint32_t cause, uint32_t code, uint32_t address) {
    int accessed = cause >= FIRST_ACCESS && cause <= LAST_ACCESS;
    int null = (accessed && address < NULL_BYTES) || code < NULL_BYTES;
    mote_fault_at(null ? MOTE_FAULT_NULL : MOTE_FAULT_HARD, code, accessed ? address : 0);
}

// Nothing goes back: what runs has the whole stack.
__attribute__((naked, used, aligned(4))) static void trap(void) {
    __asm__ volatile(
        ".option arch, +zicsr\n"
        "    la sp, mote_stack_top\n"
        "    csrr a0, mcause\n"
        "    csrr a1, mepc\n"
        "    csrr a2, mtval\n"
        "    j trapped\n");
}

__attribute__((used)) static _Noreturn void begin(void) {
    memcpy(mote_data_start, mote_data_from, (size_t) (mote_data_end - mote_data_start));
    memset(mote_bss_start, 0, (size_t) (mote_bss_end - mote_bss_start));
    mote_boot_record();
    mote_start();
    mote_board_end();
}

__attribute__((naked, used, section(".vectors"))) void mote_reset(void) {
    __asm__ volatile(
        ".option arch, +zicsr\n"
        ".option push\n"
        ".option norelax\n"
        "    la gp, __global_pointer$\n"
        ".option pop\n"
        "    la sp, mote_stack_top\n"
        "    la t0, trap\n"
        "    csrw mtvec, t0\n"
        "    j begin\n");
}
