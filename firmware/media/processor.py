"""A media processor for the camera app: moving stripes as H.264 and a tone as Opus, sent with aiortc.

    processor.py [--wire stdio|tcp:HOST:PORT|PATH] [--loopback] [--standby SECONDS]

It speaks the link of FrameLink.java and the messages of LinkMessage.java. PATH is a serial line or a pseudo terminal.
With --loopback 127.0.0.1 is a candidate too. With --standby the source sleeps, and wakes SECONDS after a session was
opened. It ends when the wire does; its standard error has a line when something goes wrong.
"""

import argparse
import asyncio
import contextlib
import hashlib
import logging
import os
import pathlib
import secrets
import sys
import termios
import tty

import aioice.ice
from aiortc import (
    RTCCertificate,
    RTCDtlsTransport,
    RTCIceCandidate,
    RTCIceGatherer,
    RTCIceServer,
    RTCIceTransport,
    RTCRtpSender,
)
from aiortc.rtcconfiguration import RTCIceTransportPolicy
from aiortc.rtcdtlstransport import RTCDtlsFingerprint, RTCDtlsParameters
from aiortc.rtcicetransport import RTCIceParameters, connection_kwargs
from aiortc.rtcrtpparameters import RTCRtcpParameters, RTCRtpCodecParameters, RTCRtpSendParameters

import messages
from link import Link
from pattern import Picture, Sound

LOOPBACK = "127.0.0.1"

# The controller may take a while to bring the viewer the answer.
ICE_SECONDS = 40
DTLS_SECONDS = 20

# Chromium checks no path of a restart that was checked before it had our description, while the path of before works.
RESTART_SECONDS = 2

CODECS = {
    messages.H264: ("video/H264", 90000, None),
    messages.OPUS: ("audio/opus", 48000, 2),
}
TRACKS = {messages.VIDEO: Picture, messages.AUDIO: Sound}

log = logging.getLogger("processor")


def complain(what):
    print(what, file=sys.stderr, flush=True)


def with_loopback():
    """aioice leaves the loopback addresses out of its candidates, and has no setting for it."""
    others = aioice.ice.get_host_addresses
    aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: [*others(use_ipv4, use_ipv6), LOOPBACK]


class Path:
    """What DTLS is over: ICE as it is connected. A restart moves it, and what was connected before may be gone by then."""

    def __init__(self, ice):
        self.ice = ice
        self.settled = asyncio.Event()
        self.settled.set()

    @property
    def role(self):
        return self.ice.role

    def move(self, ice):
        self.ice = ice
        self.settled.set()

    async def _recv(self):
        while True:
            ice = self.ice
            try:
                return await ice._recv()
            except ConnectionError:
                await self.settled.wait()
                if ice is self.ice:
                    raise

    async def _send(self, data):
        try:
            await self.ice._send(data)
        except ConnectionError:
            # what is lost until a restart has succeeded is lost on the way
            if self.settled.is_set():
                raise


class Generation:
    """ICE from one pair of credentials of ours to the next; aiortc has no restart, so that each is a transport of its own."""

    def __init__(self, own, policy, servers, guard):
        self.own = own
        gatherer = RTCIceGatherer(
            iceServers=servers,
            iceTransportPolicy=policy,
            local_username=own[0],
            local_password=own[1],
        )
        # until the peer is told; whose checks come before that, answers an offer of ours
        gatherer._connection.ice_controlling = True
        self.ice = RTCIceTransport(gatherer)
        self.gathered = asyncio.Event()
        self.names = False
        self.told = False
        self.guard = guard
        self.tasks = set()

    def begin(self, work):
        task = asyncio.ensure_future(self.guard(work))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def cancel(self):
        for task in self.tasks - {asyncio.current_task()}:
            task.cancel()

    async def gather(self):
        """Our candidates."""
        await self.ice.iceGatherer.gather()
        self.gathered.set()
        candidates = []
        for each in self.ice.iceGatherer.getLocalCandidates():
            if each.protocol.lower() != "udp" or each.ip.startswith("fe80"):
                continue
            hashed = int.from_bytes(hashlib.sha256(each.foundation.encode()).digest()[:4], "little")
            candidate = messages.Candidate(
                0, each.component, messages.UDP, each.type, hashed, each.priority, each.port, each.ip
            )
            if each.relatedAddress:
                candidate.related_host, candidate.related_port = each.relatedAddress, each.relatedPort
            candidates.append(candidate)
        return candidates

    async def checked(self):
        """Until the peer has begun, and so has our description."""
        while not self.ice._connection._early_checks:
            await asyncio.sleep(0.02)

    async def connect(self, peer, restarts):
        """Whether it is connected; asyncio.TimeoutError if nobody knows."""
        # aiortc has this for its own descriptions only
        self.ice._connection.ice_controlling = peer.controlling
        await self.gathered.wait()
        if restarts:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self.checked(), RESTART_SECONDS)
        parameters = RTCIceParameters(usernameFragment=peer.ufrag, password=peer.password)
        await asyncio.wait_for(self.ice.start(parameters), ICE_SECONDS)
        return self.ice.state == "completed"

    def candidate(self, candidate):
        if candidate.transport != messages.UDP or candidate.host is None:
            return
        self.names |= candidate.host.endswith(".local")
        each = RTCIceCandidate(
            component=candidate.component,
            foundation=str(candidate.foundation),
            ip=candidate.host,
            port=candidate.port,
            priority=candidate.priority,
            protocol="udp",
            type=candidate.type,
            relatedAddress=candidate.related_host,
            relatedPort=candidate.related_port or None,
        )
        self.begin(self.add(each))

    async def add(self, candidate):
        try:
            await self.ice.addRemoteCandidate(candidate)
        except (OSError, ValueError) as error:
            # a name that nobody resolves: the peer's own checks make up for it
            log.info("candidate %s: %s", candidate.ip, error)

    def end_of_candidates(self):
        # with a name nobody resolves there would be no candidate at all, and aioice would wait for no check
        if not self.names:
            self.begin(self.ice.addRemoteCandidate(None))


class Session:
    """What was opened: a transport, and once the peer is known what is sent over it.

    A restart of ICE is a second transport beside the first, over which the media goes on until the second is connected.
    Then DTLS moves there; where the peer has another certificate or other part in it, it begins anew instead.
    """

    def __init__(self, number, certificate, tell, withdraw):
        self.number = number
        self.certificate = certificate
        self.tell = tell
        self.withdraw = withdraw
        self.peer = None
        self.servers = []
        self.path = None
        self.dtls = None
        self.starting = None
        self.senders = {}
        self.closed = False
        self.tasks = set()

    def begin(self, work):
        task = asyncio.ensure_future(self.guarded(work))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def guarded(self, work):
        try:
            await work
        except asyncio.CancelledError:
            raise
        except Exception as error:
            complain(f"session {self.number}: {type(error).__name__}: {error}")
            self.fail(messages.MEDIA_TIMEOUT)

    def fail(self, reason):
        if not self.closed:
            self.tell(messages.about(messages.FAILED, self.number, bytes([reason])))
            self.close()

    def configure(self, policy, servers):
        """What the next gathering goes by."""
        self.policy = RTCIceTransportPolicy.RELAY if policy == 1 else RTCIceTransportPolicy.ALL
        if servers:
            self.servers = []
        for each in servers:
            server = RTCIceServer(each.urls, each.username, each.credential)
            try:
                connection_kwargs([server])
                self.servers.append(server)
            except ValueError as error:
                complain(f"session {self.number}: server {each.urls}: {error}")

    def generate(self, own):
        self.generation = Generation(own, self.policy, self.servers, self.guarded)
        self.generation.ice.on("statechange", self.watch)
        self.generation.begin(self.gather(self.generation))

    async def gather(self, generation):
        for candidate in await generation.gather():
            self.tell(messages.about(messages.LOCAL_CANDIDATE, self.number, messages.candidate(candidate)))
        self.gathered(generation)

    def gathered(self, generation):
        generation.told = True
        self.tell(messages.about(messages.GATHERED, self.number))

    def agree(self, peer):
        before, self.peer = self.peer, peer
        own = (peer.own_ufrag, peer.own_password)
        restarts = own != self.generation.own or before and peer.credentials != before.credentials
        if restarts:
            self.restart(own)
        if restarts or not before:
            self.generation.begin(self.connect(self.generation, peer))
        elif self.path and self.path.ice is self.generation.ice and self.security != peer.security:
            self.renew(self.path.ice)
        else:
            self.begin(self.send())

    def restart(self, own):
        self.generation.cancel()
        if self.path:
            self.path.settled.clear()
        if not self.path or self.path.ice is not self.generation.ice:
            self.begin(self.generation.ice.stop())
        # the device takes what it is told behind the end of this gathering for candidates of the next
        self.withdraw((messages.about(messages.LOCAL_CANDIDATE, self.number),))
        if not self.generation.told:
            self.gathered(self.generation)
        self.generate(own)

    async def connect(self, generation, peer):
        try:
            connected = await generation.connect(peer, self.path is not None)
        except asyncio.TimeoutError:
            self.fail(messages.ICE_TIMEOUT)
            return
        if not connected:
            self.fail(messages.ICE_FAILED)
        elif self.dtls and self.security == self.peer.security:
            before = self.path.ice
            self.path.move(generation.ice)
            self.begin(before.stop())
            # else it goes on by itself
            if self.dtls.state not in ("new", "connecting"):
                self.begin(self.go_on())
        else:
            self.renew(generation.ice)

    def renew(self, ice):
        """DTLS begins over what is connected, with the peer as it said of itself last."""
        before = self.path, self.dtls, self.senders
        if self.starting:
            # over the same ICE it would take what comes for the next
            self.starting.cancel()
        self.path, self.senders = Path(ice), {}
        self.dtls = RTCDtlsTransport(self.path, [self.certificate])
        self.dtls.on("statechange", self.watch)
        self.security = self.peer.security
        self.begin(self.secure(self.peer, ice, before))

    async def secure(self, peer, ice, before):
        """DTLS over what is connected now, in place of what was before."""
        dtls = self.dtls
        await self.leave(*before, kept=ice)
        if dtls is not self.dtls:
            return
        # aiortc has this for its own descriptions only
        dtls._set_role("client" if peer.dtls_client else "server")
        value = ":".join(f"{byte:02X}" for byte in peer.fingerprint)
        parameters = RTCDtlsParameters(fingerprints=[RTCDtlsFingerprint("sha-256", value)])
        self.starting = asyncio.ensure_future(dtls.start(parameters))
        done, _ = await asyncio.wait([self.starting], timeout=DTLS_SECONDS)
        if dtls is self.dtls:
            if done:
                self.starting.result()
            self.starting.cancel()
            await self.go_on()

    async def go_on(self):
        if self.dtls.state != "connected":
            complain(f"session {self.number}: DTLS {self.dtls.state}")
            self.fail(messages.MEDIA_TIMEOUT)
            return
        await self.send()
        self.tell(messages.about(messages.CONNECTED, self.number))

    async def send(self):
        """Sends what is agreed now, and no more what is not."""
        if not self.dtls or self.dtls.state != "connected":
            return
        wanted = {
            (each.section, each.codec, each.payload_type): each
            for each in self.peer.streams
            if each.direction & messages.SENDS and each.codec in CODECS
        }
        for key in self.senders.keys() - wanted.keys():
            await self.senders.pop(key).stop()
        for key in wanted.keys() - self.senders.keys():
            stream = wanted[key]
            mime, clock, channels = CODECS[stream.codec]
            codec = RTCRtpCodecParameters(
                mimeType=mime, clockRate=clock, channels=channels, payloadType=stream.payload_type
            )
            sender = RTCRtpSender(TRACKS[stream.kind](), self.dtls)
            await sender.send(
                RTCRtpSendParameters(
                    codecs=[codec], muxId=stream.mid, rtcp=RTCRtcpParameters(cname="camera", mux=True)
                )
            )
            self.senders[key] = sender

    def watch(self):
        # while ICE is restarted, whatever becomes of what was before
        if self.path and self.path.settled.is_set():
            closed = self.dtls.state == "closed"
            if closed or self.dtls.state == "connected" and self.path.ice.state in ("failed", "closed"):
                self.fail(messages.MEDIA_TIMEOUT)

    def close(self):
        if not self.closed:
            self.closed = True
            self.generation.cancel()
            if self.starting:
                self.starting.cancel()
            for task in self.tasks - {asyncio.current_task()}:
                task.cancel()
            asyncio.ensure_future(self.end())

    async def end(self):
        try:
            await self.leave(self.path, self.dtls, self.senders)
            await self.generation.ice.stop()
        except Exception as error:
            complain(f"session {self.number}: {type(error).__name__}: {error}")

    async def leave(self, path, dtls, senders, kept=None):
        for sender in senders.values():
            await sender.stop()
        if dtls:
            path.settled.set()
            await dtls.stop()
            if path.ice is not kept:
                await path.ice.stop()


class Processor:
    def __init__(self, standby_seconds):
        self.certificate = RTCCertificate.generateCertificate()
        fingerprint = next(
            each.value for each in self.certificate.getFingerprints() if each.algorithm == "sha-256"
        )
        self.fingerprint = bytes.fromhex(fingerprint.replace(":", ""))
        self.standby_seconds = standby_seconds
        self.standby = standby_seconds is not None
        self.sessions = {}
        self.servers = {}
        self.link = None
        self.waking = None

    def itself(self):
        return bytes([self.standby]) + self.fingerprint

    def tell(self, message):
        self.link.send(message)

    def changed(self, up):
        if not up:
            for session in self.sessions.values():
                session.close()
            self.sessions.clear()
            self.servers.clear()

    def taken(self, message):
        try:
            self.obey(messages.Reader(message))
        except (ValueError, IndexError) as error:
            complain(f"message {message.hex()}: {error}")

    def obey(self, reader):
        what, number = reader.number(1), reader.number(2)
        if what == messages.OPEN:
            self.open(number, reader)
        elif what == messages.ICE_SERVER:
            self.servers.setdefault(number, []).append(messages.read_server(reader))
        elif what == messages.CLOSE:
            if session := self.sessions.pop(number, None):
                session.close()
        elif (session := self.sessions.get(number)) is None or session.closed:
            return
        elif what == messages.PEER:
            session.agree(messages.read_peer(reader))
        elif what == messages.CANDIDATE:
            session.generation.candidate(messages.read_candidate(reader))
        elif what == messages.END_OF_CANDIDATES:
            session.generation.end_of_candidates()

    def open(self, number, reader):
        policy, own = reader.number(1), (reader.text(), reader.text())
        session = self.sessions.get(number)
        fresh = session is None or session.closed
        if fresh:
            session = self.sessions[number] = Session(number, self.certificate, self.tell, self.link.withdraw)
        session.configure(policy, self.servers.pop(number, []))
        if fresh:
            session.generate(own)
        if self.standby and not self.waking:
            self.waking = asyncio.get_running_loop().call_later(self.standby_seconds, self.wake)

    def wake(self):
        self.standby = False
        self.waking = None
        self.tell(bytes([messages.SOURCE_READY]))


async def opened(wire):
    """A reader and a function that writes."""
    loop = asyncio.get_running_loop()
    if wire.startswith("tcp:"):
        host, port = wire[len("tcp:") :].rsplit(":", 1)
        reader, writer = await asyncio.open_connection(host.strip("[]"), int(port))
        return reader, writer.write
    if wire == "stdio":
        source = sys.stdin.buffer
        # whatever else prints must not be within a frame
        target = os.fdopen(os.dup(1), "wb", 0)
        os.dup2(2, 1)
    else:
        source = open(os.open(wire, os.O_RDWR | os.O_NOCTTY), "r+b", 0)
        if source.isatty():
            tty.setraw(source.fileno(), termios.TCSANOW)
        target = open(os.dup(source.fileno()), "wb", 0)
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), source)
    transport, _ = await loop.connect_write_pipe(asyncio.Protocol, target)
    return reader, transport.write


async def main(options):
    if options.loopback:
        with_loopback()
    processor = Processor(options.standby)
    reader, write = await opened(options.wire)
    link = Link(write, processor.itself, 1 + secrets.randbelow(2**32 - 1), processor.taken, processor.changed)
    processor.link = link
    loop = asyncio.get_running_loop()

    def poll():
        loop.call_at(link.poll(loop.time()), poll)

    poll()
    while data := await reader.read(4096):
        link.receive(data)
    processor.changed(False)


def seconds(text):
    value = float(text)
    if not 0 <= value <= 3600:
        raise argparse.ArgumentTypeError("must be 0 to 3600")
    return value


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--wire", default="stdio", help="stdio, tcp:HOST:PORT or the PATH of a serial line")
    parser.add_argument("--loopback", action="store_true", help="127.0.0.1 is a candidate too")
    parser.add_argument("--standby", type=seconds, metavar="SECONDS", help="the source sleeps until a session is opened")
    arguments = parser.parse_args()
    is_path = arguments.wire != "stdio" and not arguments.wire.startswith("tcp:")
    if is_path and not pathlib.Path(arguments.wire).exists():
        parser.error(f"--wire {arguments.wire}: there is no such file")
    logging.basicConfig(level=logging.ERROR, format="%(name)s: %(message)s")
    try:
        asyncio.run(main(arguments))
    except OSError as error:
        sys.exit(f"--wire {arguments.wire}: {error.strerror or error}")
    except KeyboardInterrupt:
        pass
