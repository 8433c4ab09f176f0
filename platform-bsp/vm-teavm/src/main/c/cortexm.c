// Start of a Cortex-M image, what guards it, and what a fault leaves.
#include "cortexm.h"
#include <stddef.h>
#include <string.h>

extern char mote_data_from[], mote_data_start[], mote_data_end[], mote_bss_start[], mote_bss_end[];
extern char mote_stack_bottom[], mote_stack_top[], mote_null_end[];
// No section: a loader of an emulator would clear it at each reset.
extern MoteRecord mote_record;

#define REGISTER(address) (*(volatile uint32_t*) (address))
#define AIRCR REGISTER(0xE000ED0C)
#define CFSR REGISTER(0xE000ED28)
#define MMFAR REGISTER(0xE000ED34)
#define BFAR REGISTER(0xE000ED38)
#define MPU_TYPE REGISTER(0xE000ED90)
#define MPU_CTRL REGISTER(0xE000ED94)
#define MPU_RNR REGISTER(0xE000ED98)
#define MPU_RBAR REGISTER(0xE000ED9C)
#define MPU_RASR REGISTER(0xE000EDA0)

#define MMARVALID (1u << 7)
#define BFARVALID (1u << 15)

// No access, no execution; the size is 2 to the power of n.
#define NO_ACCESS(n) (1u << 28 | ((n) - 1u) << 1 | 1u)

// Java never reads there, but a chip may have something there: 64 KiB below the stack.
#define UNDER_STACK_POWER 16
// MOTE_NULL_BYTES of core.h and cortexm.ld.
#define NULL_POWER 9

__attribute__((weak)) void mote_board_start(void) {}
__attribute__((weak)) _Noreturn void mote_board_end(void) { mote_restart(); }

void mote_keep(const MoteRecord* record) { mote_record = *record; }

void mote_kept(MoteRecord* record) {
    *record = mote_record;
    mote_record.check = ~mote_record.check;
}

_Noreturn void mote_reboot(void) {
    __asm__ volatile("dsb" ::: "memory");
    AIRCR = 0x05FA0004;
    __asm__ volatile("dsb" ::: "memory");
    for (;;) {
    }
}

// What null points at, and what is under the stack. Vectors are fetched around the MPU, and
// handlers of hard faults run without it.
static void guard(void) {
    if ((MPU_TYPE >> 8 & 0xFF) < 2) {
        return;
    }
    MPU_RNR = 0;
    MPU_RBAR = 0;
    MPU_RASR = NO_ACCESS(NULL_POWER);
    MPU_RNR = 1;
    MPU_RBAR = (uint32_t) mote_stack_bottom - (1u << UNDER_STACK_POWER);
    MPU_RASR = NO_ACCESS(UNDER_STACK_POWER);
    // Enabled; the rest of the memory as if there were no MPU.
    MPU_CTRL = 5;
    __asm__ volatile("dsb\n isb" ::: "memory");
}

__attribute__((noinline)) static _Noreturn void begin(void) {
    guard();
    mote_board_start();
    mote_boot_record();
    mote_start();
    mote_board_end();
}

// Stands where null points, so nothing of it may run after the guard is up.
void mote_reset(void) {
    memcpy(mote_data_start, mote_data_from, (size_t) (mote_data_end - mote_data_start));
    memset(mote_bss_start, 0, (size_t) (mote_bss_end - mote_bss_start));
    begin();
}

#define IN(value, from, to) ((uint32_t) (value) - (uint32_t) (from) < (uint32_t) (to) - (uint32_t) (from))

__attribute__((used)) static _Noreturn void trapped(const uint32_t* frame) {
    uint32_t status = 0;
    uint32_t address = 0;
#if __ARM_ARCH >= 7
    status = CFSR;
    address = status & MMARVALID ? MMFAR : status & BFARVALID ? BFAR : 0;
#endif
    if (!IN(frame, mote_stack_bottom, mote_stack_top)) {
        // The processor could not store the place either.
        mote_fault_at(MOTE_FAULT_STACK, 0, (uint32_t) frame);
    }
    uint32_t code = frame[6];
    int reason = MOTE_FAULT_HARD;
    if (status & (MMARVALID | BFARVALID)) {
        uint32_t under = (uint32_t) mote_stack_bottom - (1u << UNDER_STACK_POWER);
        if (IN(address, under, mote_stack_bottom)) {
            reason = MOTE_FAULT_STACK;
        } else if (address < (uint32_t) mote_null_end) {
            reason = MOTE_FAULT_NULL;
        }
    } else if (code >= (uint32_t) mote_null_end && (code & 1) == 0) {
        // UDF with the number of a check.
        uint16_t instruction = *(const uint16_t*) code;
        if (instruction >> 8 == 0xDE && (instruction & 0xFF) < MOTE_RESTART) {
            reason = instruction & 0xFF;
        }
    }
    mote_fault_at(reason, code, address);
}

// Of a stack that is full, nothing is needed any more but this room.
#define ROOM "256"

__attribute__((naked, used)) static void fault(void) {
    __asm__ volatile(
        ".syntax unified\n"
        "    mov r1, lr\n"
        "    lsls r1, r1, #29\n"
        "    mrs r0, msp\n"
        "    bpl 1f\n"
        "    mrs r0, psp\n"
        "1:  ldr r1, =mote_stack_bottom + " ROOM "\n"
        "    cmp sp, r1\n"
        "    bhs 2f\n"
        "    ldr r1, =mote_stack_top\n"
        "    mov sp, r1\n"
        "2:  ldr r1, =trapped\n"
        "    bx r1\n"
        "    .ltorg\n");
}

__attribute__((weak, alias("fault"))) void mote_systick(void);
__attribute__((weak, alias("fault"))) void mote_pendsv(void);
__attribute__((weak, alias("fault"))) void mote_svcall(void);

__attribute__((section(".vectors"), used)) static const MoteVector vectors[16] = {
    (MoteVector) mote_stack_top, mote_reset, fault, fault, fault, fault, fault, 0, 0, 0, 0,
    mote_svcall, fault, 0, mote_pendsv, mote_systick,
};
