// Skeleton of a port: every native of the device's Java under its SNI name, doing nothing yet. Javadoc of the
// Natives classes says what each must do; a negative result is an error of PortStatus. An array is valid during
// the call only. A native holds up the VM: none may take long but waitEvent, which is where the device sleeps.
//
// Instead of filling these in, a board of platform-bsp brings its own C, which has the same names and types: then
// only what is not in it is taken from here.
#include "sni.h"

// The C of the boards is written with the types of stdint.h.
_Static_assert(sizeof(jbyte) == 1 && sizeof(jint) == 4 && sizeof(jlong) == 8, "types of SNI");

#define OK 0
#define NONE (-1)
#define FAILED (-2)

#define BOARD(name) Java_org_mattermote_bsp_natives_BoardNatives_##name
#define RUNTIME(name) Java_org_mattermote_bsp_natives_RuntimeNatives_##name
#define HCI(name) Java_org_mattermote_bsp_natives_HciNatives_##name
#define STREAM(name) Java_org_mattermote_bsp_natives_StreamNatives_##name
#define MEDIA(name) Java_org_mattermote_bsp_natives_MediaNatives_##name

// ---- Time and events ----------------------------------------------------------------------------

jlong BOARD(millis)(void) { return 0; }
jlong BOARD(epochMicros)(void) { return NONE; }

// The VM's task sleeps here until a packet, the button or the deadline: take a semaphore of the RTOS that drivers
// give. No other Java thread wants to run.
jint BOARD(waitEvent)(jint millis) { return 0; }

jint BOARD(log)(jint event, jlong a, jlong b, jlong c) { return OK; }
jint BOARD(figure)(jint number, jlong value) { return OK; }
jint BOARD(ready)(jint fabrics) { return OK; }
jint BOARD(bootReason)(void) { return 0; }
jint BOARD(hostName)(jbyte* out, jint capacity) { return NONE; }

// Restart the chip; this must not return.
jint BOARD(exit)(jint how) { return FAILED; }

// A VM with a collector has nothing to close: the heap that is left says whether anything was allocated.
jint BOARD(seal)(void) { return OK; }
jint RUNTIME(seal)(void) { return OK; }
jint RUNTIME(lastFault)(void) { return 0; }
jint RUNTIME(trap)(void) { return FAILED; }

// True randomness: with none, the device does not start.
jint BOARD(entropy)(jbyte* out, jint offset, jint length) { return FAILED; }

// ---- Flash --------------------------------------------------------------------------------------

jint BOARD(flashPages)(jint area) { return 0; }
jint BOARD(flashPageSize)(jint area) { return 0; }
jint BOARD(flashRead)(jint area, jint page, jint offset, jbyte* out, jint outOffset, jint length) {
    return FAILED;
}
jint BOARD(flashProgram)(jint area, jint page, jint offset, jbyte* bytes, jint from, jint length) {
    return FAILED;
}
jint BOARD(flashErase)(jint area, jint page) { return FAILED; }
jint BOARD(flashSync)(jint area) { return OK; }

// ---- Network ------------------------------------------------------------------------------------

jint BOARD(udpPort)(void) { return 5540; }
jint BOARD(receive)(
        jint socket, jbyte* buffer, jint offset, jint capacity, jbyte* ip, jint* portAndInterface) {
    return NONE;
}
jint BOARD(send)(jint socket, jbyte* buffer, jint offset, jint length, jbyte* ip, jint port, jint interfaceIndex) {
    return FAILED;
}
jint BOARD(networkGeneration)(void) { return 0; }
jint BOARD(interfaceCount)(void) { return 0; }
jint BOARD(interfaceIndex)(jint i) { return NONE; }
jint BOARD(hardwareAddress)(jint i, jbyte* out, jint offset) { return 0; }
jint BOARD(interfaceName)(jint i, jbyte* out, jint offset) { return 0; }
jlong BOARD(link)(jint i, jint what) { return NONE; }
jint BOARD(addressCount)(jint i) { return 0; }
jint BOARD(address)(jint i, jint n, jbyte* out, jint offset) { return FAILED; }
jint BOARD(member)(jint i, jbyte* group, jint offset, jint join) { return FAILED; }

// ---- BLE controller -----------------------------------------------------------------------------

// With none, the device is commissioned by its network only.
jint HCI(there)(void) { return 0; }
jint HCI(read)(jbyte* out, jint offset, jint length) { return NONE; }
jint HCI(write)(jbyte* bytes, jint offset, jint length) { return FAILED; }

// ---- TCP, where the product names it ------------------------------------------------------------

jint STREAM(open)(jint places) { return places; }
jint STREAM(accept)(void) { return NONE; }
jint STREAM(connect)(jbyte* ip, jint port, jint index) { return FAILED; }
jint STREAM(receive)(jint connection, jbyte* buffer, jint offset, jint capacity) { return FAILED; }
jint STREAM(send)(jint connection, jbyte* buffer, jint offset, jint length) { return FAILED; }
jint STREAM(close)(jint connection) { return OK; }

// ---- Media processor, in products that have one --------------------------------------------------

// There: its UART or SPI is set up. Bytes that came are in a ring that an interrupt or DMA fills.
jint MEDIA(there)(void) { return 0; }
jint MEDIA(read)(jbyte* buffer, jint offset, jint capacity) { return NONE; }
jint MEDIA(write)(jbyte* bytes, jint offset, jint length) { return FAILED; }

// ---- Hardware of a development kit --------------------------------------------------------------

jint Java_org_mattermote_bsp_natives_ButtonNatives_isHeld(void) { return 0; }
jint Java_org_mattermote_bsp_natives_LampNatives_set(jint on) { return OK; }
jint Java_org_mattermote_bsp_natives_EntropyNatives_tryHealthTests(void) { return FAILED; }

// ---- Console ------------------------------------------------------------------------------------

jint Java_org_mattermote_firmware_image_ConsoleNatives_write(jbyte* text, jint length) {
    return length <= SNI_getArrayLength(text) ? OK : FAILED;
}
