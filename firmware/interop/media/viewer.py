"""Views the camera of MediaCamera.java with aiortc: viewer.py FOLDER COMMAND...

FOLDER has the media processor, COMMAND runs MediaCamera.java with it. The last line is a line of figures.
"""

import asyncio
import base64
import logging
import os
import pathlib
import signal
import sys

import aioice.ice
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.sdp import candidate_from_sdp

ENOUGH = 60
SECONDS = 60


class Camera:
    def __init__(self):
        self.pushed = {}
        self.statuses = asyncio.Queue()
        self.ready = asyncio.Event()
        self.lost = asyncio.Event()
        self.gone = asyncio.Event()
        self.deferred = None

    async def start(self, command):
        self.process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        asyncio.ensure_future(self.read())
        await self.until(self.ready)

    async def read(self):
        while line := await self.process.stdout.readline():
            what, *words = line.decode().split()
            if what == "push":
                self.pushes(int(words[0])).put_nowait(words[1:])
            elif what == "status":
                self.statuses.put_nowait(int(words[0]))
            elif what == "deferred":
                self.deferred = words[0] == "true"
            elif what == "ready":
                self.ready.set()
            elif what == "lost":
                self.ready.clear()
                self.lost.set()
        self.gone.set()

    async def until(self, event):
        """Waits for something that never comes when the camera has ended."""
        waiting = [asyncio.ensure_future(each.wait()) for each in (event, self.gone)]
        await asyncio.wait(waiting, timeout=SECONDS, return_when=asyncio.FIRST_COMPLETED)
        for each in waiting:
            each.cancel()
        if not event.is_set():
            raise AssertionError("the camera has ended" if self.gone.is_set() else "it takes too long")

    def pushes(self, session):
        return self.pushed.setdefault(session, asyncio.Queue())

    async def ask(self, what, session, text=""):
        self.process.stdin.write(f"{what} {session} {base64.b64encode(text.encode()).decode()}\n".encode())
        status = await asyncio.wait_for(self.statuses.get(), SECONDS)
        if status != 0:
            raise AssertionError(f"{what}: status {status}")


class Viewer:
    """One session, from its offer to its end."""

    def __init__(self, camera, session):
        self.camera = camera
        self.session = session
        self.sound = 0
        self.ended = asyncio.get_running_loop().create_future()
        self.described = asyncio.Queue()
        self.tasks = [asyncio.ensure_future(self.hear())]
        self.begin()

    def begin(self):
        self.peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.numbers = []
        self.enough = asyncio.Event()
        self.peer.on("track", self.track)

    def track(self, track):
        self.tasks.append(asyncio.ensure_future(self.watch(track, self.numbers, self.enough)))

    async def watch(self, track, numbers, enough):
        while True:
            frame = await track.recv()
            if track.kind == "audio":
                self.sound += 1
                continue
            numbers.append(number_of(frame))
            if len(numbers) == ENOUGH:
                enough.set()

    async def hear(self):
        while True:
            what, *rest = await self.camera.pushes(self.session).get()
            if what == "end":
                self.ended.set_result(int(rest[0]))
                continue
            text = base64.b64decode("".join(rest)).decode()
            if what in ("offer", "answer"):
                await self.peer.setRemoteDescription(RTCSessionDescription(sdp=text, type=what))
                self.described.put_nowait(what)
            elif text:
                candidate = candidate_from_sdp(text.removeprefix("candidate:"))
                candidate.sdpMLineIndex = 0
                await self.peer.addIceCandidate(candidate)

    async def offer(self):
        self.peer.addTransceiver("video", direction="recvonly")
        self.peer.addTransceiver("audio", direction="recvonly")
        await self.peer.setLocalDescription(await self.peer.createOffer())
        await self.camera.ask("offer", self.session, self.peer.localDescription.sdp)

    async def answer(self):
        await asyncio.wait_for(self.described.get(), SECONDS)
        await self.peer.setLocalDescription(await self.peer.createAnswer())
        lines = self.peer.localDescription.sdp.split("\r\n")
        candidates = [line.removeprefix("a=") for line in lines if line.startswith("a=candidate:")]
        bare = [line for line in lines if not line.startswith("a=candidate:") and line != "a=end-of-candidates"]
        await self.camera.ask("answer", self.session, "\r\n".join(bare))
        for each in dict.fromkeys(candidates):
            await self.camera.ask("candidate", self.session, each)

    async def view(self):
        await self.camera.until(self.enough)
        steps = [after - before for before, after in zip(self.numbers, self.numbers[1:])]
        if min(steps) < 1 or max(steps) > 40:
            raise AssertionError(f"frames are numbered {self.numbers}")

    async def restart(self):
        """The same session with other credentials; with another certificate too, since aiortc restarts no other way."""
        before = self.peer
        self.begin()
        await self.offer()
        await self.view()
        # not earlier: its end before the processor hears of the restart is the session's
        await before.close()
        if self.ended.done():
            raise AssertionError(f"the restart ended the session (reason {self.ended.result()})")

    async def close(self):
        for task in self.tasks:
            task.cancel()
        await self.peer.close()


def processors(parent):
    """The children of a process."""
    tasks = pathlib.Path(f"/proc/{parent}/task")
    return [int(child) for task in tasks.iterdir() for child in (task / "children").read_text().split()]


async def main(command):
    camera = Camera()
    await camera.start(command)

    one = Viewer(camera, 1)
    await one.offer()
    await one.view()
    await one.restart()

    two = Viewer(camera, 2)
    await camera.ask("solicit", 2)
    if not camera.deferred:
        # the first session has woken the source
        await two.answer()
        await two.view()
    else:
        raise AssertionError("the source went to sleep again")
    await camera.ask("end", 1)
    await one.close()
    await two.peer.close()
    if await asyncio.wait_for(two.ended, SECONDS) != 9:
        raise AssertionError("a viewer that goes is no MediaTimeout")
    await two.close()

    os.kill(processors(camera.process.pid)[0], signal.SIGKILL)
    await camera.until(camera.lost)
    await camera.until(camera.ready)
    three = Viewer(camera, 3)
    await camera.ask("solicit", 3)
    if not camera.deferred:
        raise AssertionError("a processor that was started again is awake")
    await three.answer()
    await three.view()
    await camera.ask("end", 3)
    await three.close()

    camera.process.stdin.close()
    if await camera.process.wait() != 0:
        raise AssertionError("the camera failed")
    frames = [len(each.numbers) for each in (one, two, three)]
    sounds = [each.sound for each in (one, two, three)]
    print(f"frames decoded: {frames}, of sound: {sounds}")


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    import processor
    from pattern import number_of

    logging.disable(logging.CRITICAL)
    processor.with_loopback()
    asyncio.run(main(sys.argv[2:]))
