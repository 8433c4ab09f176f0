"""Centrals of Bumble's against a device's Bluetooth: everything that may go wrong, and the attempt after it.

    central.py [--only TEXT] [--long]

Bluetooth controllers for the device and for one more host are offered first, as by virtual_controllers.py. Then it reads
a line of JSON, {"discriminator": N, "status": [command of `mote status`]}, and goes through its cases: a line each,
{"case": name, "facts": [...]} or {"case": name, "failed": why}; a last one says {"done": true}. With {"restart": true}
it asks for the device to be started again, which is answered by any line: a device takes no more than 20 attempts of
PASE that come to nothing.

After each case the next attempt must work: handshake, PBKDFParamRequest, its answer. And each table of the device must
be as it was before the first.
"""

import argparse
import asyncio
import json
import logging
import os
import re
import struct
import sys
import time

import btp
from bumble import hci
from bumble.att import ATT_Handle_Value_Confirmation
from bumble.core import UUID, AdvertisingData
from bumble.device import Device, Peer
from bumble.host import Host
from bumble.transport.common import AsyncPipeSink
from virtual_controllers import Link, PtyPort, TcpPort, VirtualController, address

SERVICE = UUID.from_16_bits(0xFFF6)
C1 = UUID("18EE2EF5-263D-4559-959F-4F9C429F9D11")
C2 = UUID("18EE2EF5-263D-4559-959F-4F9C429F9D12")
CLIENT_CHARACTERISTIC_CONFIGURATION = UUID.from_16_bits(0x2902)

PBKDF_PARAM_REQUEST = 0x20
PBKDF_PARAM_RESPONSE = 0x21
STATUS_REPORT = 0x40

# Attempts of PASE that a device lets fail before it closes its window (Matter core 5.4.2.3).
MOST_TRIES = 20

REMOTE_USER_TERMINATED = 0x13

# What may linger: nothing of it is of a connection that has ended.
TABLES = ["sessions", "sessions.unsecured", "case.handshakes", "exchanges", "packet-buffers", "interactions"]


class Failure(Exception):
    pass


def expect(condition, why):
    if not condition:
        raise Failure(why)


def pbkdf_param_request():
    """An unsecured message without MRP (Matter core 4.4, 4.14.1.2) and its exchange."""
    exchange = os.urandom(2)
    header = b"\x04\x00\x00\x00" + os.urandom(3) + b"\x00" + os.urandom(8)
    protocol = b"\x01" + bytes([PBKDF_PARAM_REQUEST]) + exchange + b"\x00\x00"
    session = os.urandom(2)
    payload = b"\x15\x30\x01\x20" + os.urandom(32) + b"\x25\x02" + session + b"\x24\x03\x00\x28\x04\x18"
    return header + protocol + payload, exchange


def expect_answer(message, exchange, opcode=PBKDF_PARAM_RESPONSE):
    at = 8 + {0: 0, 1: 8, 2: 2}[message[0] & 3] + (8 if message[0] & 4 else 0)
    expect(message[at + 1] == opcode, f"the answer has opcode {message[at + 1]:02X}")
    expect(message[at + 2 : at + 4] == exchange, "the answer is for another exchange")


class Central:
    """A host with a controller of its own."""

    def __init__(self, number, link, acl_length=251):
        controller = VirtualController(f"central {number}", link, address(0x10 + number), acl_length)
        host = Host(controller, AsyncPipeSink(controller))
        self.controller = controller
        self.device = Device(name=f"central {number}", address=hci.Address(f"F0:F1:F2:F3:F4:{number:02X}"), host=host)

    async def find(self, discriminator, within=5.0):
        """The address of the device that advertises, or None."""
        found = asyncio.get_running_loop().create_future()

        def see(advertisement):
            data = advertisement.data.get(AdvertisingData.SERVICE_DATA_16_BIT_UUID)
            data = data[1] if isinstance(data, tuple) else data
            if data and len(data) == 8 and data[0] == 0:
                if struct.unpack_from("<H", data, 1)[0] & 0xFFF == discriminator and not found.done():
                    found.set_result(advertisement.address)

        self.device.on("advertisement", see)
        await self.device.start_scanning(filter_duplicates=False)
        try:
            return await asyncio.wait_for(found, within)
        except (TimeoutError, asyncio.TimeoutError):
            return None
        finally:
            await self.device.stop_scanning()
            self.device.remove_listener("advertisement", see)


class Attempt:
    """One connection of a central, step by step."""

    def __init__(self, bench, central=None):
        self.bench = bench
        self.central = central or bench.centrals[0]
        self.session = None
        self.gone = asyncio.Event()
        self.reason = None
        self.withhold = False
        self.withhold_from = None
        self.indications = 0
        self.arrived = asyncio.Event()
        self.flaw = None
        self.response = asyncio.get_running_loop().create_future()

    async def connect(self, public=False):
        found = await self.central.find(self.bench.discriminator)
        expect(found, "the device does not advertise")
        self.bench.addresses.add(str(found))
        own = hci.OwnAddressType.PUBLIC if public else hci.OwnAddressType.RANDOM
        self.connection = await self.central.device.connect(found, own_address_type=own, timeout=5)
        self.connection.on("disconnection", self._disconnected)
        self.peer = Peer(self.connection)
        self.client = self.peer.gatt_client
        confirm = self.client.send_confirmation

        def send_confirmation(confirmation):
            segments = self.session.segments if self.session else 0
            if not self.withhold and (self.withhold_from is None or segments < self.withhold_from):
                confirm(confirmation)

        self.client.send_confirmation = send_confirmation
        self._confirm = confirm

    def _disconnected(self, reason):
        self.reason = reason
        self.gone.set()
        self.arrived.set()

    def confirm(self):
        """What was withheld."""
        self.withhold = False
        self._confirm(ATT_Handle_Value_Confirmation())

    async def mtu(self, mtu):
        self.agreed = await self.peer.request_mtu(mtu)
        return self.agreed

    async def discover(self):
        services = await self.peer.discover_service(SERVICE)
        expect(len(services) == 1, f"{len(services)} Matter services")
        await services[0].discover_characteristics()
        (self.c1,) = services[0].get_characteristics_by_uuid(C1)
        (self.c2,) = services[0].get_characteristics_by_uuid(C2)

    async def write(self, data):
        await self.client.write_value(self.c1, data, with_response=True)

    async def request(self, mtu=None, window=255, version=btp.VERSION):
        await self.write(btp.handshake_request(self.agreed if mtu is None else mtu, window, version))

    async def subscribe(self):
        await self.client.subscribe(self.c2, self._indicated, prefer_notify=False)

    async def unsubscribe(self):
        await self.c2.discover_descriptors()
        await self.client.write_value(
            self.c2.get_descriptor(CLIENT_CHARACTERISTIC_CONFIGURATION), b"\x00\x00", with_response=True
        )

    def _indicated(self, data):
        self.indications += 1
        data = bytes(data)
        try:
            if self.session is None:
                if not self.response.done():
                    self.response.set_result(data)
            elif self.session.feed(data) and not self.withhold:
                self._later(self.session.acknowledge())
        except btp.Flaw as flaw:
            self.flaw = flaw
        self.arrived.set()

    def _later(self, coroutine):
        async def run():
            try:
                await coroutine
            except (Exception, asyncio.CancelledError):
                # The connection has gone; who waits for something of it sees that.
                pass

        self.bench.tasks.add(task := asyncio.ensure_future(run()))
        task.add_done_callback(self.bench.tasks.discard)

    async def handshake(self):
        """Takes the response; the session with what it agrees on."""
        data = await self.within(self.response, 5, "handshake response")
        version, size, window = btp.handshake_response(data)
        self.version = version
        self.session = btp.Session(self.write, size, window)
        return size, window

    async def within(self, awaitable, seconds, what):
        """The result of `awaitable`, before the time is over and while the connection is there."""
        work = asyncio.ensure_future(awaitable)
        gone = asyncio.ensure_future(self.gone.wait())
        done, _ = await asyncio.wait({work, gone}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        gone.cancel()
        if work in done:
            return work.result()
        work.cancel()
        expect(not self.gone.is_set(), f"the device disconnected ({self.reason}) before the {what}")
        raise Failure(f"no {what} in {seconds} s")

    async def indicated(self, count, seconds=5):
        """Waits until so many indications have come since the connection."""
        until = time.monotonic() + seconds
        while self.indications < count:
            expect(not self.gone.is_set(), f"the device disconnected ({self.reason})")
            left = until - time.monotonic()
            expect(left > 0, f"{self.indications} indications instead of {count}")
            self.arrived.clear()
            try:
                await asyncio.wait_for(self.arrived.wait(), left)
            except (TimeoutError, asyncio.TimeoutError):
                pass

    async def open(self, mtu=517, window=255, public=False):
        await self.connect(public)
        await self.mtu(mtu)
        await self.discover()
        await self.request(window=window)
        await self.subscribe()
        return await self.handshake()

    async def say(self, most=None):
        """Sends a whole message or some segments of it; its exchange."""
        message, exchange = pbkdf_param_request()
        if most is None:
            self.bench.tries += 1
        await self.within(self.session.send(message, most), 20, "acknowledgement")
        return exchange

    async def exchange(self, opcode=PBKDF_PARAM_RESPONSE):
        """A whole message there and its answer back."""
        exchange = await self.say()
        expect_answer(await self.within(self.session.messages.get(), 20, "answer"), exchange, opcode)
        expect(self.flaw is None, str(self.flaw))

    async def refused(self, coroutine):
        """Does what the device answers by leaving."""
        self._later(coroutine)
        try:
            await asyncio.wait_for(self.gone.wait(), 5)
        except (TimeoutError, asyncio.TimeoutError):
            raise Failure("the device did not disconnect") from None

    async def end(self, lost=False):
        if self.gone.is_set():
            return
        if lost:
            (connection,) = self.central.controller.le_connections.values()
            self.central.controller.lose(connection)
        else:
            await self.connection.disconnect(hci.HCI_ErrorCode(REMOTE_USER_TERMINATED))
        await asyncio.wait_for(self.gone.wait(), 5)


class Bench:
    def __init__(self, link, options):
        self.link = link
        self.options = options
        self.centrals = []
        self.addresses = set()
        self.tasks = set()
        self.tries = 0

    async def status(self):
        process = await asyncio.create_subprocess_exec(*self.ask, stdout=asyncio.subprocess.PIPE)
        text = (await process.communicate())[0].decode()
        expect(process.returncode == 0, f"mote status ended with {process.returncode}")
        values = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
        return {table: int(values[f"{table}.in-use"]) for table in TABLES}

    async def settle(self, within=10):
        """Every table is as before, soon."""
        until = time.monotonic() + within
        while True:
            left = [f"{t} {n}, before {self.before[t]}" for t, n in (await self.status()).items() if n != self.before[t]]
            if not left:
                return
            expect(time.monotonic() < until, "left behind: " + "; ".join(left))
            await asyncio.sleep(0.3)

    async def works(self):
        attempt = Attempt(self)
        try:
            await attempt.open()
            await attempt.exchange()
        except Failure as failure:
            raise Failure(f"the next attempt: {failure}") from None
        finally:
            await self.give_up(attempt)

    async def give_up(self, *attempts):
        for attempt in attempts:
            if hasattr(attempt, "connection"):
                await attempt.end()

    async def restart(self):
        print(json.dumps({"restart": True}), flush=True)
        expect(await self.lines.readline(), "the device was not started again")
        self.tries = 0
        self.before = await self.status()

    async def case(self, name, body, tries=1):
        """`tries`: how many attempts of PASE it makes at most."""
        if self.options.only and not re.search(self.options.only, name):
            return
        if self.tries + tries + 1 >= MOST_TRIES:
            await self.restart()
        facts = []
        report = {"case": name, "facts": facts}
        attempt = Attempt(self)
        from_ = time.monotonic()
        try:
            await body(attempt, facts.append)
            await self.give_up(attempt)
            await self.works()
            await self.settle()
        except (Exception, asyncio.CancelledError) as error:
            report["failed"] = str(error) or type(error).__name__
            try:
                await self.give_up(attempt)
            except Exception:
                pass
        report["ms"] = round((time.monotonic() - from_) * 1000)
        print(json.dumps(report), flush=True)


async def refusals(bench):
    """Handshakes that are none."""

    async def garbage(attempt, note):
        await attempt.connect()
        await attempt.mtu(517)
        await attempt.discover()
        await attempt.refused(attempt.write(b"\x0d\x00\x00\x04\x00abcd"))

    async def version(attempt, note):
        await attempt.connect()
        await attempt.mtu(517)
        await attempt.discover()
        await attempt.request(version=3)
        await attempt.subscribe()
        await attempt.handshake()
        expect(attempt.version == 0, f"version {attempt.version} for 3")
        await attempt.refused(asyncio.sleep(0))

    async def sequence(attempt, note):
        await attempt.open()
        attempt.session.next = 3
        message, _ = pbkdf_param_request()
        await attempt.refused(attempt.session.send(message))

    await bench.case("a segment before the handshake is refused", garbage)
    await bench.case("BTP version 3 is answered by 0 and refused", version)
    await bench.case("a sequence number left out ends the connection", sequence)


async def sizes(bench):
    for mtu in (23, 517):
        for window in (1, 255):

            async def body(attempt, note, mtu=mtu, window=window):
                size, agreed = await attempt.open(mtu, window)
                expect(size == min(attempt.agreed - 3, 244), f"segments of {size} bytes, ATT_MTU {attempt.agreed}")
                expect(agreed <= window, f"a window of {agreed}, asked for {window}")
                await attempt.exchange()
                # A second attempt beside the first is answered by a status.
                for _ in range(3):
                    await attempt.exchange(STATUS_REPORT)
                expect(attempt.session.largest <= size, f"a segment of {attempt.session.largest} bytes")
                note(f"ATT_MTU {attempt.agreed}, segments {size}, window {agreed}, {attempt.session.segments} segments back")

            await bench.case(f"ATT_MTU {mtu}, window {window}", body, tries=4)

    async def unknown(attempt, note):
        await attempt.connect()
        await attempt.mtu(517)
        await attempt.discover()
        await attempt.request(mtu=0)
        await attempt.subscribe()
        size, _ = await attempt.handshake()
        await attempt.exchange()
        note(f"segments {size}")

    async def public(attempt, note):
        await attempt.open(public=True)
        await attempt.exchange()

    await bench.case("ATT_MTU 0 in the handshake: no preference", unknown)
    await bench.case("a central with a public address", public)


async def losses(bench):
    """The connection is lost at each step."""
    ways = {"disconnected": False, "lost": True}

    async def connected(attempt):
        await attempt.connect()

    async def exchanged(attempt):
        await attempt.connect()
        await attempt.mtu(23)

    async def discovered(attempt):
        await exchanged(attempt)
        await attempt.discover()

    async def requested(attempt):
        await discovered(attempt)
        await attempt.request()

    async def subscribed(attempt):
        await requested(attempt)
        await attempt.subscribe()

    async def unconfirmed(attempt):
        await requested(attempt)
        attempt.withhold = True
        await attempt.subscribe()
        await attempt.indicated(1)

    async def opened(attempt):
        await subscribed(attempt)
        await attempt.handshake()

    steps = {
        "the connection": connected,
        "MTU": exchanged,
        "discovery": discovered,
        "the handshake request": requested,
        "the subscription": subscribed,
        "a handshake response not confirmed": unconfirmed,
        "the handshake response": opened,
    }
    for way, lost in ways.items():
        for step, reach in steps.items():

            async def body(attempt, note, reach=reach, lost=lost):
                await reach(attempt)
                await attempt.end(lost)

            await bench.case(f"{way} after {step}", body)

    async def segments_there(attempt, note, lost):
        """Each segment of a message to the device is the last one of a connection."""
        at = 0
        gone = False
        while not gone:
            at += 1
            attempt = Attempt(bench)
            await attempt.open(mtu=23)
            message, _ = pbkdf_param_request()
            sent = await attempt.within(attempt.session.send(message, most=at), 10, "acknowledgement")
            gone = sent < at
            await attempt.end(lost)
        note(f"{at - 1} segments")

    async def segments_back(attempt, note, lost):
        """Each segment of the device's answer is the last one of a connection, confirmed or not."""
        at = 0
        whole = False
        while not whole:
            at += 1
            attempt = Attempt(bench)
            await attempt.open(mtu=23)
            attempt.withhold_from = at if lost else None
            await attempt.say()
            while attempt.session.segments < at:
                await attempt.indicated(attempt.indications + 1)
            whole = not attempt.session.messages.empty()
            await attempt.end(lost)
        note(f"{at} segments")

    for way, lost in ways.items():

        async def there(attempt, note, lost=lost):
            await segments_there(attempt, note, lost)

        async def back(attempt, note, lost=lost):
            await segments_back(attempt, note, lost)

        await bench.case(f"{way} after each segment to the device", there, tries=2)
        await bench.case(f"{way} after each segment of its answer", back, tries=14)


async def confirmations(bench):
    async def one_at_a_time(attempt, note):
        await attempt.open(mtu=23)
        attempt.withhold = True
        first = attempt.indications
        exchange = await attempt.say()
        count = 0
        while attempt.session.messages.empty():
            count += 1
            await attempt.indicated(first + count)
            await asyncio.sleep(0.3 if count <= 3 else 0.02)
            expect(attempt.indications == first + count, "an indication while one was pending")
            attempt.confirm()
            attempt.withhold = True
            await attempt.session.acknowledge()
        attempt.withhold = False
        expect_answer(attempt.session.messages.get_nowait(), exchange)
        note(f"{count} indications, each confirmed late")

    async def meanwhile(attempt, note):
        """A central may write while it owes a confirmation."""
        await attempt.connect()
        await attempt.mtu(517)
        await attempt.discover()
        await attempt.request()
        attempt.withhold = True
        await attempt.subscribe()
        await attempt.handshake()
        exchange = await attempt.say()
        await asyncio.sleep(0.3)
        expect(attempt.indications == 1, "an indication while one was pending")
        attempt.confirm()
        expect_answer(await attempt.within(attempt.session.messages.get(), 5, "answer"), exchange)

    async def never(attempt, note):
        await attempt.open(mtu=23)
        attempt.withhold = True
        await attempt.say()
        from_ = time.monotonic()
        await attempt.within(attempt.gone.wait(), 40, "disconnection")
        note(f"disconnected after {time.monotonic() - from_:.0f} s")

    async def unsubscribed(attempt, note):
        await attempt.open(mtu=23)
        await attempt.say()
        await attempt.indicated(3)
        await attempt.refused(attempt.unsubscribe())

    async def unsubscribed_midway(attempt, note):
        await attempt.open(mtu=23)
        await attempt.say(most=2)
        await attempt.refused(attempt.unsubscribe())

    await bench.case("no indication while one is pending", one_at_a_time)
    await bench.case("written to while an indication is pending", meanwhile)
    await bench.case("unsubscribed in the middle of the answer", unsubscribed)
    await bench.case("unsubscribed in the middle of a message", unsubscribed_midway)
    if bench.options.long:
        await bench.case("a confirmation that never comes", never)


async def others(bench):
    async def second(attempt, note):
        """While one central is there no other sees the device; it goes on undisturbed."""
        await attempt.open()
        other = bench.centrals[1]
        found = await other.find(bench.discriminator, within=1.0)
        if found:
            intruder = Attempt(bench, other)
            await intruder.connect()
            await asyncio.wait_for(intruder.gone.wait(), 5)
            note(f"it advertises, and disconnects a second one ({intruder.reason})")
        else:
            note("it does not advertise to a second one")
        await attempt.exchange()

    async def both(attempt, note):
        """Two ask for a connection at the same advertisement: one has it."""
        pair = [Attempt(bench, central) for central in bench.centrals]
        results = await asyncio.gather(*(one.connect() for one in pair), return_exceptions=True)
        won = []
        for one, result in zip(pair, results):
            if result is None:
                await asyncio.sleep(0.3)
                if not one.gone.is_set():
                    won.append(one)
        expect(len(won) == 1, f"{len(won)} of two centrals are connected")
        (winner,) = won
        await winner.mtu(517)
        await winner.discover()
        await winner.request()
        await winner.subscribe()
        await winner.handshake()
        await winner.exchange()
        await bench.give_up(winner)

    async def afterwards(attempt, note):
        await attempt.open()
        await attempt.end()
        other = Attempt(bench, bench.centrals[1])
        await other.open()
        await other.exchange()
        await bench.give_up(other)

    await bench.case("a second central", second)
    await bench.case("two centrals at once", both)
    await bench.case("another central after the first", afterwards)


async def run(options):
    link = Link()
    device = VirtualController("device", link, address(1), options.acl_length)
    port = TcpPort(device)
    reached = [await port.listen("127.0.0.1", 0)]
    more = PtyPort(VirtualController("other host", link, address(2), 251))
    reached.append(more.open(""))
    bench = Bench(link, options)
    for number in (1, 2):
        central = Central(number, link)
        await central.device.power_on()
        bench.centrals.append(central)
    for number, hci_path in enumerate(reached, 1):
        print(f"controller={number} hci={hci_path} address={address(number)}", flush=True)
    print("ready", flush=True)

    lines = bench.lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    order = json.loads(await lines.readline())
    bench.discriminator = order["discriminator"]
    bench.ask = order["status"]
    bench.before = await bench.status()
    for suite in (sizes, refusals, losses, confirmations, others):
        await suite(bench)
    print(json.dumps({"done": True, "addresses": sorted(bench.addresses)}), flush=True)
    # The other host's turn: until standard input is closed.
    while await lines.readline():
        pass


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", help="only cases whose name matches, a regular expression")
    parser.add_argument("--long", action="store_true")
    # The least there is: whatever is longer comes and goes in pieces.
    parser.add_argument("--acl-length", type=int, default=27)
    logging.basicConfig(level=logging.CRITICAL)
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
