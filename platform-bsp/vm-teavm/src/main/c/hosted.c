// Start and end of an image over stand-ins as a program of this machine: it tells how much heap it needs.
#include "board.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void mote_console(const char* text) { fputs(text, stdout); }

_Noreturn void mote_exit(int code) { exit(code); }

void mote_kept(MoteRecord* record) { memset(record, 0, sizeof *record); }

void mote_keep(const MoteRecord* record) {
    char line[MOTE_FAULT_LINE];
    mote_fault_line(line, "mote: fault: ", record);
    mote_console(line);
}

_Noreturn void mote_reboot(void) { exit(70); }

int main(void) {
    mote_start();
    return 0;
}
