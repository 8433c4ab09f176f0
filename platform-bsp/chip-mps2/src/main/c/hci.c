// The BLE controller: UART1, its bytes taken by an interrupt. Without the RTS line that the UART transport wants, this
// chip cannot hold its peer back: a ring that is full leaves the bytes in the UART, which says when it lost one.
#include "mps2.h"
#include "cortexm.h"
#include "natives.h"

#define H(name) Java_org_mattermote_bsp_natives_HciNatives_##name

#define UART 0x40005000u
#define DATA MPS2_REGISTER(UART + 0x00)
#define STATE MPS2_REGISTER(UART + 0x04)
#define CTRL MPS2_REGISTER(UART + 0x08)
#define INTERRUPT MPS2_REGISTER(UART + 0x0C)
#define DIVISOR MPS2_REGISTER(UART + 0x10)
#define TX_FULL 1u
#define RX_FULL 2u
#define RX_LOST 8u
#define TX_ON 1u
#define RX_ON 2u
#define RX_INTERRUPT 8u
#define RX_ASKED 2u
#define CLOCK 25000000u

// Two of the longest packets, 258 bytes, and the place that is never filled.
#define RING (2 * 258 + 1)

// A byte that does not leave for so long will not: the other side is gone.
#define PATIENCE 50

static uint8_t ring[RING];
// The interrupt moves one, the reader the other.
static volatile uint16_t in, out;
static volatile uint8_t stalled, lost;
static int given;
int32_t mps2_hci_losses;
// What a read asked for in vain, until a wait ends; 0 when nobody reads.
static int32_t wanted;

static void take(void) {
    INTERRUPT = RX_ASKED;
    while (STATE & RX_FULL) {
        uint16_t next = in + 1 == RING ? 0 : in + 1;
        if (next == out) {
            CTRL = TX_ON | RX_ON;
            stalled = 1;
            break;
        }
        ring[in] = (uint8_t) DATA;
        in = next;
    }
    if (STATE & RX_LOST) {
        STATE = RX_LOST;
        lost = 1;
    }
}

MOTE_VECTORS static const MoteVector vectors[] = {
        [MPS2_IRQ_UART1_RX] = take, [MPS2_IRQ_UART2_RX] = mps2_media_take};

void mps2_hci_start(uint32_t baud) {
    if (baud != 0) {
        given = 1;
        DIVISOR = CLOCK / baud;
        CTRL = TX_ON | RX_ON | RX_INTERRUPT;
        mps2_interrupt_take(MPS2_IRQ_UART1_RX);
    }
}

int32_t H(there)(void) { return given; }

static int32_t waiting(void) { return in >= out ? in - out : RING - out + in; }

int mps2_hci_waiting(void) { return wanted != 0 && (waiting() >= wanted || lost); }

void mps2_hci_woken(void) { wanted = 0; }

// What came before the loss goes with it: the host begins anew.
static int32_t forget(void) {
    lost = 0;
    mps2_hci_losses++;
    out = in;
    return DAMAGED;
}

static void go_on(void) {
    if (stalled) {
        stalled = 0;
        CTRL = TX_ON | RX_ON | RX_INTERRUPT;
        // What waits in the UART asked before.
        __asm__ volatile("cpsid i" ::: "memory");
        take();
        __asm__ volatile("cpsie i" ::: "memory");
    }
}

int32_t H(read)(int8_t* bytes, int32_t offset, int32_t length) {
    if (lost) {
        int32_t status = forget();
        go_on();
        return status;
    }
    if (waiting() < length) {
        wanted = length;
        return NONE;
    }
    uint16_t at = out;
    for (int32_t i = 0; i < length; i++) {
        bytes[offset + i] = (int8_t) ring[at];
        at = at + 1 == RING ? 0 : at + 1;
    }
    out = at;
    go_on();
    return OK;
}

int32_t H(write)(int8_t* bytes, int32_t offset, int32_t length) {
    int64_t until = mps2_millis() + PATIENCE;
    for (int32_t i = 0; i < length; i++) {
        while (STATE & TX_FULL) {
            if (mps2_millis() > until) {
                return FAILED;
            }
        }
        DATA = (uint8_t) bytes[offset + i];
    }
    return OK;
}
