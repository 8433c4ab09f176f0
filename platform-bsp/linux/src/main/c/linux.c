// The natives of a native image on Linux: sockets, a file as flash, clocks, lines on the console.
#define _GNU_SOURCE
#include "natives.h"
#include "reset.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define OK 0
#define NONE (-1)
#define FAILED (-2)
#define TOO_SMALL (-3)

#define REFUSED 2

#define N(name) Java_org_mattermote_bsp_natives_BoardNatives_##name

static const char* onlyInterface;
static const char* label = "";
static int wantedPort = 5540;

static _Noreturn void refuse(const char* what, const char* name) {
    fprintf(stderr, "mote: %s: %s\n", name, what);
    exit(REFUSED);
}

// ---- Time, randomness, console ------------------------------------------------------------------

int64_t N(millis)(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t) t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

// From 1970 to 2000, seconds.
#define EPOCH 946684800LL

int64_t N(epochMicros)(void) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return ((int64_t) t.tv_sec - EPOCH) * 1000000 + t.tv_nsec / 1000;
}

int32_t N(entropy)(int8_t* out, int32_t offset, int32_t length) {
    return getrandom(out + offset, (size_t) length, 0) == length ? OK : FAILED;
}

int32_t N(log)(int32_t event, int64_t a, int64_t b, int64_t c) {
    long long x = a, y = b, z = c;
    switch (event) {
        case 1: printf("mote: onoff endpoint=%lld value=%s\n", x, y ? "true" : "false"); break;
        case 2: printf("mote: identify endpoint=%lld seconds=%lld\n", x, y); break;
        case 3:
            printf("mote: commissioning-window value=%s\n",
                    x == 0 ? "closed" : x == 1 ? "enhanced" : "basic");
            break;
        case 4: printf("mote: pase-established session=%lld peer-session=%lld\n", x, y); break;
        case 5: printf("mote: pase-failed attempts=%lld\n", x); break;
        case 6:
            printf("mote: case-established session=%lld fabric=%lld peer=%016llX\n", x, y, z);
            break;
        case 7: printf("mote: case-failed code=%lld\n", x); break;
        case 8:
            printf("mote: fabric-added fabric=%lld fabric-id=%016llX node=%016llX\n", x, y, z);
            break;
        case 9: printf("mote: fabric-removed fabric=%lld\n", x); break;
        case 10: printf("mote: commissioning-complete fabric=%lld\n", x); break;
        case 11: printf("mote: fail-safe-expired fabric=%lld\n", x); break;
        case 12: printf("mote: stale-exchange-evicted exchange=%lld opcode=%lld\n", x, y); break;
        case 13: printf("mote: store-failed key=%lld status=%lld\n", x, y); break;
        case 14:
            printf("mote: subscribed subscription=%lld fabric=%lld peer=%016llX\n", x, y, z);
            break;
        case 15: printf("mote: subscription-ended subscription=%lld\n", x); break;
        default: printf("mote: event number=%d a=%lld b=%lld c=%lld\n", event, x, y, z);
    }
    return OK;
}

// ---- Network interfaces -------------------------------------------------------------------------

#define INTERFACES 4
#define ADDRESSES 8

typedef struct {
    int32_t index;
    char name[IFNAMSIZ];
    int hardwareLength;
    uint8_t hardware[8];
    int count;
    uint8_t address[ADDRESSES][16];
} Interface;

static Interface interfaces[INTERFACES];
static int interfaceCount;
static int32_t generation;

static int tentative(const uint8_t* ip) {
    FILE* file = fopen("/proc/net/if_inet6", "r");
    char line[128];
    char wanted[33];
    int found = 0;
    for (int i = 0; i < 16; i++) {
        sprintf(wanted + 2 * i, "%02x", ip[i]);
    }
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        unsigned flags;
        if (strncmp(line, wanted, 32) == 0 && sscanf(line + 33, "%*x %*x %*x %x", &flags) == 1) {
            // Tentative 0x40, failed its check 0x08.
            found = (flags & 0x48) != 0;
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return found;
}

static void look(void) {
    static Interface now[INTERFACES];
    int count = 0;
    struct ifaddrs* all;
    memset(now, 0, sizeof now);
    if (getifaddrs(&all) != 0) {
        return;
    }
    for (struct ifaddrs* each = all; each != NULL; each = each->ifa_next) {
        unsigned need = IFF_UP | IFF_MULTICAST;
        if (each->ifa_addr == NULL || !(each->ifa_flags & IFF_UP)
                || (onlyInterface != NULL
                        ? strcmp(each->ifa_name, onlyInterface) != 0
                        : (each->ifa_flags & need) != need || (each->ifa_flags & IFF_LOOPBACK))) {
            continue;
        }
        uint8_t ip[16] = {0};
        if (each->ifa_addr->sa_family == AF_INET6) {
            memcpy(ip, &((struct sockaddr_in6*) each->ifa_addr)->sin6_addr, 16);
            // The kernel puts the scope into the address in some places.
            if (tentative(ip)) {
                continue;
            }
        } else if (each->ifa_addr->sa_family == AF_INET) {
            ip[10] = ip[11] = 0xFF;
            memcpy(ip + 12, &((struct sockaddr_in*) each->ifa_addr)->sin_addr, 4);
        } else {
            continue;
        }
        int i = 0;
        int32_t index = (int32_t) if_nametoindex(each->ifa_name);
        while (i < count && now[i].index != index) {
            i++;
        }
        if (i == INTERFACES) {
            continue;
        }
        if (i == count) {
            count++;
            now[i].index = index;
            strncpy(now[i].name, each->ifa_name, IFNAMSIZ - 1);
        }
        if (now[i].count < ADDRESSES) {
            memcpy(now[i].address[now[i].count++], ip, 16);
        }
    }
    for (struct ifaddrs* each = all; each != NULL; each = each->ifa_next) {
        for (int i = 0; i < count; i++) {
            if (each->ifa_addr != NULL && each->ifa_addr->sa_family == AF_PACKET
                    && strcmp(each->ifa_name, now[i].name) == 0) {
                struct sockaddr_ll* link = (struct sockaddr_ll*) each->ifa_addr;
                now[i].hardwareLength = link->sll_halen == 6 ? 6 : 0;
                memcpy(now[i].hardware, link->sll_addr, 6);
            }
        }
    }
    freeifaddrs(all);
    if (count != interfaceCount || memcmp(now, interfaces, sizeof now) != 0) {
        memcpy(interfaces, now, sizeof now);
        interfaceCount = count;
        generation++;
    }
}

int32_t N(networkGeneration)(void) { return generation; }
int32_t N(interfaceCount)(void) { return interfaceCount; }
int32_t N(interfaceIndex)(int32_t i) { return interfaces[i].index; }
int32_t N(hardwareAddress)(int32_t i, int8_t* out, int32_t offset) {
    memcpy(out + offset, interfaces[i].hardware, 8);
    return interfaces[i].hardwareLength;
}
int32_t N(interfaceName)(int32_t i, int8_t* out, int32_t offset) {
    int32_t length = (int32_t) strlen(interfaces[i].name);
    memcpy(out + offset, interfaces[i].name, (size_t) length);
    return length;
}
int64_t N(link)(int32_t i, int32_t what) {
    static const char* const files[] = {
        "statistics/rx_packets", "statistics/tx_packets", "statistics/tx_errors",
        "statistics/collisions", "statistics/rx_dropped", "speed", "duplex", "carrier",
    };
    char path[96];
    char text[32] = "";
    snprintf(path, sizeof path, "/sys/class/net/%s/%s", interfaces[i].name, files[what]);
    FILE* file = fopen(path, "r");
    if (file == NULL) {
        return NONE;
    }
    char* got = fgets(text, sizeof text, file);
    fclose(file);
    if (got == NULL) {
        return NONE;
    }
    if (what == 6) {
        return strncmp(text, "full", 4) == 0 ? 1 : strncmp(text, "half", 4) == 0 ? 0 : NONE;
    }
    long long value = atoll(text);
    return value < 0 ? NONE : value;
}
int32_t N(addressCount)(int32_t i) { return interfaces[i].count; }
int32_t N(address)(int32_t i, int32_t n, int8_t* out, int32_t offset) {
    memcpy(out + offset, interfaces[i].address[n], 16);
    return OK;
}

// ---- Sockets ------------------------------------------------------------------------------------

static int matter;
static int dns6;
static int dns4;

static int isIpv4(const uint8_t* ip) {
    static const uint8_t prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    return memcmp(ip, prefix, 12) == 0;
}

static void on(int socket, int level, int option, int value) {
    setsockopt(socket, level, option, &value, sizeof value);
}

static int open6(int port, int v6only, int shared) {
    int s = socket(AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    on(s, IPPROTO_IPV6, IPV6_V6ONLY, v6only);
    on(s, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
    on(s, IPPROTO_IP, IP_PKTINFO, 1);
    if (shared) {
        on(s, SOL_SOCKET, SO_REUSEADDR, 1);
        on(s, SOL_SOCKET, SO_REUSEPORT, 1);
        on(s, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 255);
        on(s, IPPROTO_IPV6, IPV6_UNICAST_HOPS, 255);
        on(s, IPPROTO_IPV6, IPV6_MULTICAST_ALL, 0);
    }
    struct sockaddr_in6 any = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t) port)};
    if (s < 0 || bind(s, (struct sockaddr*) &any, sizeof any) != 0) {
        char name[16];
        sprintf(name, "%d", port);
        refuse("the UDP port is taken or forbidden, give another with --port", name);
    }
    return s;
}

static int open4(int port) {
    int s = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    on(s, IPPROTO_IP, IP_PKTINFO, 1);
    on(s, SOL_SOCKET, SO_REUSEADDR, 1);
    on(s, SOL_SOCKET, SO_REUSEPORT, 1);
    on(s, IPPROTO_IP, IP_MULTICAST_TTL, 255);
    on(s, IPPROTO_IP, IP_MULTICAST_ALL, 0);
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons((uint16_t) port)};
    if (bind(s, (struct sockaddr*) &any, sizeof any) != 0) {
        refuse("multicast DNS is taken", "5353");
    }
    return s;
}

int32_t N(udpPort)(void) {
    struct sockaddr_in6 own;
    socklen_t length = sizeof own;
    getsockname(matter, (struct sockaddr*) &own, &length);
    return ntohs(own.sin6_port);
}

static int32_t take(
        int socket, int8_t* buffer, int32_t capacity, int8_t* ip, int32_t* portAndInterface) {
    struct sockaddr_storage from;
    char control[256];
    struct iovec into = {buffer, (size_t) capacity};
    struct msghdr head = {
        .msg_name = &from, .msg_namelen = sizeof from, .msg_iov = &into, .msg_iovlen = 1,
        .msg_control = control, .msg_controllen = sizeof control,
    };
    ssize_t length = recvmsg(socket, &head, 0);
    if (length < 0) {
        return NONE;
    }
    portAndInterface[1] = 0;
    for (struct cmsghdr* c = CMSG_FIRSTHDR(&head); c != NULL; c = CMSG_NXTHDR(&head, c)) {
        if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
            struct in6_pktinfo info;
            memcpy(&info, CMSG_DATA(c), sizeof info);
            portAndInterface[1] = (int32_t) info.ipi6_ifindex;
        } else if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
            struct in_pktinfo info;
            memcpy(&info, CMSG_DATA(c), sizeof info);
            portAndInterface[1] = info.ipi_ifindex;
        }
    }
    if (from.ss_family == AF_INET6) {
        struct sockaddr_in6* a = (struct sockaddr_in6*) &from;
        memcpy(ip, &a->sin6_addr, 16);
        portAndInterface[0] = ntohs(a->sin6_port);
    } else {
        struct sockaddr_in* a = (struct sockaddr_in*) &from;
        memset(ip, 0, 10);
        memset(ip + 10, 0xFF, 2);
        memcpy(ip + 12, &a->sin_addr, 4);
        portAndInterface[0] = ntohs(a->sin_port);
    }
    return head.msg_flags & MSG_TRUNC ? TOO_SMALL : (int32_t) length;
}

static int isUsed(int32_t index) {
    for (int i = 0; i < interfaceCount; i++) {
        if (interfaces[i].index == index) {
            return 1;
        }
    }
    return 0;
}

int32_t N(receive)(int32_t s, int8_t* buffer, int32_t offset, int32_t capacity, int8_t* ip,
        int32_t* portAndInterface) {
    int32_t length;
    do {
        length = take(s == 0 ? matter : dns6, buffer + offset, capacity, ip, portAndInterface);
        if (length == NONE && s == 1) {
            length = take(dns4, buffer + offset, capacity, ip, portAndInterface);
        }
    } while (length != NONE && s == 1 && !isUsed(portAndInterface[1]));
    return length;
}

int32_t N(send)(int32_t s, int8_t* buffer, int32_t offset, int32_t length, int8_t* ip, int32_t port,
        int32_t index) {
    struct sockaddr_in6 to6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t) port)};
    struct sockaddr_in to4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t) port)};
    const uint8_t* to = (const uint8_t*) ip;
    int v4 = isIpv4(to) && s == 1;
    char control[CMSG_SPACE(sizeof(struct in6_pktinfo))] = {0};
    struct iovec from = {buffer + offset, (size_t) length};
    struct msghdr head = {.msg_iov = &from, .msg_iovlen = 1};
    memcpy(&to6.sin6_addr, to, 16);
    memcpy(&to4.sin_addr, to + 12, 4);
    to6.sin6_scope_id = to[0] == 0xFE || to[0] == 0xFF ? (uint32_t) index : 0;
    head.msg_name = v4 ? (void*) &to4 : (void*) &to6;
    head.msg_namelen = v4 ? sizeof to4 : sizeof to6;
    if (v4 && index != 0) {
        head.msg_control = control;
        head.msg_controllen = CMSG_SPACE(sizeof(struct in_pktinfo));
        struct cmsghdr* c = CMSG_FIRSTHDR(&head);
        struct in_pktinfo info = {.ipi_ifindex = index};
        c->cmsg_level = IPPROTO_IP;
        c->cmsg_type = IP_PKTINFO;
        c->cmsg_len = CMSG_LEN(sizeof info);
        memcpy(CMSG_DATA(c), &info, sizeof info);
    }
    ssize_t sent = sendmsg(s == 0 ? matter : v4 ? dns4 : dns6, &head, 0);
    return sent == length ? OK : FAILED;
}

int32_t N(member)(int32_t i, int8_t* group, int32_t offset, int32_t join) {
    const uint8_t* ip = (const uint8_t*) group + offset;
    int done;
    if (isIpv4(ip)) {
        struct ip_mreqn what = {.imr_ifindex = interfaces[i].index};
        memcpy(&what.imr_multiaddr, ip + 12, 4);
        done = setsockopt(dns4, IPPROTO_IP, join ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP, &what,
                sizeof what);
    } else {
        struct ipv6_mreq what = {.ipv6mr_interface = (unsigned) interfaces[i].index};
        memcpy(&what.ipv6mr_multiaddr, ip, 16);
        // The group of multicast DNS ends in ::fb of link scope; all others are Matter's.
        int dns = ip[1] == 2 && ip[15] == 0xFB;
        done = setsockopt(dns ? dns6 : matter, IPPROTO_IPV6,
                join ? IPV6_JOIN_GROUP : IPV6_LEAVE_GROUP, &what, sizeof what);
    }
    return done == 0 || errno == EADDRINUSE ? OK : FAILED;
}

// ---- Flash --------------------------------------------------------------------------------------

#define PAGES 64
#define PAGE 4096
#define FACTORY_PAGE 256
#define FILE_HEAD 32

static int store;
static int factory;

int32_t N(flashPages)(int32_t area) { return area == 0 ? PAGES : 256; }
int32_t N(flashPageSize)(int32_t area) { return area == 0 ? PAGE : FACTORY_PAGE; }

int32_t N(flashRead)(
        int32_t area, int32_t page, int32_t offset, int8_t* out, int32_t outOffset, int32_t length) {
    off_t at = area == 0 ? FILE_HEAD + (off_t) page * PAGE + offset
                         : (off_t) page * FACTORY_PAGE + offset;
    memset(out + outOffset, 0xFF, (size_t) length);
    ssize_t n = pread(area == 0 ? store : factory, out + outOffset, (size_t) length, at);
    return n < 0 || (area == 0 && n != length) ? FAILED : OK;
}

int32_t N(flashProgram)(
        int32_t area, int32_t page, int32_t offset, int8_t* bytes, int32_t from, int32_t length) {
    off_t at = FILE_HEAD + (off_t) page * PAGE + offset;
    return area == 0 && pwrite(store, bytes + from, (size_t) length, at) == length ? OK : FAILED;
}

int32_t N(flashErase)(int32_t area, int32_t page) {
    static const struct { char byte[PAGE]; } erased = {{[0 ... PAGE - 1] = (char) 0xFF}};
    off_t at = FILE_HEAD + (off_t) page * PAGE;
    return area == 0 && pwrite(store, erased.byte, PAGE, at) == PAGE ? OK : FAILED;
}

int32_t N(flashSync)(int32_t area) { return area != 0 || fdatasync(store) == 0 ? OK : FAILED; }

static int openIn(const char* folder, const char* name, int flags) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int file = open(path, flags | O_CLOEXEC, 0600);
    if (file < 0) {
        refuse(strerror(errno), path);
    }
    return file;
}

// A file of erased pages, as on the JVM; whole or not at all.
static void createStore(const char* folder) {
    static const uint8_t head[FILE_HEAD] = {
        'M', 'M', 'F', 'L', 'A', 'S', 'H', '\n', 1, 0, 0, 0, PAGES, 0, 0, 0, 0, PAGE >> 8, 0, 0,
        // CRC-32 of what is before it.
        0x52, 0xCB, 0xA3, 0x73,
    };
    char path[4096];
    char part[4096];
    snprintf(path, sizeof path, "%s/mattermote.store", folder);
    snprintf(part, sizeof part, "%s/mattermote.store.new", folder);
    if (access(path, F_OK) == 0) {
        return;
    }
    store = openIn(folder, "mattermote.store.new", O_RDWR | O_CREAT | O_TRUNC);
    int good = write(store, head, sizeof head) == sizeof head;
    for (int page = 0; page < PAGES; page++) {
        good &= N(flashErase)(0, page) == OK;
    }
    if (!good || fsync(store) != 0 || rename(part, path) != 0) {
        refuse(strerror(errno), path);
    }
    close(store);
}

static void openStorage(const char* folder) {
    int lock = openIn(folder, "mattermote.lock", O_RDWR | O_CREAT);
    if (lockf(lock, F_TLOCK, 0) != 0) {
        refuse("another device runs on this storage", folder);
    }
    createStore(folder);
    store = openIn(folder, "mattermote.store", O_RDWR);
    factory = openIn(folder, "factory.bin", O_RDONLY);
}

// ---- The loop -----------------------------------------------------------------------------------

#define LOOK_MILLIS 1000

static volatile sig_atomic_t stopAsked;
static int consoleOpen = 1;
static int64_t lookDue;

static void onSignal(int number) { stopAsked = 1; }

static int32_t button(void) {
    char text[64];
    ssize_t n = read(0, text, sizeof text);
    consoleOpen = n > 0;
    return n > 0 && text[0] == 'b' ? 2 : 0;
}

int32_t N(waitEvent)(int32_t millis) {
    int32_t pressed = 0;
    int64_t left = lookDue - N(millis)();
    if (left <= 0) {
        look();
        lookDue = N(millis)() + LOOK_MILLIS;
        left = LOOK_MILLIS;
    }
    struct pollfd all[4] = {
        {matter, POLLIN, 0}, {dns6, POLLIN, 0}, {dns4, POLLIN, 0}, {0, POLLIN, 0}};
    if (poll(all, consoleOpen ? 4 : 3, (int) (millis < left ? millis : left)) > 0
            && consoleOpen && all[3].revents != 0) {
        pressed = button();
    }
    return (stopAsked ? 1 : 0) | pressed;
}

int32_t N(seal)(void) {
    mote_seal();
    return OK;
}

int32_t N(figure)(int32_t number, int64_t value) { return OK; }

int32_t N(hostName)(int8_t* out, int32_t capacity) { return NONE; }

int32_t N(ready)(int32_t fabrics) {
    printf("mote: ready port=%d %s fabrics=%d\n", N(udpPort)(), label, fabrics);
    return OK;
}

int32_t N(bootReason)(void) { return mote_boot_reason(); }

int32_t N(exit)(int32_t how) {
    printf("mote: heap=%d allocations after seal: %d\n", mote_heap_used(),
            mote_allocations_after_seal());
    if (how == 1 || how == 2) {
        fflush(stdout);
        mote_restart();
    }
    exit(how);
}

int32_t Java_org_mattermote_firmware_image_ConsoleNatives_write(int8_t* text, int32_t length) {
    return fwrite(text, 1, (size_t) length, stdout) == (size_t) length ? OK : FAILED;
}

// STORAGE PORT LABEL [INTERFACE]: `mote` checks them and makes what is in STORAGE.
int main(int argc, char** argv) {
    // An image of a test has no store: NAME [FOLDER].
    if (argc >= 2 && argc <= 3 && strstr(argv[1], "-test") != NULL) {
        setvbuf(stdout, NULL, _IOLBF, 0);
        mote_reset_start(argv, argv[2]);
        mote_boot_record();
        mote_start();
        return 0;
    }
    if (argc < 4) {
        refuse("STORAGE PORT LABEL [INTERFACE] are needed", argv[0]);
    }
    wantedPort = atoi(argv[2]);
    label = argv[3];
    onlyInterface = argc > 4 ? argv[4] : NULL;
    setvbuf(stdout, NULL, _IOLBF, 0);
    struct sigaction action = {.sa_handler = onSignal};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    openStorage(argv[1]);
    mote_reset_start(argv, argv[1]);
    mote_boot_record();
    look();
    if (onlyInterface != NULL && interfaceCount == 0) {
        refuse("the interface is not there, is down or has no address", onlyInterface);
    }
    matter = open6(wantedPort, 0, 0);
    dns6 = open6(5353, 1, 1);
    dns4 = open4(5353);
    mote_start();
    return 0;
}
