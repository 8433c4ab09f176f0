// The natives of a board that is a recording: everything comes from it, and what the device sends is
// compared with it. It is made of one by `mote replay --flat`, which says what a recording is:
//
//   8 bytes  "MMREPLAY", then numbers big-endian; "bytes" are a 32-bit length and that many bytes
//   32 bits  version, 2
//   32 bits  UDP port
//   32 bits  1 with a BLE controller, 2 more with a media processor
//   bytes    host name
//   bytes    factory data
//   32 bits  pages of the store, 32 bits bytes of a page
//   32 bits  pages that are not erased; each: 32 bits number, the page
//   entries  as in a recording, to the end
//
// The loop of an image asks for the time, polls, waits; so one poll lies between two waits.
#include "board.h"
#include "natives.h"
#include "words.h"
#include <string.h>

#define OK 0
#define NONE (-1)
#define FAILED (-2)
#define TOO_SMALL (-3)

#define STOP_EVENT 1
#define BUTTON_EVENT 2

#define DIFFERENT 1
#define REFUSED 2
#define FAULT 70

#define N(name) Java_org_mattermote_bsp_natives_BoardNatives_##name

// What a board gives beside: the recording, a console, an end.
extern const uint8_t* mote_recording(size_t* length);
extern _Noreturn void mote_exit(int code);

// Whoever measures has its own. A phase is a console line of the recording that begins with "# ".
__attribute__((weak)) void mote_poll_begins(void) {}
__attribute__((weak)) void mote_poll_ends(void) {}
__attribute__((weak)) void mote_phase(const char* name) {
    char line[MOTE_LINE];
    mote_put(mote_put(mote_put(line, "mote: phase "), name), "\n");
    mote_console(line);
}

// ---- The recording ------------------------------------------------------------------------------

enum { LIFE = 1, POLL, STOP, CONSOLE, NOTHING, RECEIVED, SENT, ENTROPY, UTC, NETWORK, MEMBERSHIP, LINK, HCI_IN, HCI_OUT, STREAM };

static const char* const kinds[] = {
    "the end", "a start", "a poll", "a stop", "a console line", "a look for a packet",
    "a packet received", "a packet sent", "entropy", "the time of day", "the network",
    "a membership", "a look at a link", "a packet from the BLE controller",
    "a packet for the BLE controller",
    "something of TCP or of the media processor",
};

static const uint8_t* at;
static const uint8_t* end;
static int64_t now;
static int32_t packets;
static int32_t begun;
static int32_t polling;
// Polls come after the button's entries, without a wait between.
static int32_t pollDue;

static _Noreturn void finish(void) {
    char line[MOTE_LINE];
    mote_put(mote_put_number(mote_put(line, "mote: allocations after seal: "),
                     mote_allocations_after_seal()),
            "\n");
    mote_console(line);
    mote_put(mote_put_number(mote_put(line, "replayed "), packets), " packets, identical\n");
    mote_console(line);
    mote_exit(0);
}

static _Noreturn void refuse(const char* what) {
    char line[MOTE_LINE];
    mote_put(mote_put(mote_put(line, "mote: recording: "), what), "\n");
    mote_console(line);
    mote_exit(REFUSED);
}

static char* place(char* line) {
    char* to = mote_put_number(mote_put(line, "replay: first difference after "), packets);
    return mote_put(mote_put_number(mote_put(to, " packets, at "), now), " ms: ");
}

static _Noreturn void different(const char* what) {
    char line[2 * MOTE_LINE];
    mote_put(mote_put(place(line), what), "\n");
    mote_console(line);
    mote_exit(DIFFERENT);
}

static _Noreturn void differentKind(const char* what, int kind) {
    char line[2 * MOTE_LINE];
    mote_put(mote_put(mote_put(mote_put(place(line), what), ", recorded is "),
                     kind <= STREAM ? kinds[kind] : "something unknown"),
            "\n");
    mote_console(line);
    mote_exit(DIFFERENT);
}

// A recording may be cut: it goes as far as it was written.
static const uint8_t* raw(size_t length) {
    if ((size_t) (end - at) < length) {
        finish();
    }
    const uint8_t* from = at;
    at += length;
    return from;
}

static int32_t octet(void) { return *raw(1); }

static int32_t integer(void) {
    const uint8_t* b = raw(4);
    return (int32_t) ((uint32_t) b[0] << 24 | (uint32_t) b[1] << 16 | (uint32_t) b[2] << 8 | b[3]);
}

static int64_t number(void) {
    int64_t high = integer();
    return high << 32 | (uint32_t) integer();
}

static const uint8_t* bytes(int32_t* length) {
    *length = integer();
    return raw((size_t) (uint32_t) *length);
}

static int peek(void) { return at == end ? 0 : *at; }

static void poll_begins(void) {
    at++;
    now = number();
    pollDue = 0;
    polling = 1;
    mote_poll_begins();
}

static void take(int kind) {
    if (pollDue && kind != POLL && peek() == POLL) {
        poll_begins();
    }
    if (at == end) {
        finish();
    }
    if (*at != kind) {
        differentKind(kinds[kind], *at);
    }
    at++;
}

// ---- The head -----------------------------------------------------------------------------------

#ifndef MOTE_REPLAY_PAGES
#define MOTE_REPLAY_PAGES 16
#endif
#define PAGE 4096

static int32_t port;
static int32_t parts;
static const uint8_t* name;
static int32_t nameLength;
static const uint8_t* factory;
static int32_t factoryLength;
static uint8_t store[MOTE_REPLAY_PAGES][PAGE];
static int32_t reason = NONE;

// The first native that is called opens the recording.
static void open(void) {
    if (reason != NONE) {
        return;
    }
    size_t length;
    // What failed once does so each time.
    if (mote_last_fault() != 0) {
        mote_exit(FAULT);
    }
    at = mote_recording(&length);
    end = at + length;
    if (length < 12 || memcmp(at, "MMREPLAY", 8) != 0) {
        refuse("none; `mote replay --flat` makes one");
    }
    at += 8;
    if (integer() != 2) {
        refuse("of another version");
    }
    port = integer();
    parts = integer();
    name = bytes(&nameLength);
    factory = bytes(&factoryLength);
    int32_t pages = integer();
    int32_t size = integer();
    int32_t kept = integer();
    if (kept != 0 && (pages != MOTE_REPLAY_PAGES || size != PAGE)) {
        refuse("its store is not empty and has another size than this board's");
    }
    memset(store, 0xFF, sizeof store);
    while (kept-- > 0) {
        int32_t page = integer();
        const uint8_t* content = raw(PAGE);
        if (page < 0 || page >= MOTE_REPLAY_PAGES) {
            refuse("a page of its store is none");
        }
        memcpy(store[page], content, PAGE);
    }
    take(LIFE);
    reason = integer();
}

// ---- Time, randomness, log ----------------------------------------------------------------------

int64_t N(millis)(void) {
    open();
    if (!begun) {
        begun = 1;
        N(waitEvent)(0);
    }
    return now;
}

int64_t N(epochMicros)(void) {
    open();
    take(UTC);
    return number();
}

int32_t N(entropy)(int8_t* out, int32_t offset, int32_t length) {
    open();
    take(ENTROPY);
    int32_t status = integer();
    int32_t recorded;
    const uint8_t* from = bytes(&recorded);
    if (recorded != length) {
        different("entropy of another length");
    }
    memcpy(out + offset, from, (size_t) length);
    return status;
}

int32_t N(log)(int32_t event, int64_t a, int64_t b, int64_t c) {
    char line[MOTE_LINE];
    mote_event_words(line, event, a, b, c);
    mote_console(line);
    return OK;
}

int32_t N(figure)(int32_t number, int64_t value) { return OK; }

static int isPhase(const uint8_t* line, int32_t length) {
    return length > 2 && length < 64 && line[0] == '#' && line[1] == ' ';
}

int32_t N(waitEvent)(int32_t millis) {
    if (pollDue && peek() == POLL) {
        poll_begins();
    }
    if (polling) {
        polling = 0;
        mote_poll_ends();
    }
    for (;;) {
        switch (peek()) {
            case POLL:
                poll_begins();
                return 0;
            case CONSOLE: {
                at++;
                now = number();
                int32_t length;
                const uint8_t* line = bytes(&length);
                if (length == 1 && line[0] == 'b') {
                    pollDue = 1;
                    return BUTTON_EVENT;
                }
                if (isPhase(line, length)) {
                    char text[64];
                    memcpy(text, line + 2, (size_t) length - 2);
                    text[length - 2] = 0;
                    mote_phase(text);
                }
                break;
            }
            case STOP:
                at++;
                now = number();
                return STOP_EVENT;
            case LIFE:
                refuse("it goes on after a restart of the device; that is not replayed");
            case 0: finish();
            default: differentKind("a wait", *at);
        }
    }
}

int32_t N(seal)(void) {
    mote_seal();
    return OK;
}

int32_t N(ready)(int32_t fabrics) {
    char line[MOTE_LINE];
    mote_put(mote_put_number(mote_put(line, "mote: ready fabrics="), fabrics), "\n");
    mote_console(line);
    return OK;
}

int32_t N(bootReason)(void) {
    open();
    return reason;
}

int32_t N(exit)(int32_t how) {
    if (how == FAULT) {
        mote_fault(MOTE_FAULT_BOARD);
    }
    // After its stop a device is polled once more, and does nothing.
    while (peek() == POLL) {
        poll_begins();
    }
    if (at != end && *at != LIFE) {
        differentKind("the end", *at);
    }
    finish();
}

int32_t N(hostName)(int8_t* out, int32_t capacity) {
    open();
    if (nameLength > capacity) {
        return TOO_SMALL;
    }
    memcpy(out, name, (size_t) nameLength);
    return nameLength;
}

// ---- Packets ------------------------------------------------------------------------------------

int32_t N(udpPort)(void) {
    open();
    return port;
}

#define BLE_PORT 2

static void samePort(int32_t socket) {
    if (octet() != socket) {
        different(socket == 0          ? "the Matter port, recorded is another one"
                  : socket == BLE_PORT ? "the BLE controller, recorded is another port"
                                       : "the mDNS port, recorded is another one");
    }
}

int32_t N(receive)(int32_t socket, int8_t* buffer, int32_t offset, int32_t capacity, int8_t* ip,
        int32_t* portAndInterface) {
    if (pollDue && peek() == POLL) {
        poll_begins();
    }
    if (peek() != RECEIVED) {
        take(NOTHING);
        samePort(socket);
        return NONE;
    }
    take(RECEIVED);
    samePort(socket);
    int32_t status = integer();
    memcpy(ip, raw(16), 16);
    portAndInterface[0] = octet() << 8;
    portAndInterface[0] |= octet();
    portAndInterface[1] = integer();
    int32_t length;
    const uint8_t* packet = bytes(&length);
    packets++;
    if (status < 0) {
        return status;
    }
    if (length > capacity) {
        return TOO_SMALL;
    }
    memcpy(buffer + offset, packet, (size_t) length);
    return length;
}

static _Noreturn void differentPacket(
        const uint8_t* sent, int32_t length, const uint8_t* recorded, int32_t recordedLength) {
    char line[2 * MOTE_LINE];
    int32_t i = 0;
    while (i < length && i < recordedLength && sent[i] == recorded[i]) {
        i++;
    }
    char* to = mote_put_number(mote_put(place(line), "a packet of "), length);
    to = mote_put_number(mote_put(to, " bytes sent, recorded are "), recordedLength);
    mote_put(mote_put_number(mote_put(to, " bytes; byte "), i), " differs\n");
    mote_console(line);
    mote_exit(DIFFERENT);
}

int32_t N(send)(int32_t socket, int8_t* buffer, int32_t offset, int32_t length, int8_t* ip,
        int32_t to, int32_t index) {
    take(SENT);
    samePort(socket);
    int32_t status = integer();
    const uint8_t* address = raw(16);
    int32_t recordedTo = octet() << 8;
    recordedTo |= octet();
    int32_t recordedIndex = integer();
    int32_t recordedLength;
    const uint8_t* recorded = bytes(&recordedLength);
    const uint8_t* sent = (const uint8_t*) buffer + offset;
    if (recordedLength != length || memcmp(sent, recorded, (size_t) length) != 0) {
        differentPacket(sent, length, recorded, recordedLength);
    }
    if (memcmp(ip, address, 16) != 0 || to != recordedTo || index != recordedIndex) {
        different("a packet sent to somebody else");
    }
    packets++;
    return status;
}

// ---- The BLE controller -------------------------------------------------------------------------

#define H(name) Java_org_mattermote_bsp_natives_HciNatives_##name

// A packet is taken in pieces: it is one entry, and so is it that none came.
static const uint8_t* packet;
static int32_t packetLeft;

int32_t H(there)(void) {
    open();
    return parts & 1;
}

int32_t H(read)(int8_t* out, int32_t offset, int32_t length) {
    if (pollDue && peek() == POLL) {
        poll_begins();
    }
    if (packetLeft == 0 && peek() != HCI_IN) {
        take(NOTHING);
        samePort(BLE_PORT);
        return NONE;
    }
    if (packetLeft == 0) {
        take(HCI_IN);
        int32_t status = integer();
        packet = bytes(&packetLeft);
        packets++;
        if (status < 0) {
            packetLeft = 0;
            return FAILED;
        }
    }
    if (length > packetLeft) {
        different("a packet of the BLE controller of another form");
    }
    memcpy(out + offset, packet, (size_t) length);
    packet += length;
    packetLeft -= length;
    return OK;
}

int32_t H(write)(int8_t* data, int32_t offset, int32_t length) {
    take(HCI_OUT);
    int32_t status = integer();
    int32_t recordedLength;
    const uint8_t* recorded = bytes(&recordedLength);
    const uint8_t* sent = (const uint8_t*) data + offset;
    if (recordedLength != length || memcmp(sent, recorded, (size_t) length) != 0) {
        differentPacket(sent, length, recorded, recordedLength);
    }
    packets++;
    return status;
}

// ---- TCP and the media processor ----------------------------------------------------------------

#define S(name) Java_org_mattermote_bsp_natives_StreamNatives_##name
#define M(name) Java_org_mattermote_bsp_natives_MediaNatives_##name

enum { NEWCOMER, CONNECT, TAKEN, GIVEN, CLOSED, MEDIA_TAKEN, MEDIA_GIVEN };

static int32_t stream(int32_t what, int32_t connection, const uint8_t** data, int32_t* length) {
    take(STREAM);
    int32_t recorded = octet();
    if (octet() != connection || recorded != what) {
        different("something else of TCP or of the media processor, or of another connection");
    }
    int32_t status = integer();
    *data = bytes(length);
    packets += *length > 0;
    return status;
}

static int32_t taken(int32_t what, int32_t connection, int8_t* out, int32_t offset, int32_t room) {
    const uint8_t* came;
    int32_t length;
    int32_t status = stream(what, connection, &came, &length);
    if (length > room) {
        different("no room for bytes that came");
    }
    memcpy(out + offset, came, (size_t) length);
    return status;
}

static int32_t given(int32_t what, int32_t connection, const void* data, int32_t length) {
    const uint8_t* recorded;
    int32_t recordedLength;
    int32_t status = stream(what, connection, &recorded, &recordedLength);
    if (recordedLength != length || memcmp(data, recorded, (size_t) length) != 0) {
        differentPacket(data, length, recorded, recordedLength);
    }
    return status;
}

int32_t S(open)(int32_t places) {
    open();
    return places;
}

int32_t S(accept)(void) { return given(NEWCOMER, 0, "", 0); }

int32_t S(connect)(int8_t* ip, int32_t to, int32_t index) {
    uint8_t address[] = {
        [16] = (uint8_t) (to >> 8), (uint8_t) to, (uint8_t) (index >> 24), (uint8_t) (index >> 16),
        (uint8_t) (index >> 8), (uint8_t) index,
    };
    memcpy(address, ip, 16);
    return given(CONNECT, 0, address, sizeof address);
}

int32_t S(receive)(int32_t connection, int8_t* buffer, int32_t offset, int32_t capacity) {
    return taken(TAKEN, connection, buffer, offset, capacity);
}

int32_t S(send)(int32_t connection, int8_t* buffer, int32_t offset, int32_t length) {
    return given(GIVEN, connection, buffer + offset, length);
}

int32_t S(close)(int32_t connection) { return given(CLOSED, connection, "", 0); }

int32_t M(there)(void) {
    open();
    return parts >> 1 & 1;
}

int32_t M(read)(int8_t* buffer, int32_t offset, int32_t capacity) {
    return taken(MEDIA_TAKEN, 0, buffer, offset, capacity);
}

int32_t M(write)(int8_t* data, int32_t offset, int32_t length) {
    return given(MEDIA_GIVEN, 0, data + offset, length);
}

// ---- Network interfaces -------------------------------------------------------------------------

#define INTERFACES 8

typedef struct {
    int32_t index;
    int32_t hardwareLength;
    int32_t nameLength;
    int32_t count;
    const uint8_t* hardware;
    const uint8_t* name;
    const uint8_t* addresses;
} Interface;

static int32_t generation;
static int32_t interfaceCount;
static Interface interfaces[INTERFACES];

static void look(void) {
    open();
    if (pollDue && peek() == POLL) {
        poll_begins();
    }
    if (peek() != NETWORK) {
        return;
    }
    at++;
    generation = integer();
    interfaceCount = octet();
    if (interfaceCount > INTERFACES) {
        refuse("more interfaces than this board has");
    }
    for (Interface* i = interfaces; i < interfaces + interfaceCount; i++) {
        i->index = integer();
        i->hardware = bytes(&i->hardwareLength);
        i->name = bytes(&i->nameLength);
        i->count = octet();
        i->addresses = raw((size_t) i->count * 16);
    }
}

int32_t N(networkGeneration)(void) {
    look();
    return generation;
}

int32_t N(interfaceCount)(void) {
    look();
    return interfaceCount;
}

int32_t N(interfaceIndex)(int32_t i) {
    look();
    return interfaces[i].index;
}

int32_t N(hardwareAddress)(int32_t i, int8_t* out, int32_t offset) {
    look();
    memcpy(out + offset, interfaces[i].hardware, (size_t) interfaces[i].hardwareLength);
    return interfaces[i].hardwareLength;
}

int32_t N(interfaceName)(int32_t i, int8_t* out, int32_t offset) {
    look();
    memcpy(out + offset, interfaces[i].name, (size_t) interfaces[i].nameLength);
    return interfaces[i].nameLength;
}

int32_t N(addressCount)(int32_t i) {
    look();
    return interfaces[i].count;
}

int32_t N(address)(int32_t i, int32_t n, int8_t* out, int32_t offset) {
    look();
    memcpy(out + offset, interfaces[i].addresses + 16 * n, 16);
    return OK;
}

int64_t N(link)(int32_t i, int32_t what) {
    look();
    take(LINK);
    int32_t recorded = integer();
    if (integer() != what || recorded != i) {
        different("a look at another link");
    }
    return number();
}

int32_t N(member)(int32_t i, int8_t* group, int32_t offset, int32_t join) {
    look();
    take(MEMBERSHIP);
    int32_t joined = octet();
    int32_t recorded = integer();
    if (memcmp(raw(16), group + offset, 16) != 0 || joined != join || recorded != i) {
        different("another membership");
    }
    return integer();
}

// ---- Flash --------------------------------------------------------------------------------------

#define FACTORY_PAGE 256

int32_t N(flashPages)(int32_t area) {
    open();
    return area == 0 ? MOTE_REPLAY_PAGES : (factoryLength + FACTORY_PAGE - 1) / FACTORY_PAGE;
}

int32_t N(flashPageSize)(int32_t area) { return area == 0 ? PAGE : FACTORY_PAGE; }

int32_t N(flashRead)(
        int32_t area, int32_t page, int32_t offset, int8_t* out, int32_t outOffset, int32_t length) {
    open();
    if (area == 0) {
        memcpy(out + outOffset, store[page] + offset, (size_t) length);
        return OK;
    }
    int32_t from = page * FACTORY_PAGE + offset;
    int32_t there = from >= factoryLength ? 0
            : factoryLength - from < length ? factoryLength - from
                                            : length;
    memset(out + outOffset, 0xFF, (size_t) length);
    memcpy(out + outOffset, factory + from, (size_t) there);
    return OK;
}

int32_t N(flashProgram)(
        int32_t area, int32_t page, int32_t offset, int8_t* from, int32_t fromAt, int32_t length) {
    memcpy(store[page] + offset, from + fromAt, (size_t) length);
    return OK;
}

int32_t N(flashErase)(int32_t area, int32_t page) {
    memset(store[page], 0xFF, PAGE);
    return OK;
}

int32_t N(flashSync)(int32_t area) { return OK; }
