// The UDP sockets: one path for the Matter port on all addresses, or one on each address of the one
// interface so that several devices have the same port; one for each group of Matter; and for
// multicast DNS one on each interface by each IP version, bound to the group.
#define _GNU_SOURCE
#include "natives.h"
#include "linux.h"
#include "words.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MATTER 0
#define DNS 1
#define DNS_PORT 5353

#define SAME_SCOPE 1000
// As many as sessions.
#define PEERS 20

typedef struct {
    int socket;
    uint8_t port;
    uint8_t group;
    // What poll(2) said of it; taken back with each packet.
    uint8_t ready;
    uint8_t kept;
    int32_t index;
    uint8_t ip[16];
} Path;

typedef struct {
    uint8_t ip[16];
    int32_t port;
    int32_t index;
    int path;
    uint32_t used;
} Peer;

static Path paths[MOTE_PATHS];
static int pathCount;
static int next[2];
static int matterPort;
static int onAddresses;
// By which path each peer was last heard: it is answered from the address it sent to.
static Peer peers[PEERS];
static uint32_t uses;

static const uint8_t dns6[16] = {0xFF, 2, [15] = 0xFB};
static const uint8_t dns4[16] = {[10] = 0xFF, 0xFF, 224, 0, 0, 251};

static int isMulticast(const uint8_t* ip) {
    return ip[0] == 0xFF || (mote_is_ipv4(ip) && (ip[12] & 0xF0) == 0xE0);
}

// Whether the address says nothing without an interface.
static int isLinkScoped(const uint8_t* ip) {
    return mote_is_link_local(ip) || (ip[0] == 0xFF && (ip[1] & 0x0F) == 2);
}

socklen_t mote_address(MoteAddress* to, const uint8_t* ip, int port, int32_t index, int as4) {
    memset(to, 0, sizeof *to);
    if (as4) {
        to->v4.sin_family = AF_INET;
        to->v4.sin_port = htons((uint16_t) port);
        memcpy(&to->v4.sin_addr, ip + 12, 4);
        return sizeof to->v4;
    }
    to->v6.sin6_family = AF_INET6;
    to->v6.sin6_port = htons((uint16_t) port);
    memcpy(&to->v6.sin6_addr, ip, 16);
    to->v6.sin6_scope_id = isLinkScoped(ip) ? (uint32_t) index : 0;
    return sizeof to->v6;
}

static void on(int socket, int level, int option, int value) {
    setsockopt(socket, level, option, &value, sizeof value);
}

static int membership(int socket, const uint8_t* ip, int32_t index, int join) {
    if (mote_is_ipv4(ip)) {
        struct ip_mreqn what = {.imr_ifindex = index};
        memcpy(&what.imr_multiaddr, ip + 12, 4);
        return setsockopt(socket, IPPROTO_IP, join ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP, &what,
                sizeof what);
    }
    struct ipv6_mreq what = {.ipv6mr_interface = (unsigned) index};
    memcpy(&what.ipv6mr_multiaddr, ip, 16);
    return setsockopt(socket, IPPROTO_IPV6, join ? IPV6_JOIN_GROUP : IPV6_LEAVE_GROUP, &what,
            sizeof what);
}

// A socket bound to an address; to a group beside other programs, and a member of it.
static int opened(const uint8_t* ip, int port, int32_t index, int dual) {
    int as4 = mote_is_ipv4(ip);
    int group = isMulticast(ip);
    int s = socket(as4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (s < 0) {
        return -1;
    }
    if (!as4) {
        on(s, IPPROTO_IPV6, IPV6_V6ONLY, !dual);
    }
    if (group) {
        struct ip_mreqn from = {.imr_ifindex = index};
        // With SO_REUSEPORT a packet would go to one of the sockets, that of another interface too.
        on(s, SOL_SOCKET, SO_REUSEADDR, 1);
        if (as4) {
            on(s, IPPROTO_IP, IP_MULTICAST_ALL, 0);
            on(s, IPPROTO_IP, IP_MULTICAST_TTL, 255);
            on(s, IPPROTO_IP, IP_TTL, 255);
            setsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, &from, sizeof from);
        } else {
            on(s, IPPROTO_IPV6, IPV6_MULTICAST_ALL, 0);
            on(s, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 255);
            on(s, IPPROTO_IPV6, IPV6_UNICAST_HOPS, 255);
            on(s, IPPROTO_IPV6, IPV6_MULTICAST_IF, index);
        }
    } else if (!as4) {
        // Members of a group may be behind a router, as those of a Thread network are.
        on(s, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 64);
    }
    MoteAddress own;
    socklen_t length = mote_address(&own, ip, port, index, as4);
    int bound = bind(s, &own.any, length);
    if (bound != 0 && group) {
        // Somebody has the port with SO_REUSEPORT only.
        on(s, SOL_SOCKET, SO_REUSEPORT, 1);
        bound = bind(s, &own.any, length);
    }
    if (bound != 0 || (group && membership(s, ip, index, 1) != 0)) {
        int why = errno;
        close(s);
        errno = why;
        return -1;
    }
    return s;
}

static Path* find(int port, const uint8_t* ip, int32_t index) {
    for (Path* p = paths; p < paths + pathCount; p++) {
        if (p->port == port && memcmp(p->ip, ip, 16) == 0 && p->index == index) {
            return p;
        }
    }
    return NULL;
}

static Path* add(int port, const uint8_t* ip, int32_t index, int udpPort, int dual) {
    int s = pathCount < MOTE_PATHS ? opened(ip, udpPort, index, dual) : -1;
    if (s < 0) {
        return NULL;
    }
    Path* path = &paths[pathCount++];
    *path = (Path) {.socket = s, .port = (uint8_t) port, .group = (uint8_t) isMulticast(ip),
            .index = index, .ready = 1, .kept = 1};
    memcpy(path->ip, ip, 16);
    return path;
}

static void removePath(Path* path) {
    int at = (int) (path - paths);
    int last = --pathCount;
    close(path->socket);
    *path = paths[last];
    for (Peer* peer = peers; peer < peers + PEERS; peer++) {
        if (peer->used != 0 && peer->path == at) {
            peer->used = 0;
        } else if (peer->used != 0 && peer->path == last) {
            peer->path = at;
        }
    }
}

static _Noreturn void refused(int port) {
    char text[MOTE_LINE];
    char* at = mote_put_number(mote_put(text, "UDP port "), port);
    if (port == DNS_PORT) {
        mote_put(at, " for multicast DNS");
        mote_refuse(text, "cannot be opened; a program that does not share it must be stopped");
    }
    mote_refuse(text, errno == EADDRINUSE ? "is in use; give another --port" : strerror(errno));
}

static int boundPort(int s) {
    MoteAddress own;
    socklen_t length = sizeof own;
    getsockname(s, &own.any, &length);
    return ntohs(own.any.sa_family == AF_INET ? own.v4.sin_port : own.v6.sin6_port);
}

static int wants(int port, const uint8_t* ip, int32_t index, int udpPort) {
    Path* path = find(port, ip, index);
    if (path == NULL) {
        add(port, ip, index, udpPort, 0);
        return 1;
    }
    path->kept = 1;
    return 0;
}

int mote_sockets_adjust(void) {
    int changed = 0;
    for (Path* p = paths; p < paths + pathCount; p++) {
        p->kept = p->port == MATTER && (p->group || !onAddresses);
    }
    for (int i = 0; i < mote_interface_count; i++) {
        const MoteInterface* link = &mote_interfaces[i];
        int has[2] = {0, 0};
        for (int n = 0; n < link->count; n++) {
            const uint8_t* ip = link->address[n];
            has[mote_is_ipv4(ip)] = 1;
            if (onAddresses) {
                wants(MATTER, ip, link->index, matterPort);
            }
        }
        changed |= has[0] && wants(DNS, dns6, link->index, DNS_PORT);
        changed |= has[1] && wants(DNS, dns4, link->index, DNS_PORT);
    }
    for (int i = pathCount - 1; i >= 0; i--) {
        if (!paths[i].kept) {
            changed |= paths[i].port == DNS;
            removePath(&paths[i]);
        }
    }
    return changed;
}

void mote_sockets_open(int port, int addressesOnly) {
    static const uint8_t all[16];
    onAddresses = addressesOnly;
    matterPort = port;
    if (!onAddresses) {
        Path* path = add(MATTER, all, 0, port, 1);
        if (path == NULL) {
            refused(port);
        }
        matterPort = boundPort(path->socket);
    }
    for (int i = 0; onAddresses && i < mote_interface_count; i++) {
        for (int n = 0; n < mote_interfaces[i].count; n++) {
            Path* path = add(MATTER, mote_interfaces[i].address[n], mote_interfaces[i].index,
                    matterPort, 0);
            if (path == NULL && errno == EADDRINUSE) {
                refused(port);
            } else if (path != NULL) {
                matterPort = boundPort(path->socket);
            }
        }
    }
    mote_sockets_adjust();
    int dns = 0;
    for (int i = 0; i < pathCount; i++) {
        dns += paths[i].port == DNS;
    }
    if (dns == 0) {
        refused(DNS_PORT);
    }
}

int mote_sockets_wait(struct pollfd* all) {
    for (int i = 0; i < pathCount; i++) {
        all[i] = (struct pollfd) {paths[i].socket, POLLIN, 0};
    }
    return pathCount;
}

void mote_sockets_found(const struct pollfd* all) {
    for (int i = 0; i < pathCount; i++) {
        paths[i].ready = all[i].revents != 0;
    }
}

int mote_sockets_on_addresses(void) { return onAddresses; }

int32_t N(udpPort)(void) { return matterPort; }

// ---- Packets ------------------------------------------------------------------------------------

static Peer* peer(const uint8_t* ip, int32_t port, int32_t index) {
    for (Peer* p = peers; p < peers + PEERS; p++) {
        if (p->used != 0 && p->port == port && p->index == index && memcmp(p->ip, ip, 16) == 0) {
            return p;
        }
    }
    return NULL;
}

static void heard(const uint8_t* ip, int32_t port, int32_t index, int path) {
    Peer* from = peer(ip, port, index);
    if (from == NULL) {
        from = peers;
        for (Peer* p = peers; p < peers + PEERS; p++) {
            if (p->used < from->used) {
                from = p;
            }
        }
        memcpy(from->ip, ip, 16);
        from->port = port;
        from->index = index;
    }
    from->path = path;
    from->used = ++uses;
}

// How well a path reaches an address, above 0 if at all: the same scope first, then the longest
// common prefix.
static int fitness(const Path* path, const uint8_t* to, int32_t index) {
    int near = isLinkScoped(to);
    int elsewhere = index != 0 && index != path->index;
    if (path->group || mote_is_ipv4(to) != mote_is_ipv4(path->ip)
            || (elsewhere && (near || isMulticast(to)))) {
        return 0;
    }
    int common = 0;
    while (common < 128
            && !((path->ip[common / 8] ^ to[common / 8]) >> (7 - common % 8) & 1)) {
        common++;
    }
    return 1 + (near == mote_is_link_local(path->ip) ? SAME_SCOPE : 0) + common;
}

static int32_t take(Path* path, int8_t* buffer, int32_t capacity, uint8_t* ip, int32_t* place) {
    MoteAddress from;
    socklen_t size = sizeof from;
    ssize_t length = recvfrom(
            path->socket, buffer, (size_t) capacity, MSG_TRUNC, &from.any, &size);
    // One more would be found by the next poll(2), which is made anyway.
    path->ready = 0;
    if (length < 0) {
        return NONE;
    }
    if (from.any.sa_family == AF_INET6) {
        memcpy(ip, &from.v6.sin6_addr, 16);
        place[0] = ntohs(from.v6.sin6_port);
        place[1] = (int32_t) from.v6.sin6_scope_id;
    } else {
        memset(ip, 0, 10);
        memset(ip + 10, 0xFF, 2);
        memcpy(ip + 12, &from.v4.sin_addr, 4);
        place[0] = ntohs(from.v4.sin_port);
        place[1] = 0;
    }
    if (path->port == DNS) {
        place[1] = path->index;
    } else if (!path->group && onAddresses) {
        heard(ip, place[0], place[1], (int) (path - paths));
    }
    return length > capacity ? TOO_SMALL : (int32_t) length;
}

int32_t N(receive)(int32_t s, int8_t* buffer, int32_t offset, int32_t capacity, int8_t* ip,
        int32_t* portAndInterface) {
    for (int i = 0; i < pathCount; i++) {
        Path* path = &paths[next[s] % pathCount];
        next[s] = (next[s] + 1) % pathCount;
        if (path->port == s && path->ready) {
            int32_t length =
                    take(path, buffer + offset, capacity, (uint8_t*) ip, portAndInterface);
            if (length != NONE) {
                return length;
            }
        }
    }
    return NONE;
}

static Path* way(int32_t s, const uint8_t* to, int32_t port, int32_t index) {
    if (s == DNS) {
        return find(DNS, mote_is_ipv4(to) ? dns4 : dns6, index);
    }
    if (!onAddresses) {
        return &paths[0];
    }
    Peer* known = peer(to, port, index);
    if (known != NULL) {
        known->used = ++uses;
        return &paths[known->path];
    }
    Path* found = NULL;
    int best = 0;
    for (Path* p = paths; p < paths + pathCount; p++) {
        int fits = p->port == MATTER ? fitness(p, to, index) : 0;
        if (fits > best) {
            best = fits;
            found = p;
        }
    }
    return found;
}

int32_t N(send)(int32_t s, int8_t* buffer, int32_t offset, int32_t length, int8_t* ip, int32_t port,
        int32_t index) {
    const uint8_t* to = (const uint8_t*) ip;
    Path* path = way(s, to, port, index);
    if (path == NULL) {
        return FAILED;
    }
    MoteAddress there;
    socklen_t size = mote_address(&there, to, port, index, mote_is_ipv4(path->ip));
    ssize_t sent = sendto(path->socket, buffer + offset, (size_t) length, 0, &there.any, size);
    return sent == length ? OK : FAILED;
}

// The groups of multicast DNS are joined as long as there is a path.
int32_t N(member)(int32_t i, int8_t* group, int32_t offset, int32_t join) {
    const uint8_t* ip = (const uint8_t*) group + offset;
    int32_t index = mote_interfaces[i].index;
    if (memcmp(ip, dns6, 16) == 0 || memcmp(ip, dns4, 16) == 0) {
        return !join || find(DNS, ip, index) != NULL ? OK : FAILED;
    }
    if (!onAddresses) {
        int done = membership(paths[0].socket, ip, index, join);
        return done == 0 || errno == EADDRINUSE || !join ? OK : FAILED;
    }
    Path* path = find(MATTER, ip, index);
    if (!join) {
        if (path != NULL) {
            removePath(path);
        }
        return OK;
    }
    return path != NULL || add(MATTER, ip, index, matterPort, 0) != NULL ? OK : FAILED;
}
