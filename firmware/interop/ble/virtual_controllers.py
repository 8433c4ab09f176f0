"""Bluetooth controllers that exist in this process only, on one radio, each offered to a host by its HCI.

    virtual_controllers.py [--acl-length N] [--interval MS] OFFER OFFER...

An OFFER is `tcp:HOST:PORT` (port 0: any free one), `pty`, or `pty:LINK`, a name for it in the file system. When all
are there, one line each says how a host reaches it, in the order of the command line, then a last one:

    controller=1 hci=tcp:127.0.0.1:41001 address=C0:DE:00:00:00:01
    controller=2 hci=serial:/dev/pts/3:1000000 address=C0:DE:00:00:00:02
    ready

`address` is its public address; a host that sets a random one uses that. It ends on SIGTERM, SIGINT, or when its
standard input is closed.

The controllers are Bumble's. What of them is not as a real one, and so is made good here, is said where it is.
"""

import argparse
import asyncio
import logging
import os
import pty
import signal
import sys
import termios
import tty

from bumble import controller, hci, ll
from bumble.core import PhysicalTransport
from bumble.link import LocalLink
from bumble.transport.common import PacketParser

BAUD = 1000000

log = logging.getLogger("virtual-controllers")


class Link(LocalLink):
    """The radio. A connection keeps the addresses it was made with, whatever its host sets afterwards.

    `interval` is the time between two PDUs of a connection in one direction, in seconds; Bumble knows none.
    """

    def __init__(self, interval=0):
        super().__init__()
        self.interval = interval

    def send_acl_data(self, sender_controller, destination_address, transport, data):
        # Bumble names the sender by the random address it has now, also where the connection was made with another.
        if transport != PhysicalTransport.LE:
            super().send_acl_data(sender_controller, destination_address, transport, data)
            return
        connection = sender_controller.le_connections.get(destination_address)
        receiver = self.find_le_controller(destination_address)
        if connection and receiver:
            loop = asyncio.get_running_loop()
            arrives = max(loop.time(), getattr(connection, "last_arrival", 0)) + self.interval
            connection.last_arrival = arrives
            loop.call_at(arrives, receiver.on_link_acl_data, connection.self_address, transport, data)

    def send_ll_control_pdu(self, sender_address, receiver_address, packet):
        # Bumble raises where the other side has just left; then the side that stays would keep its connection.
        if self.find_le_controller(receiver_address):
            super().send_ll_control_pdu(sender_address, receiver_address, packet)

    def other_side(self, connection):
        """The connection of the peer, or None where it has none."""
        peer = self.find_le_controller(connection.peer_address)
        return peer and peer.le_connections.get(connection.self_address)


class VirtualController(controller.Controller):
    """A controller of Bumble's that fragments, resets and cancels."""

    # A central that was not heard sees that six connection intervals later (Bluetooth core, volume 6 part B 4.5.2).
    ESTABLISHMENT_SECONDS = 0.1

    def __init__(self, name, link, public_address, acl_length=251):
        super().__init__(name, link=link, public_address=public_address)
        self.le_acl_data_packet_length = acl_length
        self.suggested_max_tx_octets = acl_length
        self.supported_max_tx_octets = acl_length
        self.supported_max_rx_octets = acl_length

    def on_link_acl_data(self, sender_address, transport, data):
        # Bumble hands a whole L2CAP PDU over in one packet, however long.
        connection = self.le_connections.get(sender_address)
        if connection is None:
            return
        size = self.le_acl_data_packet_length
        for at in range(0, len(data), size):
            piece = data[at : at + size]
            flag = hci.HCI_ACL_PB_CONTINUATION if at else hci.HCI_ACL_PB_FIRST_FLUSHABLE
            self.send_hci_packet(hci.HCI_AclDataPacket(connection.handle, flag, 0, len(piece), piece))

    def create_le_connection(self, peer_address):
        super().create_le_connection(peer_address)
        # Bumble calls it connected although the advertiser may have been taken by another in the same moment.
        connection = self.le_connections.get(peer_address)
        if connection:
            loop = asyncio.get_running_loop()
            loop.call_later(self.ESTABLISHMENT_SECONDS, self._check_established, connection)

    def _check_established(self, connection):
        if self.le_connections.get(connection.peer_address) is connection and not self.link.other_side(connection):
            self.on_le_disconnected(connection, hci.HCI_ErrorCode.CONNECTION_FAILED_TO_BE_ESTABLISHED_ERROR)

    def on_hci_le_create_connection_cancel_command(self, command):
        # Bumble says yes and goes on connecting, so that no other connection can be asked for.
        pending, self.pending_le_connection = self.pending_le_connection, None
        if pending is None:
            return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.COMMAND_DISALLOWED_ERROR)
        asyncio.get_running_loop().call_soon(
            self.send_hci_packet,
            hci.HCI_LE_Connection_Complete_Event(
                status=hci.HCI_ErrorCode.UNKNOWN_CONNECTION_IDENTIFIER_ERROR,
                connection_handle=0,
                role=hci.Role.CENTRAL,
                peer_address_type=pending.peer_address.address_type,
                peer_address=pending.peer_address,
                connection_interval=0,
                peripheral_latency=0,
                supervision_timeout=0,
                central_clock_accuracy=0,
            ),
        )
        return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.SUCCESS)

    def on_hci_reset_command(self, command):
        # Bumble forgets nothing on a reset.
        self.clear()
        return super().on_hci_reset_command(command)

    def clear(self):
        """As when it is switched off: silent, its peers lose their connections."""
        self.le_legacy_advertiser.stop()
        for advertising_set in self.advertising_sets.values():
            advertising_set.stop()
        self.advertising_sets.clear()
        self.le_scan_enable = False
        self.pending_le_connection = None
        for connection in list(self.le_connections.values()):
            self.lose(connection, at_our_host=False)

    def lose(self, connection, at_our_host=True):
        """The connection breaks as when one side leaves the room: each side's supervision ends it."""
        reason = hci.HCI_ErrorCode.CONNECTION_TIMEOUT_ERROR
        if other := self.link.other_side(connection):
            other.controller.on_le_disconnected(other, reason)
        if at_our_host:
            self.on_le_disconnected(connection, reason)
        else:
            del self.le_connections[connection.peer_address]


class HostPort:
    """Where a host sits: bytes of it go to the controller as packets. A packet that is broken off is forgotten."""

    def __init__(self, device):
        self.controller = device
        self.parser = PacketParser(self)
        device.set_packet_sink(self._Sink(self))

    class _Sink:
        def __init__(self, port):
            self.port = port

        def on_packet(self, packet):
            self.port.write(packet)

    def on_packet(self, packet):
        if packet[:4] == bytes(hci.HCI_Reset_Command()):
            self.discard()
        self.controller.on_packet(packet)

    def take(self, data):
        try:
            self.parser.feed_data(data)
        except Exception as error:
            log.warning("%s: %s", self.controller.name, error)
            self.parser.reset()

    def discard(self):
        """What no host has taken yet is not for the one that resets."""


class TcpPort(HostPort):
    """One host at a time; a second is turned away. The controller is as switched off when its host leaves."""

    client = None

    async def listen(self, host, port):
        server = await asyncio.start_server(self._serve, host, port)
        return "tcp:%s:%d" % (host, server.sockets[0].getsockname()[1])

    async def _serve(self, reader, writer):
        if self.client:
            writer.close()
            return
        self.client = writer
        self.parser.reset()
        try:
            while data := await reader.read(4096):
                self.take(data)
        except ConnectionError:
            pass
        finally:
            self.client = None
            self.controller.clear()
            writer.close()

    def write(self, packet):
        if self.client:
            self.client.write(packet)


class PtyPort(HostPort):
    """A serial line; as on a real one nobody knows whether a host is there, its reset begins a new time."""

    # More than a host lets lie; what an absent one does not take is lost.
    MOST_WAITING = 65536

    def open(self, link):
        self.primary, self.replica = pty.openpty()
        tty.setraw(self.replica)
        os.set_blocking(self.primary, False)
        self.waiting = bytearray()
        asyncio.get_running_loop().add_reader(self.primary, self._read)
        path = os.ttyname(self.replica)
        if link:
            os.symlink(path, link)
            self.link = link
        return "serial:%s:%d" % (link or path, BAUD)

    link = None

    def close(self):
        if self.link:
            os.unlink(self.link)

    def _read(self):
        self.take(os.read(self.primary, 4096))

    def write(self, packet):
        if len(self.waiting) + len(packet) > self.MOST_WAITING:
            return
        if not self.waiting:
            asyncio.get_running_loop().add_writer(self.primary, self._flush)
        self.waiting += packet

    def _flush(self):
        try:
            del self.waiting[: os.write(self.primary, self.waiting)]
        except BlockingIOError:
            return
        if not self.waiting:
            asyncio.get_running_loop().remove_writer(self.primary)

    def discard(self):
        self.waiting.clear()
        asyncio.get_running_loop().remove_writer(self.primary)
        termios.tcflush(self.replica, termios.TCIFLUSH)


def address(number):
    return "C0:DE:00:00:00:%02X" % number


async def offer(spec, device):
    """Opens what the command line asks for; how a host reaches it, as `mote run --hci` takes it, and the port."""
    kind, _, rest = spec.partition(":")
    if kind == "tcp":
        host, _, port = rest.rpartition(":")
        place = TcpPort(device)
        return await place.listen(host, int(port)), place
    place = PtyPort(device)
    return place.open(rest), place


class OneLineParser(argparse.ArgumentParser):
    def error(self, message):
        self.exit(2, f"virtual-controllers: {message}\n")


def offer_argument(text):
    kind, _, rest = text.partition(":")
    host, _, port = rest.rpartition(":")
    if kind == "pty" or (kind == "tcp" and host and port.isdigit() and int(port) < 65536):
        return text
    raise argparse.ArgumentTypeError(f"{text} is no offer; tcp:HOST:PORT, pty or pty:LINK")


async def main():
    parser = OneLineParser(
        prog="virtual-controllers",
        description="Bluetooth controllers without Bluetooth, on one radio.",
    )
    parser.add_argument("--acl-length", type=int, default=251, metavar="N", help="bytes in an ACL packet, 27 to 251")
    parser.add_argument("--interval", type=float, default=0, metavar="MS", help="between two PDUs, milliseconds")
    parser.add_argument("--verbose", action="store_true", help="every packet on standard error")
    parser.add_argument("offers", nargs="+", type=offer_argument, metavar="OFFER", help="tcp:HOST:PORT, pty or pty:LINK")
    options = parser.parse_args()
    if not 27 <= options.acl_length <= 251:
        parser.error(f"--acl-length {options.acl_length}; 27 to 251")
    logging.basicConfig(level=logging.DEBUG if options.verbose else logging.CRITICAL, stream=sys.stderr)

    end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end.set)
    link = Link(options.interval / 1000)
    places = []
    try:
        for number, spec in enumerate(options.offers, 1):
            device = VirtualController(f"controller {number}", link, address(number), options.acl_length)
            try:
                reached, place = await offer(spec, device)
            except OSError as error:
                parser.error(f"{spec}: {error.strerror}")
            places.append(place)
            print(f"controller={number} hci={reached} address={address(number)}", flush=True)
        print("ready", flush=True)

        def listen():
            try:
                if not os.read(0, 4096):
                    end.set()
            except OSError:
                end.set()

        try:
            loop.add_reader(0, listen)
        except (PermissionError, ValueError):
            # A file or nothing at all cannot be waited for: then only a signal ends it.
            pass
        await end.wait()
    finally:
        for place in places:
            if isinstance(place, PtyPort):
                place.close()


if __name__ == "__main__":
    asyncio.run(main())
