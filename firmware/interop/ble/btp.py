"""The Bluetooth Transport Protocol of a central (Matter core 4.19), as small as a test needs it.

It obeys the windows, acknowledges when few places are left, and can stop at any segment.
"""

import asyncio
import struct

BEGIN = 0x01
CONTINUE = 0x02
END = 0x04
ACK = 0x08
MANAGEMENT = 0x20
HANDSHAKE = 0x40

HANDSHAKE_OPCODE = 0x6C
VERSION = 4


class Flaw(Exception):
    """What the peer sent breaks a rule of the protocol."""


def handshake_request(mtu, window, version=VERSION):
    flags = HANDSHAKE | MANAGEMENT | BEGIN | END
    return struct.pack("<BBBBBBHB", flags, HANDSHAKE_OPCODE, version, 0, 0, 0, mtu, window)


def handshake_response(data):
    """Version, segment size and window."""
    flags, opcode, version, size, window = struct.unpack("<BBBHB", data)
    if (flags, opcode) != (HANDSHAKE | MANAGEMENT | BEGIN | END, HANDSHAKE_OPCODE):
        raise Flaw(f"handshake response {data.hex()}")
    return version, size, window


class Session:
    """After the handshake. `write` is a coroutine function that sends a packet and ends when it was answered."""

    def __init__(self, write, size, window):
        self.write = write
        self.size = size
        self.window = window
        self.next = 0
        self.acked = -1
        # The handshake response counts as the peer's packet 0.
        self.received = 0
        self.answered = -1
        self.gathered = None
        self.length = 0
        self.messages = asyncio.Queue()
        self.moved = asyncio.Event()
        self.segments = 0
        self.largest = 0
        self.failure = None
        self.lock = asyncio.Lock()

    def places(self):
        """Packets that the peer takes now."""
        return self.window - (self.next - self.acked - 1)

    def owed(self):
        """Packets of the peer that it has no acknowledgement of."""
        return self.received - self.answered

    def feed(self, data):
        """A packet of the peer; True if it should be acknowledged at once."""
        flags, at = data[0], 1
        if flags & (HANDSHAKE | MANAGEMENT):
            raise Flaw(f"flags {flags:02X}")
        if len(data) > self.size:
            raise Flaw(f"a packet of {len(data)} bytes, agreed on {self.size}")
        if flags & ACK:
            acked = data[at]
            at += 1
            ahead = (acked - self.acked) % 256
            if self.acked + ahead >= self.next:
                raise Flaw(f"acknowledges {acked}, which was not sent")
            self.acked += ahead
        if data[at] != (self.received + 1) % 256:
            raise Flaw(f"sequence number {data[at]} after {self.received % 256}")
        at += 1
        self.received += 1
        if self.owed() > self.window:
            raise Flaw(f"{self.owed()} packets in a window of {self.window}")
        if flags & BEGIN:
            if self.gathered is not None:
                raise Flaw("a message within a message")
            (self.length,) = struct.unpack_from("<H", data, at)
            at += 2
            self.gathered = b""
        if flags & (BEGIN | CONTINUE | END):
            if self.gathered is None:
                raise Flaw("a segment without its message's first")
            self.gathered += data[at:]
            self.segments += 1
            self.largest = max(self.largest, len(data))
            if flags & END:
                if len(self.gathered) != self.length:
                    raise Flaw(f"a message of {len(self.gathered)} bytes, announced {self.length}")
                self.messages.put_nowait(self.gathered)
                self.gathered = None
        self.moved.set()
        return self.window - self.owed() <= 1 and bool(flags & (BEGIN | CONTINUE | END))

    async def acknowledge(self):
        async with self.lock:
            if self.owed():
                await self._packet(0, b"")

    async def _packet(self, flags, rest):
        head = bytes([flags])
        if self.owed():
            head = bytes([flags | ACK, self.received % 256])
            self.answered = self.received
        head += bytes([self.next % 256])
        self.next += 1
        await self.write(head + rest)

    async def send(self, message, most=None):
        """Sends a message, or its first `most` segments; how many went."""
        sent = 0
        rest = message
        while rest and sent != most:
            # The last place is for a packet that acknowledges (Matter core 4.19.4.6).
            while self.places() < 1 or (self.places() == 1 and not self.owed()):
                self.moved.clear()
                await asyncio.wait_for(self.moved.wait(), 20)
            async with self.lock:
                first = rest is message
                room = self.size - 2 - (2 if first else 0) - (1 if self.owed() else 0)
                piece, rest = rest[:room], rest[room:]
                flags = (BEGIN if first else CONTINUE) | (0 if rest else END)
                await self._packet(flags, (struct.pack("<H", len(message)) if first else b"") + piece)
            sent += 1
        return sent
