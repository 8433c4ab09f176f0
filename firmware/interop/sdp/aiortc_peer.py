"""Gives our descriptions to aiortc, and aiortc's to us: python3 aiortc_peer.py FOLDER COMMAND...

FOLDER holds recorded descriptions, COMMAND is what runs Descriptions.java. The last line is a line of figures.
"""

import asyncio
import base64
import logging
import pathlib
import subprocess
import sys

import aiortc.rtcpeerconnection
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, VideoStreamTrack
from aiortc.sdp import SessionDescription

TRACKS = {"audio": AudioStreamTrack, "video": VideoStreamTrack}
REVERSED = {"sendonly": "recvonly", "recvonly": "sendonly"}


class Camera:
    """Our side."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, *words):
        print(*words, file=self.process.stdin, flush=True)
        status, *rest = self.process.stdout.readline().split()
        if status != "ok":
            raise AssertionError(f"{words[0]}: {status} {' '.join(rest)}")
        return base64.b64decode(rest[0]).decode() if rest else None

    def give(self, word, sdp):
        return self.ask(word, base64.b64encode(sdp.encode()).decode())


def check(condition, message):
    if not condition:
        raise AssertionError(message)


def codecs_of(peer):
    return {each.mid: each._codecs[0].name for each in peer.getTransceivers() if each._codecs}


async def peer_with(sections):
    """A peer that offers these sections: mid, kind and direction of each."""
    peer = RTCPeerConnection()
    mids = [mid for mid, _, _ in sections]
    for _, kind, direction in sections:
        if kind == "application":
            peer.createDataChannel("data")
        else:
            sends = direction.startswith("send")
            peer.addTransceiver(TRACKS[kind]() if sends else kind, direction=direction)
    original = aiortc.rtcpeerconnection.allocate_mid
    aiortc.rtcpeerconnection.allocate_mid = lambda _: mids.pop(0)
    try:
        offer = await peer.createOffer()
    finally:
        aiortc.rtcpeerconnection.allocate_mid = original
    await peer.setLocalDescription(offer)
    return peer


def sections_of(description):
    return [(each.rtp.muxId, each.kind, each.direction or "inactive") for each in description.media]


async def taken(peer, answer, sections, video):
    """aiortc takes the answer to its own offer, and means the same by it."""
    await peer.setRemoteDescription(RTCSessionDescription(sdp=answer, type="answer"))
    codecs = codecs_of(peer)
    for transceiver, (mid, kind, direction) in zip(
        peer.getTransceivers(), [each for each in sections if each[1] != "application"]
    ):
        check(transceiver.mid == mid, f"mid {transceiver.mid} for {mid}")
        own = {"video": "sendonly", "audio": "sendrecv"}[kind]
        expected = {
            ("sendonly", "sendrecv"): "recvonly",
            ("sendonly", "recvonly"): "recvonly",
            ("sendrecv", "sendrecv"): "sendrecv",
            ("sendrecv", "recvonly"): "recvonly",
            ("sendrecv", "sendonly"): "sendonly",
        }.get((own, direction), "inactive")
        check(transceiver.currentDirection == expected, f"{mid} is {transceiver.currentDirection}, not {expected}")
        check(codecs[mid] == {"video": video, "audio": "opus"}[kind], f"{mid} has {codecs[mid]}")
    await peer.close()


async def recorded(camera, file):
    """Our answer to a recorded offer, taken by an aiortc that has offered the same sections."""
    offer = file.read_bytes().decode()
    description = SessionDescription.parse(offer)
    video = "H264" if "H264" in offer else "VP8"
    camera.ask("new", video)
    answer = camera.give("answer", offer)
    read = SessionDescription.parse(answer)
    check(len(read.media) == len(description.media), "sections are missing")
    if any(each.port == 0 and "bundle-only" not in offer for each in description.media):
        return False
    sections = sections_of(description)
    # aiortc puts the data channel last, as all recorded ones do
    peer = await peer_with(sections)
    await taken(peer, answer, sections, video)
    return True


async def live(camera, sections):
    """aiortc's own offer, answered."""
    camera.ask("new", "H264")
    peer = await peer_with(sections)
    await taken(peer, camera.give("answer", peer.localDescription.sdp), sections, "H264")


async def offered(camera):
    """Our offer, answered by aiortc, twice."""
    camera.ask("new", "H264")
    peer = RTCPeerConnection()
    for _ in range(2):
        await peer.setRemoteDescription(RTCSessionDescription(sdp=camera.ask("offer"), type="offer"))
        check(codecs_of(peer) == {"0": "H264", "1": "opus"}, str(codecs_of(peer)))
        await peer.setLocalDescription(await peer.createAnswer())
        camera.give("accept", peer.localDescription.sdp)
    await peer.close()


async def main(folder, command):
    logging.disable(logging.CRITICAL)
    camera = Camera(command)
    count = parsed = 0
    for file in sorted(folder.glob("*offer.sdp")):
        try:
            if await recorded(camera, file):
                count += 1
            else:
                parsed += 1
        except Exception as error:
            raise SystemExit(f"{file.name}: {type(error).__name__}: {error}") from error
    viewer = [("0", "video", "recvonly"), ("1", "audio", "sendrecv")]
    await live(camera, viewer)
    await live(camera, [("sound", "audio", "recvonly"), ("picture", "video", "sendrecv")])
    await live(camera, [*viewer, ("2", "application", "")])
    await offered(camera)
    camera.process.stdin.close()
    check(camera.process.wait() == 0, "our side failed")
    print(f"{count} answers to recorded offers taken, {parsed} with a stopped section parsed, 3 of its own, 2 of ours answered")


asyncio.run(main(pathlib.Path(sys.argv[1]), sys.argv[2:]))
