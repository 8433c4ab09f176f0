// TCP at the Matter port and to peers, by lwIP. What comes in goes from its packets into the connection's ring at once, which is as
// long as the window: a peer that sends byte by byte must not keep the packets from everybody else.
#include "mps2.h"
#include "natives.h"
#include <lwip/tcp.h>
#include <string.h>

#define N(name) Java_org_mattermote_bsp_natives_BoardNatives_##name
#define T(name) Java_org_mattermote_bsp_natives_StreamNatives_##name

typedef struct {
    // Null when nobody is there, or when the connection is broken.
    struct tcp_pcb* pcb;
    // BEGUN: the peer has not answered yet.
    enum { FREE, NEWCOMER, BEGUN, TAKEN } state;
    uint8_t ended;
    // The last bytes were not all taken.
    uint8_t full;
    uint16_t first;
    uint16_t waiting;
    uint8_t ring[TCP_WND];
} Stream;

static Stream places[MPS2_STREAMS];
static int placeCount;
// Something happened since the device last asked for newcomers, which it does in each poll.
static int news;

int mps2_streams_waiting(void) { return news; }

// ---- What lwIP tells ----------------------------------------------------------------------------

static void broke(void* place, err_t why) {
    Stream* of = place;
    of->pcb = NULL;
    if (of->state == NEWCOMER) {
        of->state = FREE;
    }
    news = 1;
}

static err_t arrived(void* place, struct tcp_pcb* pcb, struct pbuf* packet, err_t why) {
    Stream* of = place;
    news = 1;
    if (packet == NULL) {
        of->ended = 1;
        return ERR_OK;
    }
    if (packet->tot_len > TCP_WND - of->waiting) {
        // Beyond the window: lwIP keeps it and asks again.
        return ERR_MEM;
    }
    uint16_t at = (uint16_t) ((of->first + of->waiting) % TCP_WND);
    uint16_t straight = LWIP_MIN(packet->tot_len, TCP_WND - at);
    pbuf_copy_partial(packet, of->ring + at, straight, 0);
    pbuf_copy_partial(packet, of->ring, (u16_t) (packet->tot_len - straight), straight);
    of->waiting += packet->tot_len;
    pbuf_free(packet);
    return ERR_OK;
}

static err_t acknowledged(void* place, struct tcp_pcb* pcb, u16_t length) {
    news |= ((Stream*) place)->full;
    return ERR_OK;
}

// Twice a second: what found no memory may find it now, and nobody's acknowledgement says so.
static err_t elapsed(void* place, struct tcp_pcb* pcb) { return acknowledged(place, pcb, 0); }

static Stream* freePlace(void) {
    for (Stream* place = places; place < places + placeCount; place++) {
        if (place->state == FREE) {
            return place;
        }
    }
    return NULL;
}

static void take(Stream* place, struct tcp_pcb* pcb) {
    place->pcb = pcb;
    place->ended = place->full = 0;
    place->first = place->waiting = 0;
    tcp_nagle_disable(pcb);
    ip_set_option(pcb, SOF_KEEPALIVE);
    tcp_arg(pcb, place);
    tcp_recv(pcb, arrived);
    tcp_sent(pcb, acknowledged);
    tcp_poll(pcb, elapsed, 1);
    tcp_err(pcb, broke);
}

static err_t came(void* argument, struct tcp_pcb* pcb, err_t why) {
    Stream* place = freePlace();
    if (pcb == NULL || place == NULL) {
        // lwIP ends it.
        return ERR_MEM;
    }
    take(place, pcb);
    place->state = NEWCOMER;
    news = 1;
    return ERR_OK;
}

static err_t answered(void* place, struct tcp_pcb* pcb, err_t why) {
    ((Stream*) place)->state = TAKEN;
    news = 1;
    return ERR_OK;
}

// ---- Natives ------------------------------------------------------------------------------------

int32_t T(open)(int32_t count) {
    placeCount = LWIP_MIN(count, MPS2_STREAMS);
    struct tcp_pcb* pcb = tcp_new_ip_type(IPADDR_TYPE_V6);
    tcp_bind(pcb, IP6_ADDR_ANY, (u16_t) N(udpPort)());
    tcp_accept(tcp_listen(pcb), came);
    return placeCount;
}

int32_t T(accept)(void) {
    news = 0;
    for (int i = 0; i < placeCount; i++) {
        if (places[i].state == NEWCOMER) {
            places[i].state = TAKEN;
            return i;
        }
    }
    return NONE;
}

int32_t T(connect)(int8_t* ip, int32_t port, int32_t index) {
    Stream* place = freePlace();
    if (place == NULL) {
        return NONE;
    }
    struct tcp_pcb* pcb = tcp_new_ip_type(IPADDR_TYPE_V6);
    if (pcb == NULL) {
        return FAILED;
    }
    ip_addr_t to;
    memset(&to, 0, sizeof to);
    memcpy(ip_2_ip6(&to), ip, 16);
    take(place, pcb);
    if (tcp_connect(pcb, &to, (u16_t) port, answered) != ERR_OK) {
        place->pcb = NULL;
        tcp_close(pcb);
        return FAILED;
    }
    place->state = BEGUN;
    return (int32_t) (place - places);
}

int32_t T(receive)(int32_t connection, int8_t* buffer, int32_t offset, int32_t capacity) {
    Stream* from = &places[connection];
    if (from->waiting == 0) {
        return from->pcb == NULL || from->ended ? FAILED : NONE;
    }
    int32_t length = LWIP_MIN(capacity, from->waiting);
    int32_t straight = LWIP_MIN(length, TCP_WND - from->first);
    memcpy(buffer + offset, from->ring + from->first, (size_t) straight);
    memcpy(buffer + offset + straight, from->ring, (size_t) (length - straight));
    from->first = (uint16_t) ((from->first + length) % TCP_WND);
    from->waiting -= (uint16_t) length;
    if (from->pcb != NULL) {
        tcp_recved(from->pcb, (u16_t) length);
    }
    return length;
}

int32_t T(send)(int32_t connection, int8_t* buffer, int32_t offset, int32_t length) {
    Stream* to = &places[connection];
    if (to->pcb == NULL) {
        return FAILED;
    }
    if (to->state == BEGUN) {
        return 0;
    }
    int32_t taken = LWIP_MIN(length, tcp_sndbuf(to->pcb));
    err_t done = taken == 0 ? ERR_MEM : tcp_write(to->pcb, buffer + offset, (u16_t) taken, TCP_WRITE_FLAG_COPY);
    if (done == ERR_MEM && taken > TCP_MSS) {
        taken = TCP_MSS;
        done = tcp_write(to->pcb, buffer + offset, TCP_MSS, TCP_WRITE_FLAG_COPY);
    }
    if (done != ERR_OK) {
        taken = done == ERR_MEM ? 0 : FAILED;
    }
    to->full = taken >= 0 && taken < length;
    if (taken > 0) {
        tcp_output(to->pcb);
    }
    return taken;
}

int32_t T(close)(int32_t connection) {
    Stream* of = &places[connection];
    struct tcp_pcb* pcb = of->pcb;
    of->pcb = NULL;
    of->state = FREE;
    if (pcb == NULL) {
        return OK;
    }
    tcp_arg(pcb, NULL);
    tcp_recv(pcb, NULL);
    tcp_sent(pcb, NULL);
    tcp_poll(pcb, NULL, 0);
    tcp_err(pcb, NULL);
    // With bytes that nobody took lwIP would forget what it has still to send.
    tcp_recved(pcb, of->waiting);
    // The first to go when a newcomer needs its place.
    tcp_setprio(pcb, TCP_PRIO_MIN);
    if (tcp_close(pcb) != ERR_OK) {
        tcp_abort(pcb);
    }
    return OK;
}
