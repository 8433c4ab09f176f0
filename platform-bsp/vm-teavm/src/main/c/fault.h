// What is left of a program that failed: a record that outlives the reset which it causes.
#pragma once
#include <stdint.h>

// Reasons. The lowest ones are what generated code checks; see MOTE_FAULT in core.h.
#define MOTE_FAULT_THROWN 1    // an exception, which nobody catches
#define MOTE_FAULT_BOUNDS 2    // an index, a range or a length of an array
#define MOTE_FAULT_CAST 3      // a cast, or an object stored in an array of others
#define MOTE_FAULT_HEAP 4      // boot needs more heap than is set aside
#define MOTE_FAULT_SEALED 5    // an allocation after the seal
#define MOTE_FAULT_DIVISION 6  // by zero
#define MOTE_FAULT_NULL 7      // a field, an array or a method of null
#define MOTE_FAULT_STACK 8     // the stack is full
#define MOTE_FAULT_HARD 9      // any other exception of the processor
#define MOTE_FAULT_BOARD 10    // a board's own code gave up
// Not a fault: somebody asked for the restart.
#define MOTE_RESTART 11

typedef struct MoteRecord {
    uint32_t check;
    int32_t reason;
    uintptr_t code;     // where: an address in the image, 0 if it is lost
    uintptr_t address;  // what it touched, 0 if that is not known
} MoteRecord;

// ---- For generated code and boards ----

// Writes the record and restarts the device. The place is where it was called.
extern _Noreturn void mote_fault(int reason);
extern _Noreturn void mote_fault_at(int reason, uintptr_t code, uintptr_t address);
// A restart that somebody asked for: the next boot says software reset.
extern _Noreturn void mote_restart(void);

// Once at boot, when the console works: takes the record and prints
// "mote: last fault: WORDS code=0x... address=0x..." if it is one of a fault.
extern void mote_boot_record(void);
// The reason that mote_boot_record found, or 0.
extern int32_t mote_last_fault(void);
// BootReasonEnum of General Diagnostics as far as the record tells: 6 software reset, 1 power-on.
extern int32_t mote_boot_reason(void);

// The line of a record of a fault, with its end; MOTE_FAULT_LINE bytes hold it.
#define MOTE_FAULT_LINE 128
extern void mote_fault_line(char* line, const char* head, const MoteRecord* record);

// ---- From the processor's part (cortexm.c) or the operating system's ----

// Keeps a record where the next boot finds it. May be called when nothing else works any more.
extern void mote_keep(const MoteRecord* record);
// Reads what is kept, whatever it is.
extern void mote_kept(MoteRecord* record);
// Does not return: the program starts again from its first instruction.
extern _Noreturn void mote_reboot(void);
