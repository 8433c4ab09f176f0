// Time, sleep and the button. RTC1 counts the crystal of 32,768 Hz in 24 bits: 512 seconds.
#include "natives.h"
#include "cortexm.h"
#include "chip.h"

#define HERTZ 32768
#define COUNTER_MASK 0xFFFFFF

// A compare value less than two ticks ahead may be missed.
#define NEAREST 2

// waitEvent wakes at least once in this time, so that no round of the counter is missed.
#define LONGEST_MILLIS 60000

#define BUTTON_EVENT 2
#define STATUS_EVENT 4
#define PIN_BUTTON 11

// What a key of the console does.
#define KEY_BUTTON 'b'
#define KEY_STATUS 's'

// A contact settles within it.
#define DEBOUNCE_TICKS (HERTZ * 30 / 1000)

static uint32_t last;
static int64_t ticks;

static int32_t held;
// A change of the button is not looked at before, or 0.
static int64_t settled;
// The button was touched since it was looked at.
static volatile int32_t touched;
static volatile int32_t woken;

void mote_time_start(void) {
    CLOCK_LFCLKSRC = CLOCK_LFCLKSRC_XTAL;
    CLOCK_EVENTS_LFCLKSTARTED = 0;
    CLOCK_TASKS_LFCLKSTART = 1;
    while (CLOCK_EVENTS_LFCLKSTARTED == 0) {
    }
    RTC_PRESCALER = 0;
    RTC_TASKS_CLEAR = 1;
    RTC_TASKS_START = 1;
    NVIC_ISER = 1u << IRQ_RTC1;
}

static int64_t tick(void) {
    uint32_t counter = RTC_COUNTER;
    ticks += (counter - last) & COUNTER_MASK;
    last = counter;
    return ticks;
}

int64_t N(millis)(void) { return tick() * 1000 / HERTZ; }

// ---- Button -------------------------------------------------------------------------------------

// The port tells of a level, so it waits for the other one each time.
static void sense(void) {
    P0_PIN_CNF(PIN_BUTTON) = PIN_INPUT_PULLUP | (held ? PIN_SENSE_HIGH : PIN_SENSE_LOW);
    GPIOTE_EVENTS_PORT = 0;
}

static int32_t isPressed(void) { return (P0_IN >> PIN_BUTTON & 1) == 0; }

void mote_button_start(void) {
    P0_PIN_CNF(PIN_BUTTON) = PIN_INPUT_PULLUP;
    // Held at boot it is no press.
    held = isPressed();
    sense();
    GPIOTE_INTENSET = GPIOTE_INT_PORT;
    NVIC_ISER = 1u << IRQ_GPIOTE;
}

int32_t Java_org_mattermote_bsp_natives_ButtonNatives_isHeld(void) { return isPressed(); }

static int32_t key(void) {
    int32_t pressed = mote_console_take();
    return pressed == KEY_BUTTON ? BUTTON_EVENT : pressed == KEY_STATUS ? STATUS_EVENT : 0;
}

// BUTTON_EVENT once for each press; bounces are slept over.
static int32_t button(void) {
    if (tick() < settled) {
        touched = 0;
        return 0;
    }
    // A press that is over already was one.
    int32_t pressed = isPressed() || (touched && !held);
    touched = 0;
    if (pressed == held) {
        return 0;
    }
    held = pressed;
    settled = ticks + DEBOUNCE_TICKS;
    sense();
    return held ? BUTTON_EVENT : 0;
}

// ---- Sleep --------------------------------------------------------------------------------------

void mote_wake(void) { woken = 1; }

static void on_rtc(void) {
    RTC_EVENTS_COMPARE0 = 0;
    RTC_INTENCLR = RTC_INT_COMPARE0;
    woken = 1;
}

static void on_port(void) {
    GPIOTE_EVENTS_PORT = 0;
    touched = 1;
    woken = 1;
}

MOTE_VECTORS const MoteVector mote_vectors_nrf52840[IRQ_RTC1 + 1] = {
    [IRQ_UARTE0] = mote_console_heard,
    [IRQ_GPIOTE] = on_port,
    [IRQ_RTC1] = on_rtc,
};

// Sleeps until an interrupt, or a tick. Interrupts are held back between the look at `woken` and
// the sleep, which they end all the same.
static void sleep(int64_t until) {
    RTC_EVENTS_COMPARE0 = 0;
    RTC_CC0 = (uint32_t) until & COUNTER_MASK;
    RTC_INTENSET = RTC_INT_COMPARE0;
    __asm__ volatile("cpsid i" ::: "memory");
    if (!woken && tick() < until) {
        __asm__ volatile("dsb\n wfi" ::: "memory");
    }
    __asm__ volatile("cpsie i\n isb" ::: "memory");
    RTC_INTENCLR = RTC_INT_COMPARE0;
    woken = 0;
}

int32_t N(waitEvent)(int32_t millis) {
    int64_t due = tick() + (int64_t) (millis < LONGEST_MILLIS ? millis : LONGEST_MILLIS) * HERTZ / 1000;
    int32_t event = button() | key();
    while (event == 0 && ticks < due) {
        int64_t until = ticks < settled && settled < due ? settled : due;
        sleep(until - ticks < NEAREST ? ticks + NEAREST : until);
        event = button() | key();
    }
    return event;
}
