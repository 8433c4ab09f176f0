// Start, end and reset reasons of the nRF52840.
#include "natives.h"
#include "cortexm.h"
#include "chip.h"

// BootReasonEnum of General Diagnostics.
#define UNSPECIFIED 0
#define POWER_ON 1
#define HARDWARE_WATCHDOG 4
#define SOFTWARE 6

#define EXIT_RESTART 1
#define EXIT_FACTORY_RESET 2
#define EXIT_FAULT 70

static int32_t reset_reason;

// Erratum 36: some registers of CLOCK keep what they had before a reset.
static void erratum_36(void) {
    CLOCK_EVENTS_DONE = 0;
    CLOCK_EVENTS_CTTO = 0;
    CLOCK_CTIV = 0;
}

// Erratum 136: a reset by the pin sets bits of other reasons too; they mean nothing then.
static uint32_t erratum_136(uint32_t reasons) {
    return reasons & POWER_RESETREAS_RESETPIN ? POWER_RESETREAS_RESETPIN : reasons;
}

// The bits stay until a one is written to them, over resets: they are those of this boot only if
// each boot clears them.
static int32_t read_reset_reason(void) {
    uint32_t reasons = POWER_RESETREAS;
    POWER_RESETREAS = reasons;
    reasons = erratum_136(reasons);
    if (reasons & POWER_RESETREAS_DOG) {
        return HARDWARE_WATCHDOG;
    }
    if (reasons & (POWER_RESETREAS_SREQ | POWER_RESETREAS_LOCKUP)) {
        return SOFTWARE;
    }
    return reasons == 0 ? POWER_ON : UNSPECIFIED;
}

void mote_board_start(void) {
    erratum_36();
    reset_reason = read_reset_reason();
    mote_console_start();
    mote_time_start();
    mote_lamp_start();
    mote_button_start();
    mote_console("mote: nrf52840dk\n");
}

_Noreturn void mote_board_end(void) { mote_restart(); }

// The record knows of restarts in an emulator, which has no RESETREAS.
int32_t N(bootReason)(void) {
    int32_t recorded = mote_boot_reason();
    return recorded == SOFTWARE ? recorded : reset_reason;
}

int32_t N(seal)(void) {
    mote_print("mote: heap=", mote_heap_used());
    mote_seal();
    return OK;
}

int32_t N(ready)(int32_t fabrics) {
    mote_print("mote: allocations after seal: ", mote_allocations_after_seal());
    mote_print("mote: ready fabrics=", fabrics);
    return OK;
}

// There is nobody to hand control back to: every end is a restart.
int32_t N(exit)(int32_t how) {
    mote_print("mote: end=", how);
    mote_print("mote: allocations after seal: ", mote_allocations_after_seal());
    if (how == EXIT_FAULT) {
        mote_fault(MOTE_FAULT_BOARD);
    }
    mote_restart();
}

// The name is the hardware address.
int32_t N(hostName)(int8_t* out, int32_t capacity) { return NONE; }

// No wall clock.
int64_t N(epochMicros)(void) { return NONE; }
