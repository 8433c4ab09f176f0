// The natives of a board in QEMU's mps2-an386: timers, console, a flash in memory with a file behind it, and
// what the host gives by semihosting. The network is in network.c.
#include "mps2.h"
#include "cortexm.h"
#include "natives.h"
#include "words.h"
#include <string.h>

#define N(name) Java_org_mattermote_bsp_natives_BoardNatives_##name

// ---- The host, by semihosting -------------------------------------------------------------------

#define SYS_OPEN 0x01
#define SYS_CLOSE 0x02
#define SYS_WRITE 0x05
#define SYS_READ 0x06
#define SYS_SEEK 0x0A
#define SYS_RENAME 0x0F
#define SYS_GET_CMDLINE 0x15
#define SYS_EXIT_EXTENDED 0x20
#define STOPPED_BY_APPLICATION 0x20026

#define OPEN_READ 1
#define OPEN_UPDATE 3
#define OPEN_NEW 5

static int32_t host(int32_t operation, const void* argument) {
    register int32_t r0 __asm__("r0") = operation;
    register const void* r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

static int32_t host_open(const char* name, uint32_t how) {
    const uint32_t block[3] = {(uint32_t) name, how, strlen(name)};
    return host(SYS_OPEN, block);
}

static int host_seek(int32_t file, uint32_t at) {
    const uint32_t block[2] = {(uint32_t) file, at};
    return host(SYS_SEEK, block) == 0;
}

// Both answer how much was left undone.
static int host_write(int32_t file, const void* bytes, uint32_t length) {
    const uint32_t block[3] = {(uint32_t) file, (uint32_t) bytes, length};
    return host(SYS_WRITE, block) == 0;
}

static uint32_t host_read(int32_t file, void* bytes, uint32_t length) {
    const uint32_t block[3] = {(uint32_t) file, (uint32_t) bytes, length};
    int32_t left = host(SYS_READ, block);
    return left < 0 || (uint32_t) left > length ? 0 : length - (uint32_t) left;
}

static void drain(void);

static _Noreturn void host_exit(int32_t code) {
    const uint32_t block[2] = {STOPPED_BY_APPLICATION, (uint32_t) code};
    drain();
    host(SYS_EXIT_EXTENDED, block);
    for (;;) {
    }
}

// ---- Console ------------------------------------------------------------------------------------

#define UART 0x40004000u
#define UART_DATA MPS2_REGISTER(UART + 0x00)
#define UART_STATE MPS2_REGISTER(UART + 0x04)
#define UART_CTRL MPS2_REGISTER(UART + 0x08)
#define UART_INTERRUPT MPS2_REGISTER(UART + 0x0C)
#define UART_DIVISOR MPS2_REGISTER(UART + 0x10)
#define UART_TX_FULL 1u
#define UART_RX_FULL 2u
#define UART_TX_ON 1u
#define UART_RX_ON 2u
#define UART_RX_INTERRUPT 8u
#define UART_RX_ASKED 2u
// 25 MHz over 115,200 baud.
#define UART_BAUD 217

// End of text, as a terminal sends it for Control-C: `mote` sends it for SIGTERM.
#define KEY_STOP 3
#define KEY_BUTTON 'b'
// The counters as a line.
#define KEY_COUNTERS 's'
// The same question with all figures: `mote status`. The answer is between start and end of text.
#define KEY_STATUS 5
#define STATUS_BEGINS "\002"
#define STATUS_ENDS "\003"

// BoardNatives.STOP, BUTTON, STATUS.
#define STOP_EVENT 1
#define BUTTON_EVENT 2
#define STATUS_EVENT 4

static void drain(void) {
    while (UART_STATE & UART_TX_FULL) {
    }
}

static void put(const char* text, int32_t length) {
    for (int32_t i = 0; i < length; i++) {
        drain();
        UART_DATA = (uint8_t) text[i];
    }
}

void mote_console(const char* text) { put(text, (int32_t) strlen(text)); }

static int countersAsked;
static int statusAsked;

static int32_t keys(void) {
    int32_t event = 0;
    UART_INTERRUPT = UART_RX_ASKED;
    while (UART_STATE & UART_RX_FULL) {
        switch (UART_DATA & 0xFF) {
            case KEY_STOP: event |= STOP_EVENT; break;
            case KEY_BUTTON: event |= BUTTON_EVENT; break;
            case KEY_COUNTERS:
                countersAsked = 1;
                event |= STATUS_EVENT;
                break;
            case KEY_STATUS:
                statusAsked = 1;
                event |= STATUS_EVENT;
                break;
        }
    }
    return event;
}

// The console's counters are the last figures: behind the uptime, ten tables and the two of CASE.
#define FIRST_COUNTER 43

int32_t N(figure)(int32_t number, int64_t value) {
    char line[MOTE_LINE];
    mote_put_number(mote_put(mote_put(line, mote_figure_names[number]), "="), value);
    if (statusAsked && number < MOTE_STATUS_FIGURES) {
        mote_console(number == 0 ? STATUS_BEGINS : "");
        mote_console(line);
        mote_console("\n");
        mote_console(number == MOTE_STATUS_FIGURES - 1 ? STATUS_ENDS : "");
    }
    if (countersAsked && number >= FIRST_COUNTER) {
        mote_console(number == FIRST_COUNTER ? "mote: counters " : " ");
        mote_console(line);
        mote_console(number == MOTE_FIGURES - 1 ? "\n" : "");
    }
    if (number == MOTE_FIGURES - 1) {
        statusAsked = countersAsked = 0;
    }
    return OK;
}

// ---- Time and waiting ---------------------------------------------------------------------------

#define TIMER_CTRL(n) MPS2_REGISTER(0x40000000u + 0x1000u * (n))
#define TIMER_VALUE(n) MPS2_REGISTER(0x40000004u + 0x1000u * (n))
#define TIMER_RELOAD(n) MPS2_REGISTER(0x40000008u + 0x1000u * (n))
#define TIMER_INTERRUPT(n) MPS2_REGISTER(0x4000000Cu + 0x1000u * (n))
#define TIMER_ON 1u
#define TIMER_ASKS 8u
#define TICKS_PER_MILLI 25000u

#define NVIC_ENABLE MPS2_REGISTER(0xE000E100u)
#define NVIC_DISABLE MPS2_REGISTER(0xE000E180u)
#define NVIC_FORGET MPS2_REGISTER(0xE000E280u)

static uint32_t timerBefore;
static uint64_t ticks;

static uint32_t waking;

void mps2_interrupt_enable(int number) { waking |= 1u << number; }
void mps2_interrupt_take(int number) { NVIC_ENABLE = 1u << number; }
void mps2_interrupt_forget(int number) { NVIC_FORGET = 1u << number; }

// The timer goes down and around in 171 seconds; somebody always asks before.
static uint64_t elapsed(void) {
    uint32_t now = TIMER_VALUE(0);
    ticks += timerBefore - now;
    timerBefore = now;
    return ticks;
}

int64_t mps2_millis(void) { return (int64_t) (elapsed() / TICKS_PER_MILLI); }

static void start_timers(void) {
    TIMER_RELOAD(0) = 0xFFFFFFFF;
    TIMER_VALUE(0) = 0xFFFFFFFF;
    TIMER_CTRL(0) = TIMER_ON;
    timerBefore = TIMER_VALUE(0);
    mps2_interrupt_enable(MPS2_IRQ_TIMER1);
}

static int came(void) {
    return mps2_hci_waiting() || (mps2_media_waiting && mps2_media_waiting());
}

// Sleeps until an interrupt is pending; masked ones end the sleep too. A taken one may have come
// since somebody looked.
static void doze(uint32_t millis) {
    TIMER_CTRL(1) = 0;
    TIMER_INTERRUPT(1) = 1;
    mps2_interrupt_forget(MPS2_IRQ_TIMER1);
    TIMER_RELOAD(1) = millis * TICKS_PER_MILLI;
    TIMER_VALUE(1) = millis * TICKS_PER_MILLI;
    TIMER_CTRL(1) = TIMER_ON | TIMER_ASKS;
    __asm__ volatile("cpsid i" ::: "memory");
    NVIC_ENABLE = waking;
    if (!came()) {
        __asm__ volatile("dsb\n\twfi" ::: "memory");
    }
    NVIC_DISABLE = waking;
    __asm__ volatile("dsb\n\tisb\n\tcpsie i" ::: "memory");
    TIMER_CTRL(1) = 0;
}

#ifdef MOTE_PLANT_ALLOCATION
// For the test that has to notice it: in the device's first life, one allocation after the seal.
extern void* mote_bytes(size_t size);
static void plant(void) {
    if (mote_last_fault() == 0) {
        mote_bytes(sizeof(void*));
    }
}
#else
static void plant(void) {}
#endif

int32_t N(waitEvent)(int32_t millis) {
    plant();
    int64_t until = mps2_millis() + millis;
    for (;;) {
        mps2_interrupt_forget(MPS2_IRQ_UART0_RX);
        mps2_interrupt_forget(MPS2_IRQ_ETHERNET);
        int32_t event = keys();
        mps2_network_poll();
        int64_t left = until - mps2_millis();
        if (event != 0 || left <= 0 || mps2_network_waiting() || came()) {
            mps2_hci_woken();
            if (mps2_media_woken) {
                mps2_media_woken();
            }
            return event;
        }
        uint32_t network = mps2_network_sleep();
        doze(network < left ? network + (network == 0) : (uint32_t) left);
    }
}

int64_t N(millis)(void) { return mps2_millis(); }

// ---- What outlives a reset ----------------------------------------------------------------------

#define WARM 0x4D4F5445u

// In memory that no section of the image covers: it starts as zeros and the emulator leaves it alone when it
// resets the machine.
typedef struct {
    uint32_t mark;
    int64_t epoch;
    uint32_t entropyUsed;
} Kept;
extern Kept mps2_kept;
#define kept mps2_kept

static int64_t epochAtStart;

int32_t N(bootReason)(void) { return mote_boot_reason(); }

int64_t N(epochMicros)(void) { return epochAtStart < 0 ? NONE : epochAtStart + (int64_t) (elapsed() / 25); }

// ---- Randomness ---------------------------------------------------------------------------------

static int32_t entropyFile;

int mps2_entropy(void* out, int32_t length) {
    kept.entropyUsed += (uint32_t) length;
    return host_read(entropyFile, out, (uint32_t) length) == (uint32_t) length;
}

int32_t N(entropy)(int8_t* out, int32_t offset, int32_t length) {
    return mps2_entropy(out + offset, length) ? OK : FAILED;
}

// ---- Flash --------------------------------------------------------------------------------------

#define PAGES 64
#define PAGE 4096
#define FACTORY_PAGES 256
#define FACTORY_PAGE 256
#define FILE_HEAD 32
#define STORE "mattermote.store"
#define STORE_BEGUN "mattermote.store.new"

static uint8_t store[PAGES * PAGE] __attribute__((section(".flash")));
static uint8_t factory[FACTORY_PAGES * FACTORY_PAGE] __attribute__((section(".flash")));
static int32_t storeFile;

int32_t N(flashPages)(int32_t area) { return area == 0 ? PAGES : FACTORY_PAGES; }
int32_t N(flashPageSize)(int32_t area) { return area == 0 ? PAGE : FACTORY_PAGE; }

int32_t N(flashRead)(
        int32_t area, int32_t page, int32_t offset, int8_t* out, int32_t outOffset, int32_t length) {
    const uint8_t* from = area == 0 ? store + page * PAGE : factory + page * FACTORY_PAGE;
    memcpy(out + outOffset, from + offset, (size_t) length);
    return OK;
}

static int32_t mirror(uint32_t at, uint32_t length) {
    return host_seek(storeFile, FILE_HEAD + at) && host_write(storeFile, store + at, length) ? OK
                                                                                            : FAILED;
}

// As in a flash, bits only go from 1 to 0.
int32_t N(flashProgram)(
        int32_t area, int32_t page, int32_t offset, int8_t* bytes, int32_t from, int32_t length) {
    uint32_t at = (uint32_t) (page * PAGE + offset);
    if (area != 0) {
        return FAILED;
    }
    for (int32_t i = 0; i < length; i++) {
        store[at + (uint32_t) i] &= (uint8_t) bytes[from + i];
    }
    return mirror(at, (uint32_t) length);
}

int32_t N(flashErase)(int32_t area, int32_t page) {
    if (area != 0) {
        return FAILED;
    }
    memset(store + page * PAGE, 0xFF, PAGE);
    return mirror((uint32_t) (page * PAGE), PAGE);
}

// The host has what was written, whatever becomes of the emulator.
int32_t N(flashSync)(int32_t area) { return OK; }

static _Noreturn void no_file(const char* name) {
    mote_console("mote: cannot be opened or read: ");
    mote_console(name);
    mote_console("\n");
    host_exit(2);
}

// A file of erased pages, as on the JVM; whole or not at all.
static void create_store(void) {
    static const uint8_t head[FILE_HEAD] = {
        'M', 'M', 'F', 'L', 'A', 'S', 'H', '\n', 1, 0, 0, 0, PAGES, 0, 0, 0, 0, PAGE >> 8, 0, 0,
        // CRC-32 of what is before it.
        0x52, 0xCB, 0xA3, 0x73,
    };
    const uint32_t names[4] = {(uint32_t) STORE_BEGUN, sizeof STORE_BEGUN - 1, (uint32_t) STORE,
        sizeof STORE - 1};
    int32_t file = host_open(STORE_BEGUN, OPEN_NEW);
    memset(store, 0xFF, sizeof store);
    if (file < 0 || !host_write(file, head, sizeof head) || !host_write(file, store, sizeof store)
            || host(SYS_CLOSE, &file) != 0 || host(SYS_RENAME, names) != 0) {
        no_file(STORE);
    }
}

static void open_flash(void) {
    storeFile = host_open(STORE, OPEN_UPDATE);
    if (storeFile < 0) {
        create_store();
        storeFile = host_open(STORE, OPEN_UPDATE);
    }
    if (storeFile < 0 || !host_seek(storeFile, FILE_HEAD)
            || host_read(storeFile, store, sizeof store) != sizeof store) {
        no_file(STORE);
    }
    memset(factory, 0xFF, sizeof factory);
    int32_t file = host_open("factory.bin", OPEN_READ);
    if (file >= 0) {
        host_read(file, factory, sizeof factory);
        host(SYS_CLOSE, &file);
    }
}

// ---- The device's life --------------------------------------------------------------------------

// What `mote` says: epoch=MICROS port=N entropy=FILE hci=BAUD media=1 label=TEXT, the text up to the end.
static char settings[512];

static const char* setting(const char* name) {
    size_t length = strlen(name);
    for (const char* at = settings; *at != 0; at++) {
        if ((at == settings || at[-1] == ' ') && memcmp(at, name, length) == 0 && at[length] == '=') {
            return at + length + 1;
        }
    }
    return "";
}

static int64_t number(const char* text) {
    int64_t value = 0;
    while (*text >= '0' && *text <= '9') {
        value = value * 10 + (*text++ - '0');
    }
    return value;
}

/** Before anything of Java runs. */
void mote_board_start(void) {
    const uint32_t block[2] = {(uint32_t) settings, sizeof settings};
    static char name[128];
    UART_DIVISOR = UART_BAUD;
    UART_CTRL = UART_TX_ON | UART_RX_ON | UART_RX_INTERRUPT;
    start_timers();
    mps2_interrupt_enable(MPS2_IRQ_UART0_RX);
    mote_boot_record();
    host(SYS_GET_CMDLINE, block);
    if (*setting("port") == 0) {
        // The self-test needs neither files nor a network.
        return;
    }
    const char* source = setting("entropy");
    for (size_t i = 0; source[i] != ' ' && source[i] != 0 && i < sizeof name - 1; i++) {
        name[i] = source[i];
    }
    epochAtStart = *setting("epoch") == 0 ? -1 : number(setting("epoch"));
    if (kept.mark == WARM) {
        epochAtStart = kept.epoch;
    } else if (mote_last_fault() == 0) {
        kept.entropyUsed = 0;
    }
    kept.mark = 0;
    entropyFile = host_open(name, OPEN_READ);
    if (entropyFile < 0) {
        no_file(name);
    }
    host_seek(entropyFile, kept.entropyUsed);
    open_flash();
    mps2_network_start((int) number(setting("port")));
    mps2_hci_start((uint32_t) number(setting("hci")));
    if (mps2_media_start) {
        mps2_media_start(*setting("media") != 0);
    }
}

int32_t N(seal)(void) {
    mote_seal();
    return OK;
}

// One device has this address: its name is that.
int32_t N(hostName)(int8_t* out, int32_t capacity) { return NONE; }

static int reachable;

int32_t N(ready)(int32_t fabrics) {
    char line[32];
    reachable = 1;
    mote_console("mote: ready port=");
    mote_put_number(line, N(udpPort)());
    mote_console(line);
    mote_console(" ");
    mote_console(setting("label"));
    mote_console(" fabrics=");
    mote_put(mote_put_number(line, fabrics), "\n");
    mote_console(line);
    return OK;
}

int32_t N(log)(int32_t event, int64_t a, int64_t b, int64_t c) {
    char line[MOTE_LINE];
    mote_event_words(line, event, a, b, c);
    mote_console(line);
    return OK;
}

int32_t N(exit)(int32_t how) {
    char line[MOTE_LINE];
    if (how == 70 && !reachable) {
        mote_console("mote: no boot: the store or the factory data is damaged; `mote reset` makes a new store\n");
        host_exit(2);
    }
    char* at = mote_put_number(mote_put(line, "mote: heap="), mote_heap_used());
    at = mote_put_number(
            mote_put(at, " allocations after seal: "), mote_allocations_after_seal());
    mote_put(at, "\n");
    mote_console(line);
    if (how == 1 || how == 2) {
        kept.mark = WARM;
        kept.epoch = N(epochMicros)();
        drain();
        mote_restart();
    }
    host_exit(how);
}

// A test's main returns.
_Noreturn void mote_board_end(void) { host_exit(0); }

int32_t Java_org_mattermote_firmware_image_ConsoleNatives_write(int8_t* text, int32_t length) {
    put((const char*) text, length);
    return OK;
}
