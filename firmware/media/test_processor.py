"""Framing, messages and the picture: python3 -m unittest, in this folder."""

import asyncio
import ipaddress
import pathlib
import unittest
import unittest.mock
import uuid

import link
import messages

VECTORS = pathlib.Path(__file__).parents[2] / "webrtc-lite/src/test/resources/org/mattermote/webrtc/link/frames.txt"


class FramesTest(unittest.TestCase):
    def test_should_have_the_bytes_that_everybody_has(self):
        count = 0
        for line in VECTORS.read_text().splitlines():
            if line.startswith("#"):
                continue
            body, wire = map(bytes.fromhex, line.split())
            self.assertEqual(link.encode(body), wire)
            self.assertEqual(link.decode(wire[:-1]), body)
            count += 1
        self.assertGreater(count, 8)

    def test_should_refuse_what_is_no_frame(self):
        for stuffed in (b"\x01", b"\x05\x01", b"\x03ab", link.encode(b"abc")[:-2], b"\xff"):
            self.assertIsNone(link.decode(stuffed))


class Ends:
    """Two ends of this link, whose wire the test may cut."""

    def __init__(self):
        self.heard = {1: [], 2: []}
        self.wires = {1: [], 2: []}
        self.ends = {number: self.end(number) for number in (1, 2)}
        self.now = 0.0

    def end(self, number):
        return link.Link(
            self.wires[number].append,
            lambda: bytes([number]),
            number,
            self.heard[number].append,
            self.heard[number].append,
        )

    def settle(self):
        for _ in range(20):
            for number in (1, 2):
                self.ends[number].poll(self.now)
            for number in (1, 2):
                wire = b"".join(self.wires[number])
                self.wires[number].clear()
                self.ends[3 - number].receive(wire)


class LinkTest(unittest.TestCase):
    def test_should_bring_messages_once_whatever_is_lost(self):
        ends = Ends()
        ends.settle()
        self.assertEqual(ends.heard, {1: [True], 2: [True]})
        sent = [bytes([i]) * 20 for i in range(1, 30)]
        for i, each in enumerate(sent):
            ends.ends[1].send(each)
            ends.ends[2].send(each)
            if i % 3 == 0:
                ends.wires[1].clear()
            if i % 4 == 0:
                ends.wires[2].clear()
            ends.now += 0.3
            ends.settle()
        for _ in range(80):
            ends.now += 0.3
            ends.settle()
        self.assertEqual(ends.heard[1][1:], sent)
        self.assertEqual(ends.heard[2][1:], sent)

    def test_should_begin_anew_with_the_other_end(self):
        ends = Ends()
        ends.settle()
        ends.ends[2] = ends.end(2)
        ends.ends[2].epoch = 77
        ends.settle()
        self.assertEqual(ends.heard[1], [True, False, True])


    def test_should_not_send_what_was_withdrawn(self):
        ends = Ends()
        ends.settle()
        for each in (b"a1", b"a2", b"b1", b"a3"):
            ends.ends[1].send(each)
        ends.ends[1].withdraw((b"a",))
        for _ in range(4):
            ends.now += 0.3
            ends.settle()
        self.assertEqual(ends.heard[2], [True, b"a1", b"b1"])


class Ice:
    """What was connected, until it closes."""

    def __init__(self):
        self.came = asyncio.Queue()
        self.sent = []
        self.closed = False

    async def _recv(self):
        if (data := await self.came.get()) is None:
            raise ConnectionError
        return data

    async def _send(self, data):
        if self.closed:
            raise ConnectionError
        self.sent.append(data)

    def close(self):
        self.closed = True
        self.came.put_nowait(None)


class PathTest(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        from processor import Path

        self.before, self.after = Ice(), Ice()
        self.path = Path(self.before)

    async def test_should_go_on_over_the_next_one_though_nothing_came_between(self):
        self.path.settled.clear()
        receiving = asyncio.ensure_future(self.path._recv())
        await asyncio.sleep(0)
        self.before.close()
        await asyncio.sleep(0)
        await self.path._send(b"lost")
        self.path.move(self.after)
        self.after.came.put_nowait(b"there")
        self.assertEqual(await receiving, b"there")
        await self.path._send(b"more")
        self.assertEqual(self.after.sent, [b"more"])

    async def test_should_end_with_what_it_is_over(self):
        self.before.close()
        with self.assertRaises(ConnectionError):
            await self.path._recv()
        with self.assertRaises(ConnectionError):
            await self.path._send(b"lost")


class FakeLink:
    def __init__(self):
        self.told = []

    def send(self, message):
        self.told.append(message)

    def withdraw(self, heads):
        pass


class SessionTest(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        from processor import Processor

        self.processor = Processor(None)
        self.processor.link = FakeLink()

    def open(self, policy, server=None):
        texts = b"".join(len(each).to_bytes(2, "little") + each for each in (b"abcdefgh", b"p" * 24))
        if server:
            url = bytes([messages.URL]) + len(server).to_bytes(2, "little") + server
            self.processor.taken(messages.about(messages.ICE_SERVER, 7, url))
        self.processor.taken(messages.about(messages.OPEN, 7, bytes([policy]) + texts))
        return self.processor.sessions[7]

    async def test_should_keep_a_session_that_is_opened_again(self):
        session = self.open(0, b"stun:127.0.0.1:9")
        first = session.generation
        self.assertIs(self.open(1), session)
        self.assertIs(session.generation, first)
        self.assertEqual(session.policy.value, "relay")
        self.assertEqual([each.urls for each in session.servers], [["stun:127.0.0.1:9"]])
        self.open(1, b"stun:127.0.0.1:10")
        self.assertEqual([each.urls for each in session.servers], [["stun:127.0.0.1:10"]])
        await asyncio.sleep(0)
        self.processor.changed(False)
        self.assertTrue(session.closed)
        await asyncio.sleep(0)

    async def test_should_keep_nothing_of_a_session_that_failed(self):
        self.open(0)
        await asyncio.sleep(0)
        self.processor.sessions[7].fail(messages.ICE_FAILED)
        self.assertEqual(self.processor.link.told, [messages.about(messages.FAILED, 7, b"\0")])
        for _ in range(2):
            self.processor.taken(messages.about(messages.CLOSE, 7))
            self.assertEqual(self.processor.sessions, {})
        await asyncio.sleep(0)

    async def test_should_pass_over_servers_that_are_none(self):
        session = self.open(0, b"http://example.com")
        self.assertEqual(session.servers, [])
        self.peer()
        self.assertIs(self.processor.sessions[7], session)
        self.open(0, b"stun:127.0.0.1:9")
        self.open(0, b"stun:[::1")
        self.assertEqual(session.servers, [])
        await asyncio.sleep(0)
        self.processor.changed(False)
        await asyncio.sleep(0)

    def peer(self, own=b"abcdefgh", fingerprint=b"\1"):
        texts = [len(each).to_bytes(2, "little") + each for each in (b"peer", b"q" * 22, own, b"p" * 24)]
        body = b"\2" + b"".join(texts[:2]) + fingerprint * 32 + b"".join(texts[2:]) + b"\0"
        self.processor.taken(messages.about(messages.PEER, 7, body))

    async def test_should_end_each_gathering_once_before_the_next(self):
        async def gather(generation):
            await asyncio.sleep(0.01)
            return [messages.Candidate(0, 1, 0, "host", 7, 1, int(generation.own[0][-1]), "10.0.0.1")]

        with unittest.mock.patch("processor.Generation.gather", gather):
            self.open(0)
            await asyncio.sleep(0)
            self.peer(b"restart1")
            await asyncio.sleep(0)
            self.peer(b"restart2")
            await asyncio.sleep(0.05)
            self.peer(b"restart3")
            await asyncio.sleep(0.05)
        told = self.processor.link.told
        end = messages.about(messages.GATHERED, 7)
        ports = ["end" if each == end else each[3 + 12] for each in told]
        self.assertEqual(ports, ["end", "end", 2, "end", 3, "end"])
        self.processor.changed(False)
        await asyncio.sleep(0)

    async def test_should_begin_dtls_anew_with_another_certificate(self):
        begun = []

        class Dtls:
            def __init__(self, path, _):
                self.path = path
                self.state = "new"
                self.fingerprint = None
                begun.append(self)

            def on(self, *_):
                pass

            def _set_role(self, role):
                self.role = role

            async def start(self, parameters):
                self.fingerprint = parameters.fingerprints[0].value
                await asyncio.sleep(0.01)
                self.state = "connected"

            async def stop(self):
                self.state = "closed"

        async def connect(*_):
            await asyncio.sleep(0.01)
            return True

        with (
            unittest.mock.patch("processor.RTCDtlsTransport", Dtls),
            unittest.mock.patch("processor.Generation.connect", connect),
        ):
            session = self.open(0)
            await asyncio.sleep(0)
            self.peer()
            self.peer(fingerprint=b"\2")
            while not begun or begun[0].state != "connected":
                await asyncio.sleep(0)
            self.peer(fingerprint=b"\2")
            self.peer(fingerprint=b"\3")
            while not begun[1].fingerprint:
                await asyncio.sleep(0)
            # in the middle of the handshake
            self.peer(fingerprint=b"\4")
            while begun[2].state != "connected":
                await asyncio.sleep(0)
        self.assertEqual([each.fingerprint[:2] for each in begun], ["02", "03", "04"])
        self.assertEqual([each.state for each in begun], ["closed", "closed", "connected"])
        self.assertIs(session.path.ice, session.generation.ice)
        self.assertNotEqual(session.path.ice.state, "closed")
        self.processor.changed(False)
        await asyncio.sleep(0.05)
        self.assertEqual(session.path.ice.state, "closed")


class MessagesTest(unittest.TestCase):
    def test_should_read_the_candidates_it_writes(self):
        for host, related in (("192.168.1.5", None), ("2001:db8::5", "10.0.0.1"), ("10.0.0.1", "2001:db8::1")):
            candidate = messages.Candidate(
                0, 1, 0, "srflx" if related else "host", 7, 2130706431, 50000, host, related, 9 if related else 0
            )
            self.assertEqual(messages.read_candidate(messages.Reader(messages.candidate(candidate))), candidate)
            self.assertLessEqual(len(messages.about(0x83, 1, messages.candidate(candidate))), link.LONGEST_TO_DEVICE)

    def test_should_read_names(self):
        head = bytes.fromhex("00000000 01000000 01000000 0500".replace(" ", ""))
        name = uuid.uuid4()
        read = messages.read_candidate(messages.Reader(head + b"\x03" + name.bytes + b"\0"))
        self.assertEqual(read.host, f"{name}.local")
        read = messages.read_candidate(messages.Reader(head + b"\x04camera".ljust(17, b"\0") + b"\0"))
        self.assertEqual(read.host, "camera.local")

    def test_should_refuse_what_ends_early(self):
        whole = messages.candidate(messages.Candidate(0, 1, 0, "host", 7, 1, 5, "10.0.0.1", "10.0.0.2", 5))
        for length in range(len(whole)):
            with self.assertRaises((ValueError, IndexError)):
                messages.read_candidate(messages.Reader(whole[:length]))
        self.assertEqual(ipaddress.ip_address(messages.read_candidate(messages.Reader(whole)).host).version, 4)


class PictureTest(unittest.TestCase):
    def test_should_have_its_number_in_it(self):
        from pattern import Picture, number_of

        picture = Picture()
        for number in (0, 1, 77, 65535):
            self.assertEqual(number_of(picture.piece(number)), number)


if __name__ == "__main__":
    unittest.main()
