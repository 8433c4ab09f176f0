// TCP at the Matter port: on all addresses of this machine, or on those that the one interface has at the start; and
// connections to peers.
#define _GNU_SOURCE
#include "natives.h"
#include "linux.h"
#include "words.h"
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define T(name) Java_org_mattermote_bsp_natives_StreamNatives_##name

#define LISTENERS (MOTE_INTERFACES * MOTE_ADDRESSES)
#define BACKLOG 8

typedef struct {
    int socket;
    // What poll(2) said: something came, or a newcomer did. Taken back by the call that finds nothing.
    uint8_t ready;
    // The last bytes were not all taken.
    uint8_t full;
} Stream;

static Stream listeners[LISTENERS];
static int listenerCount;
static Stream places[MOTE_STREAMS];
static int placeCount;

static _Noreturn void refused(int port) {
    char text[MOTE_LINE];
    mote_put_number(mote_put(text, "TCP port "), port);
    mote_refuse(text, errno == EADDRINUSE ? "is in use; give another --port" : strerror(errno));
}

static void listenOn(const uint8_t* ip, int32_t index, int port, int dual) {
    int yes = 1;
    int only6 = !dual;
    MoteAddress own;
    socklen_t length = mote_address(&own, ip, port, index, mote_is_ipv4(ip));
    int s = socket(own.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (own.any.sa_family == AF_INET6) {
        setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, &only6, sizeof only6);
    }
    if (s < 0 || bind(s, &own.any, length) != 0 || listen(s, BACKLOG) != 0) {
        refused(port);
    }
    listeners[listenerCount++] = (Stream) {.socket = s};
}

int32_t T(open)(int32_t count) {
    static const uint8_t all[16];
    int port = N(udpPort)();
    placeCount = count < MOTE_STREAMS ? count : MOTE_STREAMS;
    for (int i = 0; i < placeCount; i++) {
        places[i].socket = -1;
    }
    if (!mote_sockets_on_addresses()) {
        listenOn(all, 0, port, 1);
        return placeCount;
    }
    for (int i = 0; i < mote_interface_count; i++) {
        const MoteInterface* link = &mote_interfaces[i];
        for (int n = 0; n < link->count; n++) {
            listenOn(link->address[n], link->index, port, 0);
        }
    }
    return placeCount;
}

static int freePlace(void) {
    for (int i = 0; i < placeCount; i++) {
        if (places[i].socket < 0) {
            return i;
        }
    }
    return NONE;
}

static void place(int at, int socket, int connected) {
    int yes = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof yes);
    places[at] = (Stream) {.socket = socket, .ready = connected, .full = !connected};
}

int32_t T(accept)(void) {
    int at = freePlace();
    for (Stream* from = listeners; at != NONE && from < listeners + listenerCount; from++) {
        int s = from->ready ? accept4(from->socket, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC) : -1;
        if (s >= 0) {
            place(at, s, 1);
            return at;
        }
        from->ready = 0;
    }
    return NONE;
}

// poll(2) says of a connection that is there, or came to nothing, that it takes bytes; until then it is full.
int32_t T(connect)(int8_t* ip, int32_t port, int32_t index) {
    MoteAddress to;
    socklen_t length = mote_address(&to, (uint8_t*) ip, port, index, mote_is_ipv4((uint8_t*) ip));
    int at = freePlace();
    if (at == NONE) {
        return NONE;
    }
    int s = socket(to.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (s < 0 || (connect(s, &to.any, length) != 0 && errno != EINPROGRESS)) {
        if (s >= 0) {
            close(s);
        }
        return FAILED;
    }
    place(at, s, 0);
    return at;
}

int32_t T(receive)(int32_t connection, int8_t* buffer, int32_t offset, int32_t capacity) {
    Stream* from = &places[connection];
    if (!from->ready) {
        return NONE;
    }
    ssize_t length = recv(from->socket, buffer + offset, (size_t) capacity, 0);
    if (length < 0 && (errno == EAGAIN || errno == EINTR)) {
        from->ready = 0;
        return NONE;
    }
    // Fewer than were asked for are all that came; what comes later is found by poll(2).
    from->ready = length == capacity || length <= 0;
    return length > 0 ? (int32_t) length : FAILED;
}

int32_t T(send)(int32_t connection, int8_t* buffer, int32_t offset, int32_t length) {
    Stream* to = &places[connection];
    if (to->full) {
        return 0;
    }
    ssize_t taken = send(to->socket, buffer + offset, (size_t) length, MSG_NOSIGNAL);
    if (taken < 0 && errno != EAGAIN && errno != EINTR) {
        return FAILED;
    }
    to->full = taken < length;
    return taken < 0 ? 0 : (int32_t) taken;
}

int32_t T(close)(int32_t connection) {
    close(places[connection].socket);
    places[connection].socket = -1;
    return OK;
}

// ---- The loop -----------------------------------------------------------------------------------

// What the device leaves where it is, because nothing is free to put it in, must not wake it without end: nothing is
// asked of a socket that is known to have something, and poll(2) passes over one below 0.
static struct pollfd wish(const Stream* of, int wanted) {
    short events = (short) ((of->ready || !wanted ? 0 : POLLIN) | (of->full ? POLLOUT : 0));
    return (struct pollfd) {events != 0 ? of->socket : -1, events, 0};
}

int mote_streams_wait(struct pollfd* all) {
    struct pollfd* at = all;
    int free = freePlace() != NONE;
    for (int i = 0; i < listenerCount; i++) {
        *at++ = wish(&listeners[i], free);
    }
    for (int i = 0; i < placeCount; i++) {
        *at++ = wish(&places[i], 1);
    }
    return (int) (at - all);
}

static void found(Stream* of, short events) {
    of->ready |= (events & ~POLLOUT) != 0;
    of->full &= events == 0;
}

void mote_streams_found(const struct pollfd* all) {
    for (int i = 0; i < listenerCount; i++) {
        found(&listeners[i], all++->revents);
    }
    for (int i = 0; i < placeCount; i++) {
        found(&places[i], all++->revents);
    }
}
