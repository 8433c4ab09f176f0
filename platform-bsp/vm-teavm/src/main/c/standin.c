// Stand-in drivers of the images that are only compared in size: every native is there and does
// nothing. Never linked into any other image.
#include "board.h"
#include "natives.h"
#include <string.h>

#define NONE (-1)
#define OK 0

extern _Noreturn void mote_exit(int code);

#define N(name) Java_org_mattermote_bsp_natives_BoardNatives_##name

#ifdef MOTE_FACTORY_DATA
__asm__(".section .rodata.mote_factory,\"a\"\n.global mote_factory\nmote_factory:\n.incbin \"" MOTE_FACTORY_DATA
        "\"\n.global mote_factory_end\nmote_factory_end:\n.previous\n");
extern const int8_t mote_factory[], mote_factory_end[];
#endif

extern int32_t Java_org_mattermote_firmware_image_ConsoleNatives_write(int8_t* text, int32_t length);
int32_t Java_org_mattermote_firmware_image_ConsoleNatives_write(int8_t* text, int32_t length) {
    char line[128];
    memcpy(line, text, (size_t) length);
    line[length] = 0;
    mote_console(line);
    return OK;
}

static int64_t now;
int64_t N(millis)(void) { return now; }
int64_t N(epochMicros)(void) { return -1; }
int32_t N(entropy)(int8_t* out, int32_t offset, int32_t length) {
    memset(out + offset, 0x5A, (size_t) length);
    return OK;
}
int32_t N(log)(int32_t event, int64_t a, int64_t b, int64_t c) { return OK; }
int32_t N(waitEvent)(int32_t millis) {
    now += millis;
    return now > 60000 ? 1 : 0;
}
int32_t N(seal)(void) {
    mote_print("mote: heap sealed=", mote_heap_used());
    mote_seal();
    return OK;
}
int32_t N(ready)(int32_t fabrics) { return OK; }
int32_t N(figure)(int32_t number, int64_t value) { return OK; }
int32_t N(hostName)(int8_t* out, int32_t capacity) { return NONE; }
int32_t N(exit)(int32_t how) {
    mote_print("mote: allocations after seal: ", mote_allocations_after_seal());
    mote_exit(how);
}
int32_t N(bootReason)(void) { return mote_boot_reason(); }
int32_t N(udpPort)(void) { return 5540; }
int32_t N(receive)(int32_t s, int8_t* b, int32_t o, int32_t c, int8_t* ip, int32_t* p) { return NONE; }
int32_t N(send)(int32_t s, int8_t* b, int32_t o, int32_t l, int8_t* ip, int32_t p, int32_t i) {
    return OK;
}
int32_t N(networkGeneration)(void) { return 0; }
int32_t N(interfaceCount)(void) { return 1; }
int32_t N(interfaceIndex)(int32_t i) { return 1; }
int32_t N(hardwareAddress)(int32_t i, int8_t* out, int32_t offset) {
    memset(out + offset, 2, 6);
    return 6;
}
int32_t N(interfaceName)(int32_t i, int8_t* out, int32_t offset) {
    out[offset] = 'n';
    return 1;
}
int64_t N(link)(int32_t i, int32_t what) { return NONE; }
int32_t N(addressCount)(int32_t i) { return 1; }
int32_t N(address)(int32_t i, int32_t n, int8_t* out, int32_t offset) {
    memset(out + offset, 0, 16);
    out[offset] = (int8_t) 0xFE;
    out[offset + 1] = (int8_t) 0x80;
    out[offset + 15] = 1;
    return OK;
}
int32_t N(member)(int32_t i, int8_t* group, int32_t offset, int32_t join) { return OK; }
// A controller that says nothing, so that a light has all that it needs for one.
#define H(name) Java_org_mattermote_bsp_natives_HciNatives_##name
int32_t H(there)(void) { return 1; }
int32_t H(read)(int8_t* out, int32_t offset, int32_t length) { return NONE; }
int32_t H(write)(int8_t* bytes, int32_t offset, int32_t length) { return OK; }

// A media processor that says nothing.
#define M(name) Java_org_mattermote_bsp_natives_MediaNatives_##name
int32_t M(there)(void) { return 1; }
int32_t M(read)(int8_t* buffer, int32_t offset, int32_t capacity) { return NONE; }
int32_t M(write)(int8_t* bytes, int32_t offset, int32_t length) { return length; }

// TCP to which nobody comes.
#define T(name) Java_org_mattermote_bsp_natives_StreamNatives_##name
int32_t T(open)(int32_t places) { return places; }
int32_t T(accept)(void) { return NONE; }
int32_t T(connect)(int8_t* ip, int32_t port, int32_t index) { return NONE; }
int32_t T(receive)(int32_t connection, int8_t* buffer, int32_t offset, int32_t capacity) { return NONE; }
int32_t T(send)(int32_t connection, int8_t* buffer, int32_t offset, int32_t length) { return 0; }
int32_t T(close)(int32_t connection) { return OK; }

int32_t N(flashPages)(int32_t area) { return area == 0 ? 4 : 64; }
int32_t N(flashPageSize)(int32_t area) { return area == 0 ? 4096 : 256; }
int32_t N(flashRead)(
        int32_t area, int32_t page, int32_t offset, int8_t* out, int32_t outOffset, int32_t length) {
    memset(out + outOffset, 0xFF, (size_t) length);
#ifdef MOTE_FACTORY_DATA
    if (area == 1) {
        int32_t at = page * 256 + offset;
        int32_t size = (int32_t) (mote_factory_end - mote_factory);
        int32_t there = at >= size ? 0 : size - at < length ? size - at : length;
        memcpy(out + outOffset, mote_factory + at, (size_t) there);
    }
#endif
    return OK;
}
int32_t N(flashProgram)(
        int32_t area, int32_t page, int32_t offset, int8_t* bytes, int32_t from, int32_t length) {
    return OK;
}
int32_t N(flashErase)(int32_t area, int32_t page) { return OK; }
int32_t N(flashSync)(int32_t area) { return OK; }
