// What the drivers of the nRF52840 know of each other.
#pragma once
#include "nrf52840.h"

// PortStatus.
#define OK 0
#define NONE (-1)
#define FAILED (-2)

#define N(name) Java_org_mattermote_bsp_natives_BoardNatives_##name

extern void mote_console_start(void);
extern void mote_console_heard(void);
// The last character, or NONE.
extern int32_t mote_console_take(void);
// Ends a sleep; for interrupts.
extern void mote_wake(void);
extern void mote_time_start(void);
extern void mote_button_start(void);
extern void mote_lamp_start(void);
