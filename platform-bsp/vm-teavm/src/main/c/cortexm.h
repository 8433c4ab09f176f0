// Start, faults and reset of a Cortex-M image (ARMv6-M and ARMv7-M), for the C of a chip.
//
// Link with `-T boards/B/memory.ld -T platform-bsp/vm-teavm/src/main/c/cortexm.ld`; memory.ld says
// MEMORY with FLASH and RAM, and `mote_stack_bytes = ...;`. Compile cortexm.c and the C of a chip
// with -iquote of the folder of generated C.
//
// Of RAM, the stack is lowest: one that overflows leaves RAM, which is a fault. Then data, bss with
// the heap, and in the last 16 bytes the record, which no start clears.
#pragma once
#include "board.h"

typedef void (*MoteVector)(void);

// From the chip, in this order, at boot:
// clocks, console; RAM is set up, no Java has run. May be left out.
extern void mote_board_start(void);
// then mote_boot_record() prints, and Java's main runs. If it returns: mote_board_end, or if that
// is left out, a restart.
extern _Noreturn void mote_board_end(void);

// Interrupts: an array of handlers for numbers 0, 1, ... in section .vectors.chip, for example
//     MOTE_VECTORS const MoteVector vectors[] = {[5] = uart};
// An interrupt without a handler must not be enabled. System exceptions, if a chip wants them:
#define MOTE_VECTORS __attribute__((section(".vectors.chip"), used))
extern void mote_systick(void);
extern void mote_pendsv(void);
extern void mote_svcall(void);
