// What lwIP asks of a compiler and a board.
#pragma once
#include <stdint.h>

extern uint32_t mote_random(void);

#define LWIP_RAND() mote_random()
#define LWIP_PLATFORM_DIAG(x) ((void) 0)
#define LWIP_PLATFORM_ASSERT(x) ((void) 0)
#define LWIP_NO_CTYPE_H 1
#define LWIP_NO_UNISTD_H 1
