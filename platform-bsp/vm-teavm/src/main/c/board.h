// What the runtime under generated C gives the C of a board, and what it wants of it.
#pragma once
#include "fault.h"

// Class initialisers and Java's main.
extern void mote_start(void);
// The end of boot: an allocation after it is a fault.
extern void mote_seal(void);
extern int32_t mote_is_sealed(void);
extern int32_t mote_heap_used(void);
// 0, or 1 if an allocation after the seal restarted the device.
extern int32_t mote_allocations_after_seal(void);
// Prints a name and a number, and a line end.
extern void mote_print(const char* name, int32_t value);

// ---- From the board ----

// Writes text that ends with 0.
extern void mote_console(const char* text);
