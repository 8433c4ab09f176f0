"""The messages between device and processor; LinkMessage.java has the table."""

import dataclasses
import ipaddress
import uuid

OPEN, ICE_SERVER, PEER, CANDIDATE, END_OF_CANDIDATES, CLOSE = range(1, 7)
SOURCE_READY, STANDBY, LOCAL_CANDIDATE, GATHERED, CONNECTED, FAILED = range(0x81, 0x87)

CONTROLLING = 1
DTLS_CLIENT = 2

AUDIO, VIDEO = range(2)
H264, VP8, OPUS, PCMU, PCMA = range(1, 6)
SENDS = 1

URL, USER_NAME, CREDENTIAL = range(3)

NO_ADDRESS, IPV4, IPV6, MDNS_UUID, MDNS_NAME = range(5)
TYPES = ["host", "srflx", "prflx", "relay"]
UDP = 0
NO_SECTION = 0xFF

# WebRTCEndReasonEnum
ICE_FAILED = 0
ICE_TIMEOUT = 1
MEDIA_TIMEOUT = 9


class Reader:
    """Takes fields one after the other; a message that ends early is a ValueError."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, length):
        if self.at + length > len(self.data):
            raise ValueError("a message ends early")
        self.at += length
        return self.data[self.at - length : self.at]

    def number(self, length):
        return int.from_bytes(self.take(length), "little")

    def text(self):
        return self.take(self.number(2)).decode()

    @property
    def more(self):
        return self.at < len(self.data)


@dataclasses.dataclass
class Server:
    urls: list
    username: str = None
    credential: str = None


@dataclasses.dataclass
class Stream:
    section: int
    kind: int
    codec: int
    direction: int
    payload_type: int
    feedback: int
    number: int
    mid: str


@dataclasses.dataclass
class Peer:
    controlling: bool
    dtls_client: bool
    ufrag: str
    password: str
    fingerprint: bytes
    own_ufrag: str
    own_password: str
    streams: list

    @property
    def credentials(self):
        return self.ufrag, self.password

    @property
    def security(self):
        """What makes an association of DTLS another one (RFC 8842)."""
        return self.fingerprint, self.dtls_client


@dataclasses.dataclass
class Candidate:
    section: int
    component: int
    transport: int
    type: str
    foundation: int
    priority: int
    port: int
    host: str
    related_host: str = None
    related_port: int = 0


def read_server(reader):
    server = Server([])
    while reader.more:
        what = reader.number(1)
        text = reader.text()
        if what == URL:
            server.urls.append(text)
        elif what == USER_NAME:
            server.username = text
        elif what == CREDENTIAL:
            server.credential = text
    return server


def read_peer(reader):
    flags = reader.number(1)
    ufrag, password = reader.text(), reader.text()
    fingerprint = reader.take(32)
    own_ufrag, own_password = reader.text(), reader.text()
    streams = [Stream(*reader.take(7), reader.text()) for _ in range(reader.number(1))]
    return Peer(
        bool(flags & CONTROLLING),
        bool(flags & DTLS_CLIENT),
        ufrag,
        password,
        fingerprint,
        own_ufrag,
        own_password,
        streams,
    )


def read_address(reader):
    kind = reader.number(1)
    if kind == NO_ADDRESS:
        return None
    data = reader.take(4 if kind == IPV4 else 16)
    if kind in (IPV4, IPV6):
        return str(ipaddress.ip_address(data))
    if kind == MDNS_UUID:
        return f"{uuid.UUID(bytes=data)}.local"
    if kind == MDNS_NAME:
        return data.rstrip(b"\0").decode() + ".local"
    raise ValueError("an address of a kind nobody knows")


def read_candidate(reader):
    section, component, transport, kind = reader.take(4)
    foundation, priority, port = reader.number(4), reader.number(4), reader.number(2)
    candidate = Candidate(
        section, component + 1, transport, TYPES[kind & 3], foundation, priority, port, read_address(reader)
    )
    candidate.related_host = read_address(reader)
    if candidate.related_host:
        candidate.related_port = reader.number(2)
    return candidate


def address(host):
    packed = ipaddress.ip_address(host).packed
    return bytes([IPV4 if len(packed) == 4 else IPV6]) + packed


def candidate(each):
    """The bytes of a candidate whose addresses are none of multicast DNS."""
    related = bytes([NO_ADDRESS])
    if each.related_host:
        related = address(each.related_host) + each.related_port.to_bytes(2, "little")
    return (
        bytes([each.section, each.component - 1, each.transport, TYPES.index(each.type)])
        + each.foundation.to_bytes(4, "little")
        + each.priority.to_bytes(4, "little")
        + each.port.to_bytes(2, "little")
        + address(each.host)
        + related
    )


def about(message, session, rest=b""):
    return bytes([message]) + session.to_bytes(2, "little") + rest
