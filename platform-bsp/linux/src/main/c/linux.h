// The parts of a device that is a process of Linux.
#pragma once
#include "board.h"
#include <netinet/in.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>

#define OK 0
#define NONE (-1)
#define FAILED (-2)
#define TOO_SMALL (-3)

#define N(name) Java_org_mattermote_bsp_natives_BoardNatives_##name

// A refusal: WHAT after NAME and a space, in one line; exit 2.
extern _Noreturn void mote_refuse(const char* name, const char* what);

// Milliseconds since the program started.
extern int64_t mote_millis(void);

// ---- Interfaces (network.c) ----

#define MOTE_INTERFACES 4
#define MOTE_ADDRESSES 8

typedef struct MoteInterface {
    int32_t index;
    int32_t count;
    int32_t hardwareLength;
    uint8_t hardware[8];
    char name[16];
    uint8_t address[MOTE_ADDRESSES][16];
} MoteInterface;

extern MoteInterface mote_interfaces[MOTE_INTERFACES];
extern int mote_interface_count;

// Uses one interface, or all that can do multicast if it is NULL; refuses when there is none.
extern void mote_network_open(const char* only);
// Becomes readable when the kernel has news; then mote_network_look.
extern int mote_network_news(void);
extern void mote_network_look(void);

// ---- Sockets (sockets.c) ----

#define MOTE_PATHS 32

// On all addresses, or on those of the interfaces only.
extern void mote_sockets_open(int port, int onAddresses);
// Follows the addresses; true if a path of multicast DNS came or went.
extern int mote_sockets_adjust(void);
// Fills in what is to be waited for; returns how many.
extern int mote_sockets_wait(struct pollfd* all);
// Takes over what poll(2) found.
extern void mote_sockets_found(const struct pollfd* all);
// Whether there is a socket for each address of the interface, instead of one for all.
extern int mote_sockets_on_addresses(void);

typedef union {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
} MoteAddress;

// The kernel's form of an address, an IPv4 one if as4; its length.
extern socklen_t mote_address(MoteAddress* to, const uint8_t* ip, int port, int32_t index, int as4);

// ---- TCP (streams.c), in an image whose Java names StreamNatives ----

#ifdef MOTE_TCP
#define MOTE_STREAMS 8
// Sockets of TCP at most: places, and one that listens on each address.
#define MOTE_STREAM_PATHS (MOTE_STREAMS + MOTE_INTERFACES * MOTE_ADDRESSES)

// As those of the other sockets.
extern int mote_streams_wait(struct pollfd* all);
extern void mote_streams_found(const struct pollfd* all);
#endif

static inline int mote_is_ipv4(const uint8_t* ip) {
    return (ip[0] | ip[1] | ip[2] | ip[3] | ip[4] | ip[5] | ip[6] | ip[7] | ip[8] | ip[9]) == 0
            && (ip[10] & ip[11]) == 0xFF;
}
static inline int mote_is_link_local(const uint8_t* ip) {
    return ip[0] == 0xFE && (ip[1] & 0xC0) == 0x80;
}

// ---- The BLE controller (hci.c) ----

// As in --hci, the host a number. An adapter that cannot be had is refused.
extern void mote_hci_open(const char* given);
// Fills in what is to be waited for, and for how long at most, when that much was to be waited.
extern int mote_hci_wait(struct pollfd* end, int millis);

// ---- The media processor (media.c), in an image whose Java names MediaNatives ----

// As in --media, or NULL.
extern const char* mote_media_command;
// What comes from it; less than 0 while there is none.
extern int mote_media_from;

// ---- Storage (store.c) ----

// The folder: locked, its store made if it is not there, factory data open. Refuses what it cannot use.
extern void mote_store_open(const char* folder);
// A file in the folder, or less than 0.
extern int mote_folder;
