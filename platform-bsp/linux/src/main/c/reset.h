// Faults and restarts of a device that is a process.
#pragma once
#include "board.h"

// Before anything else. FOLDER keeps the record of a fault; without one a fault ends the program.
extern void mote_reset_start(char** argv, const char* folder);
