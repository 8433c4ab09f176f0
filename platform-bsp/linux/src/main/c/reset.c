// Faults and restarts of a device that is a process: the record is a file beside the store, a reset
// is the same program again in the same process.
#define _GNU_SOURCE
#include "reset.h"
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#define NAME "mattermote.fault"
#define FAULT 70
#define NULL_END 65536
#define STACK_BYTES 32768
// What one function may touch beyond the end of a full stack.
#define BEYOND 65536

static char** arguments;
// The folder of the record, or -1.
static int folder = -1;
static int lastReason;

void mote_console(const char* text) {
    if (write(1, text, strlen(text)) < 0) {
        // Nobody listens any more; the device goes on.
    }
}

void mote_keep(const MoteRecord* record) {
    int file = folder < 0 ? -1 : openat(folder, NAME, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file >= 0) {
        if (write(file, record, sizeof *record) != sizeof *record) {
            unlinkat(folder, NAME, 0);
        }
        close(file);
    }
    // A boot that fails as the boot before it did would do so for ever.
    if (record->reason == MOTE_RESTART || (folder >= 0 && (mote_is_sealed() || record->reason != lastReason))) {
        return;
    }
    char line[MOTE_FAULT_LINE];
    mote_fault_line(line, "mote: fault: ", record);
    if (write(2, line, strlen(line)) < 0) {
        // Nobody is left to be told.
    }
    _exit(FAULT);
}

void mote_kept(MoteRecord* record) {
    memset(record, 0, sizeof *record);
    int file = folder < 0 ? -1 : openat(folder, NAME, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return;
    }
    if (read(file, record, sizeof *record) != sizeof *record) {
        memset(record, 0, sizeof *record);
    }
    close(file);
    unlinkat(folder, NAME, 0);
    lastReason = record->reason;
}

_Noreturn void mote_reboot(void) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execv("/proc/self/exe", arguments);
    _exit(FAULT);
}

static void trapped(int number, siginfo_t* info, void* context) {
    const ucontext_t* at = context;
    uintptr_t address = (uintptr_t) info->si_addr;
    int reason = MOTE_FAULT_HARD;
#if defined(__x86_64__)
    uintptr_t code = (uintptr_t) at->uc_mcontext.gregs[REG_RIP];
    uintptr_t stack = (uintptr_t) at->uc_mcontext.gregs[REG_RSP];
#else
    uintptr_t code = (uintptr_t) at->uc_mcontext.pc;
    uintptr_t stack = (uintptr_t) at->uc_mcontext.sp;
#endif
    if (number == SIGSEGV || number == SIGBUS) {
        if (address < NULL_END) {
            reason = MOTE_FAULT_NULL;
        } else if (address - (stack - BEYOND) < 2 * BEYOND) {
            reason = MOTE_FAULT_STACK;
        }
    } else {
        address = 0;
    }
    mote_fault_at(reason, code, address);
}

void mote_reset_start(char** argv, const char* where) {
    arguments = argv;
    if (where != NULL) {
        folder = open(where, O_PATH | O_DIRECTORY | O_CLOEXEC);
    }
    // A sanitizer tells more of a fault than a record does.
#ifndef __SANITIZE_ADDRESS__
    void* room = mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    stack_t stack = {.ss_sp = room, .ss_size = STACK_BYTES};
    sigaltstack(&stack, NULL);
    struct sigaction action = {.sa_sigaction = trapped, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE};
    for (int i = 0; i < 4; i++) {
        sigaction(signals[i], &action, NULL);
    }
#endif
}
