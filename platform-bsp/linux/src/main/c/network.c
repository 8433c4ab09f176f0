// The interfaces of this machine that the device uses, as the kernel tells by rtnetlink: those that
// are up, can do multicast, are not loopback and have an address; or the one that was named.
#define _GNU_SOURCE
#include "natives.h"
#include "linux.h"
#include "words.h"
#include <fcntl.h>
#include <net/if.h>
#include <linux/rtnetlink.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

MoteInterface mote_interfaces[MOTE_INTERFACES];
int mote_interface_count;

static const char* only;
static int32_t generation;
static int asking;
static int news;
static int loopbackOnly;

// What is being gathered.
static MoteInterface now[MOTE_INTERFACES];
static int count;
static MoteInterface loopback;
static int onlyIsThere;

static MoteInterface* of(int32_t index) {
    for (int i = 0; i < count; i++) {
        if (now[i].index == index) {
            return &now[i];
        }
    }
    return index == loopback.index ? &loopback : NULL;
}

static void takeLink(const struct nlmsghdr* head) {
    const struct ifinfomsg* info = NLMSG_DATA(head);
    MoteInterface found;
    memset(&found, 0, sizeof found);
    found.index = info->ifi_index;
    int length = IFLA_PAYLOAD(head);
    for (struct rtattr* a = IFLA_RTA(info); RTA_OK(a, length); a = RTA_NEXT(a, length)) {
        size_t size = RTA_PAYLOAD(a);
        if (a->rta_type == IFLA_IFNAME && size <= sizeof found.name) {
            memcpy(found.name, RTA_DATA(a), size);
        } else if (a->rta_type == IFLA_ADDRESS && (size == 6 || size == 8)) {
            found.hardwareLength = (int32_t) size;
            memcpy(found.hardware, RTA_DATA(a), size);
        }
    }
    if (info->ifi_flags & IFF_LOOPBACK) {
        found.hardwareLength = 0;
    }
    int named = only != NULL && strcmp(found.name, only) == 0;
    onlyIsThere |= named;
    if (!(info->ifi_flags & IFF_UP)) {
        return;
    }
    if (named
            || (only == NULL && (info->ifi_flags & IFF_MULTICAST)
                    && !(info->ifi_flags & IFF_LOOPBACK))) {
        if (count < MOTE_INTERFACES) {
            now[count++] = found;
        }
    } else if (only == NULL && (info->ifi_flags & IFF_LOOPBACK) && loopback.index == 0) {
        loopback = found;
    }
}

static void takeAddress(const struct nlmsghdr* head) {
    const struct ifaddrmsg* info = NLMSG_DATA(head);
    MoteInterface* to = of((int32_t) info->ifa_index);
    uint32_t flags = info->ifa_flags;
    const void* address = NULL;
    const void* local = NULL;
    int length = IFA_PAYLOAD(head);
    for (struct rtattr* a = IFA_RTA(info); RTA_OK(a, length); a = RTA_NEXT(a, length)) {
        if (a->rta_type == IFA_FLAGS) {
            flags = *(const uint32_t*) RTA_DATA(a);
        } else if (a->rta_type == IFA_ADDRESS) {
            address = RTA_DATA(a);
        } else if (a->rta_type == IFA_LOCAL) {
            local = RTA_DATA(a);
        }
    }
    address = local != NULL ? local : address;
    // Nothing can be sent from an address before the kernel has made sure that nobody else has it.
    if (to == NULL || address == NULL || to->count == MOTE_ADDRESSES
            || (flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED))
            || (to == &loopback && info->ifa_family != AF_INET)) {
        return;
    }
    uint8_t* ip = to->address[to->count++];
    if (info->ifa_family == AF_INET6) {
        memcpy(ip, address, 16);
    } else {
        ip[10] = ip[11] = 0xFF;
        memcpy(ip + 12, address, 4);
    }
}

static void dump(int type, void (*take)(const struct nlmsghdr*)) {
    alignas(struct nlmsghdr) char buffer[8192];
    struct {
        struct nlmsghdr head;
        struct rtgenmsg body;
    } ask = {.head = {.nlmsg_len = NLMSG_LENGTH(sizeof(struct rtgenmsg)),
                     .nlmsg_type = (uint16_t) type, .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP}};
    if (send(asking, &ask, ask.head.nlmsg_len, 0) < 0) {
        return;
    }
    for (;;) {
        ssize_t n = recv(asking, buffer, sizeof buffer, 0);
        if (n <= 0) {
            return;
        }
        int left = (int) n;
        for (struct nlmsghdr* head = (struct nlmsghdr*) buffer; NLMSG_OK(head, left);
                head = NLMSG_NEXT(head, left)) {
            if (head->nlmsg_type == NLMSG_DONE || head->nlmsg_type == NLMSG_ERROR) {
                return;
            }
            take(head);
        }
    }
}

static void gather(void) {
    memset(now, 0, sizeof now);
    memset(&loopback, 0, sizeof loopback);
    count = 0;
    onlyIsThere = 0;
    dump(RTM_GETLINK, takeLink);
    dump(RTM_GETADDR, takeAddress);
    int kept = 0;
    for (int i = 0; i < count; i++) {
        if (now[i].count > 0) {
            now[kept++] = now[i];
        }
    }
    if (kept == 0 && loopback.count > 0) {
        now[kept++] = loopback;
    }
    if (kept < MOTE_INTERFACES) {
        memset(now + kept, 0, (size_t) (MOTE_INTERFACES - kept) * sizeof now[0]);
    }
    count = kept;
}

static void tell(void) {
    char line[MOTE_LINE];
    char* at = mote_put(mote_put(line, "mote: network interface="), mote_interfaces[0].name);
    mote_put(at, loopbackOnly
                    ? " ipv4-only: no other interface is up with multicast and an address\n"
                    : "\n");
    mote_console(line);
}

void mote_network_look(void) {
    char drained[1024];
    while (recv(news, drained, sizeof drained, MSG_DONTWAIT) > 0) {
    }
    gather();
    int same = count == mote_interface_count && memcmp(now, mote_interfaces, sizeof now) == 0;
    memcpy(mote_interfaces, now, sizeof now);
    mote_interface_count = count;
    int loopbackNow = count == 1 && now[0].index == loopback.index;
    if (count > 0 && loopbackNow != loopbackOnly) {
        loopbackOnly = loopbackNow;
        tell();
    }
    if (mote_sockets_adjust() || !same) {
        generation++;
    }
}

int mote_network_news(void) { return news; }

static _Noreturn void none(void) {
    if (only == NULL) {
        mote_refuse("no network interface is up,", "not even loopback");
    }
    const char* name = only;
    const char* fault = onlyIsThere ? " is down or has no address" : " is not there";
    char line[2 * MOTE_LINE];
    char* at = mote_put(mote_put(line, fault), "; usable:");
    only = NULL;
    gather();
    for (int i = 0; i < count && i < 6; i++) {
        at = mote_put(mote_put(at, i == 0 ? " " : ", "), now[i].name);
    }
    char wanted[MOTE_LINE];
    mote_put(mote_put(wanted, "interface "), strlen(name) < 32 ? name : "of this name");
    mote_refuse(wanted, line + 1);
}

void mote_network_open(const char* name) {
    only = name;
    asking = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    news = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    struct sockaddr_nl groups = {.nl_family = AF_NETLINK,
            .nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR};
    if (asking < 0 || news < 0 || bind(news, (struct sockaddr*) &groups, sizeof groups) != 0) {
        mote_refuse("the network", "cannot be asked for");
    }
    gather();
    if (count == 0) {
        none();
    }
    memcpy(mote_interfaces, now, sizeof now);
    mote_interface_count = count;
    loopbackOnly = count == 1 && now[0].index == loopback.index;
    if (loopbackOnly) {
        tell();
    }
}

// ---- Natives ------------------------------------------------------------------------------------

int32_t N(networkGeneration)(void) { return generation; }
int32_t N(interfaceCount)(void) { return mote_interface_count; }
int32_t N(interfaceIndex)(int32_t i) { return mote_interfaces[i].index; }
int32_t N(hardwareAddress)(int32_t i, int8_t* out, int32_t offset) {
    memcpy(out + offset, mote_interfaces[i].hardware, (size_t) mote_interfaces[i].hardwareLength);
    return mote_interfaces[i].hardwareLength;
}
int32_t N(interfaceName)(int32_t i, int8_t* out, int32_t offset) {
    size_t length = strlen(mote_interfaces[i].name);
    memcpy(out + offset, mote_interfaces[i].name, length);
    return (int32_t) length;
}
int32_t N(addressCount)(int32_t i) { return mote_interfaces[i].count; }
int32_t N(address)(int32_t i, int32_t n, int8_t* out, int32_t offset) {
    memcpy(out + offset, mote_interfaces[i].address[n], 16);
    return OK;
}

int64_t N(link)(int32_t i, int32_t what) {
    static const char* const files[] = {
        "statistics/rx_packets", "statistics/tx_packets", "statistics/tx_errors",
        "statistics/collisions", "statistics/rx_dropped", "speed", "duplex", "carrier",
    };
    char path[96];
    char text[32];
    mote_put(mote_put(mote_put(mote_put(path, "/sys/class/net/"), mote_interfaces[i].name), "/"),
            files[what]);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return NONE;
    }
    ssize_t n = read(file, text, sizeof text - 1);
    close(file);
    if (n <= 0) {
        return NONE;
    }
    text[n] = 0;
    if (what == 6) {
        return strncmp(text, "full", 4) == 0 ? 1 : strncmp(text, "half", 4) == 0 ? 0 : NONE;
    }
    long long value = atoll(text);
    return value < 0 ? NONE : value;
}
