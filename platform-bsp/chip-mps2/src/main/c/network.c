// lwIP between the Ethernet controller and the two sockets of a device. Everything runs in the one
// thread: packets are looked for when the device asks or waits.
#include "mps2.h"
#include "natives.h"
#include <lwip/ethip6.h>
#include <lwip/init.h>
#include <lwip/mld6.h>
#include <lwip/nd6.h>
#include <lwip/netif.h>
#include <lwip/timeouts.h>
#include <lwip/udp.h>
#include <netif/ethernet.h>
#include <string.h>

#define N(name) Java_org_mattermote_bsp_natives_BoardNatives_##name

#define SOCKETS 2
#define MDNS_PORT 5353
#define MTU 1500
// Datagrams of a socket that wait for the device; those that come while it is full are lost.
#define QUEUE 8
#define INTERFACE_INDEX 1

typedef struct {
    struct pbuf* packet;
    ip6_addr_t from;
    uint16_t port;
} Datagram;

static struct netif link;
static struct udp_pcb* sockets[SOCKETS];
static Datagram queues[SOCKETS][QUEUE];
static uint32_t first[SOCKETS];
static uint32_t waiting[SOCKETS];
static int udpPort;

static ip6_addr_t addresses[LWIP_IPV6_NUM_ADDRESSES];
static int32_t addressCount;
static int32_t generation;

u32_t sys_now(void) { return (u32_t) mps2_millis(); }

// Only spreads the answers to routers in time. Of its own, so that a device takes the same randomness in the same
// order each time.
u32_t mote_random(void) {
    static u32_t state;
    if (state == 0) {
        memcpy(&state, link.hwaddr + 2, sizeof state);
    }
    state = state * 1664525 + 1013904223;
    return state >> 1;
}

// ---- Packets ------------------------------------------------------------------------------------

static err_t transmit(struct netif* to, struct pbuf* packet) {
    return lan9118_send(packet) ? ERR_OK : ERR_IF;
}

static err_t describe(struct netif* to) {
    to->name[0] = 'e';
    to->name[1] = 'n';
    to->mtu = MTU;
    to->hwaddr_len = 6;
    to->output_ip6 = ethip6_output;
    to->linkoutput = transmit;
    to->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHERNET | NETIF_FLAG_MLD6 | NETIF_FLAG_LINK_UP;
    return ERR_OK;
}

static void arrived(
        void* argument, struct udp_pcb* pcb, struct pbuf* packet, const ip_addr_t* from, u16_t port) {
    int s = pcb == sockets[1];
    if (waiting[s] == QUEUE) {
        lan9118_dropped++;
        pbuf_free(packet);
        return;
    }
    Datagram* last = &queues[s][(first[s] + waiting[s]++) % QUEUE];
    last->packet = packet;
    last->from = *ip_2_ip6(from);
    last->port = port;
}

// What changed about our addresses: lwIP makes them of what routers say, and lets them go.
static void look(void) {
    ip6_addr_t now[LWIP_IPV6_NUM_ADDRESSES];
    int32_t count = 0;
    memset(now, 0, sizeof now);
    for (int i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++) {
        if (ip6_addr_isvalid(netif_ip6_addr_state(&link, i))) {
            now[count++] = *netif_ip6_addr(&link, i);
        }
    }
    if (count != addressCount || memcmp(now, addresses, sizeof now) != 0) {
        memcpy(addresses, now, sizeof now);
        addressCount = count;
        generation++;
    }
}

void mps2_network_poll(void) {
    struct pbuf* packet;
    while ((packet = lan9118_receive()) != NULL) {
        if (link.input(packet, &link) != ERR_OK) {
            pbuf_free(packet);
        }
    }
    sys_check_timeouts();
    look();
}

#ifndef MOTE_TCP
int mps2_streams_waiting(void) { return 0; }
#endif

int mps2_network_waiting(void) { return waiting[0] + waiting[1] != 0 || mps2_streams_waiting(); }

uint32_t mps2_network_sleep(void) { return sys_timeouts_sleeptime(); }

void mps2_network_start(int port) {
    static const int none = 0;
    lwip_init();
    netif_add_noaddr(&link, (void*) &none, describe, ethernet_input);
    lan9118_start(link.hwaddr);
    netif_create_ip6_linklocal_address(&link, 1);
    netif_set_ip6_autoconfig_enabled(&link, 1);
    netif_set_default(&link);
    netif_set_up(&link);
    udpPort = port;
    for (int s = 0; s < SOCKETS; s++) {
        sockets[s] = udp_new_ip_type(IPADDR_TYPE_V6);
        udp_bind(sockets[s], IP6_ADDR_ANY, (u16_t) (s == 0 ? port : MDNS_PORT));
        udp_recv(sockets[s], arrived, NULL);
    }
    mps2_network_poll();
}

// ---- Natives ------------------------------------------------------------------------------------

int32_t N(udpPort)(void) { return udpPort; }

int32_t N(receive)(int32_t s, int8_t* buffer, int32_t offset, int32_t capacity, int8_t* ip,
        int32_t* portAndInterface) {
    if (waiting[s] == 0) {
        mps2_network_poll();
    }
    if (waiting[s] == 0) {
        return NONE;
    }
    Datagram* next = &queues[s][first[s]];
    first[s] = (first[s] + 1) % QUEUE;
    waiting[s]--;
    int32_t length = next->packet->tot_len;
    memcpy(ip, &next->from, 16);
    portAndInterface[0] = next->port;
    portAndInterface[1] = INTERFACE_INDEX;
    if (length > capacity) {
        length = TOO_SMALL;
    } else {
        pbuf_copy_partial(next->packet, buffer + offset, (u16_t) length, 0);
    }
    pbuf_free(next->packet);
    return length;
}

int32_t N(send)(int32_t s, int8_t* buffer, int32_t offset, int32_t length, int8_t* ip, int32_t port,
        int32_t index) {
    struct pbuf* packet = pbuf_alloc(PBUF_TRANSPORT, (u16_t) length, PBUF_RAM);
    if (packet == NULL) {
        return FAILED;
    }
    ip_addr_t to;
    memset(&to, 0, sizeof to);
    memcpy(ip_2_ip6(&to), ip, 16);
    pbuf_take(packet, buffer + offset, (u16_t) length);
    err_t sent = udp_sendto(sockets[s], packet, &to, (u16_t) port);
    pbuf_free(packet);
    return sent == ERR_OK ? OK : FAILED;
}

int32_t N(networkGeneration)(void) { return generation; }
int32_t N(interfaceCount)(void) { return 1; }
int32_t N(interfaceIndex)(int32_t i) { return INTERFACE_INDEX; }
int32_t N(hardwareAddress)(int32_t i, int8_t* out, int32_t offset) {
    memcpy(out + offset, link.hwaddr, 6);
    return 6;
}
int32_t N(interfaceName)(int32_t i, int8_t* out, int32_t offset) {
    memcpy(out + offset, "en0", 3);
    return 3;
}
int64_t N(link)(int32_t i, int32_t what) {
    switch (what) {
        case 0: return lan9118_received;
        case 1: return lan9118_sent;
        case 2: return lan9118_send_errors;
        case 3: return 0;
        case 4: return lan9118_dropped;
        case 5: return 100;
        case 6: return 1;
        case 7: return lan9118_carrier();
        default: return NONE;
    }
}
int32_t N(addressCount)(int32_t i) { return addressCount; }
int32_t N(address)(int32_t i, int32_t n, int8_t* out, int32_t offset) {
    memcpy(out + offset, &addresses[n], 16);
    return OK;
}

int32_t N(member)(int32_t i, int8_t* group, int32_t offset, int32_t join) {
    ip6_addr_t address;
    memset(&address, 0, sizeof address);
    memcpy(&address, group + offset, 16);
    err_t done = join ? mld6_joingroup_netif(&link, &address) : mld6_leavegroup_netif(&link, &address);
    return done == ERR_OK ? OK : FAILED;
}
