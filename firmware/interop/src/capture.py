"""Prints each UDP datagram that passes an interface as one line of JSON; asks nothing of either side.

usage: capture.py INTERFACE

`t` is the kernel's time in milliseconds since 1970, `size` the whole IPv6 packet in bytes, `data` the
UDP payload in hex. A fragment is printed without ports and data.
"""

import json
import socket
import struct
import sys

ETH_P_IPV6 = 0x86DD
PACKET_LOOPBACK = 5
SO_TIMESTAMPNS = 35
UDP = 17
FRAGMENT = 44


def main(interface):
    packets = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0003))
    packets.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    packets.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
    packets.bind((interface, 0x0003))
    print(json.dumps({"listening": interface}), flush=True)
    while True:
        packet, extra, _, address = packets.recvmsg(65536, 64)
        _, protocol, kind, _, _ = address
        if protocol != ETH_P_IPV6 or kind == PACKET_LOOPBACK or len(packet) < 48:
            continue
        following = packet[6]
        if following not in (UDP, FRAGMENT):
            continue
        seconds, nanos = struct.unpack("@qq", extra[0][2])
        line = {
            "t": seconds * 1000 + nanos / 1e6,
            "from": socket.inet_ntop(socket.AF_INET6, packet[8:24]),
            "to": socket.inet_ntop(socket.AF_INET6, packet[24:40]),
            "size": len(packet),
        }
        if following == FRAGMENT:
            line["fragment"] = True
        else:
            line["sport"], line["dport"], length, _ = struct.unpack(">HHHH", packet[40:48])
            line["data"] = packet[48 : 40 + length].hex()
        print(json.dumps(line), flush=True)


main(sys.argv[1])
