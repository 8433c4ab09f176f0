// The recording is a file of this machine: the program's one argument.
#include "board.h"
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

extern _Noreturn void mote_exit(int code);
extern const uint8_t* mote_recording(size_t* length);

#define REFUSED 2
#define FAULT 70

static const uint8_t* recording;
static size_t recordingLength;

const uint8_t* mote_recording(size_t* length) {
    *length = recordingLength;
    return recording;
}

void mote_console(const char* text) { fputs(text, stdout); }

_Noreturn void mote_exit(int code) { exit(code); }

// A fault ends the program: the recording would lead to it again.
void mote_keep(const MoteRecord* record) {
    char line[MOTE_FAULT_LINE];
    mote_fault_line(line, "mote: fault: ", record);
    mote_console(line);
}

void mote_kept(MoteRecord* record) { memset(record, 0, sizeof *record); }

_Noreturn void mote_reboot(void) { exit(FAULT); }

int main(int argc, char** argv) {
    struct stat all;
    int file = argc == 2 ? open(argv[1], O_RDONLY) : -1;
    if (file < 0 || fstat(file, &all) != 0 || all.st_size == 0) {
        fprintf(stderr, "mote: %s: no recording that can be read\n", argc == 2 ? argv[1] : argv[0]);
        return REFUSED;
    }
    recordingLength = (size_t) all.st_size;
    recording = mmap(NULL, recordingLength, PROT_READ, MAP_PRIVATE, file, 0);
    if (recording == MAP_FAILED) {
        perror("mote");
        return REFUSED;
    }
    mote_start();
    return 0;
}
