// LED1 as the lamp: it shines while its pin is low.
#include "natives.h"
#include "chip.h"

#define PIN_LED 13

void mote_lamp_start(void) {
    P0_OUTSET = 1u << PIN_LED;
    P0_PIN_CNF(PIN_LED) = PIN_OUTPUT;
}

int32_t Java_org_mattermote_bsp_natives_LampNatives_set(int32_t on) {
    if (on) {
        P0_OUTCLR = 1u << PIN_LED;
    } else {
        P0_OUTSET = 1u << PIN_LED;
    }
    return OK;
}
