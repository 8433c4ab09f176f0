// The wire to a media processor, in images whose Java names MediaNatives: UART2, its bytes taken by an interrupt. What
// is lost comes again, as the link on it sees to: a ring that is full drops bytes.
#include "mps2.h"
#include "natives.h"

#define M(name) Java_org_mattermote_bsp_natives_MediaNatives_##name

#define UART 0x40006000u
#define DATA MPS2_REGISTER(UART + 0x00)
#define STATE MPS2_REGISTER(UART + 0x04)
#define CTRL MPS2_REGISTER(UART + 0x08)
#define INTERRUPT MPS2_REGISTER(UART + 0x0C)
#define DIVISOR MPS2_REGISTER(UART + 0x10)
#define TX_FULL 1u
#define RX_FULL 2u
#define TX_ON 1u
#define RX_ON 2u
#define RX_INTERRUPT 8u
#define RX_ASKED 2u
#define CLOCK 25000000u
#define BAUD 1000000u

// Three of the longest frames for a device, 66 bytes, and the place that is never filled.
#define RING (3 * 66 + 1)

// A byte takes 10 us; one that does not leave for so long waits for another poll.
#define PATIENCE 2

static uint8_t ring[RING];
// The interrupt moves one, the reader the other.
static volatile uint16_t in, out;
static int given;
// Whether a read found nothing, until a wait ends.
static int wanted;

void mps2_media_take(void) {
    INTERRUPT = RX_ASKED;
    while (STATE & RX_FULL) {
        uint16_t next = in + 1 == RING ? 0 : in + 1;
        uint8_t byte = (uint8_t) DATA;
        if (next != out) {
            ring[in] = byte;
            in = next;
        }
    }
}

void mps2_media_start(int there) {
    if (there) {
        given = 1;
        DIVISOR = CLOCK / BAUD;
        CTRL = TX_ON | RX_ON | RX_INTERRUPT;
        mps2_interrupt_take(MPS2_IRQ_UART2_RX);
    }
}

int mps2_media_waiting(void) { return wanted && in != out; }

void mps2_media_woken(void) { wanted = 0; }

int32_t M(there)(void) { return given; }

int32_t M(read)(int8_t* buffer, int32_t offset, int32_t capacity) {
    int32_t count = 0;
    uint16_t at = out;
    while (count < capacity && at != in) {
        buffer[offset + count++] = (int8_t) ring[at];
        at = at + 1 == RING ? 0 : at + 1;
    }
    out = at;
    wanted = count == 0;
    return count == 0 ? NONE : count;
}

int32_t M(write)(int8_t* bytes, int32_t offset, int32_t length) {
    int64_t until = mps2_millis() + PATIENCE;
    int32_t count = 0;
    while (count < length && (!(STATE & TX_FULL) || mps2_millis() < until)) {
        if (!(STATE & TX_FULL)) {
            DATA = (uint8_t) bytes[offset + count++];
        }
    }
    return count;
}
