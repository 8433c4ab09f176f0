"""Viewers of aiortc, told what to do in lines of JSON: {"id", "do", "peer", ...}, answered by {"id", ...} or {"id", "error"}.

What a peer says by itself is {"event", "peer", ...}: a candidate of its own where it trickles, the state of its connection.
"""

import asyncio
import json
import logging
import re
import sys

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, MediaStreamError
from aiortc.sdp import candidate_from_sdp

CANDIDATE = re.compile(r"^a=(?:candidate:.*|end-of-candidates)\r?\n", re.MULTILINE)


def say(**what):
    print(json.dumps(what), flush=True)


class Viewer:
    def __init__(self, name, trickles):
        self.name = name
        self.trickles = trickles
        self.tasks = []
        self.before = []
        self.begin()

    def begin(self):
        self.frames = {"video": 0, "audio": 0}
        self.size = None
        self.pictures = set()
        # no STUN server: what is tried has no internet
        self.peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.peer.on("track", self.track)
        self.peer.on("connectionstatechange", lambda: say(event="state", peer=self.name, state=self.peer.connectionState))

    def track(self, track):
        self.tasks.append(asyncio.ensure_future(self.watch(track, self.peer)))

    async def watch(self, track, peer):
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            if peer is not self.peer:
                return
            self.frames[track.kind] += 1
            if track.kind == "video":
                self.size = [frame.width, frame.height]
                # a picture that stands still is none of a camera; the first plane of a few will do
                if len(self.pictures) < 100:
                    self.pictures.add(hash(bytes(frame.planes[0])))

    def own(self):
        """Our description, and its candidates apart where we trickle."""
        sdp = self.peer.localDescription.sdp
        if not self.trickles:
            return sdp
        index = -1
        for line in sdp.splitlines():
            if line.startswith("m="):
                index += 1
            elif line.startswith("a=candidate:") and index == 0:
                say(event="candidate", peer=self.name, candidate=line[2:], mid=self.mid(), index=0)
        say(event="candidate", peer=self.name, candidate="", mid=self.mid(), index=0)
        return CANDIDATE.sub("", sdp)

    def mid(self):
        return self.peer.getTransceivers()[0].mid

    async def offer(self, sections):
        for kind, direction in sections:
            self.peer.addTransceiver(AudioStreamTrack() if direction.startswith("send") else kind, direction=direction)
        await self.peer.setLocalDescription(await self.peer.createOffer())
        return {"sdp": self.own()}

    async def restart(self, sections):
        """Another connection with another certificate, since aiortc restarts no ICE. Until all is over the first stays: its
        end would be the session's, if the processor hears of it before it does of the restart."""
        self.before.append(self.peer)
        self.begin()
        return await self.offer(sections)

    async def answer(self, sdp):
        await self.peer.setRemoteDescription(RTCSessionDescription(sdp=sdp, type="offer"))
        await self.peer.setLocalDescription(await self.peer.createAnswer())
        return {"sdp": self.own()}

    async def accept(self, sdp):
        await self.peer.setRemoteDescription(RTCSessionDescription(sdp=sdp, type="answer"))
        return {}

    async def candidates(self, list):
        for each in list:
            if not each["candidate"]:
                await self.peer.addIceCandidate(None)
                continue
            candidate = candidate_from_sdp(each["candidate"].removeprefix("a=").removeprefix("candidate:"))
            candidate.sdpMid = each["mid"]
            candidate.sdpMLineIndex = 0 if each["mid"] is None and each["index"] is None else each["index"]
            await self.peer.addIceCandidate(candidate)
        return {}

    async def seen(self):
        return {
            "frames": self.frames["video"],
            "sounds": self.frames["audio"],
            "pictures": len(self.pictures),
            "size": self.size,
            "state": self.peer.connectionState,
        }

    async def close(self):
        for each in [*self.before, self.peer]:
            await each.close()
        for task in self.tasks:
            task.cancel()
        return {}


async def serve(viewers, request):
    number, do, name = request.pop("id"), request.pop("do"), request.pop("peer")
    try:
        if name not in viewers:
            viewers[name] = Viewer(name, request.pop("trickles", False))
        result = await getattr(viewers[name], do)(**request)
        if do == "close":
            del viewers[name]
        say(id=number, **result)
    except Exception as error:  # whatever it is, the test hears of it
        say(id=number, error=f"{type(error).__name__}: {error}")


async def main():
    logging.basicConfig(level=logging.WARNING)
    viewers = {}
    reader = asyncio.StreamReader(limit=1 << 20)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    say(event="loaded")
    while line := await reader.readline():
        asyncio.ensure_future(serve(viewers, json.loads(line)))


asyncio.run(main())
