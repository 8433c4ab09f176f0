// The record of a fault and its line; the same on every board.
#include "board.h"
#include "core.h"

// Differs from what memory holds by chance after power-on.
#define MARK 0x4D6F7465u

static const char* const mote_reasons[] = {
    "unknown",          "exception",          "bounds check", "cast check",
    "heap too small",   "allocation after the seal", "division by zero", "null",
    "stack overflow",   "processor exception", "board",
};

static int32_t mote_boot_by;

static uint32_t mote_check(const MoteRecord* record) {
    uint32_t sum = MARK;
    const uintptr_t words[3] = {(uintptr_t) record->reason, record->code, record->address};
    for (int i = 0; i < 3; i++) {
        sum = (sum << 5 | sum >> 27) ^ (uint32_t) words[i] ^ (uint32_t) ((uint64_t) words[i] >> 32);
    }
    return sum;
}

static char* mote_text(char* at, const char* text) {
    while (*text != 0) {
        *at++ = *text++;
    }
    return at;
}

static char* mote_hexadecimal(char* at, uintptr_t value) {
    for (int shift = sizeof value * 8 - 4; shift >= 0; shift -= 4) {
        *at++ = "0123456789abcdef"[value >> shift & 15];
    }
    return at;
}

void mote_print(const char* name, int32_t value) {
    char text[64];
    char digits[12];
    int n = 0;
    uint32_t left = value < 0 ? -(uint32_t) value : (uint32_t) value;
    do {
        digits[n++] = (char) ('0' + left % 10);
        left /= 10;
    } while (left != 0);
    char* at = mote_text(text, name);
    if (value < 0) {
        *at++ = '-';
    }
    while (n > 0) {
        *at++ = digits[--n];
    }
    *at++ = '\n';
    *at = 0;
    mote_console(text);
}

void mote_fault_line(char* line, const char* head, const MoteRecord* record) {
    char* at = mote_text(line, head);
    at = mote_text(at, mote_reasons[record->reason]);
    at = mote_text(at, " code=0x");
    at = mote_hexadecimal(at, record->code);
    at = mote_text(at, " address=0x");
    at = mote_hexadecimal(at, record->address);
    at[0] = '\n';
    at[1] = 0;
}

_Noreturn void mote_fault_at(int reason, uintptr_t code, uintptr_t address) {
    MoteRecord record = {.reason = reason, .code = code, .address = address};
    record.check = mote_check(&record);
    mote_keep(&record);
    mote_reboot();
}

_Noreturn void mote_fault(int reason) {
    mote_fault_at(reason, (uintptr_t) __builtin_return_address(0), 0);
}

_Noreturn void mote_restart(void) { mote_fault_at(MOTE_RESTART, 0, 0); }

void mote_boot_record(void) {
    MoteRecord record;
    mote_kept(&record);
    if (record.check != mote_check(&record) || record.reason <= 0 || record.reason > MOTE_RESTART) {
        return;
    }
    mote_boot_by = record.reason;
    if (record.reason == MOTE_RESTART) {
        return;
    }
    char line[MOTE_FAULT_LINE];
    mote_fault_line(line, "mote: last fault: ", &record);
    mote_console(line);
}

int32_t mote_last_fault(void) { return mote_boot_by == MOTE_RESTART ? 0 : mote_boot_by; }

int32_t mote_boot_reason(void) { return mote_boot_by == 0 ? 1 : 6; }

// ---- Natives of Java's RuntimeNatives ----

int32_t Java_org_mattermote_bsp_natives_RuntimeNatives_seal(void) {
    mote_seal();
    return 0;
}

int32_t Java_org_mattermote_bsp_natives_RuntimeNatives_lastFault(void) { return mote_last_fault(); }

int32_t Java_org_mattermote_bsp_natives_RuntimeNatives_trap(void) { __builtin_trap(); }
