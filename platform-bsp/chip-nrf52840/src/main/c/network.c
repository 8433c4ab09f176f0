// No radio yet: there is no interface, nothing is received, and what is sent goes nowhere.
#include "natives.h"
#include "chip.h"

#define MATTER_PORT 5540

int32_t N(udpPort)(void) { return MATTER_PORT; }
int32_t N(receive)(int32_t s, int8_t* b, int32_t o, int32_t c, int8_t* ip, int32_t* p) { return NONE; }
int32_t N(send)(int32_t s, int8_t* b, int32_t o, int32_t l, int8_t* ip, int32_t p, int32_t i) {
    return FAILED;
}
int32_t N(networkGeneration)(void) { return 0; }
int32_t N(interfaceCount)(void) { return 0; }
int32_t N(interfaceIndex)(int32_t i) { return NONE; }
int32_t N(hardwareAddress)(int32_t i, int8_t* out, int32_t offset) { return 0; }
int32_t N(interfaceName)(int32_t i, int8_t* out, int32_t offset) { return 0; }
int64_t N(link)(int32_t i, int32_t what) { return NONE; }
int32_t N(addressCount)(int32_t i) { return 0; }
int32_t N(address)(int32_t i, int32_t n, int8_t* out, int32_t offset) { return FAILED; }
int32_t N(member)(int32_t i, int8_t* group, int32_t offset, int32_t join) { return FAILED; }
