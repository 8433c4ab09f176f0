// The console: UARTE0 on the pins of the board's debugger.
#include "cortexm.h"
#include "chip.h"
#include "words.h"
#include <string.h>

#define PIN_TXD 6
#define PIN_RXD 8

// EasyDMA reads RAM only, and many lines are constants.
static uint8_t piece[64];

static volatile uint8_t heard;
static volatile int32_t last = NONE;

// One character at a time.
static void listen(void) {
    UARTE_EVENTS_ENDRX = 0;
    UARTE_RXD_PTR = (uint32_t) &heard;
    UARTE_RXD_MAXCNT = sizeof heard;
    UARTE_TASKS_STARTRX = 1;
}

void mote_console_heard(void) {
    last = heard;
    listen();
    mote_wake();
}

int32_t mote_console_take(void) {
    int32_t taken = last;
    last = NONE;
    return taken;
}

void mote_console_start(void) {
    P0_OUTSET = 1u << PIN_TXD;
    P0_PIN_CNF(PIN_TXD) = PIN_OUTPUT;
    P0_PIN_CNF(PIN_RXD) = PIN_INPUT_PULLUP;
    UARTE_PSEL_RTS = UARTE_PSEL_NONE;
    UARTE_PSEL_CTS = UARTE_PSEL_NONE;
    UARTE_PSEL_TXD = PIN_TXD;
    UARTE_PSEL_RXD = PIN_RXD;
    UARTE_BAUDRATE = UARTE_BAUDRATE_115200;
    UARTE_CONFIG = 0;
    UARTE_ENABLE = UARTE_ENABLE_ON;
    listen();
    UARTE_INTENSET = UARTE_INT_ENDRX;
    NVIC_ISER = 1u << IRQ_UARTE0;
}

static void put(const uint8_t* bytes, size_t length) {
    while (length > 0) {
        size_t n = length < sizeof piece ? length : sizeof piece;
        memcpy(piece, bytes, n);
        UARTE_EVENTS_ENDTX = 0;
        UARTE_EVENTS_TXSTOPPED = 0;
        UARTE_TXD_PTR = (uint32_t) piece;
        UARTE_TXD_MAXCNT = n;
        UARTE_TASKS_STARTTX = 1;
        while (UARTE_EVENTS_ENDTX == 0) {
        }
        bytes += n;
        length -= n;
    }
    // A transmitter that is not stopped keeps the fast clock running.
    UARTE_TASKS_STOPTX = 1;
    while (UARTE_EVENTS_TXSTOPPED == 0) {
    }
}

void mote_console(const char* text) { put((const uint8_t*) text, strlen(text)); }

int32_t Java_org_mattermote_firmware_image_ConsoleNatives_write(int8_t* text, int32_t length) {
    put((const uint8_t*) text, (size_t) length);
    return OK;
}

int32_t Java_org_mattermote_bsp_natives_BoardNatives_log(
        int32_t event, int64_t a, int64_t b, int64_t c) {
    char line[MOTE_LINE];
    mote_event_words(line, event, a, b, c);
    mote_console(line);
    return OK;
}

int32_t N(figure)(int32_t number, int64_t value) {
    char line[MOTE_LINE];
    char* at = mote_put(line, number == 0 ? "mote: status" : "");
    at = mote_put(mote_put(mote_put(at, " "), mote_figure_names[number]), "=");
    at = mote_put_number(at, value);
    mote_put(at, number == MOTE_FIGURES - 1 ? "\n" : "");
    mote_console(line);
    return OK;
}
