// lwIP on this board: one Ethernet link, IPv6, UDP, groups, TCP in images that have it; no thread, and pools instead of
// malloc.
#pragma once

#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_NETCONN 0
#define LWIP_SOCKET 0
#define LWIP_SINGLE_NETIF 1
#define LWIP_NETIF_LOOPBACK 0
#define LWIP_STATS 0
#define LWIP_NOASSERT 1

#define LWIP_IPV4 0
#define LWIP_ARP 0
#define LWIP_ETHERNET 1
#define LWIP_RAW 0
#define LWIP_DNS 0
#define LWIP_UDP 1
#define MEMP_NUM_UDP_PCB 2

#ifdef MOTE_TCP
#define LWIP_TCP 1
// As many as a camera has connections, with the one that is turned away; and those that only wait for their end.
#define MEMP_NUM_TCP_PCB (MPS2_STREAMS + 3)
#define MEMP_NUM_TCP_PCB_LISTEN 1
#define MPS2_STREAMS 5
// A packet of 1280 bytes.
#define TCP_MSS 1220
// Two packets each way: the longest message goes in two rounds. A ring of each connection is as long as the window.
#define TCP_WND (2 * TCP_MSS)
#define TCP_SND_BUF (2 * TCP_MSS)
#define TCP_SND_QUEUELEN 4
#define TCP_SNDQUEUELOWAT 2
#define MEMP_NUM_TCP_SEG (MPS2_STREAMS * TCP_SND_QUEUELEN)
// What came out of order is sent again: it would keep packets.
#define TCP_QUEUE_OOSEQ 0
#define TCP_OVERSIZE 0
#else
#define LWIP_TCP 0
#endif

#define LWIP_IPV6 1
#define LWIP_IPV6_NUM_ADDRESSES 4
// Matter's packets fit a link of 1280 bytes, those of multicast DNS fit this one.
#define LWIP_IPV6_FRAG 0
#define LWIP_IPV6_REASS 0
#define LWIP_IPV6_AUTOCONFIG 1
#define LWIP_IPV6_SEND_ROUTER_SOLICIT 1
// The address is made of a hardware address that `mote` gives to one device only; without this the board
// could be reached a second later.
#define LWIP_IPV6_DUP_DETECT_ATTEMPTS 0
#define LWIP_IPV6_DHCP6 0
#define LWIP_ICMP6 1

// Groups of multicast DNS, of each Matter group, and those of the addresses.
#define LWIP_IPV6_MLD 1
#define MEMP_NUM_MLD6_GROUP 24

// Controllers that talk at the same time; a router each for two of the borders of a home.
#define LWIP_ND6_NUM_NEIGHBORS 16
#define LWIP_ND6_NUM_DESTINATIONS 16
#define LWIP_ND6_NUM_PREFIXES 4
#define LWIP_ND6_NUM_ROUTERS 2
#define LWIP_ND6_QUEUEING 1
#define MEMP_NUM_ND6_QUEUE 8

#define MEM_ALIGNMENT 4
#define MEM_LIBC_MALLOC 0
#define MEMP_MEM_MALLOC 0
// Packets that are sent come from lwippools.h.
#define MEM_USE_POOLS 1
#define MEMP_USE_CUSTOM_POOLS 1
#define MEM_USE_POOLS_TRY_BIGGER_POOL 1
// Packets that are received: 12 KB, eight of the longest.
#define PBUF_POOL_SIZE 24
#define PBUF_POOL_BUFSIZE 512
#define MEMP_NUM_PBUF 8
